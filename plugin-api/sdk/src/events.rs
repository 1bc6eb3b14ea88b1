//! Tells those who follow a subscription field of the plugin. Permission `events`.

use serde::Serialize;

use crate::{Error, host};

/// The value for every subscription whose [`Fields::topic`](crate::Fields::topic) gave this topic; at most 16 KiB as JSON, and
/// 20 a call. Who isn't connected misses it.
///
/// # Errors
/// The host's.
pub fn publish<T: Serialize + ?Sized>(topic: &str, value: &T) -> Result<(), Error> {
    Ok(host::events::publish(topic, &serde_json::to_string(value)?)?)
}
