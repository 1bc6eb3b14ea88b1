//! Hooks: called before something happens, to decide about it, and after it happened.

use serde::de::DeserializeOwned;
use serde_json::{Map, Value};

use crate::{Context, Error, bindings};

pub use crate::bindings::with_hooks::exports::vuoro::plugin::hooks::Moment;

/// Decides before something happens, and is told what happened. `before` needs the permission `hooks-before`, and `after` the
/// permission `hooks-after`, each with a reason in `plugin.toml`.
pub trait Hooks {
    /// Called for the moments that the manifest names. It can't change anything through the host.
    ///
    /// # Errors
    /// The manifest says what happens then: `failure = "open"` lets it happen, `"closed"` doesn't.
    fn before(_context: &Context, _event: &Before) -> Result<Decision, Error> {
        Ok(Decision::Allow)
    }

    /// Called with new entries of the log, but never with those that this plugin caused itself.
    ///
    /// # Errors
    /// Any error undoes what the call changed, and the same entries are delivered again.
    fn after(_context: &Context, _news: &News) -> Result<(), Error> {
        Ok(())
    }
}

/// What is about to happen.
#[derive(Clone, Debug, PartialEq)]
pub struct Before {
    /// The moment that the hook is called for.
    pub moment: Moment,
    /// Its properties, which depend on the moment:
    /// - enqueue: `queueId`, `name`?, `message`?, `metadata`; the last three may be changed
    /// - claim: `queueId`, `conversationId`?
    /// - send: `conversationId`, `party` (`VISITOR` or `AGENT`), `text`?, `attachmentIds`; `text` may be changed
    /// - transfer: `conversationId`, `fromQueueId`, `toQueueId`
    /// - end: `conversationId`, `hide`
    pub event: Map<String, Value>,
}

impl Before {
    /// Reads a property; an absent one reads as null.
    ///
    /// # Errors
    /// `failed` when it has another shape.
    pub fn property<T: DeserializeOwned>(&self, name: &str) -> Result<T, Error> {
        let value = self.event.get(name).cloned().unwrap_or_default();
        serde_json::from_value(value).map_err(|error| Error::Failed(format!("{:?}.{name}: {error}", self.moment)))
    }
}

/// What a hook decides.
#[derive(Clone, Debug, PartialEq)]
pub enum Decision {
    /// It happens unchanged.
    Allow,
    /// It happens with these properties replaced.
    Change(Value),
    /// It doesn't happen. The text is for the person, in the context's language.
    Refuse(String),
    /// It happens in this queue instead; for `enqueue` and `transfer`.
    Redirect(String),
}

/// New entries of one conversation's log.
#[derive(Clone, Debug, PartialEq)]
pub struct News {
    /// `conv_…`.
    pub conversation: String,
    /// In order, without gaps except for kinds that the manifest doesn't name. Delivered at least once: after a restart
    /// some may be delivered again.
    pub entries: Vec<Entry>,
}

/// One entry of a conversation's log.
#[derive(Clone, Debug, PartialEq)]
pub struct Entry {
    /// The entry's number: counts from 1 without gaps.
    pub seq: u64,
    /// Milliseconds since 1970 in UTC.
    pub at_ms: u64,
    /// The content's type in the GraphQL schema: `MessageContent`, `ClaimContent`, …
    pub kind: String,
    /// `{ "kind": "VISITOR" | "AGENT" | "SYSTEM" | "PLUGIN", "id"?, "name"? }`.
    pub author: Value,
    /// The content, with the properties that it has in the GraphQL schema.
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
