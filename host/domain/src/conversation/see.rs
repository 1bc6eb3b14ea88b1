//! Who may see a conversation. Every read of a conversation goes through this file.

use vuoro_kernel::{
    Caller, ConversationId, MemberId, Role, Time, VisitorId, Who,
    limits::DEPARTED_LIFE,
    words::{ConversationState, Party},
};
use vuoro_store::{Door, StoreError, record::Conversation};

use crate::{
    Domain, Error,
    actor::Behalf,
    rights::{self, AsMember},
};

/// Whether somebody may see a conversation: its customer; its agent while it is in their list; while it waits, the
/// queue's handlers; operators, owners and the system always. The same for people and for plugins on their behalf.
pub(crate) async fn sees(door: &Door<'_>, behalf: Behalf, found: &Conversation, now: Time) -> Result<bool, StoreError> {
    Ok(match behalf {
        Behalf::System => true,
        Behalf::Visitor(visitor) => found.visitor == visitor,
        Behalf::Member { role, .. } if role >= Role::Operator => true,
        Behalf::Member { id, .. } => {
            (found.agent_id() == Some(id) && is_listed(found, now))
                || (found.state == ConversationState::Waiting && door.handles(id, found.queue).await?)
        }
    })
}

/// Whether a conversation is in its agent's list: not hidden, and not departed for too long.
pub(crate) fn is_listed(conversation: &Conversation, now: Time) -> bool {
    !conversation.hidden && conversation.ended_at.is_none_or(|ended_at| ended_at > now.minus(DEPARTED_LIFE))
}

/// The right by which somebody sees a conversation.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Sight {
    /// As a party, operator or owner: valid until an entry changes it or the role changes.
    Firm,
    /// As a handler of the queue in which it waits, which can be taken from them without an entry.
    ByQueue,
}

impl Sight {
    /// The right of a caller who sees the conversation.
    pub(crate) fn of(caller: &Caller, conversation: &Conversation) -> Self {
        match caller.who {
            Who::Member { member, role, .. } if role < Role::Operator && conversation.agent_id() != Some(member) => {
                Self::ByQueue
            }
            _ => Self::Firm,
        }
    }
}

impl Domain {
    /// Reads one conversation; `None` when it doesn't exist or the caller may not see it.
    ///
    /// # Errors
    /// `Unauthenticated` for strangers.
    pub async fn conversation(&self, caller: &Caller, id: ConversationId) -> Result<Option<Conversation>, Error> {
        match caller.who {
            Who::Stranger => Err(Error::Unauthenticated),
            _ => self.seen(caller, id).await,
        }
    }

    /// Whether the caller still sees a conversation; asked after an entry that may have changed that.
    ///
    /// # Errors
    /// Only when the database fails.
    pub async fn sees(&self, caller: &Caller, id: ConversationId) -> Result<bool, Error> {
        Ok(self.seen(caller, id).await?.is_some())
    }

    /// The right by which the caller still sees a conversation, if any.
    ///
    /// # Errors
    /// Only when the database fails.
    pub async fn sight(&self, caller: &Caller, id: ConversationId) -> Result<Option<Sight>, Error> {
        Ok(self.seen(caller, id).await?.map(|found| Sight::of(caller, &found)))
    }

    /// A conversation that the caller [sees].
    pub(crate) async fn seen(&self, caller: &Caller, id: ConversationId) -> Result<Option<Conversation>, Error> {
        let organisation = rights::called(caller)?;
        let behalf = match caller.who {
            Who::Visitor(visitor) => Behalf::Visitor(visitor),
            Who::Member { member, role, .. } => Behalf::Member { id: member, role },
            Who::Stranger | Who::Account { .. } => return Ok(None),
        };
        let door = self.store.door(organisation);
        let Some(found) = door.conversation(id).await? else { return Ok(None) };
        Ok(sees(&door, behalf, &found, self.now()).await?.then_some(found))
    }
}

/// The caller as a party of a conversation.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum AsParty {
    Visitor(rights::AsVisitor),
    Agent(AsMember),
}

impl AsParty {
    /// The caller as the kind of party that they can be.
    ///
    /// # Errors
    /// For callers who can't be a party.
    pub fn of(caller: &Caller) -> Result<Self, Error> {
        match caller.who {
            Who::Visitor(_) => Ok(Self::Visitor(rights::visitor(caller)?)),
            _ => Ok(Self::Agent(rights::member(caller)?)),
        }
    }

    /// Whether the caller is this party of that conversation.
    pub fn is_in(&self, conversation: &Conversation) -> bool {
        self.is_one_of(conversation.visitor, conversation.agent_id())
    }

    /// The same for a conversation with this customer and this agent.
    pub fn is_one_of(&self, visitor: VisitorId, agent: Option<MemberId>) -> bool {
        match self {
            Self::Visitor(by) => visitor == by.visitor,
            Self::Agent(by) => agent == Some(by.member),
        }
    }

    pub fn party(&self) -> Party {
        match self {
            Self::Visitor(_) => Party::Visitor,
            Self::Agent(_) => Party::Agent,
        }
    }

    pub fn organisation(&self) -> vuoro_kernel::OrganisationId {
        match self {
            Self::Visitor(by) => by.organisation,
            Self::Agent(by) => by.organisation,
        }
    }
}
