//! `graphql-transport-ws` without an engine: envelopes in, envelopes out, the document itself unread.

use std::borrow::Cow;
use std::fmt::Write;

use serde::Deserialize;

/// The sub-protocol both sides name at the upgrade.
pub const SUBPROTOCOL: &str = "graphql-transport-ws";

/// Any message of a client, parsed in one pass. What a kind of message doesn't have is empty.
#[derive(Deserialize)]
pub struct Incoming<'a> {
    /// The operation's id.
    #[serde(borrow, default)]
    pub id: Cow<'a, str>,
    /// `connection_init`, `subscribe`, `complete`, `ping` or `pong`.
    #[serde(borrow, rename = "type")]
    pub kind: Cow<'a, str>,
    /// The operation.
    #[serde(borrow, default)]
    pub payload: Payload<'a>,
}

/// The payload of `subscribe`; that of `connection_init` is passed over.
#[derive(Default, Deserialize)]
pub struct Payload<'a> {
    /// The document's text.
    #[serde(borrow, default)]
    pub query: Cow<'a, str>,
    /// Its variables.
    #[serde(borrow, default)]
    pub variables: Variables<'a>,
}

/// The variables of the two documents the generator sends.
#[derive(Default, Deserialize)]
pub struct Variables<'a> {
    /// The conversation.
    #[serde(borrow, default, rename = "c")]
    pub conversation: Cow<'a, str>,
    /// The id the client made for a message.
    #[serde(borrow, default, rename = "k")]
    pub client: Cow<'a, str>,
    /// The message.
    #[serde(borrow, default, rename = "t")]
    pub text: Cow<'a, str>,
}

/// The answer to a mutation: its data.
pub fn sent(operation: &str, seq: u64) -> String {
    let mut out = next(operation, 96);
    // Writing to a String can't fail.
    let _ = write!(out, r#"{{"sendMessage":{{"__typename":"MessageSent","entry":{{"seq":{seq}}}}}}}}}}}"#);
    out
}

/// The end of an operation.
pub fn complete(operation: &str) -> String {
    let mut out = String::with_capacity(operation.len() + 32);
    out.push_str(r#"{"id":"#);
    quote(&mut out, operation);
    out.push_str(r#","type":"complete"}"#);
    out
}

/// The part of an event that is the same for every subscriber: it follows `{"id":…,` of each.
pub fn event_tail(seq: u64, at: &str, text: &str) -> String {
    let mut out = String::with_capacity(text.len() + 160);
    let _ = write!(
        out,
        r#","type":"next","payload":{{"data":{{"conversation":{{"seq":{seq},"at":"{at}","content":{{"__typename":"MessageContent","text":"#
    );
    quote(&mut out, text);
    out.push_str("}}}}}");
    out
}

/// An event for one subscriber.
pub fn event(operation: &str, tail: &str) -> String {
    let mut out = String::with_capacity(operation.len() + tail.len() + 10);
    out.push_str(r#"{"id":"#);
    quote(&mut out, operation);
    out.push_str(tail);
    out
}

fn next(operation: &str, more: usize) -> String {
    let mut out = String::with_capacity(operation.len() + more + 40);
    out.push_str(r#"{"id":"#);
    quote(&mut out, operation);
    out.push_str(r#","type":"next","payload":{"data":"#);
    out
}

/// Appends `text` as a JSON string.
fn quote(out: &mut String, text: &str) {
    let needs_escape = text.bytes().any(|byte| byte < 0x20 || byte == b'"' || byte == b'\\');
    if needs_escape {
        out.push_str(&serde_json::Value::from(text).to_string());
    } else {
        out.push('"');
        out.push_str(text);
        out.push('"');
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_goes_out_is_json() {
        let tail = event_tail(7, "2026-01-01T00:00:00Z", "a \"quoted\"\nline");
        for text in [sent("m\\1", 3), complete("m1"), event("s", &tail)] {
            let value: serde_json::Value = serde_json::from_str(&text).expect(&text);
            assert!(value["id"].is_string());
        }
    }

    #[test]
    fn escapes_of_a_clients_text_are_undone() {
        let frame = r#"{"id":"m1","type":"subscribe","payload":{"query":"mutation{x}","variables":{"c":"conv_1","k":"k","t":"\u00e4\n"}}}"#;
        let incoming: Incoming<'_> = serde_json::from_str(frame).expect("valid");
        assert_eq!(incoming.payload.variables.text, "\u{e4}\n");
        assert_eq!(incoming.payload.variables.conversation, "conv_1");
    }
}
