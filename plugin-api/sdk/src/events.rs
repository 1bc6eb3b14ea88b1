//! Publishes values to the subscribers of the plugin's subscription fields. Needs the permission `events`.

use serde::Serialize;

use crate::{Error, host};

/// Sends the value to every subscription whose [`Fields::topic`](crate::Fields::topic) returned this topic; at most 16
/// KiB as JSON, and 20 values a call. Subscribers that aren't connected miss it.
///
/// # Errors
/// Whatever error the host gives.
pub fn publish<T: Serialize + ?Sized>(topic: &str, value: &T) -> Result<(), Error> {
    Ok(host::events::publish(topic, &serde_json::to_string(value)?)?)
}
