//! The differences between bare frames and GraphQL operations: opening, sending, and reading answers.

use std::net::SocketAddr;
use std::sync::LazyLock;

use anyhow::bail;
use memchr::memmem::Finder;
use serde_json::json;

use super::template::{NUMBER, Template, read_number};
use super::websocket::WebSocket;
use crate::vuoro;

/// The id of the one subscription of each socket.
const SUBSCRIPTION: &str = "s";
/// Text after a message's number: a line as people write it, some 60 bytes in total.
const CHATTER: &str = " Kiitos, katson asian ja palaan hetken päästä.";

/// The protocol of a server.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Dialect {
    /// Frames are relayed unchanged.
    Raw,
    /// `graphql-transport-ws`.
    Graphql,
}

/// A party of a conversation, not connected yet.
#[derive(Clone)]
pub struct Party {
    /// The protocol that it speaks.
    pub dialect: Dialect,
    /// The path of its socket.
    pub path: String,
    /// The token for `connection_init`.
    pub token: String,
    /// The conversation's id.
    pub conversation: String,
}

/// The meaning of a message from the server.
#[derive(Debug, PartialEq, Eq)]
pub enum Heard {
    /// A message of side 0 or 1, by its number.
    Message { side: usize, number: u64 },
    /// The answer to a sent message.
    Sent,
    /// Anything else: the end of an operation, another event.
    Other,
}

impl Party {
    /// A party of the bare relay.
    pub fn raw(room: usize) -> Self {
        let path = format!("/room/{room}");
        Self { dialect: Dialect::Raw, path, token: String::new(), conversation: String::new() }
    }

    /// A party of the durable relay, which has no accounts.
    pub fn unnamed(conversation: usize) -> Self {
        Self {
            dialect: Dialect::Graphql,
            path: vuoro::ORGANISATION_PATH.to_owned(),
            token: "none".to_owned(),
            conversation: format!("conv_{conversation:026}"),
        }
    }

    /// Opens the socket and, if asked, the subscription; returns when the server has accepted both.
    pub fn open(&self, address: SocketAddr, subscribe: bool) -> anyhow::Result<WebSocket> {
        if self.dialect == Dialect::Raw {
            return WebSocket::open(address, &self.path, None);
        }
        let mut socket = WebSocket::open(address, &self.path, Some(vuoro::SUBPROTOCOL))?;
        let init = json!({ "type": "connection_init", "payload": { "token": self.token } });
        socket.send_text(&init.to_string())?;
        socket.await_text(r#""connection_ack""#)?;
        if subscribe {
            let operation = json!({
                "id": SUBSCRIPTION,
                "type": "subscribe",
                "payload": { "query": vuoro::SUBSCRIBE, "variables": { "c": self.conversation } },
            });
            socket.send_text(&operation.to_string())?;
            // A subscription has no acknowledgement of its own; messages of one socket are processed in order.
            socket.send_text(r#"{"type":"ping"}"#)?;
            socket.await_text(r#""pong""#)?;
        }
        Ok(socket)
    }

    /// The frames that it sends, as side 0 or 1 of its conversation.
    pub fn template(&self, side: usize) -> Template {
        let text = format!("#{side}{NUMBER}{CHATTER}");
        match self.dialect {
            Dialect::Raw => Template::new(&text),
            Dialect::Graphql => {
                // In the form of a UUID, since a server may require it; unique for each writer and number.
                let client = format!("018f0000-0000-7000-8000-{side:02}{NUMBER}");
                let operation = json!({
                    "id": format!("m{NUMBER}"),
                    "type": "subscribe",
                    "payload": {
                        "query": vuoro::SEND,
                        "variables": { "c": self.conversation, "k": client, "t": text },
                    },
                });
                Template::new(&operation.to_string())
            }
        }
    }
}

impl Dialect {
    /// The meaning of a message. Texts and answers are recognised by what only they contain, in any order of keys.
    pub fn hear(self, payload: &[u8]) -> anyhow::Result<Heard> {
        static TEXT: LazyLock<Finder<'static>> = LazyLock::new(|| Finder::new(br##""text":"#"##));
        static COMPLETE: LazyLock<Finder<'static>> = LazyLock::new(|| Finder::new(br#""type":"complete""#));
        static SENT: LazyLock<Finder<'static>> = LazyLock::new(|| Finder::new(vuoro::SENT_TYPE));
        if self == Self::Raw {
            return match payload.strip_prefix(b"#").and_then(message) {
                Some(heard) => Ok(heard),
                None => unexpected(payload),
            };
        }
        if let Some(at) = TEXT.find(payload) {
            return match message(&payload[at + TEXT.needle().len()..]) {
                Some(heard) => Ok(heard),
                None => unexpected(payload),
            };
        }
        if COMPLETE.find(payload).is_some() {
            return match memchr::memmem::find(payload, br#""id":"s""#) {
                Some(_) => bail!("the server ended the subscription"),
                None => Ok(Heard::Other),
            };
        }
        if SENT.find(payload).is_some() {
            return Ok(Heard::Sent);
        }
        let text = String::from_utf8_lossy(payload);
        let harmless =
            text.contains(r#""type":"next""#) && text.contains(r#""id":"s""#) && !text.contains(r#""errors""#);
        if harmless || text.contains(r#""type":"pong""#) { Ok(Heard::Other) } else { unexpected(payload) }
    }
}

/// Reads side and number after the mark.
fn message(rest: &[u8]) -> Option<Heard> {
    let side = match rest.first()? {
        b'0' => 0,
        b'1' => 1,
        _ => return None,
    };
    Some(Heard::Message { side, number: read_number(&rest[1..])? })
}

fn unexpected(payload: &[u8]) -> anyhow::Result<Heard> {
    bail!("unexpected message {}", String::from_utf8_lossy(payload))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_text_is_heard_whatever_the_order_of_keys() {
        let event =
            br##"{"payload":{"data":{"conversation":{"content":{"text":"#10000000007 x"}}}},"id":"s","type":"next"}"##;
        let heard = Dialect::Graphql.hear(event).expect("known");
        assert_eq!(heard, Heard::Message { side: 1, number: 7 });
    }

    #[test]
    fn an_error_is_not_passed_over() {
        let error = br#"{"id":"m0000000001","type":"error","payload":[{"message":"no"}]}"#;
        assert!(Dialect::Graphql.hear(error).is_err());
        let refused =
            br#"{"id":"m0000000001","type":"next","payload":{"data":{"sendMessage":{"__typename":"Ended"}}}}"#;
        assert!(Dialect::Graphql.hear(refused).is_err());
    }
}
