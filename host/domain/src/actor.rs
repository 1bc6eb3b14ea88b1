//! Who does something to a conversation, and with whose rights.
//!
//! Each act on a conversation is one function that takes an [`Actor`], so that the same rules hold whoever acts: who sees
//! what, what is locked, which plugins are asked before, and what the log says. `<noun>/<verb>.rs` has it.

use std::sync::Arc;

use vuoro_kernel::{
    Caller, ConversationId, MemberId, OrganisationId, Time, Who,
    words::{MetadataOrigin, Party},
};
use vuoro_plugins::{Call, Context};
use vuoro_store::{
    Door, WriteDoor,
    record::{Author, Conversation},
};

use crate::{
    Error,
    conversation::sees,
    error::Halt,
    rights::{self, AsMember, AsVisitor},
};

/// With whose rights something is read or done: a member's, a customer's, or nobody's, which is the system.
pub(crate) use vuoro_plugins::Actor as Behalf;

/// Who acts.
#[derive(Clone, Debug)]
pub(crate) enum Actor {
    /// A member, through the API.
    Member(AsMember),
    /// A customer, through the API.
    Visitor(AsVisitor),
    /// A plugin within a call. It may do what the person on whose behalf it is called may do, and nothing more.
    Plugin(Arc<Call>),
    /// The host itself, by a rule: what time alone brings about.
    System {
        /// Whose conversations.
        organisation: OrganisationId,
        /// The rule that the log names.
        rule: &'static str,
    },
}

impl Actor {
    /// The member or customer who calls.
    ///
    /// # Errors
    /// For strangers, and for accounts that aren't members.
    pub fn of(caller: &Caller) -> Result<Self, Error> {
        match caller.who {
            Who::Visitor(_) => Ok(Self::Visitor(rights::visitor(caller)?)),
            _ => Ok(Self::Member(rights::member(caller)?)),
        }
    }

    pub fn organisation(&self) -> OrganisationId {
        match self {
            Self::Member(by) => by.organisation,
            Self::Visitor(by) => by.organisation,
            Self::Plugin(call) => call.organisation,
            Self::System { organisation, .. } => *organisation,
        }
    }

    /// With whose rights.
    pub fn behalf(&self) -> Behalf {
        match self {
            Self::Member(by) => Behalf::Member { id: by.member, role: by.role },
            Self::Visitor(by) => Behalf::Visitor(by.visitor),
            Self::Plugin(call) => call.actor,
            Self::System { .. } => Behalf::System,
        }
    }

    /// The member with whose rights it is done.
    pub fn member(&self) -> Option<MemberId> {
        match self.behalf() {
            Behalf::Member { id, .. } => Some(id),
            Behalf::Visitor(_) | Behalf::System => None,
        }
    }

    /// The party whose act it is; none for nobody's.
    pub fn party(&self) -> Option<Party> {
        match self.behalf() {
            Behalf::Member { .. } => Some(Party::Agent),
            Behalf::Visitor(_) => Some(Party::Visitor),
            Behalf::System => None,
        }
    }

    /// Whether the actor is this party of the conversation. Operators who don't serve it are none; the system, and plugins
    /// on nobody's behalf, stand for either.
    pub fn is_in(&self, conversation: &Conversation) -> bool {
        match self.behalf() {
            Behalf::Member { id, .. } => conversation.agent_id() == Some(id),
            Behalf::Visitor(visitor) => conversation.visitor == visitor,
            Behalf::System => true,
        }
    }

    /// A conversation that the actor sees.
    pub async fn finds(&self, door: &Door<'_>, id: ConversationId, now: Time) -> Result<Conversation, Halt> {
        seen(door, self.behalf(), door.conversation(id).await?, now).await
    }

    /// A conversation that the actor sees, kept as it is until this write ends. A member sees it as what they are inside the
    /// write: what the call came with may be some seconds old.
    pub async fn locks(&self, door: &WriteDoor<'_>, id: ConversationId, now: Time) -> Result<Conversation, Halt> {
        let behalf = match self.behalf() {
            Behalf::Member { id, .. } => {
                let role = door.member(id).await?.ok_or(Error::NotFound)?.role;
                Behalf::Member { id, role }
            }
            other => other,
        };
        seen(door, behalf, door.lock_conversation(id).await?, now).await
    }

    /// In what context plugins are asked before the act. Those that brought it about aren't asked.
    pub fn context(&self, language: &str) -> Context {
        match self {
            Self::Plugin(call) => Context { cause: call.chain(), ..Context::new(call.actor, &call.language) },
            _ => Context::new(self.behalf(), language),
        }
    }

    /// Whose name the log has: the person's with whose rights it is done, else the plugin's or the host's.
    pub async fn author(&self, door: &Door<'_>, found: &Conversation) -> Result<Author, Halt> {
        Ok(match self.behalf() {
            Behalf::Member { id, .. } => Author::Agent(door.agent(id).await?.ok_or(Error::NotFound)?),
            Behalf::Visitor(id) => Author::Visitor { id, name: found.customer_name.as_deref().map(Into::into) },
            Behalf::System => self.own_author()?,
        })
    }

    /// The plugin or the host as the author, whoever it acts for.
    ///
    /// # Errors
    /// For people, who have no such name.
    pub fn own_author(&self) -> Result<Author, Error> {
        match self {
            Self::Plugin(call) => {
                Ok(Author::Plugin { chain: call.chain().iter().map(|plugin| plugin.as_str().into()).collect() })
            }
            Self::System { rule, .. } => Ok(Author::Host { rule: (*rule).into() }),
            Self::Member(_) | Self::Visitor(_) => Err(Error::Forbidden),
        }
    }

    /// The acting plugin's id.
    ///
    /// # Errors
    /// For everybody who is no plugin.
    pub fn plugin(&self) -> Result<Arc<str>, Error> {
        match self {
            Self::Plugin(call) => Ok(call.plugin.as_str().into()),
            _ => Err(Error::Forbidden),
        }
    }

    /// The origin of metadata that the actor sets.
    pub fn origin(&self) -> MetadataOrigin {
        match self {
            Self::Plugin(_) => MetadataOrigin::Plugin,
            Self::System { .. } => MetadataOrigin::Verified,
            Self::Member(_) | Self::Visitor(_) => MetadataOrigin::Declared,
        }
    }
}

async fn seen(door: &Door<'_>, behalf: Behalf, found: Option<Conversation>, now: Time) -> Result<Conversation, Halt> {
    let found = found.ok_or(Error::NotFound)?;
    if sees(door, behalf, &found, now).await? { Ok(found) } else { Err(Error::NotFound.into()) }
}
