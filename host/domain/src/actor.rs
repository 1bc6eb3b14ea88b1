//! The actor: who does something to a conversation, and with whose rights.
//!
//! Each act on a conversation is one function that takes an [`Actor`], so that the same rules apply to everybody: who
//! sees what, what is locked, which plugins are asked before, and what the log says. The functions are in
//! `<noun>/<verb>.rs`.

use std::sync::Arc;

use vuoro_kernel::{
    Caller, ConversationId, MemberId, OrganisationId, Time, Who,
    words::{MetadataOrigin, Party},
};
use vuoro_plugins::{Call, Context};
use vuoro_store::{
    Door, WriteDoor,
    record::{Author, Content, Conversation},
};

use crate::{
    Error,
    conversation::sees,
    error::Halt,
    rights::{self, AsMember, AsVisitor},
};

/// The person with whose rights something is read or done: a member, a customer, or nobody, which is the system.
pub(crate) use vuoro_plugins::Actor as Behalf;

/// The one who acts on a conversation.
#[derive(Clone, Debug)]
pub(crate) enum Actor {
    /// A member, through the API.
    Member(AsMember),
    /// A customer, through the API.
    Visitor(AsVisitor),
    /// A plugin within a call. It may do what the person on whose behalf it is called may do, and nothing more.
    Plugin(Arc<Call>),
    /// The host itself, following a rule: what happens by time alone.
    System {
        /// The organisation of the conversations.
        organisation: OrganisationId,
        /// The rule that the log names.
        rule: &'static str,
    },
}

impl Actor {
    /// The calling member or customer.
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

    /// With whose rights the actor acts.
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

    /// The party that acts; `None` for nobody.
    pub fn party(&self) -> Option<Party> {
        match self.behalf() {
            Behalf::Member { .. } => Some(Party::Agent),
            Behalf::Visitor(_) => Some(Party::Visitor),
            Behalf::System => None,
        }
    }

    /// Whether the actor is this party of the conversation. Operators who don't serve it are no party; the system, and
    /// plugins on nobody's behalf, count as either.
    pub fn is_in(&self, conversation: &Conversation) -> bool {
        match self.behalf() {
            Behalf::Member { id, .. } => conversation.agent_id() == Some(id),
            Behalf::Visitor(visitor) => conversation.visitor == visitor,
            Behalf::System => true,
        }
    }

    /// Reads a conversation that the actor sees.
    ///
    /// # Errors
    /// `NotFound` for one that doesn't exist or that the actor doesn't see.
    pub async fn finds(&self, door: &Door<'_>, id: ConversationId, now: Time) -> Result<Conversation, Halt> {
        seen(door, self.behalf(), door.conversation(id).await?, now).await
    }

    /// Reads a conversation that the actor sees, and locks it until this write ends. A member's role and queues are
    /// read inside the write, because those in the call may be some seconds old.
    ///
    /// # Errors
    /// `NotFound` for one that doesn't exist or that the actor doesn't see, and for a member who was removed.
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

    /// The context in which plugins are asked before the act. Those that caused it aren't asked.
    pub fn context(&self, language: &str) -> Context {
        match self {
            Self::Plugin(call) => Context { cause: call.chain(), ..Context::new(call.actor, &call.language) },
            _ => Context::new(self.behalf(), language),
        }
    }

    /// The author in the log: the person with whose rights it is done, otherwise the plugin or the host.
    ///
    /// # Errors
    /// `NotFound` for a member who was removed.
    pub async fn author(&self, door: &Door<'_>, found: &Conversation) -> Result<Author, Halt> {
        Ok(match self.behalf() {
            Behalf::Member { id, .. } => Author::Agent(door.agent(id).await?.ok_or(Error::NotFound)?),
            Behalf::Visitor(id) => Author::Visitor { id, name: found.customer_name.as_deref().map(Into::into) },
            Behalf::System => self.own_author()?,
        })
    }

    /// Logs what the actor did to a conversation, for the list of `agent` too, and reads the conversation as it is then.
    ///
    /// # Errors
    /// `NotFound` for a member who was removed.
    pub async fn logs(
        &self,
        door: &WriteDoor<'_>,
        found: &Conversation,
        agent: Option<MemberId>,
        content: Content,
        now: Time,
    ) -> Result<Conversation, Halt> {
        let author = self.author(door, found).await?;
        door.log(found.id, agent, now, author, content).await?;
        Ok(door.conversation(found.id).await?.ok_or(Error::NotFound)?)
    }

    /// The plugin or the host as the author, no matter on whose behalf it acts.
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
    /// For every actor that isn't a plugin.
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
    if sees(door, behalf, &found.standing(), now).await? { Ok(found) } else { Err(Error::NotFound.into()) }
}
