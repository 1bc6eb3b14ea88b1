//! The life of one socket in one task: what it receives, what its operations return, what it sends, and when it ends.

use std::{
    future::poll_fn,
    mem::take,
    pin::Pin,
    task::{Context, Poll},
    time::Duration,
};

use bytes::Bytes;
use futures_util::{FutureExt, Sink, SinkExt, Stream, StreamExt, future::BoxFuture};
use tokio::{
    io::{AsyncRead, AsyncReadExt, AsyncWrite},
    time::{Instant, Sleep, sleep, timeout},
};
use tokio_tungstenite::{
    WebSocketStream,
    tungstenite::{
        Error, Message,
        protocol::{Role, WebSocketConfig},
    },
};
use tokio_util::sync::{CancellationToken, WaitForCancellationFutureOwned};
use vuoro_graphql::Kind;
use vuoro_kernel::limits::socket::{
    DEAD_AFTER, INIT_TIME, MESSAGE_BYTES_MAX, PING_EVERY, READ_BUFFER_BYTES, SUBSCRIPTIONS_MAX,
};

use super::{
    Close,
    message::{self, Incoming},
    operations::{Due, Operations, SocketTold, refused},
    outbox::Outbox,
    session::{Executor, Session},
};
use crate::measure;

pub(super) const ROLE: Role = Role::Server;

/// Most queries and mutations of one socket at the same time; further ones wait in the client's own buffers.
const OPERATIONS_MAX: usize = 8;
/// A full queue that nothing leaves for this long belongs to a client that doesn't read. A reader that catches up on a
/// long log fills it too, but not for long.
const STALL_TIME: Duration = Duration::from_secs(3);
/// How long the other end may take to receive the close frame and answer it.
const CLOSE_TIME: Duration = Duration::from_secs(2);
/// Frames are collected up to this size before they are written. The library's 128 KiB would stay allocated as long as
/// the socket exists.
const WRITE_BUFFER_BYTES: usize = 4 * 1024;
/// Most messages read, and most events taken, before the other direction gets its turn.
const BATCH: usize = 32;
/// Turns before the task yields to others.
const TURNS: usize = 8;

/// The WebSocket library's settings.
pub(super) fn config() -> WebSocketConfig {
    WebSocketConfig::default()
        .read_buffer_size(READ_BUFFER_BYTES)
        .write_buffer_size(WRITE_BUFFER_BYTES)
        .max_message_size(Some(MESSAGE_BYTES_MAX))
        .max_frame_size(Some(MESSAGE_BYTES_MAX))
}

/// Serves a socket to its end.
pub(super) async fn drive<S, E>(mut socket: Box<Socket<S, E>>)
where
    S: AsyncRead + AsyncWrite + Unpin,
    E: Executor,
{
    let end = poll_fn(|cx| socket.poll_end(cx)).await;
    match end {
        // On the heap, and only now, because otherwise the task would reserve its room as long as the socket exists.
        End::Closed(why) => Box::pin(close((*socket).into_wire(), why)).await,
        End::Gone => measure::socket_closed(1006),
        End::Slow => {
            measure::slow_reader();
            measure::socket_closed(1006);
        }
    }
}

/// Closes from our side, and waits a little for the other side to receive it. Hanging up with bytes unread sends a
/// reset, which can overtake the close frame and hide its code.
pub(super) async fn close<S: AsyncRead + AsyncWrite + Unpin>(mut wire: WebSocketStream<S>, why: Close) {
    measure::socket_closed(why.code());
    if why == Close::Crowded {
        // The place is needed: what the network accepts at once is sent, and nothing is waited for.
        let _ = wire.send(Message::Close(Some(why.frame()))).now_or_never();
        return;
    }
    let taken = async {
        if wire.send(Message::Close(Some(why.frame()))).await.is_err() {
            return;
        }
        if !matches!(why, Close::TooBig | Close::NotText | Close::Broken) {
            while let Some(Ok(_)) = wire.next().await {}
            return;
        }
        // After such a message the library reads no more; what is still arriving is discarded.
        let mut waste = [0; 4 * 1024];
        while let Ok(1..) = wire.get_mut().read(&mut waste).await {}
    };
    // A timeout here counts as received.
    let _ = timeout(CLOSE_TIME, taken).await;
}

/// How a socket ends.
enum End {
    /// Closed by us.
    Closed(Close),
    /// Closed by the other end, with or without a close frame, or silent for too long.
    Gone,
    /// The client doesn't read.
    Slow,
}

/// An open socket.
pub(super) struct Socket<S, E: Executor> {
    wire: WebSocketStream<S>,
    phase: Phase<E>,
    operations: Operations,
    outbox: Outbox,
    /// Whether a ping is due.
    ping: bool,
    /// When the other end was last heard.
    heard: Instant,
    /// Since when a full outbox hasn't moved.
    stalled: Option<Instant>,
    timer: Pin<Box<Sleep>>,
    stop: Pin<Box<WaitForCancellationFutureOwned>>,
    let_go: Pin<Box<WaitForCancellationFutureOwned>>,
}

enum Phase<E: Executor> {
    /// Waiting for `connection_init`. `None` only while it is replaced.
    Waiting(Option<E>),
    /// The caller is being looked up.
    Admitting(BoxFuture<'static, Result<E::Session, Close>>),
    /// Operations may run.
    Ready(Box<Ready<E::Session>>),
}

struct Ready<C> {
    session: C,
    changed: BoxFuture<'static, ()>,
    /// The regular check that the caller's rights are still valid, in case no news of a change arrived.
    still: Option<BoxFuture<'static, bool>>,
}

impl<S, E> Socket<S, E>
where
    S: AsyncRead + AsyncWrite + Unpin,
    E: Executor,
{
    /// A socket after its handshake. When `stop` is cancelled, clients are told to come back; when `let_go` is
    /// cancelled, the socket's place is needed for another.
    pub(super) fn new(
        wire: WebSocketStream<S>,
        executor: E,
        told: SocketTold,
        stop: CancellationToken,
        let_go: CancellationToken,
    ) -> Self {
        Self {
            wire,
            phase: Phase::Waiting(Some(executor)),
            operations: Operations::new(told),
            outbox: Outbox::default(),
            ping: false,
            heard: Instant::now(),
            stalled: None,
            timer: Box::pin(sleep(INIT_TIME)),
            stop: Box::pin(stop.cancelled_owned()),
            let_go: Box::pin(let_go.cancelled_owned()),
        }
    }

    /// Ends everything except the connection.
    fn into_wire(self) -> WebSocketStream<S> {
        self.wire
    }

    fn poll_end(&mut self, cx: &mut Context<'_>) -> Poll<End> {
        match self.poll_work(cx) {
            Ok(()) => Poll::Pending,
            Err(end) => Poll::Ready(end),
        }
    }

    /// Does what can be done until everything waits.
    fn poll_work(&mut self, cx: &mut Context<'_>) -> Result<(), End> {
        if self.stop.as_mut().poll(cx).is_ready() {
            return Err(End::Closed(Close::Restart));
        }
        if self.let_go.as_mut().poll(cx).is_ready() {
            return Err(End::Closed(Close::Crowded));
        }
        for _ in 0..TURNS {
            self.poll_timer(cx)?;
            let more_in = self.take_in(cx)?;
            // After reading, because an init that was just read is processed here.
            self.poll_phase(cx)?;
            let more_events = self.take_events(cx)?;
            let is_blocked = self.poll_write(cx)?.is_pending();
            self.watch_reader(is_blocked);
            // Work left over for lack of room that has room now would wake nobody.
            if !(more_in && self.may_read() || more_events && !self.outbox.is_full()) {
                // The timer must know of a new, earlier time before the task sleeps.
                return self.poll_timer(cx);
            }
        }
        cx.waker().wake_by_ref();
        Ok(())
    }

    fn poll_phase(&mut self, cx: &mut Context<'_>) -> Result<(), End> {
        match &mut self.phase {
            Phase::Waiting(_) => Ok(()),
            Phase::Admitting(admission) => {
                let Poll::Ready(admitted) = admission.poll_unpin(cx) else { return Ok(()) };
                let session = admitted.map_err(End::Closed)?;
                // Checked once more after subscribing, because a change in between would be missed.
                let (changed, still) = (session.changed(), Some(session.still()));
                self.phase = Phase::Ready(Box::new(Ready { session, changed, still }));
                self.outbox.push(Bytes::from_static(message::ACK.as_bytes()));
                self.timer.as_mut().reset(Instant::now() + PING_EVERY);
                self.poll_phase(cx)
            }
            Phase::Ready(ready) => {
                if ready.changed.poll_unpin(cx).is_ready() {
                    return Err(End::Closed(Close::Forbidden));
                }
                let Some(still) = &mut ready.still else { return Ok(()) };
                match still.poll_unpin(cx) {
                    Poll::Pending => {}
                    Poll::Ready(true) => ready.still = None,
                    Poll::Ready(false) => return Err(End::Closed(Close::Forbidden)),
                }
                Ok(())
            }
        }
    }

    fn poll_timer(&mut self, cx: &mut Context<'_>) -> Result<(), End> {
        while self.timer.as_mut().poll(cx).is_ready() {
            let now = Instant::now();
            let silent = now.duration_since(self.heard);
            match &mut self.phase {
                Phase::Waiting(_) => return Err(End::Closed(Close::InitTimeout)),
                _ if silent >= DEAD_AFTER => return Err(End::Gone),
                Phase::Admitting(_) => {}
                Phase::Ready(ready) => {
                    self.ping |= silent >= PING_EVERY;
                    ready.still = Some(ready.session.still());
                    self.poll_phase(cx)?;
                }
            }
            if self.stalled.is_some_and(|since| now.duration_since(since) >= STALL_TIME) {
                return Err(End::Slow);
            }
            let quiet_until = if silent >= PING_EVERY { now + PING_EVERY } else { self.heard + PING_EVERY };
            let next = quiet_until.min(self.heard + DEAD_AFTER);
            let next = self.stalled.map_or(next, |since| next.min(since + STALL_TIME));
            self.timer.as_mut().reset(next.max(now + Duration::from_millis(1)));
        }
        Ok(())
    }

    /// Whether there is room for what another message may ask for.
    fn may_read(&self) -> bool {
        !self.outbox.is_full() && self.operations.others() < OPERATIONS_MAX
    }

    /// Reads what has arrived, as long as there is room. False once nothing more has arrived.
    fn take_in(&mut self, cx: &mut Context<'_>) -> Result<bool, End> {
        for _ in 0..BATCH {
            if !self.may_read() {
                return Ok(true);
            }
            let Poll::Ready(read) = Pin::new(&mut self.wire).poll_next(cx) else { return Ok(false) };
            let read = read.ok_or(End::Gone)?.map_err(|error| match error {
                Error::Capacity(_) => End::Closed(Close::TooBig),
                Error::Utf8(_) => End::Closed(Close::NotText),
                Error::Protocol(_) => End::Closed(Close::Broken),
                _ => End::Gone,
            })?;
            self.heard = Instant::now();
            match read {
                Message::Text(text) => self.hear(&text).map_err(End::Closed)?,
                Message::Binary(_) => return Err(End::Closed(Close::BadMessage("Only text messages are taken"))),
                // Pongs are enough of a sign of life, the library answers pings, and the end follows a close frame.
                Message::Ping(_) | Message::Pong(_) | Message::Close(_) | Message::Frame(_) => {}
            }
        }
        Ok(true)
    }

    /// Does what a message asks for.
    fn hear(&mut self, text: &str) -> Result<(), Close> {
        match message::parse(text)? {
            Incoming::Init(init) => {
                let Phase::Waiting(executor) = &mut self.phase else { return Err(Close::TooManyInits) };
                let executor = executor.take().ok_or(Close::TooManyInits)?;
                self.phase = Phase::Admitting(executor.admit(init));
                self.timer.as_mut().reset(Instant::now() + PING_EVERY);
            }
            Incoming::Ping { payload } => self.outbox.push(message::pong(payload)),
            Incoming::Pong => {}
            Incoming::Subscribe { id, request } => {
                let Phase::Ready(ready) = &self.phase else { return Err(Close::Unauthorized) };
                if self.operations.has(&id) {
                    return Err(Close::Exists(id.into()));
                }
                let begun = match ready.session.begin(request) {
                    Ok(begun)
                        if begun.kind == Kind::Subscription && self.operations.subscriptions() >= SUBSCRIPTIONS_MAX =>
                    {
                        Err(refused("RATE_LIMITED", "This socket has as many subscriptions as it may."))
                    }
                    begun => begun,
                };
                match begun {
                    Ok(begun) => self.operations.start(&id, begun),
                    Err(errors) => self.outbox.push(message::error(&id, &errors)),
                }
            }
            // Nothing runs before the acknowledgement, so there is nothing to end, and no harm in it.
            Incoming::Complete { id } => self.operations.stop(&id),
        }
        Ok(())
    }

    /// Takes what the operations return, as long as there is room. False once all of them wait.
    fn take_events(&mut self, cx: &mut Context<'_>) -> Result<bool, End> {
        for _ in 0..BATCH {
            if self.outbox.is_full() {
                return Ok(true);
            }
            match self.operations.poll_due(cx) {
                Poll::Pending => return Ok(false),
                Poll::Ready(Due::Send(text)) => self.outbox.push(text),
                Poll::Ready(Due::SendAndLook(text)) => {
                    self.outbox.push(text);
                    if let Phase::Ready(ready) = &mut self.phase {
                        ready.still = Some(ready.session.still());
                        self.poll_phase(cx)?;
                    }
                }
                Poll::Ready(Due::Forbidden) => return Err(End::Closed(Close::Forbidden)),
            }
        }
        Ok(true)
    }

    /// Writes what is queued and flushes once. Pending while the other end, or the network, accepts no more.
    fn poll_write(&mut self, cx: &mut Context<'_>) -> Result<Poll<()>, End> {
        let mut wire = Pin::new(&mut self.wire);
        while self.ping || !self.outbox.is_empty() {
            match wire.as_mut().poll_ready(cx) {
                Poll::Pending => return Ok(Poll::Pending),
                Poll::Ready(is_ready) => is_ready.map_err(|_| End::Gone)?,
            }
            self.stalled = None;
            let message = if take(&mut self.ping) { Some(Message::Ping(Bytes::new())) } else { self.outbox.pop() };
            if let Some(message) = message {
                wire.as_mut().start_send(message).map_err(|_| End::Gone)?;
            }
        }
        match wire.poll_flush(cx) {
            Poll::Pending => Ok(Poll::Pending),
            Poll::Ready(flushed) => flushed.map(Poll::Ready).map_err(|_| End::Gone),
        }
    }

    /// Starts the clock of a reader that has stopped.
    fn watch_reader(&mut self, is_blocked: bool) {
        if !is_blocked || !self.outbox.is_full() {
            self.stalled = None;
        } else if self.stalled.is_none() {
            let now = Instant::now();
            self.stalled = Some(now);
            let next = self.timer.deadline().min(now + STALL_TIME);
            self.timer.as_mut().reset(next);
        }
    }
}
