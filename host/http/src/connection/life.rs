//! What a connection is doing, as far as its timers need to know.

use std::{
    sync::{
        Arc,
        atomic::{AtomicU64, AtomicUsize, Ordering::Relaxed},
    },
    time::Duration,
};

use tokio::time::Instant;

use super::IDLE_TIME;
use crate::places::{Holder, Request};

/// A connection is checked at least this often, so that a timeout that starts in between is kept this closely.
const LOOK_EVERY: Duration = Duration::from_secs(5);
/// No head is being received.
const NONE: u64 = u64::MAX;

/// The activity of one connection. Times are milliseconds since it began.
pub(super) struct Life {
    began: Instant,
    /// Requests whose responses haven't been sent completely.
    underway: AtomicUsize,
    /// When a byte was last received or sent.
    moved_ms: AtomicU64,
    /// When the first byte of a head arrived whose request hasn't begun yet.
    head_ms: AtomicU64,
}

/// The result of a check.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Look {
    /// Nothing is wrong.
    Fine,
    /// There has been no request for too long.
    Idle,
    /// A head, or the rest of a request or a response, takes too long.
    Stuck,
}

impl Life {
    /// A new connection must send its first head in time.
    pub(super) fn new() -> Self {
        let (moved_ms, head_ms) = (AtomicU64::new(0), AtomicU64::new(0));
        Self { began: Instant::now(), underway: AtomicUsize::new(0), moved_ms, head_ms }
    }

    /// Bytes were received.
    pub(super) fn read(&self) {
        let now = self.now_ms();
        self.moved_ms.store(now, Relaxed);
        if self.underway.load(Relaxed) == 0 && self.head_ms.load(Relaxed) == NONE {
            self.head_ms.store(now, Relaxed);
        }
    }

    /// Bytes were sent, or something else shows that the connection is alive.
    pub(super) fn moved(&self) {
        self.moved_ms.store(self.now_ms(), Relaxed);
    }

    /// When to check again.
    pub(super) fn next_look(&self, head_time: Option<Duration>) -> Duration {
        let left = self.deadline(head_time).1.saturating_sub(self.began.elapsed());
        // Never at once: a deadline missed by a hair would make this spin.
        left.clamp(Duration::from_millis(1), LOOK_EVERY)
    }

    /// Whether a timeout has passed. `head_time` is how long a head may take, where bytes between requests are a head.
    pub(super) fn look(&self, head_time: Option<Duration>) -> Look {
        let (what, deadline) = self.deadline(head_time);
        if self.began.elapsed() < deadline { Look::Fine } else { what }
    }

    /// What the connection is when its timeout passes, and when that is.
    fn deadline(&self, head_time: Option<Duration>) -> (Look, Duration) {
        let head_ms = self.head_ms.load(Relaxed);
        let silent = Duration::from_millis(self.moved_ms.load(Relaxed)) + IDLE_TIME;
        match head_time {
            _ if self.underway.load(Relaxed) > 0 => (Look::Stuck, silent),
            Some(head_time) if head_ms != NONE => (Look::Stuck, Duration::from_millis(head_ms) + head_time),
            _ => (Look::Idle, silent),
        }
    }

    fn now_ms(&self) -> u64 {
        u64::try_from(self.began.elapsed().as_millis()).unwrap_or(NONE - 1)
    }
}

/// A request, from its head to the last byte of its response.
pub(super) struct Underway {
    life: Arc<Life>,
    _request: Request,
}

impl Underway {
    pub(super) fn new(life: &Arc<Life>, holder: &Holder) -> Self {
        life.underway.fetch_add(1, Relaxed);
        life.head_ms.store(NONE, Relaxed);
        Self { life: life.clone(), _request: holder.request() }
    }
}

impl Drop for Underway {
    fn drop(&mut self) {
        self.life.underway.fetch_sub(1, Relaxed);
        self.life.moved();
    }
}

#[cfg(test)]
mod tests {
    use tokio::time::advance;

    use super::*;
    use crate::places::Places;

    const HEAD: Option<Duration> = Some(Duration::from_secs(10));

    #[tokio::test(start_paused = true)]
    async fn a_head_has_its_own_time_from_its_first_byte() {
        let life = Arc::new(Life::new());
        advance(Duration::from_secs(11)).await;
        assert_eq!(life.look(HEAD), Look::Stuck, "the first head never came");

        drop(Underway::new(&life, &Places::new(1).take().unwrap().holder()));
        advance(Duration::from_secs(70)).await;
        assert_eq!(life.look(HEAD), Look::Fine, "idle between requests");
        life.read();
        advance(Duration::from_secs(9)).await;
        life.read();
        assert_eq!(life.look(HEAD), Look::Fine);
        advance(Duration::from_secs(2)).await;
        assert_eq!(life.look(HEAD), Look::Stuck, "a byte now and then doesn't help");
    }

    #[tokio::test(start_paused = true)]
    async fn an_idle_connection_and_one_whose_reader_has_gone_both_end() {
        let life = Arc::new(Life::new());
        let place = Places::new(1).take().unwrap();
        let underway = Underway::new(&life, &place.holder());
        advance(Duration::from_secs(74)).await;
        life.moved();
        advance(Duration::from_secs(74)).await;
        assert_eq!(life.look(HEAD), Look::Fine);
        advance(Duration::from_secs(2)).await;
        assert_eq!(life.look(HEAD), Look::Stuck);
        drop(underway);
        assert_eq!(life.look(None), Look::Fine);
        advance(Duration::from_secs(76)).await;
        assert_eq!(life.look(None), Look::Idle);
    }
}
