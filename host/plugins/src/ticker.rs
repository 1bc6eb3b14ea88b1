//! The thread that advances the engine's epoch while guests run, so that each guest's time is checked.

use std::{
    sync::{
        Arc,
        atomic::{AtomicBool, AtomicUsize, Ordering},
    },
    thread::{self, Thread},
    time::Instant,
};

use wasmtime::Engine;

use crate::limits::{TICK, TICKER_LINGERS};

/// The thread; it ends when this is dropped.
pub(crate) struct Ticker {
    shared: Arc<Shared>,
    thread: Thread,
}

#[derive(Default)]
struct Shared {
    running: AtomicUsize,
    is_parked: AtomicBool,
    has_ended: AtomicBool,
}

/// The epoch advances as long as this exists.
pub(crate) struct Ticking(Arc<Shared>);

impl Ticker {
    /// Starts the thread. Fails when the system can't start one.
    pub(crate) fn start(engine: Engine) -> std::io::Result<Self> {
        let shared = Arc::new(Shared::default());
        let its = shared.clone();
        let handle = thread::Builder::new().name("guest-ticker".to_owned()).spawn(move || tick(&engine, &its))?;
        Ok(Self { shared, thread: handle.thread().clone() })
    }

    /// Makes the epoch advance.
    pub(crate) fn ticking(&self) -> Ticking {
        self.shared.running.fetch_add(1, Ordering::SeqCst);
        if self.shared.is_parked.swap(false, Ordering::SeqCst) {
            self.thread.unpark();
        }
        Ticking(self.shared.clone())
    }
}

impl Drop for Ticker {
    fn drop(&mut self) {
        self.shared.has_ended.store(true, Ordering::SeqCst);
        self.thread.unpark();
    }
}

impl Drop for Ticking {
    fn drop(&mut self) {
        self.0.running.fetch_sub(1, Ordering::SeqCst);
    }
}

fn tick(engine: &Engine, shared: &Shared) {
    let mut seen_at = Instant::now();
    while !shared.has_ended.load(Ordering::SeqCst) {
        if shared.running.load(Ordering::SeqCst) > 0 {
            seen_at = Instant::now();
        } else if seen_at.elapsed() > TICKER_LINGERS {
            shared.is_parked.store(true, Ordering::SeqCst);
            // Checked once more afterwards: a call that arrived in between saw no need to wake this thread.
            if shared.running.load(Ordering::SeqCst) == 0 && !shared.has_ended.load(Ordering::SeqCst) {
                thread::park();
            }
            shared.is_parked.store(false, Ordering::SeqCst);
            seen_at = Instant::now();
            continue;
        }
        thread::sleep(TICK);
        engine.increment_epoch();
    }
}
