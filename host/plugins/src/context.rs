//! On whose behalf a plugin is called, and what the delegate is told of the call.

use std::{fmt, sync::Arc, time::Duration};

use vuoro_kernel::{ConversationId, MemberId, OrganisationId, Role, VisitorId};

use crate::Digest;

/// A plugin's id as in its manifest: `canned-replies`.
#[derive(Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct PluginId(Arc<str>);

impl PluginId {
    /// The id of this text, which was checked when the package was read.
    pub fn new(text: &str) -> Self {
        Self(text.into())
    }

    /// The text.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for PluginId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl fmt::Debug for PluginId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// On whose behalf a plugin is called.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Actor {
    /// Nobody, as for alarms and after-hooks.
    System,
    /// A customer.
    Visitor(VisitorId),
    /// A member.
    Member {
        /// The membership.
        id: MemberId,
        /// Their role at this moment.
        role: Role,
    },
}

/// The surroundings of a call.
#[derive(Clone, Debug)]
pub struct Context {
    /// The actor.
    pub actor: Actor,
    /// The language of the person who reads the answer: `fi`, `en` or `sv`.
    pub language: Arc<str>,
    /// The plugins that caused this, the first one first; empty when a person did.
    pub cause: Vec<PluginId>,
    /// What is left of the time of a whole event; `None` when only the call's own limit counts.
    pub within: Option<Duration>,
    /// The conversation that the call is about, where there is one. A call that fails may do so because of what its
    /// customer wrote, no matter on whose behalf it is made: so it counts as that customer's.
    pub about: Option<ConversationId>,
}

impl Context {
    /// The context of a call that a person or the system makes, caused by no plugin.
    pub fn new(actor: Actor, language: &str) -> Self {
        Self { actor, language: language.into(), cause: Vec::new(), within: None, about: None }
    }

    /// The customer on whose behalf the call is made; none when it is somebody else's.
    pub(crate) fn customer(&self) -> Option<VisitorId> {
        match self.actor {
            Actor::Visitor(visitor) => Some(visitor),
            Actor::System | Actor::Member { .. } => None,
        }
    }
}

/// What the delegate is told of a call. All of it comes from the host, nothing from the guest.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Call {
    /// The organisation: only its data may be read or changed.
    pub organisation: OrganisationId,
    /// The plugin.
    pub plugin: PluginId,
    /// Its package's digest.
    pub digest: Digest,
    /// The actor, whose rights are the limit.
    pub actor: Actor,
    /// The language of the person who reads the answer.
    pub language: Arc<str>,
    /// The plugins that caused the call.
    pub cause: Vec<PluginId>,
}

impl Call {
    /// The cause of this call's changes: its own causes, followed by its plugin.
    pub fn chain(&self) -> Vec<PluginId> {
        self.cause.iter().cloned().chain([self.plugin.clone()]).collect()
    }
}
