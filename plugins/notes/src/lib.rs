//! Notes: fields that operators define for each queue, and that agents fill in about a conversation.

mod bucket;
mod field;
mod note;
mod panels;
mod service;
mod text;

use serde_json::Value;
use vuoro_plugin::{Context, Error, FieldRequest, Fields};

use text::Text;

struct Notes;

impl Fields for Notes {
    fn resolve(context: &Context, request: &FieldRequest) -> Result<Vec<Value>, Error> {
        service::resolve(context, request)
    }
}

vuoro_plugin::export!(Notes: fields, panels);

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
