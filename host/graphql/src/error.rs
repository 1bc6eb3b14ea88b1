//! Every error that a client can see. Its code is chosen here and nowhere else.

use async_graphql::{PathSegment, Pos};
use bytes::Bytes;
use serde::{Serialize, Serializer, ser::SerializeMap};
use strum::IntoStaticStr;
use vuoro_domain::Error;
use vuoro_kernel::PageError;

/// The code of an error: `extensions.code`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, IntoStaticStr)]
#[strum(serialize_all = "SCREAMING_SNAKE_CASE")]
pub enum Code {
    /// The caller isn't known; signing in may help.
    Unauthenticated,
    /// The caller is known and has no right to this.
    Forbidden,
    /// It doesn't exist, or the caller may not see it.
    NotFound,
    /// The request isn't valid, or is larger than allowed.
    BadInput,
    /// A concurrent change interfered; the same call may succeed a moment later.
    Conflict,
    /// Too many requests; `extensions.retryAfterMs` says when to try again.
    RateLimited,
    /// It can't be done now: the storage failed, or it took too long.
    Unavailable,
    /// A plugin failed, or is paused after repeated failures. The rest of the response is unaffected.
    PluginFailed,
    /// A bug in the server.
    Internal,
}

impl Code {
    /// The spelling in `extensions.code`.
    pub fn as_str(self) -> &'static str {
        self.into()
    }
}

/// One error of an answer, in the shape of the GraphQL specification, section 7.1.2.
#[derive(Clone, Debug, PartialEq)]
pub struct Failure {
    /// The code.
    pub code: Code,
    /// A message for people, in English; never the text of an inner error.
    pub message: String,
    /// The places in the document.
    pub locations: Vec<Pos>,
    /// The path of the field in the response; empty when the request as a whole failed.
    pub path: Vec<PathSegment>,
    /// Milliseconds after which to try again.
    pub retry_after_ms: Option<u64>,
}

impl Failure {
    /// An error without a place in the document or the response.
    pub fn new(code: Code, message: impl Into<String>) -> Self {
        Self { code, message: message.into(), locations: Vec::new(), path: Vec::new(), retry_after_ms: None }
    }

    /// BAD_INPUT: the request isn't valid.
    pub fn bad_input(message: impl Into<String>) -> Self {
        Self::new(Code::BadInput, message)
    }

    /// NOT_FOUND: it doesn't exist, or the caller may not see it.
    pub fn not_found() -> Self {
        Self::new(Code::NotFound, Error::NotFound.to_string())
    }

    /// INTERNAL: the text goes to the log, and the client gets the request's id to ask about.
    pub fn internal(text: impl std::fmt::Display, request_id: &str) -> Self {
        tracing::error!(request_id, error = %text, "internal error");
        Self::new(Code::Internal, went_wrong(request_id))
    }

    /// PLUGIN_FAILED: a plugin gave no answer. Only the organisation's operators can read why.
    pub fn plugin_failed(plugin: &str, why: &str, request_id: &str) -> Self {
        tracing::info!(target: "plugin", request_id, plugin, why, "no answer of a plugin");
        Self::new(Code::PluginFailed, format!("The plugin {plugin} gave no answer."))
    }

    /// The same error with a place in the document.
    pub fn at(mut self, pos: Option<Pos>) -> Self {
        self.locations = pos.into_iter().collect();
        self
    }

    /// The error that a client gets for a refusal of the domain.
    pub fn of(error: Error, request_id: &str) -> Self {
        let message = error.to_string();
        match error {
            Error::Unauthenticated => Self::new(Code::Unauthenticated, message),
            Error::Forbidden => Self::new(Code::Forbidden, message),
            Error::NotFound => Self::new(Code::NotFound, message),
            Error::BadInput(_) => Self::new(Code::BadInput, message),
            Error::Conflict(_) => Self::new(Code::Conflict, message),
            Error::RateLimited { retry_after_ms } => {
                Self { retry_after_ms: Some(retry_after_ms), ..Self::new(Code::RateLimited, message) }
            }
            Error::Unavailable => Self::new(Code::Unavailable, went_wrong(request_id)),
            Error::Internal(text) => Self::internal(text, request_id),
        }
    }
}

impl From<PageError> for Failure {
    fn from(error: PageError) -> Self {
        Self::bad_input(error.to_string())
    }
}

fn went_wrong(request_id: &str) -> String {
    format!("Something went wrong. Request id {request_id}.")
}

impl Serialize for Failure {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        #[derive(Serialize)]
        #[serde(rename_all = "camelCase")]
        struct Extensions {
            code: &'static str,
            #[serde(skip_serializing_if = "Option::is_none")]
            retry_after_ms: Option<u64>,
        }
        let mut map = serializer.serialize_map(None)?;
        map.serialize_entry("message", &self.message)?;
        if !self.locations.is_empty() {
            map.serialize_entry("locations", &self.locations)?;
        }
        if !self.path.is_empty() {
            map.serialize_entry("path", &self.path)?;
        }
        let Self { code, retry_after_ms, .. } = self;
        let extensions = Extensions { code: code.as_str(), retry_after_ms: *retry_after_ms };
        map.serialize_entry("extensions", &extensions)?;
        map.end()
    }
}

/// A request that was refused before execution, so nothing changed. Serialises as `{"errors": […]}`.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Rejected {
    /// The reasons; at least one.
    pub errors: Vec<Failure>,
}

impl Rejected {
    /// The body of an HTTP response: `{"errors": […]}`, without `data`.
    pub fn body(&self) -> Bytes {
        json(self)
    }

    /// The payload of an `error` message over a WebSocket: `[…]`.
    pub fn payload(&self) -> Bytes {
        json(&self.errors)
    }
}

impl From<Failure> for Rejected {
    fn from(failure: Failure) -> Self {
        Self { errors: vec![failure] }
    }
}

/// Serialises a value made only of strings, numbers and lists, which can't fail.
pub(crate) fn json(value: &impl Serialize) -> Bytes {
    serde_json::to_vec(value).expect("errors have text keys and no failing parts").into()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_code_is_spelled_as_clients_know_it() {
        for (code, spelled) in [
            (Code::Unauthenticated, "UNAUTHENTICATED"),
            (Code::Forbidden, "FORBIDDEN"),
            (Code::NotFound, "NOT_FOUND"),
            (Code::BadInput, "BAD_INPUT"),
            (Code::Conflict, "CONFLICT"),
            (Code::RateLimited, "RATE_LIMITED"),
            (Code::Unavailable, "UNAVAILABLE"),
            (Code::PluginFailed, "PLUGIN_FAILED"),
            (Code::Internal, "INTERNAL"),
        ] {
            assert_eq!(code.as_str(), spelled);
        }
    }

    #[test]
    fn a_bug_or_a_failed_disk_shows_the_request_id_and_no_inner_text() {
        for error in [Error::Internal("row 5 of table members is corrupt".into()), Error::Unavailable] {
            let failure = Failure::of(error, "r-1");
            assert_eq!(failure.message, "Something went wrong. Request id r-1.");
        }
    }

    #[test]
    fn an_error_is_written_as_the_specification_says() {
        let failure = Failure::of(Error::RateLimited { retry_after_ms: 1500 }, "r-1");
        let written = serde_json::to_value(Rejected::from(failure.at(Some(Pos { line: 1, column: 3 })))).unwrap();
        let message = "too many requests; try again in 2 s";
        assert_eq!(
            written,
            serde_json::json!({"errors": [{
                "message": message,
                "locations": [{"line": 1, "column": 3}],
                "extensions": {"code": "RATE_LIMITED", "retryAfterMs": 1500},
            }]})
        );
    }
}
