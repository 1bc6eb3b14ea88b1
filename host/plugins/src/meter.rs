//! Measures the processor time of a call. The operating system counts it for each thread, so that neither waiting for
//! the host nor a busy machine counts against the guest.

use std::{
    future::Future,
    pin::Pin,
    sync::{
        Arc,
        atomic::{AtomicBool, AtomicU64, Ordering},
    },
    task::{Context, Poll},
    time::Duration,
};

/// The time of one call. Written by the thread that polls the call, and read by the same.
#[derive(Debug, Default)]
pub(crate) struct Meter {
    used_ns: AtomicU64,
    polled_at_ns: AtomicU64,
    is_over: AtomicBool,
}

impl Meter {
    /// The time used so far, including the current poll. Called only during a poll.
    pub(crate) fn used(&self) -> Duration {
        let polled = thread_ns().saturating_sub(self.polled_at_ns.load(Ordering::Relaxed));
        Duration::from_nanos(self.used_ns.load(Ordering::Relaxed).saturating_add(polled))
    }

    /// The time of the finished polls.
    pub(crate) fn used_before(&self) -> Duration {
        Duration::from_nanos(self.used_ns.load(Ordering::Relaxed))
    }

    /// Records that the call was stopped because its time was over.
    pub(crate) fn stop(&self) {
        self.is_over.store(true, Ordering::Relaxed);
    }

    /// Whether the call was stopped because its time was over.
    pub(crate) fn is_over(&self) -> bool {
        self.is_over.load(Ordering::Relaxed)
    }
}

/// A future whose polls are measured.
pub(crate) struct Metered<F> {
    /// The meter.
    pub(crate) meter: Arc<Meter>,
    /// The future.
    pub(crate) inner: Pin<Box<F>>,
}

impl<F: Future> Future for Metered<F> {
    type Output = F::Output;

    fn poll(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<F::Output> {
        let started = thread_ns();
        self.meter.polled_at_ns.store(started, Ordering::Relaxed);
        let polled = self.inner.as_mut().poll(context);
        self.meter.used_ns.fetch_add(thread_ns().saturating_sub(started), Ordering::Relaxed);
        polled
    }
}

/// Processor time of this thread.
fn thread_ns() -> u64 {
    let time = rustix::time::clock_gettime(rustix::time::ClockId::ThreadCPUTime);
    let seconds = u64::try_from(time.tv_sec).unwrap_or_default();
    seconds.saturating_mul(1_000_000_000).saturating_add(u64::try_from(time.tv_nsec).unwrap_or_default())
}
