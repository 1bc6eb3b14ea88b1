//! The client side of a WebSocket, as little of it as a generator needs.
//!
//! Frames go out masked with a key of zeros: the server unmasks as always, the generator has nothing to do.

use std::net::SocketAddr;
use std::ops::Range;
use std::os::fd::{AsFd, BorrowedFd};

use anyhow::{Context, bail, ensure};

use super::wire::Wire;

/// The key and accept value of RFC 6455's example; a constant key is fine where no proxy caches.
const KEY: &str = "dGhlIHNhbXBsZSBub25jZQ==";
const ACCEPT: &str = "s3pPLMBiTxaQ9kYGzzhZRbK+xOo=";

const TEXT: u8 = 0x1;
const CLOSE: u8 = 0x8;
const PING: u8 = 0x9;
const PONG: u8 = 0xa;
const FINAL: u8 = 0x80;
const MASKED: u8 = 0x80;

/// An open WebSocket.
pub struct WebSocket {
    wire: Wire,
}

impl WebSocket {
    /// Upgrades a new connection, blocking.
    pub fn open(address: SocketAddr, path: &str, subprotocol: Option<&str>) -> anyhow::Result<Self> {
        let mut wire = Wire::connect(address)?;
        let protocol = subprotocol.map(|name| format!("Sec-WebSocket-Protocol: {name}\r\n")).unwrap_or_default();
        let request = format!(
            "GET {path} HTTP/1.1\r\nHost: {address}\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\
             Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: {KEY}\r\n{protocol}\r\n"
        );
        wire.write(request.as_bytes())?;
        let head_bytes = loop {
            wire.read().context("no answer to the upgrade")?;
            if let Some(at) = memchr::memmem::find(wire.unread(), b"\r\n\r\n") {
                break at + 4;
            }
        };
        let begin = wire.consume(head_bytes);
        let head = String::from_utf8_lossy(wire.at(begin..begin + head_bytes)).into_owned();
        ensure!(head.starts_with("HTTP/1.1 101 ") && head.contains(ACCEPT), "the upgrade was refused: {head}");
        Ok(Self { wire })
    }

    /// From now on [`Self::read`] and the senders don't wait.
    pub fn set_nonblocking(&self) -> anyhow::Result<()> {
        self.wire.set_nonblocking()
    }

    /// Reads what is there, once.
    pub fn read(&mut self) -> anyhow::Result<()> {
        self.wire.read()
    }

    /// Sends a whole frame as [`frame`] makes it.
    pub fn send_frame(&mut self, frame: &[u8]) -> anyhow::Result<()> {
        self.wire.write(frame)
    }

    /// Sends a text.
    pub fn send_text(&mut self, text: &str) -> anyhow::Result<()> {
        self.wire.write(&frame(text.as_bytes()))
    }

    /// The next text message that has come whole; pings are answered on the way. Its bytes are read by
    /// [`Self::payload`].
    pub fn pop(&mut self) -> anyhow::Result<Option<Range<usize>>> {
        loop {
            let unread = self.wire.unread();
            let (Some(&first), Some(&second)) = (unread.first(), unread.get(1)) else {
                return Ok(None);
            };
            let (head, length) = match second {
                126 if unread.len() >= 4 => (4, usize::from(u16::from_be_bytes([unread[2], unread[3]]))),
                126 => return Ok(None),
                127 | MASKED.. => bail!("a frame of over 64 KiB, or masked"),
                short => (2, usize::from(short)),
            };
            if unread.len() < head + length {
                return Ok(None);
            }
            let begin = self.wire.consume(head + length) + head;
            let range = begin..begin + length;
            match first {
                text if text == FINAL | TEXT => return Ok(Some(range)),
                ping if ping == FINAL | PING => {
                    ensure!(length < 126, "a ping of {length} bytes");
                    let mut pong = frame(self.wire.at(range));
                    pong[0] = FINAL | PONG;
                    self.wire.write(&pong)?;
                }
                pong if pong == FINAL | PONG => {}
                close if close == FINAL | CLOSE => {
                    let body = self.wire.at(range);
                    let code = body.get(..2).map_or(0, |code| u16::from_be_bytes([code[0], code[1]]));
                    let reason = String::from_utf8_lossy(body.get(2..).unwrap_or_default()).into_owned();
                    bail!("the server closed the socket with {code} {reason:?}");
                }
                other => bail!("unexpected frame {other:#04x}"),
            }
        }
    }

    /// The bytes of a message that [`Self::pop`] gave, until the next read.
    pub fn payload(&self, range: Range<usize>) -> &[u8] {
        self.wire.at(range)
    }

    /// Waits for a text message that contains `part`; others are passed over. For setting up.
    pub fn await_text(&mut self, part: &str) -> anyhow::Result<()> {
        let mut last = String::new();
        loop {
            while let Some(range) = self.pop()? {
                let text = String::from_utf8_lossy(self.payload(range));
                if text.contains(part) {
                    return Ok(());
                }
                ensure!(!text.contains(r#""errors""#) && !text.contains(r#""type":"error""#), "the server says {text}");
                last = text.into_owned();
            }
            let before = self.wire.unread().len();
            self.read()?;
            ensure!(self.wire.unread().len() != before, "no {part} came; the last message was {last:?}");
        }
    }
}

impl AsFd for WebSocket {
    fn as_fd(&self) -> BorrowedFd<'_> {
        self.wire.as_fd()
    }
}

/// A masked text frame with a key of zeros.
pub fn frame(payload: &[u8]) -> Vec<u8> {
    let mut out = vec![FINAL | TEXT];
    match payload.len() {
        short @ 0..126 => out.push(MASKED | u8::try_from(short).expect("below 126")),
        long => {
            out.push(MASKED | 126);
            let length = u16::try_from(long).expect("the generator's messages are short");
            out.extend_from_slice(&length.to_be_bytes());
        }
    }
    out.extend_from_slice(&[0; 4]);
    out.extend_from_slice(payload);
    out
}
