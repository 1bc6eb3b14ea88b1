//! What a plugin is told when the domain refuses.

use vuoro_plugins::HostError;

use crate::{Error, Problem, Refusal};

/// The plugin's error for an error of the domain.
pub(crate) fn refused(error: Error) -> HostError {
    match error {
        Error::NotFound => HostError::NotFound,
        Error::Forbidden | Error::Unauthenticated => HostError::NotAllowed,
        Error::BadInput(text) => HostError::Invalid(text),
        Error::RateLimited { .. } => HostError::TooMuch("too many requests".into()),
        Error::Conflict(_) => HostError::Conflict,
        Error::Unavailable => HostError::Unavailable,
        Error::Internal(error) => {
            tracing::error!(error, "internal error under a plugin");
            HostError::Unavailable
        }
    }
}

/// The plugin's error for a refusal of an act.
pub(super) fn told(refusal: Refusal) -> HostError {
    match refusal {
        Refusal::Error(error) => refused(error),
        Refusal::Problem(Problem::PluginRefused { message, .. }) => HostError::Refused(message),
        Refusal::Problem(Problem::NotAllowed | Problem::AlreadyEnded | Problem::ConversationOver) => {
            HostError::NotAllowed
        }
        Refusal::Problem(problem) => HostError::Invalid(problem.message()),
    }
}
