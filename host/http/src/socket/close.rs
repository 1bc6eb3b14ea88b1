//! Why the server closes a socket: the codes and reasons of the protocol's specification and of RFC 6455.

use tokio_tungstenite::tungstenite::protocol::{CloseFrame, frame::coding::CloseCode};
use vuoro_domain::Error;

use crate::unwelcome::Unwelcome;

/// Most bytes of a reason: a control frame has 125, of which the code takes two.
const REASON_BYTES_MAX: usize = 123;

/// Why the server closes a socket.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Close {
    /// 4400: a message that isn't part of the protocol.
    BadMessage(&'static str),
    /// 4401: an operation before the acknowledgement.
    Unauthorized,
    /// 4403: the token opens nothing, or no longer does.
    Forbidden,
    /// 4403: the page acts for another account than the one that is signed in.
    AnotherAccount,
    /// 4406: the client offers no sub-protocol that we speak.
    Subprotocol,
    /// 4408: no `connection_init` in time.
    InitTimeout,
    /// 4409: two operations with one id.
    Exists(Box<str>),
    /// 4429: a second `connection_init`.
    TooManyInits,
    /// 4429: the visitor or account, or all visitors together, have as many sockets as they may.
    TooManySockets,
    /// 4500: the caller couldn't be looked up.
    Internal,
    /// 1012: the server stops, and another one is or will be there. Clients take this code as a reason to reconnect and
    /// resume; a `complete` for each subscription would tell them that nothing more is to come.
    Restart,
    /// 1013: the place of a caller who isn't signed in is needed for another. Clients come back after a while.
    Crowded,
    /// 1009: a message over the size limit.
    TooBig,
    /// 1007: a text that isn't UTF-8.
    NotText,
    /// 1002: the bytes aren't WebSocket frames.
    Broken,
}

impl Close {
    /// The close code.
    pub(crate) fn code(&self) -> u16 {
        match self {
            Self::BadMessage(_) => 4400,
            Self::Unauthorized => 4401,
            Self::Forbidden | Self::AnotherAccount => 4403,
            Self::Subprotocol => 4406,
            Self::InitTimeout => 4408,
            Self::Exists(_) => 4409,
            Self::TooManyInits | Self::TooManySockets => 4429,
            Self::Internal => 4500,
            Self::Restart => 1012,
            Self::Crowded => 1013,
            Self::TooBig => 1009,
            Self::NotText => 1007,
            Self::Broken => 1002,
        }
    }

    /// The close frame.
    pub(crate) fn frame(&self) -> CloseFrame {
        let reason = match self {
            Self::BadMessage(why) => *why,
            Self::Unauthorized => "Unauthorized",
            Self::Forbidden => "Forbidden",
            Self::AnotherAccount => "Another account is signed in",
            Self::Subprotocol => "Subprotocol not acceptable",
            Self::InitTimeout => "Connection initialisation timeout",
            Self::Exists(id) => return self.with(&exists(id)),
            Self::TooManyInits => "Too many initialisation requests",
            Self::TooManySockets => "Too many requests",
            Self::Internal => "Internal server error",
            Self::Restart => "Service restart",
            Self::Crowded => "Try again later",
            Self::TooBig => "Message too big",
            Self::NotText => "Not UTF-8",
            Self::Broken => "Protocol error",
        };
        self.with(reason)
    }

    fn with(&self, reason: &str) -> CloseFrame {
        CloseFrame { code: CloseCode::from(self.code()), reason: reason.into() }
    }
}

impl From<Unwelcome> for Close {
    fn from(unwelcome: Unwelcome) -> Self {
        match unwelcome {
            Unwelcome::AnotherAccount => Self::AnotherAccount,
            Unwelcome::Error(Error::Unauthenticated) => Self::Forbidden,
            Unwelcome::Error(error) => {
                tracing::error!(target: "vuoro_http", ?error, "a socket's caller can't be looked up");
                Self::Internal
            }
        }
    }
}

/// The reason for a second operation with one id; a long id is cut, because reasons are limited.
fn exists(id: &str) -> String {
    const AROUND: usize = "Subscriber for  already exists".len();
    let mut end = id.len().min(REASON_BYTES_MAX - AROUND);
    while !id.is_char_boundary(end) {
        end -= 1;
    }
    format!("Subscriber for {} already exists", &id[..end])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_reason_fits_its_frame_however_long_the_id() {
        let frame = Close::Exists("1".into()).frame();
        assert_eq!((u16::from(frame.code), frame.reason.as_str()), (4409, "Subscriber for 1 already exists"));
        let frame = Close::Exists("ä".repeat(200).into()).frame();
        assert!(frame.reason.len() <= REASON_BYTES_MAX);
        assert!(frame.reason.as_str().ends_with("ä already exists"));
    }
}
