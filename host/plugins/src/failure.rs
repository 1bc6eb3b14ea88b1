//! How a call can go wrong: for the domain, and for those who look after the plugin.

use vuoro_kernel::Time;

use crate::{Digest, limits};

/// Why a call gave no answer.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum CallError {
    /// The plugin says no, in words for the person: an expected outcome.
    #[error("{0}")]
    Refused(String),
    /// The plugin says no, value by value, in words for the person.
    #[error("{} values break rules of the plugin", .0.len())]
    Invalid(Vec<FieldError>),
    /// Not there, or not for the actor.
    #[error("not there")]
    NotFound,
    /// The actor may not.
    #[error("not allowed")]
    NotAllowed,
    /// The plugin is broken. The failure is for those who look after it, never for the person.
    #[error("the plugin failed: {}", .0.text)]
    Failed(Box<Failure>),
    /// The plugin wasn't asked, or not to the end, and isn't to blame.
    #[error("{0}")]
    Unavailable(Unavailable),
}

/// A value that breaks a rule of a plugin.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FieldError {
    /// Its path within the input: `answers.0`.
    pub field: String,
    /// What to do about it, in the language of the call.
    pub message: String,
}

/// Why a plugin wasn't asked.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Unavailable {
    /// It failed too often lately; it is tried again by and by.
    #[error("the plugin failed too often and rests")]
    Resting,
    /// Too many calls at once.
    #[error("too many calls at once")]
    Busy,
    /// The time of the whole event was over before the plugin's own was.
    #[error("no time was left for the plugin")]
    Late,
    /// More than a call takes.
    #[error("more than a plugin can be asked at once")]
    TooMuch,
    /// It would answer its own doing, or the chain of plugins is too long.
    #[error("the plugin isn't asked about what it brought about itself")]
    Loop,
    /// It has no such export.
    #[error("the plugin doesn't offer that")]
    NoExport,
    /// The organisation, or the server, doesn't grant it hooks.
    #[error("the permission for its hooks isn't granted")]
    NotGranted,
    /// What it read kept changing.
    #[error("others changed the same at the same time")]
    Contended,
    /// The host has no answer for it: the database, say.
    #[error("the host doesn't answer")]
    Host,
}

/// What happened, for those who look after the plugin.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Failure {
    /// Which call: `fields.resolve`.
    pub export: &'static str,
    /// What became of it.
    pub outcome: Outcome,
    /// More of it: the panic's text, the limit, what was wrong with the answer. At most [`limits::FAILURE_BYTES`].
    pub text: String,
    /// The functions of the guest that were running, the innermost first; at most [`limits::FRAMES`].
    pub frames: Vec<String>,
    /// The package.
    pub digest: Digest,
    /// When.
    pub at: Time,
}

/// What became of a call that failed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Outcome {
    /// The guest panicked.
    Panic,
    /// The guest did what can't be done: a bad memory access, a stack overflow.
    Trap,
    /// The wall time was over.
    Timeout,
    /// The processor time was over.
    CpuLimit,
    /// The guest wanted more memory than it gets.
    Memory,
    /// Another limit: host calls, handles, bytes.
    TooMuch,
    /// The answer isn't what was asked for.
    BadOutput,
    /// The plugin says itself that it is broken.
    Said,
    /// The plugin asked for changes that aren't possible.
    BadChange,
}

impl Outcome {
    /// A word for logs and figures.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Panic => "panic",
            Self::Trap => "trap",
            Self::Timeout => "timeout",
            Self::CpuLimit => "cpu-limit",
            Self::Memory => "memory",
            Self::TooMuch => "too-much",
            Self::BadOutput => "bad-output",
            Self::Said => "said",
            Self::BadChange => "bad-change",
        }
    }
}

/// What is said of a failure before it is known where and when it happened.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Blame {
    pub(crate) outcome: Outcome,
    pub(crate) text: String,
    pub(crate) frames: Vec<String>,
}

impl Blame {
    pub(crate) fn new(outcome: Outcome, text: impl Into<String>) -> Self {
        Self { outcome, text: text.into(), frames: Vec::new() }
    }

    pub(crate) fn bad_output(text: impl Into<String>) -> Self {
        Self::new(Outcome::BadOutput, text)
    }

    pub(crate) fn into_failure(self, export: &'static str, digest: Digest, at: Time) -> Failure {
        let text = escape(cut(&self.text, limits::FAILURE_BYTES));
        Failure { export, outcome: self.outcome, text, frames: self.frames, digest, at }
    }
}

/// At most so many bytes of a text, whole characters.
pub(crate) fn cut(text: &str, bytes_max: usize) -> &str {
    text.get(..text.floor_char_boundary(bytes_max)).unwrap_or(text)
}

/// A text in which control characters, and those that turn the direction of what follows, are shown and not done: so
/// that it is one line wherever it is printed.
pub(crate) fn escape(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    for c in text.chars() {
        if c.is_control() || matches!(c, '\u{202A}'..='\u{202E}') {
            escaped.extend(c.escape_default());
        } else {
            escaped.push(c);
        }
    }
    escaped
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_text_is_cut_between_characters() {
        assert_eq!(cut("aä", 2), "a");
        assert_eq!(cut("aä", 3), "aä");
        assert_eq!(cut("aä", 100), "aä");
    }

    #[test]
    fn control_characters_are_shown_and_not_done() {
        assert_eq!(escape("a\n\u{1b}[2J\u{202E}ä"), "a\\n\\u{1b}[2J\\u{202e}ä");
    }
}
