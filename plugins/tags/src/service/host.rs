//! What the service needs of whoever calls it.

use serde::{Serialize, de::DeserializeOwned};
use serde_json::Value as Json;

use super::Fail;

/// On whose behalf a call is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Actor {
    /// Nobody's.
    System,
    /// A customer's.
    Visitor,
    /// A member's.
    Member {
        /// Their id.
        id: String,
        /// What they may do.
        role: Role,
    },
}

/// What a member may do, each including the ones before.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Role {
    /// Serves customers.
    Handler,
    /// Also edits tags and rules.
    Operator,
    /// As an operator, here.
    Owner,
}

/// What is kept under a key.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Item {
    /// JSON.
    pub value: Vec<u8>,
    /// Grows with each change; never 0.
    pub version: u64,
}

/// When a key may be changed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Expected {
    /// Nothing is there.
    Nothing,
    /// It is this version.
    Version(u64),
}

/// The imports that the plugin uses. A failure of the host is a `Fail`.
pub trait Host {
    /// `store.get-many`; at most 100 keys.
    ///
    /// # Errors
    /// The host's.
    fn get_many(&mut self, keys: Vec<String>) -> Result<Vec<Option<Item>>, Fail>;

    /// `store.put`.
    ///
    /// # Errors
    /// The host's; a conflict among them, after which the host runs the call again.
    fn put(&mut self, key: &str, value: Vec<u8>, expected: Expected) -> Result<(), Fail>;

    /// `chat.conversation`: `NotFound` when the actor doesn't see it.
    ///
    /// # Errors
    /// The host's.
    fn conversation(&mut self, id: &str) -> Result<Json, Fail>;

    /// `chat-write.annotate` for agents, with a line for the transcript and a facet.
    ///
    /// # Errors
    /// The host's.
    fn annotate(&mut self, conversation: &str, key: &str, text: String, facet: String) -> Result<(), Fail>;

    /// `chat-write.unannotate`.
    ///
    /// # Errors
    /// The host's.
    fn unannotate(&mut self, conversation: &str, key: &str) -> Result<(), Fail>;

    /// `random.unique`.
    fn unique(&mut self) -> String;
}

/// A value as it was read, to be written back only if nobody changed it meanwhile.
pub(super) struct Kept<T> {
    pub value: T,
    key: String,
    expected: Expected,
}

impl<T: DeserializeOwned + Serialize + Default> Kept<T> {
    /// Reads a key; the default when there is nothing.
    pub fn read(host: &mut impl Host, key: &str) -> Result<Self, Fail> {
        let item = host.get_many(vec![key.to_owned()])?.into_iter().next().flatten();
        Self::of(key, item)
    }

    fn of(key: &str, item: Option<Item>) -> Result<Self, Fail> {
        let expected = item.as_ref().map_or(Expected::Nothing, |item| Expected::Version(item.version));
        let value = parse(key, item)?.unwrap_or_default();
        Ok(Self { value, key: key.to_owned(), expected })
    }

    /// Writes it back.
    pub fn write(self, host: &mut impl Host) -> Result<(), Fail> {
        let bytes = serde_json::to_vec(&self.value).map_err(|error| Fail::Broken(error.to_string()))?;
        self.write_bytes(host, bytes)
    }

    /// Writes it back, as bytes that were made of it.
    pub fn write_bytes(self, host: &mut impl Host, bytes: Vec<u8>) -> Result<(), Fail> {
        host.put(&self.key, bytes, self.expected)
    }
}

/// Reads a value that is there.
pub(super) fn parse<T: DeserializeOwned>(key: &str, item: Option<Item>) -> Result<Option<T>, Fail> {
    let read = |item: Item| serde_json::from_slice(&item.value);
    item.map(read).transpose().map_err(|error| Fail::Broken(format!("what is kept under {key}: {error}")))
}
