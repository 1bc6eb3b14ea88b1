use vuoro_kernel::{
    ConversationId, Cursor, MemberId, QueueId, Time, VisitorId,
    words::{ConversationState, Party},
};

use super::Agent;

/// A customer's request and the conversation it becomes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Conversation {
    /// Which.
    pub id: ConversationId,
    /// The queue it waits in or was claimed from.
    pub queue: QueueId,
    /// That queue's name.
    pub queue_name: String,
    /// Whose.
    pub visitor: VisitorId,
    /// The customer's name.
    pub customer_name: Option<String>,
    /// Where it stands.
    pub state: ConversationState,
    /// Who claimed it.
    pub agent: Option<Agent>,
    /// When the customer came to wait.
    pub requested_at: Time,
    /// When it was claimed.
    pub claimed_at: Option<Time>,
    /// When it ended or was dropped.
    pub ended_at: Option<Time>,
    /// Who ended it; none when the host did.
    pub ended_by: Option<Party>,
    /// Gone from its agent's list.
    pub hidden: bool,
    /// 1-based; none when it doesn't wait.
    pub place: Option<i64>,
    /// The number of the newest entry.
    pub last_seq: i64,
    /// Entries up to this number have been seen by the agent.
    pub agent_read_seq: i64,
    /// Entries up to this number have been seen by the customer.
    pub visitor_read_seq: i64,
    /// The customer's messages that the agent hasn't marked as read.
    pub unread_by_agent: i64,
    /// The agent's messages that the customer hasn't marked as read.
    pub unread_by_visitor: i64,
}

impl Conversation {
    /// The claiming member.
    pub fn agent_id(&self) -> Option<MemberId> {
        self.agent.as_ref().map(|agent| agent.id)
    }

    /// Whether either party may still write.
    pub fn is_over(&self) -> bool {
        matches!(self.state, ConversationState::Ended | ConversationState::Dropped)
    }
}

impl Cursor for Conversation {
    fn cursor(&self) -> String {
        self.id.0.simple().to_string()
    }
}

/// Which of the conversations.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ConversationList {
    /// Those the caller serves, and their departed customers until hidden.
    Mine,
    /// All of the organisation.
    All,
}
