//! Canned replies: texts that members put in the composer, their own and the organisation's.

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

/// Why a rule says no. Nothing was changed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Refusal {
    /// A value of the input breaks a rule: its path within the input, and what to do about it.
    Invalid(&'static str, Text),
    /// A limit: what to do about it.
    Full(Text),
    /// There is no such reply.
    NotFound,
}

impl Refusal {
    /// In the reader's words.
    fn told(self, context: &Context) -> Error {
        match self {
            Self::Invalid(field, text) => Error::invalid(field, text.to(context)),
            Self::Full(text) => Error::refused(text.to(context)),
            Self::NotFound => Error::NotFound,
        }
    }
}
