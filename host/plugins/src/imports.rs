//! The functions that plugins call, one file for each interface. One that isn't granted returns `not-granted`;
//! interfaces whose functions have no errors return nothing instead: `settings.get` an empty object, `clock.now` 0,
//! `random` no bytes, and `log.write` does nothing.

mod alarm_clock;
mod chat;
mod chat_write;
mod clock;
mod events;
mod http;
mod keys;
mod log;
mod random;
mod scoped_store;
mod settings;
mod store;

use std::str::FromStr;

use serde_json::Value;

use crate::{HostError, bindings::types, limits};

/// The result of a host function: the outer error is a trap, the inner one is for the plugin.
type Answer<T> = wasmtime::Result<Result<T, types::HostError>>;

impl From<HostError> for types::HostError {
    fn from(error: HostError) -> Self {
        match error {
            HostError::NotGranted => Self::NotGranted,
            HostError::NotFound => Self::NotFound,
            HostError::NotAllowed => Self::NotAllowed,
            HostError::Invalid(text) => Self::Invalid(text),
            HostError::Conflict => Self::Conflict,
            HostError::TooMuch(text) => Self::TooMuch(text),
            HostError::Refused(text) => Self::Refused(text),
            HostError::Unavailable => Self::Unavailable,
        }
    }
}

impl types::Host for crate::state::State {}

/// Reads an id from a guest. A text that isn't an id counts as not found, so that a guest learns nothing from its form.
fn id<T: FromStr>(text: &str) -> Result<T, HostError> {
    text.parse().map_err(|_| HostError::NotFound)
}

/// Reads JSON from a guest.
fn json(what: &str, text: &str, bytes_max: usize) -> Result<Value, HostError> {
    if text.len() > bytes_max {
        return Err(HostError::TooMuch(format!("{what} is over {bytes_max} bytes")));
    }
    serde_json::from_str(text).map_err(|error| HostError::Invalid(format!("{what} is not JSON: {error}")))
}

/// Checks a text that names something: 1 to `max` characters on one line.
fn word(what: &str, text: &str, max: usize) -> Result<(), HostError> {
    match vuoro_kernel::text::line(text, max) {
        Ok(line) if line.len() == text.len() => Ok(()),
        Ok(_) => Err(HostError::Invalid(format!("{what} begins or ends with white space"))),
        Err(error) => Err(HostError::Invalid(format!("{what} {error}"))),
    }
}

/// Checks a text for people, which may have several lines.
fn text(what: &str, text: &str) -> Result<(), HostError> {
    vuoro_kernel::text::lines(text, limits::TEXT_CHARS).map_err(|error| HostError::Invalid(format!("{what} {error}")))
}
