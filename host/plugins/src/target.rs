//! What is called, on whose behalf, and what the delegate is told of it.

use std::{collections::BTreeSet, fmt, sync::Arc, time::Duration};

use vuoro_kernel::{ConversationId, MemberId, OrganisationId, Role, VisitorId};

use crate::{Digest, Loaded, Permission};

/// A plugin's id, as its manifest says: `canned-replies`.
#[derive(Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct PluginId(Arc<str>);

impl PluginId {
    /// The id of this text. Whether it is one was checked when the package was read.
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

/// A plugin as one organisation has it.
#[derive(Clone, Debug)]
pub struct Target {
    /// Whose.
    pub organisation: OrganisationId,
    /// Its code, and its manifest.
    pub loaded: Arc<Loaded>,
    /// What the organisation grants. What counts is manifest ∩ this ∩ the server's ceiling.
    pub granted: Arc<BTreeSet<Permission>>,
    /// The organisation's settings of the plugin, a JSON object with the defaults filled in.
    pub settings: Arc<str>,
}

/// On whose behalf a plugin is called.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Actor {
    /// Nobody's: an alarm, or the log.
    System,
    /// A customer's.
    Visitor(VisitorId),
    /// A member's.
    Member {
        /// Which.
        id: MemberId,
        /// What they may do at this moment.
        role: Role,
    },
}

/// What surrounds a call.
#[derive(Clone, Debug)]
pub struct Context {
    /// On whose behalf.
    pub actor: Actor,
    /// The language of who reads the answer: `fi`, `en` or `sv`.
    pub language: Arc<str>,
    /// The plugins that brought this about, the first one first; empty when people did.
    pub cause: Vec<PluginId>,
    /// What is left of the time of a whole event; none when only the call's own limit counts.
    pub within: Option<Duration>,
    /// The conversation that the call is about, where there is one. A call that fails may do so because of what its
    /// customer wrote, whoever the actor is: so it counts as that customer's.
    pub about: Option<ConversationId>,
}

impl Context {
    /// For a person or the system, brought about by no plugin.
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
    /// Whose data: nothing else may be read or changed.
    pub organisation: OrganisationId,
    /// Which plugin.
    pub plugin: PluginId,
    /// Its package.
    pub digest: Digest,
    /// With whose rights, at most.
    pub actor: Actor,
    /// The language of who reads the answer.
    pub language: Arc<str>,
    /// The plugins that brought the call about.
    pub cause: Vec<PluginId>,
}

impl Call {
    /// The cause of what this call brings about: its own causes, and its plugin.
    pub fn chain(&self) -> Vec<PluginId> {
        self.cause.iter().cloned().chain([self.plugin.clone()]).collect()
    }
}
