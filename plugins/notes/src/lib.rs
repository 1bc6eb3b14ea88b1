//! Notes: fields that operators define for each queue, and that agents fill in about a conversation.

mod field;
mod note;
mod panels;
mod service;
mod text;

use serde_json::Value;
use vuoro_plugin::{Alarms, Context, Erased, Erasures, Error, FieldRequest, Fields};

use service::kept;
use text::Text;

struct Notes;

impl Fields for Notes {
    fn resolve(context: &Context, request: &FieldRequest) -> Result<Vec<Value>, Error> {
        service::resolve(context, request)
    }
}

impl Alarms for Notes {
    fn ring(_context: &Context, key: &str, _payload: &Value) -> Result<(), Error> {
        // Another key is of another version.
        if key == kept::MOVE { kept::move_some() } else { Ok(()) }
    }
}

impl Erasures for Notes {
    fn forget(_context: &Context, erased: &Erased) -> Result<(), Error> {
        match erased {
            Erased::Conversation(id) => kept::forget(id),
            // Nothing is kept of customers, and of members no more than their ids.
            Erased::Visitor(_) | Erased::Member(_) => Ok(()),
        }
    }
}

vuoro_plugin::export!(Notes: fields, panels, alarms, erasures);

/// Why a rule refuses. Nothing was changed.
#[derive(Clone, Debug, PartialEq, Eq)]
enum Refusal {
    /// A value of the input breaks a rule: its path within the input, and what to do about it.
    Invalid(String, Text),
    /// A field must be filled in: a path within the input, and the field's label.
    Missing(String, String),
    /// A limit was reached; the text says what to do about it.
    Full(Text),
    /// There is no such field.
    NotFound,
}

impl Refusal {
    fn invalid(path: impl Into<String>, text: Text) -> Self {
        Self::Invalid(path.into(), text)
    }

    /// The error for the person, in the reader's language.
    fn told(self, context: &Context) -> Error {
        match self {
            Self::Invalid(path, text) => Error::invalid(path, text.to(context)),
            Self::Missing(path, label) => Error::invalid(path, format!("{}: {label}", Text::Missing.to(context))),
            Self::Full(text) => Error::refused(text.to(context)),
            Self::NotFound => Error::NotFound,
        }
    }
}

/// The text without surrounding blanks; `None` when it is empty, longer than allowed or not on one line.
fn line(text: &str, chars_max: usize) -> Option<&str> {
    let text = text.trim();
    (!text.is_empty() && text.chars().count() <= chars_max && !text.contains(is_odd)).then_some(text)
}

/// Characters that the host allows in no line: control characters, and those that change the direction of text.
fn is_odd(c: char) -> bool {
    c.is_control() || matches!(c, '\u{202A}'..='\u{202E}')
}
