//! What plugins' calls may do in the rest of the server. The domain implements this trait; this floor calls it.

use std::collections::BTreeMap;

use async_trait::async_trait;
use serde_json::Value;
use vuoro_kernel::{ConversationId, MemberId, OrganisationId, Time, VisitorId};

use crate::{Call, Connection, Effect, HostError};

/// The host's side of a call. Each function checks the rights of the call's actor and is limited to the call's
/// organisation. It runs on the caller's runtime, never on that of the guests.
#[async_trait]
pub trait Delegate: Send + Sync + 'static {
    /// The values of these keys of the plugin, in their order. At most [`crate::limits::KEYS_A_CALL`] keys. Of an owner
    /// that the actor doesn't see there is nothing.
    async fn get(&self, call: &Call, keys: &[Key]) -> Result<Vec<Option<Item>>, HostError>;

    /// The plugin's keys of an owner that begin with `prefix` and come after `after`, in byte order; at most `limit`, or
    /// fewer where the values are large.
    async fn scan(
        &self,
        call: &Call,
        owner: Owner,
        prefix: &str,
        after: Option<&str>,
        limit: usize,
    ) -> Result<Scanned, HostError>;

    /// The value of a key that the plugin is about to change; [`HostError::NotFound`] when the actor doesn't see the
    /// key's owner. [`Delegate::commit`] checks again.
    async fn get_to_change(&self, call: &Call, key: &Key) -> Result<Option<Item>, HostError>;

    /// A conversation in the shape of the WIT's `chat.conversation`.
    async fn conversation(&self, call: &Call, id: ConversationId) -> Result<Value, HostError>;

    /// Entries after a number, oldest first.
    async fn entries(
        &self,
        call: &Call,
        id: ConversationId,
        after: u64,
        limit: usize,
    ) -> Result<Vec<LogEntry>, HostError>;

    /// The queues that the actor may see, in the shape of the WIT's `chat.queues`.
    async fn queues(&self, call: &Call) -> Result<Value, HostError>;

    /// The members, in the shape of the WIT's `chat.members`.
    async fn members(&self, call: &Call, after: Option<MemberId>) -> Result<Value, HostError>;

    /// Whether an alarm with this key is set.
    async fn alarm(&self, call: &Call, key: &str) -> Result<bool, HostError>;

    /// The connection that the plugin's manifest declares under this name; [`HostError::NotFound`] when operators
    /// haven't filled it in.
    async fn connection(&self, call: &Call, name: &str) -> Result<Connection, HostError>;

    /// Checks whether the actor may make this change now, and returns it as it would happen: another plugin may choose
    /// another queue for a transfer. This lets the plugin react; [`Delegate::commit`] checks again.
    async fn check(&self, call: &Call, effect: Effect) -> Result<Effect, HostError>;

    /// Whose conversation this is; none when it isn't there. Asked by the floor for itself, when a call about the
    /// conversation failed: no plugin reads it.
    async fn customer_of(
        &self,
        organisation: OrganisationId,
        conversation: ConversationId,
    ) -> Result<Option<VisitorId>, HostError>;

    /// Commits everything that a call changed, or nothing of it, in one transaction.
    async fn commit(&self, call: &Call, commit: Commit) -> Result<(), CommitError>;
}

/// To whom a key belongs, and with whom it is erased.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Owner {
    /// The organisation: keys of `store`.
    Organisation,
    /// A conversation: keys of `scoped-store`, as the next.
    Conversation(ConversationId),
    /// A customer.
    Visitor(VisitorId),
}

/// Names a value of a plugin.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Key {
    /// To whom it belongs.
    pub owner: Owner,
    /// Its name among the owner's.
    pub name: String,
}

impl std::str::FromStr for Erased {
    type Err = NotErasable;

    fn from_str(id: &str) -> Result<Self, NotErasable> {
        let conversation = id.parse().map(Self::Conversation);
        let visitor = |_| id.parse().map(Self::Visitor);
        conversation.or_else(visitor).or_else(|_| id.parse().map(Self::Member)).map_err(|_| NotErasable)
    }
}

/// Why an id names nothing that plugins hear of when it is erased.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("not the id of a conversation (conv_…), a customer (vis_…) or a member (mem_…)")]
pub struct NotErasable;

impl std::fmt::Display for Key {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self.owner {
            Owner::Organisation => f.write_str(&self.name),
            Owner::Conversation(id) => write!(f, "{} of {id}", self.name),
            Owner::Visitor(id) => write!(f, "{} of {id}", self.name),
        }
    }
}

/// What was erased.
#[derive(Clone, Copy, Debug, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum Erased {
    /// A conversation.
    Conversation(ConversationId),
    /// A customer.
    Visitor(VisitorId),
    /// A member, who is no longer one.
    Member(MemberId),
}

/// A stored value.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Item {
    /// The name of its key.
    pub key: String,
    /// The value, at most [`crate::limits::VALUE_BYTES`], and of a conversation or customer
    /// [`crate::limits::SCOPED_VALUE_BYTES`].
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
    /// The entry's number: counts from 1 without gaps.
    pub seq: u64,
    /// The time.
    pub at: Time,
    /// The content's type in the schema: `MessageContent`.
    pub kind: String,
    /// The author: `{ "kind", "id"?, "name"? }`.
    pub author: Value,
    /// The content, with the properties that it has in the schema.
    pub content: Value,
}

/// Everything that a call changed.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Commit {
    /// The version of each key that the call read, 0 where there was none. When one has changed since, the commit is
    /// [`CommitError::Conflict`].
    pub reads: BTreeMap<Key, u64>,
    /// The keys' new values. Each key is in `reads` too.
    pub writes: BTreeMap<Key, Write>,
    /// The other changes, in this order.
    pub effects: Vec<Effect>,
}

/// A change of a key.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Write {
    /// Store this value with this version, which the plugin already knows.
    Put {
        /// The value.
        value: Vec<u8>,
        /// Its version, higher than the one that was read.
        version: u64,
    },
    /// Delete the key.
    Delete,
}

/// Why nothing of a call was committed.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum CommitError {
    /// A key that the call read has changed: the call runs again.
    #[error("a key changed while the plugin ran")]
    Conflict,
    /// A change isn't possible any more.
    #[error("{0}")]
    Refused(HostError),
    /// The database doesn't answer.
    #[error("the database doesn't answer")]
    Unavailable,
}
