//! The operations of one socket.

use std::{
    net::IpAddr,
    panic::{AssertUnwindSafe, catch_unwind},
    sync::Arc,
    task::{Context, Poll},
    time::Instant,
};

use bytes::Bytes;
use futures_util::{StreamExt, stream::BoxStream};
use serde_json::json;
use vuoro_graphql::Kind;

use super::message;
use crate::measure::{self, Counted};

/// An event of an operation. The end of the stream is the end of the operation.
#[derive(Debug)]
pub(crate) enum Happened {
    /// A result: the payload of `next`.
    Next(Bytes),
    /// It failed as a whole and is over: the payload of `error`, a JSON list.
    Failed(Bytes),
    /// It is over: the caller may no longer see this, and perhaps their identity or role has changed.
    RightEnded,
    /// The caller's identity or role has changed: the socket is over.
    NotWelcome,
}

/// An operation that has been started.
pub(crate) struct Begun {
    pub(crate) kind: Kind,
    /// The operation's name, for the log.
    pub(crate) name: Option<Arc<str>>,
    /// The id, for the log, and for the client when something goes wrong.
    pub(crate) request_id: Arc<str>,
    pub(crate) events: BoxStream<'static, Happened>,
}

/// What the log says of each operation of a socket.
#[derive(Clone, Debug)]
pub(crate) struct SocketTold {
    pub(crate) slug: Option<Arc<str>>,
    pub(crate) address: IpAddr,
}

/// What is to be done for the operations.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Due {
    /// A message for the client.
    Send(Bytes),
    /// A message for the client, and a check that the caller's rights are still valid.
    SendAndLook(Bytes),
    /// Close the socket with 4403.
    Forbidden,
}

/// The running operations. There are few, at most [`SUBSCRIPTIONS_MAX`] and a handful of others, so polling a list in
/// turn costs less time, and a fifth of the memory, than a set that knows which one woke it.
///
/// [`SUBSCRIPTIONS_MAX`]: vuoro_kernel::limits::socket::SUBSCRIPTIONS_MAX
pub(crate) struct Operations {
    told: SocketTold,
    running: Vec<Running>,
    /// The operation to be polled first, in turn, so that a busy one doesn't starve the others.
    turn: usize,
    /// The number of subscriptions among them.
    subscriptions: usize,
}

struct Running {
    id: Box<str>,
    head: Box<str>,
    begun: Begun,
    since: Instant,
    _counted: Option<Counted>,
}

impl Operations {
    pub(crate) fn new(told: SocketTold) -> Self {
        Self { told, running: Vec::new(), turn: 0, subscriptions: 0 }
    }

    /// Whether the id is in use.
    pub(crate) fn has(&self, id: &str) -> bool {
        self.running.iter().any(|running| &*running.id == id)
    }

    /// The number of running subscriptions.
    pub(crate) fn subscriptions(&self) -> usize {
        self.subscriptions
    }

    /// The number of running queries and mutations.
    pub(crate) fn others(&self) -> usize {
        self.running.len() - self.subscriptions
    }

    /// Adds an operation under an id that isn't in use.
    pub(crate) fn start(&mut self, id: &str, begun: Begun) {
        let is_subscription = begun.kind == Kind::Subscription;
        self.subscriptions += usize::from(is_subscription);
        // Most sockets have one or two operations, while a list reserves room for four at once.
        if self.running.len() < 4 {
            self.running.reserve_exact(1);
        }
        self.running.push(Running {
            id: id.into(),
            head: message::next_head(id),
            begun,
            since: Instant::now(),
            _counted: is_subscription.then(Counted::subscription),
        });
    }

    /// The client ends an operation. An unknown id belongs to one that has just ended, and needs no answer.
    pub(crate) fn stop(&mut self, id: &str) {
        if let Some(at) = self.running.iter().position(|running| &*running.id == id) {
            self.end(at, "stopped");
        }
    }

    /// The next thing to do; pending while every operation waits, and when there is none.
    pub(crate) fn poll_due(&mut self, cx: &mut Context<'_>) -> Poll<Due> {
        for step in 0..self.running.len() {
            let at = (self.turn + step) % self.running.len();
            let events = &mut self.running[at].begun.events;
            // A resolver that panics ends its own operation and no other.
            let polled = catch_unwind(AssertUnwindSafe(|| events.poll_next_unpin(cx)));
            let due = match polled {
                Ok(Poll::Pending) => continue,
                Ok(Poll::Ready(Some(Happened::Next(payload)))) => {
                    self.turn = at + 1;
                    Due::Send(message::next(&self.running[at].head, &payload))
                }
                Ok(Poll::Ready(Some(Happened::Failed(errors)))) => {
                    Due::Send(message::error(&self.end(at, "failed").id, &errors))
                }
                Ok(Poll::Ready(Some(Happened::RightEnded))) => {
                    let errors = refused("FORBIDDEN", "You may not see this any more.");
                    Due::SendAndLook(message::error(&self.end(at, "forbidden").id, &errors))
                }
                Ok(Poll::Ready(Some(Happened::NotWelcome))) => Due::Forbidden,
                Ok(Poll::Ready(None)) => Due::Send(message::complete(&self.end(at, "complete").id)),
                Err(_) => {
                    let running = self.end(at, "panicked");
                    Due::Send(message::error(&running.id, &internal(&running.begun.request_id)))
                }
            };
            return Poll::Ready(due);
        }
        Poll::Pending
    }

    /// Removes an operation and writes its line in the log.
    fn end(&mut self, at: usize, how: &'static str) -> Running {
        let running = self.running.swap_remove(at);
        let Begun { kind, name, request_id, .. } = &running.begun;
        self.subscriptions -= usize::from(*kind == Kind::Subscription);
        let kind: &'static str = kind.into();
        let took = running.since.elapsed();
        tracing::info!(
            target: "request",
            id = &**request_id,
            organisation = self.told.slug.as_deref(),
            operation = name.as_deref(),
            method = "SOCKET",
            kind,
            how,
            ms = measure::ms(took),
            address = %self.told.address,
        );
        measure::operation(kind, "socket", took);
        running
    }
}

impl Drop for Operations {
    fn drop(&mut self) {
        while !self.running.is_empty() {
            self.end(self.running.len() - 1, "gone");
        }
    }
}

/// The errors of an operation that failed by a bug.
pub(crate) fn internal(request_id: &str) -> Bytes {
    let message = format!("Something went wrong. Request id {request_id}.");
    json!([{ "message": message, "extensions": { "code": "INTERNAL" } }]).to_string().into()
}

/// The errors of an operation that isn't allowed, or no longer is.
pub(crate) fn refused(code: &'static str, message: &'static str) -> Bytes {
    json!([{ "message": message, "extensions": { "code": code } }]).to_string().into()
}
