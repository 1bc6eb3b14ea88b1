//! How a call can fail: for the domain, and for those who maintain the plugin.

use strum::IntoStaticStr;
use vuoro_kernel::Time;

use crate::{Digest, limits};

/// Why a call gave no answer.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum CallError {
    /// The plugin refuses, with a text for the person: an expected outcome.
    #[error("{0}")]
    Refused(String),
    /// The plugin refuses single values, with texts for the person.
    #[error("{} values break rules of the plugin", .0.len())]
    Invalid(Vec<FieldError>),
    /// It doesn't exist, or the actor may not see it.
    #[error("not there")]
    NotFound,
    /// The actor has no right to this.
    #[error("not allowed")]
    NotAllowed,
    /// The plugin is broken. The failure is for those who maintain it, never for the person.
    #[error("the plugin failed: {}", .0.text)]
    Failed(Box<Failure>),
    /// The plugin wasn't called, or not to the end, and isn't at fault.
    #[error("{0}")]
    Unavailable(Unavailable),
}

/// A value that breaks one of the plugin's rules.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FieldError {
    /// Its path within the input: `answers.0`.
    pub field: String,
    /// What to do about it, in the language of the call.
    pub message: String,
}

/// Why a plugin wasn't called.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Unavailable {
    /// It failed too often recently and is paused; it will be tried again later.
    #[error("the plugin failed too often and rests")]
    Resting,
    /// Too many calls at the same time.
    #[error("too many calls at once")]
    Busy,
    /// The time of the whole event was over before the plugin's own.
    #[error("no time was left for the plugin")]
    Late,
    /// More than one call may contain.
    #[error("more than a plugin can be asked at once")]
    TooMuch,
    /// It would react to its own change, or the chain of plugins is too long.
    #[error("the plugin isn't asked about what it brought about itself")]
    Loop,
    /// It has no such export.
    #[error("the plugin doesn't offer that")]
    NoExport,
    /// The organisation, or the server, doesn't grant it hooks.
    #[error("the permission for its hooks isn't granted")]
    NotGranted,
    /// What it read was changed again and again by others.
    #[error("others changed the same at the same time")]
    Contended,
    /// The host failed, for example the database.
    #[error("the host doesn't answer")]
    Host,
}

/// A failure, for those who maintain the plugin.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Failure {
    /// The export, for example `fields.resolve`.
    pub export: &'static str,
    /// The kind of failure.
    pub outcome: Outcome,
    /// Details: the panic's text, the limit, what was wrong with the answer. At most [`limits::FAILURE_BYTES`].
    pub text: String,
    /// The guest's functions that were running, innermost first; at most [`limits::FRAMES`].
    pub frames: Vec<String>,
    /// The package's digest.
    pub digest: Digest,
    /// The time.
    pub at: Time,
}

/// The kind of a failure.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, IntoStaticStr)]
#[strum(serialize_all = "kebab-case")]
pub enum Outcome {
    /// The guest panicked.
    Panic,
    /// The guest did something impossible: an invalid memory access, a stack overflow.
    Trap,
    /// The wall time was over.
    Timeout,
    /// The processor time was over.
    CpuLimit,
    /// The guest asked for more memory than it may have.
    Memory,
    /// Another limit: host calls, handles, bytes.
    TooMuch,
    /// The answer doesn't fit what was asked.
    BadOutput,
    /// The plugin itself reported that it is broken.
    Said,
    /// The plugin asked for impossible changes.
    BadChange,
    /// It can't be loaded, so that it isn't called at all.
    NotLoaded,
}

impl Outcome {
    /// A word for logs and figures.
    pub fn as_str(self) -> &'static str {
        self.into()
    }
}

/// What is known of a failure before its place and time are added.
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

/// The beginning of a text, at most so many bytes, without cutting a character.
pub(crate) fn cut(text: &str, bytes_max: usize) -> &str {
    text.get(..text.floor_char_boundary(bytes_max)).unwrap_or(text)
}

/// Escapes control characters and those that change the direction of text, so that the result is one line wherever it
/// is printed.
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
    fn an_outcome_is_spelled_as_logs_and_figures_have_it() {
        for (outcome, spelled) in [
            (Outcome::Panic, "panic"),
            (Outcome::Trap, "trap"),
            (Outcome::Timeout, "timeout"),
            (Outcome::CpuLimit, "cpu-limit"),
            (Outcome::Memory, "memory"),
            (Outcome::TooMuch, "too-much"),
            (Outcome::BadOutput, "bad-output"),
            (Outcome::Said, "said"),
            (Outcome::BadChange, "bad-change"),
            (Outcome::NotLoaded, "not-loaded"),
        ] {
            assert_eq!(outcome.as_str(), spelled);
        }
    }

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
