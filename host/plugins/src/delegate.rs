//! What plugins may do to the rest of the house. The domain implements it; this floor calls it.

use std::collections::BTreeMap;

use async_trait::async_trait;
use serde_json::Value;
use vuoro_kernel::{ConversationId, MemberId, OrganisationId, Time, VisitorId};

use crate::{Call, Connection, Effect};

/// The host's side of a call. Each function checks the rights of the call's actor, and answers of nothing but the
/// call's organisation. It runs on the caller's runtime, never on that of the guests.
#[async_trait]
pub trait Delegate: Send + Sync + 'static {
    /// What the plugin keeps under these keys, in their order. At most [`crate::limits::KEYS_A_CALL`].
    async fn get(&self, call: &Call, keys: &[String]) -> Result<Vec<Option<Item>>, HostError>;

    /// The plugin's keys that begin with `prefix`, after `after`, by byte order; at most `limit`, or fewer where they are
    /// large.
    async fn scan(&self, call: &Call, prefix: &str, after: Option<&str>, limit: usize) -> Result<Scanned, HostError>;

    /// A conversation, as the WIT's `chat.conversation` says.
    async fn conversation(&self, call: &Call, id: ConversationId) -> Result<Value, HostError>;

    /// Entries after a number, oldest first.
    async fn entries(
        &self,
        call: &Call,
        id: ConversationId,
        after: u64,
        limit: usize,
    ) -> Result<Vec<LogEntry>, HostError>;

    /// The queues that the actor may see, as the WIT's `chat.queues` says.
    async fn queues(&self, call: &Call) -> Result<Value, HostError>;

    /// The members, as the WIT's `chat.members` says.
    async fn members(&self, call: &Call, after: Option<MemberId>) -> Result<Value, HostError>;

    /// Whether an alarm of this key is set.
    async fn alarm(&self, call: &Call, key: &str) -> Result<bool, HostError>;

    /// A server elsewhere that the plugin's manifest declares by this name; [`HostError::NotFound`] when operators didn't
    /// fill it in.
    async fn connection(&self, call: &Call, name: &str) -> Result<Connection, HostError>;

    /// Whether the actor may do this, as things stand, and what becomes of it: another plugin may choose another queue for a
    /// transfer. So that the plugin can react; [`Delegate::commit`] checks again.
    async fn check(&self, call: &Call, effect: Effect) -> Result<Effect, HostError>;

    /// Whose conversation this is; none when it isn't there. Asked by the floor for itself, when a call about the
    /// conversation failed: no plugin reads it.
    async fn customer_of(
        &self,
        organisation: OrganisationId,
        conversation: ConversationId,
    ) -> Result<Option<VisitorId>, HostError>;

    /// Keeps everything that a call changed, or nothing of it, in one transaction.
    async fn commit(&self, call: &Call, commit: Commit) -> Result<(), CommitError>;
}

/// What is kept under a key.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Item {
    /// The key.
    pub key: String,
    /// The value, at most [`crate::limits::VALUE_BYTES`].
    pub value: Vec<u8>,
    /// Grows with each change; never 0.
    pub version: u64,
}

/// A part of the keys.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Scanned {
    /// In the order of their keys.
    pub items: Vec<Item>,
    /// Whether there are keys after the last one here.
    pub more: bool,
}

/// An entry of a conversation's log, as plugins read it.
#[derive(Clone, Debug, PartialEq)]
pub struct LogEntry {
    /// 1-based, without gap.
    pub seq: u64,
    /// When.
    pub at: Time,
    /// The content's type in the schema: `MessageContent`.
    pub kind: String,
    /// `{ "kind", "id"?, "name"? }`.
    pub author: Value,
    /// The content, its properties as in the schema.
    pub content: Value,
}

/// Everything that a call changed.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Commit {
    /// The version of each key that the call read, 0 where nothing was: when one is another by now, the commit is
    /// [`CommitError::Conflict`].
    pub reads: BTreeMap<String, u64>,
    /// What the keys become. Each key is among `reads` too.
    pub writes: BTreeMap<String, Write>,
    /// What else is done, in this order.
    pub effects: Vec<Effect>,
}

/// What becomes of a key.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Write {
    /// This value with this version, which the plugin was told already.
    Put {
        /// The value.
        value: Vec<u8>,
        /// Its version, over the one that was read.
        version: u64,
    },
    /// Nothing.
    Delete,
}

/// Why the host doesn't do what a plugin asks. The plugin reads it.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum HostError {
    /// The organisation, or the server, doesn't grant the permission.
    #[error("the permission isn't granted")]
    NotGranted,
    /// Not there, or not for the call's actor.
    #[error("not there")]
    NotFound,
    /// The call's actor may not.
    #[error("not allowed")]
    NotAllowed,
    /// The arguments break a rule; which one.
    #[error("{0}")]
    Invalid(String),
    /// Somebody changed it since it was read.
    #[error("changed since it was read")]
    Conflict,
    /// A limit is reached; which one.
    #[error("{0}")]
    TooMuch(String),
    /// Another plugin says no, in words for the person.
    #[error("{0}")]
    Refused(String),
    /// The other side doesn't answer.
    #[error("no answer")]
    Unavailable,
}

/// Why nothing of a call was kept.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum CommitError {
    /// A key that the call read has changed: the call is run again.
    #[error("a key changed while the plugin ran")]
    Conflict,
    /// A change isn't possible after all.
    #[error("{0}")]
    Refused(HostError),
    /// The database doesn't answer.
    #[error("the database doesn't answer")]
    Unavailable,
}
