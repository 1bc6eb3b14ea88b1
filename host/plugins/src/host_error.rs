//! What goes wrong when a plugin asks the host for something.

/// Why the host refuses what a plugin asks for. The plugin gets this error.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum HostError {
    /// The organisation, or the server, doesn't grant the permission.
    #[error("the permission isn't granted")]
    NotGranted,
    /// It doesn't exist, or the call's actor may not see it.
    #[error("not there")]
    NotFound,
    /// The call's actor has no right to this.
    #[error("not allowed")]
    NotAllowed,
    /// An argument breaks this rule.
    #[error("{0}")]
    Invalid(String),
    /// It was changed since it was read.
    #[error("changed since it was read")]
    Conflict,
    /// This limit is reached.
    #[error("{0}")]
    TooMuch(String),
    /// Another plugin refuses, with a text for the person.
    #[error("{0}")]
    Refused(String),
    /// The other server doesn't answer.
    #[error("no answer")]
    Unavailable,
}
