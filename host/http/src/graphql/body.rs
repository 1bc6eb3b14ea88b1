//! Reads the body of a GraphQL request within limits.

use axum::{
    body::Body,
    http::{HeaderMap, StatusCode},
};
use axum_extra::headers::{ContentLength, HeaderMapExt};
use bytes::Bytes;
use http_body_util::{BodyExt, LengthLimitError, Limited};
use vuoro_graphql::Request;
use vuoro_kernel::limits::{graphql::BODY_BYTES_MAX, http::BODY_TIME};

use crate::failure::Failure;

// Not by tower-http's layer for limits: it answers in plain text, and before the caller is known.
/// Reads a body of at most 64 KiB within 30 s.
///
/// # Errors
/// 413 as soon as it is larger or says so, 408 when it takes too long, 400 when it breaks off.
pub(crate) async fn read(headers: &HeaderMap, body: Body) -> Result<Bytes, Failure> {
    // Refused before any of it is read, and the connection is closed.
    let declared = headers.typed_get::<ContentLength>();
    if declared.is_some_and(|ContentLength(bytes)| bytes > BODY_BYTES_MAX as u64) {
        return Err(too_large());
    }
    let read = tokio::time::timeout(BODY_TIME, Limited::new(body, BODY_BYTES_MAX).collect());
    match read.await {
        Err(_) => Err(Failure::refused(StatusCode::REQUEST_TIMEOUT, "The body took too long.")),
        Ok(Err(error)) if error.is::<LengthLimitError>() => Err(too_large()),
        Ok(Err(_)) => Err(Failure::bad_input("The body broke off.")),
        Ok(Ok(body)) => Ok(body.to_bytes()),
    }
}

/// Parses a request: one JSON object.
///
/// # Errors
/// BAD_INPUT for everything else; a list is reported as a batch.
pub(crate) fn parse(body: &[u8]) -> Result<Request, Failure> {
    match body.trim_ascii_start().first() {
        None => return Err(Failure::bad_input("The body is empty.")),
        Some(b'[') => return Err(Failure::bad_input("Batches aren't taken: one operation a request.")),
        Some(_) => {}
    }
    // The error names the position and not the text around it: a log or a page must not echo what somebody sent.
    serde_json::from_slice(body).map_err(|error| {
        let what = if error.is_data() { "isn't a GraphQL request" } else { "isn't JSON" };
        Failure::bad_input(format!("The body {what}, at line {}, column {}.", error.line(), error.column()))
    })
}

fn too_large() -> Failure {
    Failure::refused(StatusCode::PAYLOAD_TOO_LARGE, "The body is larger than 64 KiB.")
}

#[cfg(test)]
mod tests {
    use futures_util::stream;

    use super::*;

    #[test]
    fn a_request_is_one_object_with_a_query() {
        let request = parse(br#"{"query":"{now}","variables":null,"extensions":{},"more":1}"#).unwrap();
        assert_eq!(request.query, "{now}");
        let wrong: [&[u8]; 9] = [
            b"",
            b" ",
            b"[{\"query\":\"{now}\"}]",
            b"{\"query\":1}",
            b"{}",
            b"{\"query\":\"{now}\",\"variables\":\"x\"}",
            b"{\"query\":\"\\ud800\"}",
            b"{\"query\":\"\xff\"}",
            b"\"x\"",
        ];
        for body in wrong {
            assert!(parse(body).is_err(), "{}", String::from_utf8_lossy(body));
        }
    }

    #[tokio::test]
    async fn a_body_without_a_length_is_read_no_further_than_the_limit() {
        let endless = stream::repeat_with(|| Ok::<_, std::io::Error>(Bytes::from(vec![b' '; 1024])));
        assert!(read(&HeaderMap::new(), Body::from_stream(endless)).await.is_err());
        let at_limit = Body::from(vec![b' '; BODY_BYTES_MAX]);
        assert_eq!(read(&HeaderMap::new(), at_limit).await.unwrap().len(), BODY_BYTES_MAX);
        assert!(read(&HeaderMap::new(), Body::from(vec![b' '; BODY_BYTES_MAX + 1])).await.is_err());
    }

    #[tokio::test(start_paused = true)]
    async fn a_body_that_never_ends_is_given_up() {
        let silent = stream::pending::<Result<Bytes, std::io::Error>>();
        assert!(read(&HeaderMap::new(), Body::from_stream(silent)).await.is_err());
    }
}
