//! The functions of the host that the service uses.

use std::collections::BTreeMap;

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
    /// Whatever there is. What the call read before must still be there at its end, or the host runs it again.
    Anything,
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
    /// The host's.
    fn put(&mut self, key: &str, value: Vec<u8>, expected: Expected) -> Result<(), Fail>;

    /// `store.delete`.
    ///
    /// # Errors
    /// The host's, as for `put`.
    fn delete(&mut self, key: &str, expected: Expected) -> Result<(), Fail>;

    /// `store.scan` from the first key with this prefix.
    ///
    /// # Errors
    /// The host's.
    fn scan(&mut self, prefix: &str, limit: u32) -> Result<Vec<(String, Item)>, Fail>;

    /// `scoped-store.get-many`: the key of this name of each conversation; at most 100.
    ///
    /// # Errors
    /// The host's.
    fn get_of(&mut self, conversations: &[&str], name: &str) -> Result<Vec<Option<Item>>, Fail>;

    /// `scoped-store.put`.
    ///
    /// # Errors
    /// `NotFound` when the actor may not see the conversation; the host's, as for `put`.
    fn put_of(&mut self, conversation: &str, name: &str, value: Vec<u8>, expected: Expected) -> Result<(), Fail>;

    /// `alarm-clock.set`, to ring as soon as possible.
    ///
    /// # Errors
    /// The host's.
    fn wake(&mut self, alarm: &str) -> Result<(), Fail>;

    /// `scoped-store.delete`, whatever there is.
    ///
    /// # Errors
    /// `NotFound` when the actor may not see the conversation; the host's.
    fn delete_of(&mut self, conversation: &str, name: &str) -> Result<(), Fail>;

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

    /// The same key with another value.
    pub fn with(self, value: T) -> Self {
        Self { value, ..self }
    }

    /// Writes it back.
    pub fn write(self, host: &mut impl Host) -> Result<(), Fail> {
        let bytes = serde_json::to_vec(&self.value).map_err(|error| Fail::Broken(error.to_string()))?;
        host.put(&self.key, bytes, self.expected)
    }
}

/// Parses a stored value.
pub(super) fn parse<T: DeserializeOwned>(key: &str, item: Option<Item>) -> Result<Option<T>, Fail> {
    let read = |item: Item| serde_json::from_slice(&item.value);
    item.map(read).transpose().map_err(|error| Fail::Broken(format!("what is kept under {key}: {error}")))
}

/// Most keys that the store reads in one call.
const KEYS_A_CALL_MAX: usize = 100;

/// Reads the values of these keys, each once.
pub(super) fn read_many<T: DeserializeOwned>(
    host: &mut impl Host,
    mut keys: Vec<String>,
) -> Result<BTreeMap<String, T>, Fail> {
    keys.sort_unstable();
    keys.dedup();
    let mut values = BTreeMap::new();
    for keys in keys.chunks(KEYS_A_CALL_MAX) {
        for (key, item) in keys.iter().zip(host.get_many(keys.to_vec())?) {
            if let Some(value) = parse(key, item)? {
                values.insert(key.clone(), value);
            }
        }
    }
    Ok(values)
}
