//! Canned replies: texts that members put into the composer. Each member has their own, and the organisation has some
//! for all.

mod panels;
mod service;
mod shelf;
mod text;

use serde_json::Value;
use vuoro_plugin::{Context, Error, FieldRequest, Fields};

use text::Text;

struct CannedReplies;

impl Fields for CannedReplies {
    fn resolve(context: &Context, request: &FieldRequest) -> Result<Vec<Value>, Error> {
        service::resolve(context, request)
    }
}

vuoro_plugin::export!(CannedReplies: fields, panels);

/// Why a rule refuses. Nothing was changed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Refusal {
    /// A value of the input breaks a rule: its path within the input, and what to do about it.
    Invalid(&'static str, Text),
    /// A limit was reached; the text says what to do about it.
    Full(Text),
    /// There is no such reply.
    NotFound,
}

impl Refusal {
    /// The error for the person, in the reader's language.
    fn told(self, context: &Context) -> Error {
        match self {
            Self::Invalid(field, text) => Error::invalid(field, text.to(context)),
            Self::Full(text) => Error::refused(text.to(context)),
            Self::NotFound => Error::NotFound,
        }
    }
}
