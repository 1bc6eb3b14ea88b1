//! A say before something happens, and news of what happened.

use serde::de::DeserializeOwned;
use serde_json::{Map, Value};

use crate::{Context, Error, bindings};

pub use crate::bindings::with_hooks::exports::vuoro::plugin::hooks::Moment;

/// Has a say before something happens, and hears of what happened.
pub trait Hooks {
    /// Called for the moments that the manifest names. Can't change anything through the host.
    ///
    /// # Errors
    /// What becomes of the moment then, the manifest says: `failure = "open"` or `"closed"`.
    fn before(_context: &Context, _event: &Before) -> Result<Decision, Error> {
        Ok(Decision::Allow)
    }

    /// Called with what the log says, but never with what this plugin brought about itself.
    ///
    /// # Errors
    /// Any: what the call changed is undone, and the same news come again.
    fn after(_context: &Context, _news: &News) -> Result<(), Error> {
        Ok(())
    }
}

/// What is about to happen.
#[derive(Clone, Debug, PartialEq)]
pub struct Before {
    /// Before what.
    pub moment: Moment,
    /// Its properties, by moment:
    /// - enqueue: `queueId`, `name`?, `message`?, `metadata`; the last three may be changed
    /// - claim: `queueId`, `conversationId`?
    /// - send: `conversationId`, `party` (`VISITOR` or `AGENT`), `text`?, `attachmentIds`; `text` may be changed
    /// - transfer: `conversationId`, `fromQueueId`, `toQueueId`
    /// - end: `conversationId`, `hide`
    pub event: Map<String, Value>,
}

impl Before {
    /// A property; one that is absent is read as null.
    ///
    /// # Errors
    /// `failed` when it is of another shape.
    pub fn property<T: DeserializeOwned>(&self, name: &str) -> Result<T, Error> {
        let value = self.event.get(name).cloned().unwrap_or_default();
        serde_json::from_value(value).map_err(|error| Error::Failed(format!("{:?}.{name}: {error}", self.moment)))
    }
}

/// What becomes of it.
#[derive(Clone, Debug, PartialEq)]
pub enum Decision {
    /// It happens.
    Allow,
    /// It happens with these properties changed.
    Change(Value),
    /// It doesn't happen. The text is for the person, in the context's language.
    Refuse(String),
    /// Into this queue instead; for `enqueue` and `transfer`.
    Redirect(String),
}

/// New entries of one conversation's log.
#[derive(Clone, Debug, PartialEq)]
pub struct News {
    /// `conv_…`.
    pub conversation: String,
    /// In order, without gap but for kinds that the manifest doesn't name. Given at least once: after a restart some may
    /// come again.
    pub entries: Vec<Entry>,
}

/// One entry of a conversation's log.
#[derive(Clone, Debug, PartialEq)]
pub struct Entry {
    /// 1-based, without gap.
    pub seq: u64,
    /// Milliseconds since 1970 in UTC.
    pub at_ms: u64,
    /// The content's type in the GraphQL schema: `MessageContent`, `ClaimContent`, …
    pub kind: String,
    /// `{ "kind": "VISITOR" | "AGENT" | "SYSTEM" | "PLUGIN", "id"?, "name"? }`.
    pub author: Value,
    /// The content, its properties as in the GraphQL schema.
    pub content: Value,
}

impl TryFrom<bindings::chat::Entry> for Entry {
    type Error = Error;

    fn try_from(entry: bindings::chat::Entry) -> Result<Self, Error> {
        let author = serde_json::from_str(&entry.author)?;
        let content = serde_json::from_str(&entry.content)?;
        Ok(Self { seq: entry.seq, at_ms: entry.at, kind: entry.kind, author, content })
    }
}
