//! Keys and values of one conversation or one customer, which are erased with them. Needs the permission `scoped-store`.
//!
//! An owner is named by its id: `conv_…` or `vis_…`. The actor of the call must see it, as with [`crate::chat`].

use serde::{Serialize, de::DeserializeOwned};

use crate::{Error, HostError, host};

pub use crate::{
    bindings::scoped_store::{Expected, Item, Key},
    limits::{KEYS_AT_ONCE_MAX, SCOPED_KEYS_MAX as KEYS_MAX, SCOPED_VALUE_BYTES_MAX as VALUE_BYTES_MAX},
};

/// The key with this name of this owner.
pub fn key(owner: impl Into<String>, name: impl Into<String>) -> Key {
    Key { owner: owner.into(), name: name.into() }
}

/// Reads keys of several owners at once: as many results as keys, in their order. At most 100. Of an owner that the
/// actor doesn't see there is nothing.
///
/// # Errors
/// The host's.
pub fn get_many(keys: &[Key]) -> Result<Vec<Option<Item>>, HostError> {
    host::scoped_store::get_many(keys)
}

/// Stores a value of at most 16 KiB and returns its version.
///
/// # Errors
/// `conflict` when the key's current state isn't the expected one; `not-found` when the actor doesn't see the owner.
pub fn put(key: &Key, value: &[u8], expected: Expected) -> Result<u64, HostError> {
    host::scoped_store::put(key, value, expected)
}

/// Deletes a key; returns whether it was there.
///
/// # Errors
/// As for [`put`].
pub fn delete(key: &Key, expected: Expected) -> Result<bool, HostError> {
    host::scoped_store::delete(key, expected)
}

/// Reads the keys of an owner that begin with `prefix` and come after `after`, in byte order; at most 100. An empty
/// list is the end.
///
/// # Errors
/// `not-found` when the actor doesn't see the owner.
pub fn scan(owner: &str, prefix: &str, after: Option<&str>, limit: u32) -> Result<Vec<Item>, HostError> {
    host::scoped_store::scan(owner, prefix, after, limit)
}

/// Reads one key as JSON.
///
/// # Errors
/// The host's; `failed` when the value has another shape than `T`.
pub fn get_json<T: DeserializeOwned>(key: &Key) -> Result<Option<T>, Error> {
    get_many_json(std::slice::from_ref(key)).map(|values| values.into_iter().next().flatten())
}

/// Reads any number of keys as JSON, in their order.
///
/// # Errors
/// The host's; `failed` when a value has another shape than `T`.
pub fn get_many_json<T: DeserializeOwned>(keys: &[Key]) -> Result<Vec<Option<T>>, Error> {
    let mut values = Vec::with_capacity(keys.len());
    for keys in keys.chunks(KEYS_AT_ONCE_MAX as usize) {
        for item in get_many(keys)? {
            values.push(item.map(|item| parse(&item)).transpose()?);
        }
    }
    Ok(values)
}

/// Stores a value as JSON whatever the key's current state, and returns its version.
///
/// # Errors
/// The host's.
pub fn put_json<T: Serialize + ?Sized>(key: &Key, value: &T) -> Result<u64, Error> {
    Ok(put(key, &serde_json::to_vec(value)?, Expected::Anything)?)
}

fn parse<T: DeserializeOwned>(item: &Item) -> Result<T, Error> {
    serde_json::from_slice(&item.value).map_err(|error| Error::Failed(format!("the key {}: {error}", item.name)))
}
