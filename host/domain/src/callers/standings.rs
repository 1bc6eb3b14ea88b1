//! Whose rights are tracked, and what is known of each.

use std::{
    collections::HashMap,
    sync::{
        Arc,
        atomic::{AtomicBool, AtomicU8, AtomicU32, Ordering},
    },
};

use parking_lot::Mutex;
use tokio::sync::Notify;
use vuoro_kernel::{Caller, Change, Who};

/// How many look-ups a caller is kept when no socket holds them and nobody asks: those of a minute.
const UNUSED_LOOKS_MAX: u8 = 15;

/// What is known about one caller.
pub(super) struct State {
    pub(super) caller: Caller,
    /// How often there was a reason to check again; starts with one.
    pub(super) doubts: AtomicU32,
    /// The last of these that a look-up settled. When it equals `doubts`, the caller's rights are valid.
    pub(super) settled: AtomicU32,
    pub(super) ended: AtomicBool,
    pub(super) unused_looks: AtomicU8,
    pub(super) looking: tokio::sync::Mutex<()>,
    pub(super) end: Notify,
}

impl State {
    pub(super) fn new(caller: Caller) -> Self {
        Self {
            caller,
            doubts: AtomicU32::new(1),
            settled: AtomicU32::new(0),
            ended: AtomicBool::new(false),
            unused_looks: AtomicU8::new(0),
            looking: tokio::sync::Mutex::default(),
            end: Notify::new(),
        }
    }

    /// The answer, unless it needs a look-up.
    pub(super) fn answer(&self) -> Option<bool> {
        if self.ended.load(Ordering::Acquire) {
            return Some(false);
        }
        let sure = self.settled.load(Ordering::Acquire) == self.doubts.load(Ordering::Acquire);
        sure.then_some(true)
    }

    pub(super) fn doubt(&self) {
        self.doubts.fetch_add(1, Ordering::AcqRel);
    }
}

/// All callers who were asked for recently.
#[derive(Default)]
pub(super) struct Standings(Mutex<HashMap<Caller, Arc<State>>>);

impl Standings {
    pub(super) fn of(&self, caller: &Caller) -> Option<Arc<State>> {
        if caller.who == Who::Stranger {
            return None;
        }
        let mut all = self.0.lock();
        let state = all.entry(*caller).or_insert_with(|| Arc::new(State::new(*caller)));
        state.unused_looks.store(0, Ordering::Relaxed);
        Some(Arc::clone(state))
    }

    /// Marks the callers that a change concerns for another look-up.
    pub fn heard(&self, change: &Change) {
        for (caller, state) in &*self.0.lock() {
            let touched = match *change {
                Change::Session { session } => caller.session() == Some(session),
                Change::Member { organisation, account, .. } => {
                    caller.account() == Some(account) && caller.organisation == Some(organisation)
                }
                Change::Visitor { visitor, .. } => caller.visitor() == Some(visitor),
                Change::Missed => true,
                _ => return,
            };
            if touched {
                state.doubt();
            }
        }
    }

    pub(super) fn doubtful(&self) -> Vec<Arc<State>> {
        self.0.lock().values().filter(|state| state.answer().is_none()).cloned().collect()
    }

    /// Everybody whom a socket holds or who was asked for recently, with whether a socket does.
    pub(super) fn used(&self) -> Vec<(Arc<State>, bool)> {
        let mut used = Vec::new();
        self.0.lock().retain(|_, state| {
            let held = Arc::strong_count(state) > 1;
            let unused = if held { 0 } else { state.unused_looks.load(Ordering::Relaxed) + 1 };
            state.unused_looks.store(unused, Ordering::Relaxed);
            let kept = unused <= UNUSED_LOOKS_MAX;
            if kept {
                used.push((Arc::clone(state), held));
            }
            kept
        });
        used
    }

    pub(super) fn end(&self, state: &Arc<State>) {
        // Removed, so that the same role given again is looked up again.
        let mut all = self.0.lock();
        if all.get(&state.caller).is_some_and(|kept| Arc::ptr_eq(kept, state)) {
            all.remove(&state.caller);
        }
        drop(all);
        state.ended.store(true, Ordering::Release);
        state.end.notify_waiters();
    }
}
