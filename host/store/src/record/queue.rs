use serde::{Deserialize, Serialize};
use vuoro_kernel::{
    ConversationId, Cursor, QueueEventId, QueueId, Time,
    words::{AttachmentPolicy, QueueEventKind, QueueState, SecureMetadataPolicy},
};

use super::Agent;

/// A customer queue with its line.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Queue {
    /// Which.
    pub id: QueueId,
    /// Its name for people.
    pub name: String,
    /// The place in the sidebar, smallest first.
    pub position: i64,
    /// Opened and not closed since.
    pub open: bool,
    /// Stopped by an operator, open or not.
    pub suspended: bool,
    /// The most customers that may wait.
    pub capacity: Option<i64>,
    /// What operators set.
    pub settings: QueueSettings,
    /// How many wait.
    pub waiting_count: i64,
    /// Since when the first in line has waited.
    pub first_waiting_at: Option<Time>,
}

impl Queue {
    /// Whether it takes customers in.
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

/// What operators set for a queue, beside its name, place and capacity.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct QueueSettings {
    /// The customer's IP address is put among the metadata.
    pub automatic_ip_address: bool,
    /// The customer's user agent is put among the metadata.
    pub automatic_user_agent: bool,
    /// Who may send attachments.
    pub attachments: AttachmentPolicy,
    /// What becomes of secure metadata.
    pub secure_metadata: SecureMetadataPolicy,
    /// Transcripts are deleted this many days after the end; none to keep them.
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

/// A queue as anybody may know it who could enter.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OfferedQueue {
    /// Which.
    pub id: QueueId,
    /// Its name for people.
    pub name: String,
    /// Whether it takes customers in.
    pub state: QueueState,
    /// Customers may send files in its conversations.
    pub takes_files: bool,
}

/// A row of a queue's event log.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct QueueEvent {
    /// Which.
    pub id: QueueEventId,
    /// Of which queue.
    pub queue: QueueId,
    /// When.
    pub at: Time,
    /// What happened.
    pub kind: QueueEventKind,
    /// The schedule did it.
    pub scheduled: bool,
    /// The member who did it.
    pub actor: Option<Agent>,
    /// The conversation it is about.
    pub conversation: Option<ConversationId>,
}

impl Cursor for QueueEvent {
    fn cursor(&self) -> String {
        self.id.0.simple().to_string()
    }
}
