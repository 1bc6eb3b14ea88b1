//! The functions of the host that the service uses.

use serde::{Serialize, de::DeserializeOwned};
use serde_json::Value as Json;

use super::Fail;

/// On whose behalf a call is made.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Actor {
    /// Nobody, as for after-hooks.
    System,
    /// A customer.
    Visitor,
    /// A member.
    Member {
        /// The member's id.
        id: String,
        /// The member's role.
        role: Role,
    },
}

/// A member's role; each includes the ones before.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Role {
    /// Serves customers.
    Handler,
    /// Also edits tags and rules.
    Operator,
    /// For this plugin the same as an operator.
    Owner,
}

/// A stored value.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Item {
    /// The value, as JSON.
    pub value: Vec<u8>,
    /// Grows with each change; never 0.
    pub version: u64,
}

/// The state that a key must be in for a write to succeed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Expected {
    /// There is no such key.
    Nothing,
    /// The key has this version.
    Version(u64),
}

/// The host's functions that the plugin uses. An error of the host is a `Fail`.
pub trait Host {
    /// `store.get-many`; at most 100 keys.
    ///
    /// # Errors
    /// Whatever error the host gives.
    fn get_many(&mut self, keys: Vec<String>) -> Result<Vec<Option<Item>>, Fail>;

    /// `store.put`.
    ///
    /// # Errors
    /// The host's, including a conflict, after which the host runs the call again.
    fn put(&mut self, key: &str, value: Vec<u8>, expected: Expected) -> Result<(), Fail>;

    /// `chat.conversation`.
    ///
    /// # Errors
    /// `NotFound` when the actor may not see it; the host's.
    fn conversation(&mut self, id: &str) -> Result<Json, Fail>;

    /// `chat-write.annotate` for agents, with a line for the transcript and a facet.
    ///
    /// # Errors
    /// Whatever error the host gives.
    fn annotate(&mut self, conversation: &str, key: &str, text: String, facet: String) -> Result<(), Fail>;

    /// `chat-write.unannotate`.
    ///
    /// # Errors
    /// Whatever error the host gives.
    fn unannotate(&mut self, conversation: &str, key: &str) -> Result<(), Fail>;

    /// `random.unique`.
    fn unique(&mut self) -> String;
}

/// A value with the version that was read, so that it is written back only if nobody changed it meanwhile.
pub(super) struct Kept<T> {
    pub value: T,
    key: String,
    expected: Expected,
}

impl<T: DeserializeOwned + Serialize + Default> Kept<T> {
    /// Reads a key; the default when it doesn't exist.
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

    /// Writes back these bytes instead.
    pub fn write_bytes(self, host: &mut impl Host, bytes: Vec<u8>) -> Result<(), Fail> {
        host.put(&self.key, bytes, self.expected)
    }
}

/// Parses a stored value.
pub(super) fn parse<T: DeserializeOwned>(key: &str, item: Option<Item>) -> Result<Option<T>, Fail> {
    let read = |item: Item| serde_json::from_slice(&item.value);
    item.map(read).transpose().map_err(|error| Fail::Broken(format!("what is kept under {key}: {error}")))
}
