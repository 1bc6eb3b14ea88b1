//! Errors that a plugin returns, and errors that the host returns to it.

use crate::{Error, FieldError, HostError};

impl Error {
    /// An expected refusal, told to the person in the context's language. Where a mutation's union has `PluginRefused`,
    /// that is the result.
    pub fn refused(text: impl Into<String>) -> Self {
        Self::Refused(text.into())
    }

    /// A value breaks a rule. `field` is its path within the input; `message` tells the person what to do about it, in
    /// the context's language.
    pub fn invalid(field: impl Into<String>, message: impl Into<String>) -> Self {
        Self::Invalid(vec![FieldError { field: field.into(), message: message.into() }])
    }

    /// The plugin is broken. The text is for those who maintain it, never for the person. Counts as a failure.
    pub fn failed(text: impl Into<String>) -> Self {
        Self::Failed(text.into())
    }
}

/// `not-found`, `not-allowed` and another plugin's refusal are passed on as they are; any other error of the host
/// counts as the plugin's fault.
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

/// JSON of an unexpected shape counts as a failure of the plugin.
impl From<serde_json::Error> for Error {
    fn from(error: serde_json::Error) -> Self {
        Self::Failed(format!("JSON: {error}"))
    }
}
