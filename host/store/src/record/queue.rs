use serde::{Deserialize, Serialize};
use vuoro_kernel::{
    ConversationId, Cursor, QueueEventId, QueueId, Time,
    words::{AttachmentPolicy, QueueEventKind, QueueState, SecureMetadataPolicy},
};

use super::Agent;

/// A customer queue, with figures of its line.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Queue {
    /// The queue's id.
    pub id: QueueId,
    /// The name that people see.
    pub name: String,
    /// The place in the sidebar, smallest first.
    pub position: i64,
    /// Whether it is open.
    pub open: bool,
    /// Whether an operator has suspended it, open or not.
    pub suspended: bool,
    /// The most customers who may wait.
    pub capacity: Option<i64>,
    /// The settings.
    pub settings: QueueSettings,
    /// The number of customers who wait.
    pub waiting_count: i64,
    /// Since when the first in line has waited.
    pub first_waiting_at: Option<Time>,
}

impl Queue {
    /// Whether it accepts customers.
    pub fn state(&self) -> QueueState {
        match (self.suspended, self.open) {
            (true, _) => QueueState::Suspended,
            (false, true) => QueueState::Open,
            (false, false) => QueueState::Closed,
        }
    }
}

impl Cursor for Queue {
    fn cursor(&self) -> String {
        format!("{}:{}", self.position, self.id.0.simple())
    }
}

/// A queue's settings, apart from its name, place and capacity.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct QueueSettings {
    /// Whether the customer's IP address is added to the metadata.
    pub automatic_ip_address: bool,
    /// Whether the customer's user agent is added to the metadata.
    pub automatic_user_agent: bool,
    /// Who may send attachments.
    pub attachments: AttachmentPolicy,
    /// How secure metadata is treated.
    pub secure_metadata: SecureMetadataPolicy,
    /// Transcripts are deleted this many days after the end; `None` keeps them.
    pub transcript_retention_days: Option<i64>,
}

impl Default for QueueSettings {
    fn default() -> Self {
        Self {
            automatic_ip_address: false,
            automatic_user_agent: false,
            attachments: AttachmentPolicy::Both,
            secure_metadata: SecureMetadataPolicy::Optional,
            transcript_retention_days: None,
        }
    }
}

/// A queue as shown to everyone who could join it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OfferedQueue {
    /// The queue's id.
    pub id: QueueId,
    /// The name that people see.
    pub name: String,
    /// Whether it accepts customers.
    pub state: QueueState,
    /// Whether customers may send files in its conversations.
    pub takes_files: bool,
}

/// An event of a queue's event log.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct QueueEvent {
    /// The event's id.
    pub id: QueueEventId,
    /// The queue.
    pub queue: QueueId,
    /// The time.
    pub at: Time,
    /// What happened.
    pub kind: QueueEventKind,
    /// Whether the schedule caused it.
    pub scheduled: bool,
    /// The member who caused it.
    pub actor: Option<Agent>,
    /// The conversation that it concerns.
    pub conversation: Option<ConversationId>,
}

impl Cursor for QueueEvent {
    fn cursor(&self) -> String {
        self.id.0.simple().to_string()
    }
}
