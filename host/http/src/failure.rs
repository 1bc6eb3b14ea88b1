//! Refusals as responses: the only place where HTTP statuses and codes are chosen.

use std::borrow::Cow;

use axum::{
    body::Body,
    http::{HeaderName, HeaderValue, StatusCode, header},
    response::{IntoResponse, Response},
};
use serde_json::json;
use vuoro_domain::{Error, Problem, Refusal};

use crate::{graphql::Media, unwelcome::Unwelcome};

/// A response that refuses: a status, and the same body from every handler, `{"errors":[{"message", "extensions":
/// {"code", "requestId"}}]}`.
///
/// `observe` writes the body, because it knows the request's id.
#[derive(Clone, Debug)]
pub(crate) struct Failure {
    status: StatusCode,
    code: &'static str,
    message: Cow<'static, str>,
    problem: Option<&'static str>,
    headers: Vec<(HeaderName, HeaderValue)>,
    media: Media,
}

impl Failure {
    /// The request isn't valid: 400.
    pub(crate) fn bad_input(message: impl Into<Cow<'static, str>>) -> Self {
        Self::new(StatusCode::BAD_REQUEST, "BAD_INPUT", message)
    }

    /// The request is refused by its form, with the HTTP status for that.
    pub(crate) fn refused(status: StatusCode, message: impl Into<Cow<'static, str>>) -> Self {
        Self::new(status, "BAD_INPUT", message)
    }

    /// It doesn't exist, or the caller may not see it: 404.
    pub(crate) fn not_found() -> Self {
        Self::new(StatusCode::NOT_FOUND, "NOT_FOUND", "There is nothing here, or nothing for you.")
    }

    /// The caller is known and has no right to this: 403.
    pub(crate) fn forbidden(message: impl Into<Cow<'static, str>>) -> Self {
        Self::new(StatusCode::FORBIDDEN, "FORBIDDEN", message)
    }

    /// The page acts for another account than the one that is signed in: 409. It has to find out who is.
    fn another_account() -> Self {
        let message = "Another account is signed in than the one that this page acts for.";
        Self::new(StatusCode::CONFLICT, "ANOTHER_ACCOUNT", message)
    }

    /// The path has other methods: 405. The caller of this function adds `Allow`.
    pub(crate) fn another_method() -> Self {
        Self::refused(StatusCode::METHOD_NOT_ALLOWED, "This address doesn't know the method.")
    }

    /// A bug: 500. What went wrong is in the log, under the request's id, and nowhere else.
    pub(crate) fn internal() -> Self {
        Self::new(StatusCode::INTERNAL_SERVER_ERROR, "INTERNAL", "Something went wrong on our side.")
    }

    /// It can't be done now: 503.
    pub(crate) fn unavailable() -> Self {
        let status = StatusCode::SERVICE_UNAVAILABLE;
        Self::new(status, "UNAVAILABLE", "The server can't do this now; try again soon.").retry_after_ms(5_000)
    }

    /// The same with one more header.
    pub(crate) fn with(mut self, name: HeaderName, value: HeaderValue) -> Self {
        self.headers.push((name, value));
        self
    }

    /// The same as a response of a GraphQL endpoint.
    pub(crate) fn in_media(mut self, media: Media) -> Self {
        self.media = media;
        self
    }

    /// The body's text.
    pub(crate) fn body(&self, request_id: &str) -> String {
        let mut extensions = json!({ "code": self.code, "requestId": request_id });
        if let Some(problem) = self.problem {
            extensions["problem"] = problem.into();
        }
        json!({ "errors": [{ "message": self.message, "extensions": extensions }] }).to_string()
    }

    fn new(status: StatusCode, code: &'static str, message: impl Into<Cow<'static, str>>) -> Self {
        let (message, headers) = (message.into(), Vec::new());
        Self { status, code, message, problem: None, headers, media: Media::Json }
    }

    /// `Retry-After` in whole seconds, rounded up, as RFC 9110 has it.
    fn retry_after_ms(self, ms: u64) -> Self {
        self.with(header::RETRY_AFTER, HeaderValue::from(ms.div_ceil(1_000)))
    }
}

impl From<Error> for Failure {
    fn from(error: Error) -> Self {
        match error {
            Error::Unauthenticated => {
                Self::new(StatusCode::UNAUTHORIZED, "UNAUTHENTICATED", "Sign in first, or again.")
                    .with(header::WWW_AUTHENTICATE, HeaderValue::from_static("Bearer"))
            }
            Error::Forbidden => Self::forbidden("You may not do this."),
            Error::NotFound => Self::not_found(),
            Error::BadInput(message) => Self::bad_input(message),
            Error::Conflict(message) => Self::new(StatusCode::CONFLICT, "CONFLICT", message),
            Error::RateLimited { retry_after_ms } => {
                let status = StatusCode::TOO_MANY_REQUESTS;
                Self::new(status, "RATE_LIMITED", "Too many requests; wait a little.").retry_after_ms(retry_after_ms)
            }
            Error::Unavailable => Self::unavailable(),
            Error::Internal(what) => {
                tracing::error!(target: "vuoro_http", what, "a request failed");
                Self::internal()
            }
        }
    }
}

impl From<Unwelcome> for Failure {
    fn from(unwelcome: Unwelcome) -> Self {
        match unwelcome {
            Unwelcome::AnotherAccount => Self::another_account(),
            Unwelcome::Error(error) => error.into(),
        }
    }
}

impl From<Problem> for Failure {
    fn from(problem: Problem) -> Self {
        let (status, code) = match problem {
            Problem::AttachmentTooLarge { .. } | Problem::UploadQuotaReached { .. } => {
                (StatusCode::PAYLOAD_TOO_LARGE, "BAD_INPUT")
            }
            Problem::UploadsPaused => (StatusCode::INSUFFICIENT_STORAGE, "UNAVAILABLE"),
            Problem::NotAllowed | Problem::AttachmentsNotAllowed => (StatusCode::FORBIDDEN, "FORBIDDEN"),
            Problem::ConversationOver => (StatusCode::CONFLICT, "CONFLICT"),
            _ => (StatusCode::BAD_REQUEST, "BAD_INPUT"),
        };
        Self { problem: Some(problem.type_name()), ..Self::new(status, code, problem.message()) }
    }
}

impl From<Refusal> for Failure {
    fn from(refusal: Refusal) -> Self {
        match refusal {
            Refusal::Problem(problem) => problem.into(),
            Refusal::Error(error) => error.into(),
        }
    }
}

impl IntoResponse for Failure {
    fn into_response(self) -> Response {
        let mut response = Response::new(Body::empty());
        *response.status_mut() = self.status;
        response.headers_mut().extend(self.headers.iter().cloned());
        response.headers_mut().insert(header::CONTENT_TYPE, self.media.content_type());
        response.extensions_mut().insert(self);
        response
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_inner_message_stays_in_the_log() {
        let failure = Failure::from(Error::Internal("no such table: secrets".to_owned()));
        assert_eq!(failure.status, StatusCode::INTERNAL_SERVER_ERROR);
        let body = failure.body("r1");
        assert!(body.contains(r#""code":"INTERNAL""#) && body.contains(r#""requestId":"r1""#), "{body}");
        assert!(!body.contains("secrets"), "{body}");
    }

    #[test]
    fn a_rate_limit_says_when_to_come_back_in_whole_seconds() {
        let failure = Failure::from(Error::RateLimited { retry_after_ms: 1_001 });
        assert_eq!(
            (failure.status.as_u16(), failure.headers),
            (429, vec![(header::RETRY_AFTER, HeaderValue::from(2))])
        );
    }

    #[test]
    fn a_problem_is_named_by_its_type() {
        let failure = Failure::from(Refusal::Problem(Problem::AttachmentTooLarge { max_bytes: 1 }));
        assert_eq!(failure.status.as_u16(), 413);
        assert!(failure.body("r").contains(r#""problem":"AttachmentTooLarge""#));
    }
}
