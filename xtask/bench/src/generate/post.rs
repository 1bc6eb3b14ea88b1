//! GraphQL over HTTP/1.1: requests, and what comes back.

use std::net::SocketAddr;

use anyhow::{Context, bail, ensure};
use serde_json::{Value, json};

use super::wire::Wire;

/// An operation to post.
pub struct Request<'a> {
    /// The endpoint.
    pub path: &'a str,
    /// Whose; none before signing in.
    pub token: Option<&'a str>,
    /// The document.
    pub query: &'a str,
    /// Its variables.
    pub variables: Value,
}

impl Request<'_> {
    pub(super) fn bytes(&self, address: SocketAddr) -> Vec<u8> {
        let body = json!({ "query": self.query, "variables": self.variables }).to_string();
        let auth = self.token.map(|token| format!("Authorization: Bearer {token}\r\n")).unwrap_or_default();
        format!(
            "POST {} HTTP/1.1\r\nHost: {address}\r\nContent-Type: application/json\r\nAccept: application/json\r\n\
             {auth}Content-Length: {}\r\n\r\n{body}",
            self.path,
            body.len()
        )
        .into_bytes()
    }
}

/// Posts one operation, blocking, and returns its data; errors of GraphQL are errors here.
pub fn call(address: SocketAddr, request: &Request<'_>) -> anyhow::Result<Value> {
    let mut wire = Wire::connect(address)?;
    wire.write(&request.bytes(address))?;
    let length = loop {
        wire.read().with_context(|| format!("no answer to {}", request.query))?;
        if let Some(length) = answer_bytes(wire.unread())? {
            break length;
        }
    };
    let answer = wire.unread();
    let body = String::from_utf8_lossy(&answer[length.head..length.head + length.body]);
    let mut value: Value = serde_json::from_str(&body).with_context(|| format!("not JSON: {body}"))?;
    ensure!(value.get("errors").is_none(), "{} failed: {body}", request.query);
    Ok(value["data"].take())
}

/// Whether the server says that requests may come. 503 is a no, and so is a server that closes.
pub fn is_ready(address: SocketAddr) -> anyhow::Result<bool> {
    let mut wire = Wire::connect(address)?;
    wire.write(format!("GET /readyz HTTP/1.1\r\nHost: {address}\r\nConnection: close\r\n\r\n").as_bytes())?;
    while memchr::memmem::find(wire.unread(), b"\r\n").is_none() {
        if wire.read().is_err() {
            return Ok(false);
        }
    }
    Ok(wire.unread().starts_with(b"HTTP/1.1 200 "))
}

#[derive(Debug, PartialEq, Eq)]
pub(super) struct AnswerBytes {
    pub(super) head: usize,
    pub(super) body: usize,
}

/// The lengths of an answer that has come whole. Anything but a 200 with a length is an error.
pub(super) fn answer_bytes(unread: &[u8]) -> anyhow::Result<Option<AnswerBytes>> {
    let Some(head) = memchr::memmem::find(unread, b"\r\n\r\n").map(|at| at + 4) else {
        return Ok(None);
    };
    if !unread.starts_with(b"HTTP/1.1 200 ") {
        bail!("the server says {}", String::from_utf8_lossy(unread));
    }
    const NAME: &[u8] = b"content-length:";
    let length = unread[..head].split(|byte| *byte == b'\n').find_map(|line| {
        let (name, value) = line.split_at_checked(NAME.len())?;
        name.eq_ignore_ascii_case(NAME).then_some(value)
    });
    let length = length.context("an answer without Content-Length")?;
    let body = std::str::from_utf8(length)?.trim().parse()?;
    Ok((unread.len() >= head + body).then_some(AnswerBytes { head, body }))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_answer_is_whole_when_its_body_is() {
        let answer = b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n{}";
        assert_eq!(answer_bytes(answer).expect("valid"), Some(AnswerBytes { head: 38, body: 2 }));
        assert_eq!(answer_bytes(&answer[..39]).expect("valid"), None);
        assert!(answer_bytes(b"HTTP/1.1 503 No\r\n\r\n").is_err());
    }
}
