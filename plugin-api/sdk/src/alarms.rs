//! Wakes the plugin later. Permission `alarm-clock`, and the export `alarms`.

use serde::Serialize;
use serde_json::Value;

use crate::{Context, Error, host};

/// Wakes at a time.
pub trait Alarms {
    /// An alarm rings: at least once, and again later when it gives an error.
    ///
    /// # Errors
    /// Any: what the call changed is undone.
    fn ring(context: &Context, key: &str, payload: &Value) -> Result<(), Error>;
}

/// Rings at `at_ms` (milliseconds since 1970 in UTC) or soon after; an alarm with the same key is replaced. At most 1,000 an
/// organisation.
///
/// # Errors
/// The host's.
pub fn set<T: Serialize + ?Sized>(key: &str, at_ms: u64, payload: &T) -> Result<(), Error> {
    Ok(host::alarm_clock::set(key, at_ms, &serde_json::to_string(payload)?)?)
}

/// Takes an alarm back; whether it was there.
///
/// # Errors
/// The host's.
pub fn cancel(key: &str) -> Result<bool, Error> {
    Ok(host::alarm_clock::cancel(key)?)
}
