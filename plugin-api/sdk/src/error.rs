//! Errors: what a plugin says, and what the host says to it.

use crate::{Error, FieldError, HostError};

impl Error {
    /// An expected outcome, told to the person in the context's language; where a mutation's union has `PluginRefused`, that
    /// is the answer.
    pub fn refused(text: impl Into<String>) -> Self {
        Self::Refused(text.into())
    }

    /// One value breaks a rule. `field` is its path within the input, `message` says what to do about it, in the context's
    /// language.
    pub fn invalid(field: impl Into<String>, message: impl Into<String>) -> Self {
        Self::Invalid(vec![FieldError { field: field.into(), message: message.into() }])
    }

    /// The plugin is broken: for those who look after it, never for the person. Counts as a failure.
    pub fn failed(text: impl Into<String>) -> Self {
        Self::Failed(text.into())
    }
}

/// What is missing or forbidden stays so, and what another plugin refuses is refused; all else that the host refuses is the plugin's fault.
impl From<HostError> for Error {
    fn from(error: HostError) -> Self {
        match error {
            HostError::NotFound => Self::NotFound,
            HostError::NotAllowed => Self::NotAllowed,
            HostError::NotGranted => Self::failed("a permission isn't granted"),
            HostError::Invalid(rule) => Self::Failed(format!("the host refused an argument: {rule}")),
            HostError::Conflict => Self::failed("a key isn't at the expected version"),
            HostError::TooMuch(limit) => Self::Failed(format!("a limit is reached: {limit}")),
            HostError::Refused(text) => Self::Refused(text),
            HostError::Unavailable => Self::failed("the other side doesn't answer"),
        }
    }
}

/// JSON that isn't as the plugin expects it.
impl From<serde_json::Error> for Error {
    fn from(error: serde_json::Error) -> Self {
        Self::Failed(format!("JSON: {error}"))
    }
}
