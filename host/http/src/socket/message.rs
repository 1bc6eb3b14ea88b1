//! The messages of `graphql-transport-ws`: read without copying, written without serialising a payload again.

use std::borrow::Cow;

use bytes::Bytes;
use serde::{Deserialize, de::IgnoredAny};
use serde_json::value::RawValue;
use vuoro_graphql::Request;
use vuoro_kernel::AccountId;

use super::Close;

/// Most bytes of an operation's id. Clients use a number or a UUID; each id is kept while its operation runs.
pub(crate) const ID_BYTES_MAX: usize = 256;

const INVALID: Close = Close::BadMessage("Invalid message received");

/// A message of a client.
pub(crate) enum Incoming<'m> {
    /// Identifies the client.
    Init(Init),
    /// Asks whether the server is there.
    Ping {
        /// An object that the pong repeats.
        payload: Option<&'m RawValue>,
    },
    /// Answers a ping.
    Pong,
    /// Starts an operation.
    Subscribe {
        /// The client's id for it.
        id: Cow<'m, str>,
        /// The operation's request.
        request: Request,
    },
    /// Ends an operation.
    Complete {
        /// The client's id for it.
        id: Cow<'m, str>,
    },
}

#[derive(Deserialize)]
struct Envelope<'m> {
    #[serde(rename = "type", borrow)]
    kind: Cow<'m, str>,
    #[serde(default, borrow)]
    id: Option<Cow<'m, str>>,
    #[serde(default, borrow)]
    payload: Option<&'m RawValue>,
}

/// The payload of `connection_init`.
#[derive(Debug, Default, PartialEq, Eq, Deserialize)]
pub(crate) struct Init {
    /// The token, if the client has one.
    #[serde(default)]
    pub(crate) token: Option<String>,
    /// The account that a page acts for.
    #[serde(default)]
    pub(crate) account: Option<AccountId>,
}

/// Reads a message.
///
/// # Errors
/// 4400 for everything that the protocol's specification doesn't describe.
pub(crate) fn parse(text: &str) -> Result<Incoming<'_>, Close> {
    let Envelope { kind, id, payload } = serde_json::from_str(text).map_err(|_| INVALID)?;
    let id = || id.filter(|id| !id.is_empty() && id.len() <= ID_BYTES_MAX).ok_or(INVALID);
    match &*kind {
        "connection_init" => {
            let Some(payload) = object(payload)? else { return Ok(Incoming::Init(Init::default())) };
            Ok(Incoming::Init(serde_json::from_str(payload.get()).map_err(|_| INVALID)?))
        }
        "ping" => Ok(Incoming::Ping { payload: object(payload)? }),
        "pong" => object(payload).map(|_| Incoming::Pong),
        "subscribe" => {
            let payload = object(payload)?.ok_or(INVALID)?;
            let request = serde_json::from_str(payload.get()).map_err(|_| INVALID)?;
            Ok(Incoming::Subscribe { id: id()?, request })
        }
        "complete" => Ok(Incoming::Complete { id: id()? }),
        _ => Err(INVALID),
    }
}

/// A payload that is an object or absent.
fn object(payload: Option<&RawValue>) -> Result<Option<&RawValue>, Close> {
    match payload {
        Some(payload) if !payload.get().starts_with('{') => Err(INVALID),
        payload => Ok(payload),
    }
}

/// `connection_ack`.
pub(crate) const ACK: &str = r#"{"type":"connection_ack"}"#;

/// `pong`, with the ping's payload.
pub(crate) fn pong(payload: Option<&RawValue>) -> Bytes {
    match payload {
        None => Bytes::from_static(br#"{"type":"pong"}"#),
        Some(payload) => format!(r#"{{"type":"pong","payload":{}}}"#, payload.get()).into(),
    }
}

/// The beginning of every `next` of an operation; made once.
pub(crate) fn next_head(id: &str) -> Box<str> {
    format!(r#"{{"id":{},"type":"next","payload":"#, quoted(id)).into()
}

/// `next`: the payload is copied once and not parsed.
pub(crate) fn next(head: &str, payload: &[u8]) -> Bytes {
    let mut message = Vec::with_capacity(head.len() + payload.len() + 1);
    message.extend_from_slice(head.as_bytes());
    message.extend_from_slice(payload);
    message.push(b'}');
    message.into()
}

/// `error`: the operation ends with these errors, a JSON list.
pub(crate) fn error(id: &str, errors: &[u8]) -> Bytes {
    next(&format!(r#"{{"id":{},"type":"error","payload":"#, quoted(id)), errors)
}

/// `complete`: the operation is finished.
pub(crate) fn complete(id: &str) -> Bytes {
    format!(r#"{{"id":{},"type":"complete"}}"#, quoted(id)).into()
}

/// The errors of a response that has nothing else: the list in `{"errors":[…]}`.
pub(crate) fn errors_of(body: &Bytes) -> Option<Bytes> {
    #[derive(Deserialize)]
    struct Body<'b> {
        #[serde(borrow)]
        errors: &'b RawValue,
        #[serde(default)]
        data: Option<IgnoredAny>,
    }
    let Body { errors, data } = serde_json::from_slice(body).ok()?;
    data.is_none().then(|| body.slice_ref(errors.get().as_bytes()))
}

fn quoted(text: &str) -> String {
    serde_json::to_string(text).expect("a text is always JSON")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn messages_are_read_as_the_protocol_writes_them() {
        let init = |text: &str| match parse(text) {
            Ok(Incoming::Init(init)) => init,
            _ => panic!("{text}"),
        };
        assert_eq!(init(r#"{"type":"connection_init"}"#), Init::default());
        let with_token = init(r#"{"type":"connection_init","payload":{"token":"vs_1","more":2}}"#);
        assert_eq!(with_token, Init { token: Some("vs_1".to_owned()), account: None });
        let account = AccountId::new();
        let by_page = init(&format!(r#"{{"type":"connection_init","payload":{{"account":"{account}"}}}}"#));
        assert_eq!(by_page, Init { token: None, account: Some(account) });
        assert!(matches!(parse(r#"{"type":"ping","payload":null}"#), Ok(Incoming::Ping { payload: None })));
        let subscribe = r#"{"payload":{"query":"{now}","variables":null},"id":"a\"b","type":"subscribe"}"#;
        let Ok(Incoming::Subscribe { id, request }) = parse(subscribe) else { panic!() };
        assert_eq!((&*id, &*request.query), ("a\"b", "{now}"));
        assert!(matches!(parse(r#"{"id":"1","type":"complete"}"#), Ok(Incoming::Complete { .. })));
    }

    #[test]
    fn anything_else_is_4400() {
        let long = format!(r#"{{"id":"{}","type":"complete"}}"#, "x".repeat(ID_BYTES_MAX + 1));
        for wrong in [
            "",
            "hello",
            "[]",
            "null",
            r#"{"type":"hello"}"#,
            r#"{"type":1}"#,
            r#"{"id":"1"}"#,
            r#"{"type":"connection_ack"}"#,
            r#"{"type":"connection_init","payload":"x"}"#,
            r#"{"type":"connection_init","payload":{"token":1}}"#,
            r#"{"type":"connection_init","payload":{"account":"niilo"}}"#,
            r#"{"type":"ping","payload":[]}"#,
            r#"{"type":"complete"}"#,
            r#"{"type":"complete","id":1}"#,
            r#"{"type":"subscribe","id":"1"}"#,
            r#"{"type":"subscribe","id":"","payload":{"query":"{now}"}}"#,
            r#"{"type":"subscribe","id":"1","payload":{}}"#,
            r#"{"type":"subscribe","id":"1","payload":{"query":1}}"#,
            r#"{"type":"subscribe","id":"1","payload":{"query":"{now}","variables":[]}}"#,
            &long,
        ] {
            assert_eq!(parse(wrong).map(|_| ()), Err(INVALID), "{wrong}");
        }
    }

    #[test]
    fn a_payload_is_passed_on_as_it_is() {
        let head = next_head("a\"b");
        assert_eq!(next(&head, b"{\"data\":1}"), r#"{"id":"a\"b","type":"next","payload":{"data":1}}"#);
        assert_eq!(error("1", b"[]"), r#"{"id":"1","type":"error","payload":[]}"#);
        assert_eq!(complete("1"), r#"{"id":"1","type":"complete"}"#);
        let ping = r#"{"type":"ping","payload":{"a":1}}"#;
        let Ok(Incoming::Ping { payload }) = parse(ping) else { panic!() };
        assert_eq!(pong(payload), r#"{"type":"pong","payload":{"a":1}}"#);
    }

    #[test]
    fn the_errors_of_an_answer_without_data_are_found() {
        assert_eq!(errors_of(&Bytes::from_static(b"{\"errors\":[1]}")), Some(Bytes::from_static(b"[1]")));
        assert_eq!(errors_of(&Bytes::from_static(b"{\"data\":{},\"errors\":[1]}")), None);
    }
}
