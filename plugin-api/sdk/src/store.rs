//! Keys and values, separate for each organisation and plugin. Needs the permission `store`.

use serde::{Serialize, de::DeserializeOwned};

use crate::{Error, HostError, host};

pub use crate::{
    bindings::store::{Expected, Item},
    limits::{KEYS_AT_ONCE_MAX, KEYS_MAX},
};

/// Reads one key.
///
/// # Errors
/// Whatever error the host gives.
pub fn get(key: &str) -> Result<Option<Item>, HostError> {
    host::store::get(key)
}

/// Reads several keys: as many results as keys, in their order. At most 100.
///
/// # Errors
/// Whatever error the host gives.
pub fn get_many(keys: &[String]) -> Result<Vec<Option<Item>>, HostError> {
    host::store::get_many(keys)
}

/// Stores a value of at most 64 KiB and returns its version.
///
/// # Errors
/// `conflict` when the key's current state isn't the expected one.
pub fn put(key: &str, value: &[u8], expected: Expected) -> Result<u64, HostError> {
    host::store::put(key, value, expected)
}

/// Deletes a key; returns whether it was there.
///
/// # Errors
/// `conflict` when the key's current state isn't the expected one.
pub fn delete(key: &str, expected: Expected) -> Result<bool, HostError> {
    host::store::delete(key, expected)
}

/// Reads the keys that begin with `prefix` and come after `after`, in byte order; at most 100. An empty list is the
/// end.
///
/// # Errors
/// Whatever error the host gives.
pub fn scan(prefix: &str, after: Option<&str>, limit: u32) -> Result<Vec<Item>, HostError> {
    host::store::scan(prefix, after, limit)
}

/// Reads one key as JSON.
///
/// # Errors
/// Whatever error the host gives; `failed` when the value has another shape than `T`.
pub fn get_json<T: DeserializeOwned>(key: &str) -> Result<Option<T>, Error> {
    get(key)?.map(|item| parse(&item)).transpose()
}

/// Reads any number of keys as JSON, in their order.
///
/// # Errors
/// Whatever error the host gives; `failed` when a value has another shape than `T`.
pub fn get_many_json<T: DeserializeOwned>(keys: &[String]) -> Result<Vec<Option<T>>, Error> {
    let mut values = Vec::with_capacity(keys.len());
    for keys in keys.chunks(KEYS_AT_ONCE_MAX as usize) {
        for item in get_many(keys)? {
            values.push(item.as_ref().map(parse).transpose()?);
        }
    }
    Ok(values)
}

/// Stores a value as JSON whatever the key's current state, and returns its version.
///
/// # Errors
/// Whatever error the host gives.
pub fn put_json<T: Serialize + ?Sized>(key: &str, value: &T) -> Result<u64, Error> {
    put_json_if(key, value, Expected::Anything)
}

/// Stores a value as JSON if the key's current state is the expected one, and returns its version.
///
/// # Errors
/// Whatever error the host gives; `failed` when the key's current state isn't the expected one.
pub fn put_json_if<T: Serialize + ?Sized>(key: &str, value: &T, expected: Expected) -> Result<u64, Error> {
    Ok(put(key, &serde_json::to_vec(value)?, expected)?)
}

/// Deletes a key; returns whether it was there.
///
/// # Errors
/// Whatever error the host gives.
pub fn remove(key: &str) -> Result<bool, Error> {
    Ok(delete(key, Expected::Anything)?)
}

/// Reads all keys that begin with `prefix` as JSON, in byte order.
///
/// # Errors
/// Whatever error the host gives; `failed` when a value has another shape than `T`.
pub fn scan_json<T: DeserializeOwned>(prefix: &str) -> Result<Vec<(String, T)>, Error> {
    let mut found: Vec<(String, T)> = Vec::new();
    // The host returns fewer than asked for when values are large: only an empty page is the end.
    while found.len() < KEYS_MAX {
        let page = scan(prefix, found.last().map(|(key, _)| key.as_str()), KEYS_AT_ONCE_MAX)?;
        if page.is_empty() {
            break;
        }
        for item in page {
            let value = parse(&item)?;
            found.push((item.key, value));
        }
    }
    Ok(found)
}

fn parse<T: DeserializeOwned>(item: &Item) -> Result<T, Error> {
    serde_json::from_slice(&item.value).map_err(|error| Error::Failed(format!("the key {}: {error}", item.key)))
}
