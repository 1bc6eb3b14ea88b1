use vuoro_kernel::{
    ConversationId, Cursor, MemberId, QueueId, Time, VisitorId,
    words::{ConversationState, Party},
};

use super::Agent;

/// A conversation, from the customer's request on.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Conversation {
    /// The conversation's id.
    pub id: ConversationId,
    /// The queue it waits in or was claimed from.
    pub queue: QueueId,
    /// The queue's name.
    pub queue_name: String,
    /// The customer.
    pub visitor: VisitorId,
    /// The customer's name.
    pub customer_name: Option<String>,
    /// The state.
    pub state: ConversationState,
    /// The agent who claimed it.
    pub agent: Option<Agent>,
    /// When the customer joined the queue.
    pub requested_at: Time,
    /// When it was claimed.
    pub claimed_at: Option<Time>,
    /// When it ended or was dropped.
    pub ended_at: Option<Time>,
    /// The party who ended it; `None` when the host did.
    pub ended_by: Option<Party>,
    /// Whether it has left its agent's list.
    pub hidden: bool,
    /// The place in the queue, counted from 1; `None` when it doesn't wait.
    pub place: Option<i64>,
    /// The number of the newest entry.
    pub last_seq: i64,
    /// The number up to which the agent has read the entries.
    pub agent_read_seq: i64,
    /// The number up to which the customer has read the entries.
    pub visitor_read_seq: i64,
    /// How many of the customer's messages the agent hasn't read.
    pub unread_by_agent: i64,
    /// How many of the agent's messages the customer hasn't read.
    pub unread_by_visitor: i64,
}

/// What decides who may see a conversation.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Standing {
    /// The conversation's id.
    pub id: ConversationId,
    /// The queue it waits in or was claimed from.
    pub queue: QueueId,
    /// The customer.
    pub visitor: VisitorId,
    /// The agent who claimed it.
    pub agent: Option<MemberId>,
    /// The state.
    pub state: ConversationState,
    /// Whether it has left its agent's list.
    pub hidden: bool,
    /// When it ended or was dropped.
    pub ended_at: Option<Time>,
}

impl Conversation {
    /// What decides who may see it.
    pub fn standing(&self) -> Standing {
        let Self { id, queue, visitor, state, hidden, ended_at, .. } = *self;
        Standing { id, queue, visitor, agent: self.agent_id(), state, hidden, ended_at }
    }

    /// The member who claimed it.
    pub fn agent_id(&self) -> Option<MemberId> {
        self.agent.as_ref().map(|agent| agent.id)
    }

    /// Whether it is over, so that neither party can write.
    pub fn is_over(&self) -> bool {
        matches!(self.state, ConversationState::Ended | ConversationState::Dropped)
    }
}

impl Cursor for Conversation {
    fn cursor(&self) -> String {
        self.id.0.simple().to_string()
    }
}

/// Which conversations a list contains.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ConversationList {
    /// Those that the caller serves, and their departed customers until hidden.
    Mine,
    /// All of the organisation's.
    All,
}
