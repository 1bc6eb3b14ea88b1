//! Calls the plugin at a later time. Needs the permission `alarm-clock` and the export `alarms`.

use serde::Serialize;
use serde_json::Value;

use crate::{Context, Error, host};

/// Called when an alarm rings.
pub trait Alarms {
    /// An alarm rings: at least once, and again later when this returns an error.
    ///
    /// # Errors
    /// Any error undoes what the call changed.
    fn ring(context: &Context, key: &str, payload: &Value) -> Result<(), Error>;
}

/// Sets an alarm for `at_ms` (milliseconds since 1970 in UTC); it rings then or soon after. An alarm with the same key
/// is replaced. An organisation has at most 1,000 alarms for each plugin.
///
/// # Errors
/// Whatever error the host gives.
/// Whatever error the host gives.
pub fn set<T: Serialize + ?Sized>(key: &str, at_ms: u64, payload: &T) -> Result<(), Error> {
    Ok(host::alarm_clock::set(key, at_ms, &serde_json::to_string(payload)?)?)
}

/// Cancels an alarm; returns whether it was set.
///
/// # Errors
/// Whatever error the host gives.
pub fn cancel(key: &str) -> Result<bool, Error> {
    Ok(host::alarm_clock::cancel(key)?)
}
