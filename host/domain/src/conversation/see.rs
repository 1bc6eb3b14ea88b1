//! Who may see a conversation. Every read of a conversation goes through this file.

use std::collections::{BTreeMap, BTreeSet};

use vuoro_kernel::{
    Caller, ConversationId, MemberId, Role, Time, VisitorId, Who,
    limits::DEPARTED_LIFE,
    words::{ConversationState, Party},
};
use vuoro_store::{
    Door, StoreError,
    record::{Conversation, Standing},
};

use crate::{
    Domain, Error,
    actor::Behalf,
    rights::{self, AsMember},
};

/// Whether somebody may see a conversation: its customer; its agent while it is in their list; while it waits, the
/// queue's handlers; operators, owners and the system always. The same for people and for plugins on their behalf.
pub(crate) async fn sees(door: &Door<'_>, behalf: Behalf, found: &Standing, now: Time) -> Result<bool, StoreError> {
    match sight(behalf, found, now) {
        Seen::Yes => Ok(true),
        Seen::No => Ok(false),
        Seen::ByHandler(member) => door.handles(member, found.queue).await,
    }
}

/// Those of these conversations that somebody may see.
pub(crate) async fn seen_among(
    door: &Door<'_>,
    behalf: Behalf,
    ids: &[ConversationId],
    now: Time,
) -> Result<BTreeSet<ConversationId>, StoreError> {
    let mut seen = BTreeSet::new();
    // Many of them wait in the same queue.
    let mut handled = BTreeMap::new();
    for found in door.standings(ids).await? {
        let is_seen = match sight(behalf, &found, now) {
            Seen::Yes => true,
            Seen::No => false,
            Seen::ByHandler(member) => match handled.get(&found.queue) {
                Some(handles) => *handles,
                None => *handled.entry(found.queue).or_insert(door.handles(member, found.queue).await?),
            },
        };
        if is_seen {
            seen.insert(found.id);
        }
    }
    Ok(seen)
}

/// What decides whether somebody sees a conversation.
enum Seen {
    Yes,
    No,
    /// Whether this member handles its queue.
    ByHandler(MemberId),
}

fn sight(behalf: Behalf, found: &Standing, now: Time) -> Seen {
    let is = |seen: bool| if seen { Seen::Yes } else { Seen::No };
    match behalf {
        Behalf::System => Seen::Yes,
        Behalf::Visitor(visitor) => is(found.visitor == visitor),
        Behalf::Member { role, .. } if role >= Role::Operator => Seen::Yes,
        Behalf::Member { id, .. } if found.agent == Some(id) && is_listed(found, now) => Seen::Yes,
        Behalf::Member { id, .. } if found.state == ConversationState::Waiting => Seen::ByHandler(id),
        Behalf::Member { .. } => Seen::No,
    }
}

/// Those of these customers whom somebody may see: each sees themselves, a member those of whom they see a conversation,
/// operators, owners and the system all.
pub(crate) async fn customers_among(
    door: &Door<'_>,
    behalf: Behalf,
    ids: &[VisitorId],
    now: Time,
) -> Result<BTreeSet<VisitorId>, StoreError> {
    let seen = match behalf {
        Behalf::Visitor(visitor) if ids.contains(&visitor) => door.existing_visitors(&[visitor]).await?,
        Behalf::Visitor(_) => Vec::new(),
        Behalf::Member { id, role } if role < Role::Operator => {
            door.customers_seen_by(id, ids, now.minus(DEPARTED_LIFE)).await?
        }
        Behalf::Member { .. } | Behalf::System => door.existing_visitors(ids).await?,
    };
    Ok(seen.into_iter().collect())
}

/// Whether a conversation is in its agent's list: not hidden, and not departed for too long.
pub(crate) fn is_listed(conversation: &Standing, now: Time) -> bool {
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
        Ok(sees(&door, behalf, &found.standing(), self.now()).await?.then_some(found))
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
