//! What the host keeps of one running call. It is dropped with the call's instance.

use std::{collections::BTreeSet, future::Future, sync::Arc};

use parking_lot::Mutex;
use tokio::runtime::Handle;
use tokio_util::task::AbortOnDropHandle;
use vuoro_kernel::Time;
use wasmtime::ResourceLimiter;

use crate::{Call, Delegate, HostError, Permission, Record, limits, transaction::Transaction, usage::Used};

/// The data of a call's store.
pub(crate) struct State {
    pub(crate) call: Arc<Call>,
    pub(crate) settings: Arc<str>,
    /// In whole seconds, the same for all of a call.
    pub(crate) now: Time,
    pub(crate) transaction: Transaction,
    pub(crate) record: Arc<Record>,
    pub(crate) lines: u32,
    pub(crate) memory: Memory,
    trace: Arc<Trace>,
    delegate: Arc<dyn Delegate>,
    /// The runtime of whoever called: connections to databases stay with it.
    host: Handle,
    permissions: Arc<BTreeSet<Permission>>,
    /// A before-hook changes nothing through the host.
    is_read_only: bool,
    host_calls: u32,
}

/// What a call's state is made of.
pub(crate) struct Parts {
    pub(crate) call: Arc<Call>,
    pub(crate) delegate: Arc<dyn Delegate>,
    pub(crate) host: Handle,
    pub(crate) permissions: Arc<BTreeSet<Permission>>,
    pub(crate) settings: Arc<str>,
    pub(crate) record: Arc<Record>,
    pub(crate) trace: Arc<Trace>,
    pub(crate) now: Time,
    pub(crate) is_read_only: bool,
    pub(crate) memory_bytes: usize,
}

/// What is known of a call even when it never comes back.
#[derive(Debug, Default)]
pub(crate) struct Trace(Mutex<Traced>);

#[derive(Debug, Default)]
struct Traced {
    has_begun: bool,
    waits_for: Option<&'static str>,
    last_words: Option<String>,
    used: Used,
}

/// A limit of a call that wasmtime doesn't know.
#[derive(Debug, thiserror::Error)]
#[error("{0}")]
pub(crate) struct Exceeded(pub(crate) &'static str);

impl State {
    pub(crate) fn new(parts: Parts) -> Self {
        Self {
            call: parts.call,
            settings: parts.settings,
            now: Time(parts.now.0 - parts.now.0.rem_euclid(1_000)),
            transaction: Transaction::default(),
            record: parts.record,
            lines: 0,
            memory: Memory { bytes_max: parts.memory_bytes, was_refused: false, trace: parts.trace.clone() },
            trace: parts.trace,
            delegate: parts.delegate,
            host: parts.host,
            permissions: parts.permissions,
            is_read_only: parts.is_read_only,
            host_calls: 0,
        }
    }

    /// Counts a call of the host, and says whether it is granted. Too many are a trap.
    pub(crate) fn enter(&mut self, permission: Permission) -> wasmtime::Result<bool> {
        self.host_calls = self.host_calls.saturating_add(1);
        if self.host_calls > limits::HOST_CALLS {
            return Err(wasmtime::Error::new(Exceeded("more than 100,000 calls of the host in one call")));
        }
        Ok(self.permissions.contains(&permission))
    }

    /// As [`State::enter`], for what a call may only do when it may change something.
    pub(crate) fn enter_to_change(&mut self, permission: Permission) -> wasmtime::Result<Result<(), HostError>> {
        let is_granted = self.enter(permission)?;
        Ok(match (is_granted, self.is_read_only) {
            (false, _) => Err(HostError::NotGranted),
            (true, true) => Err(HostError::NotAllowed),
            (true, false) => Ok(()),
        })
    }

    /// Asks the delegate, on the runtime of whoever called. `what` is for those who look after the plugin.
    pub(crate) async fn ask<T, F>(
        &mut self,
        what: &'static str,
        question: impl FnOnce(Arc<dyn Delegate>, Arc<Call>) -> F,
    ) -> Result<T, HostError>
    where
        T: Send + 'static,
        F: Future<Output = Result<T, HostError>> + Send + 'static,
    {
        self.trace.0.lock().waits_for = Some(what);
        let asked = self.host.spawn(question(self.delegate.clone(), self.call.clone()));
        let answer = AbortOnDropHandle::new(asked).await;
        self.trace.0.lock().waits_for = None;
        answer.unwrap_or_else(|error| {
            tracing::error!(%error, what, "a plugin's question to the host failed");
            Err(HostError::Unavailable)
        })
    }

    /// Keeps what may turn out to be the guest's last words.
    pub(crate) fn says(&mut self, words: &str) {
        self.trace.0.lock().last_words = Some(words.to_owned());
    }
}

impl Trace {
    /// Notes that the guest has been given a thread.
    pub(crate) fn begin(&self) {
        self.0.lock().has_begun = true;
    }

    /// Whether the guest ever ran.
    pub(crate) fn has_begun(&self) -> bool {
        self.0.lock().has_begun
    }

    /// Which call of the host it waits for.
    pub(crate) fn waits_for(&self) -> Option<&'static str> {
        self.0.lock().waits_for
    }

    /// What the guest used so far.
    pub(crate) fn used(&self) -> Used {
        self.0.lock().used
    }

    /// Notes the processor time of a guest that came back.
    pub(crate) fn took(&self, cpu: std::time::Duration) {
        self.0.lock().used.cpu = Some(cpu);
    }

    /// Notes how much the guest gave.
    pub(crate) fn gave(&self, bytes: usize) {
        self.0.lock().used.out_bytes = bytes;
    }

    fn has_memory(&self, bytes: usize) {
        let used = &mut self.0.lock().used;
        used.memory_bytes = used.memory_bytes.max(bytes);
    }

    /// The last line at level `error`: what the SDK's panic hook writes.
    pub(crate) fn last_words(&self) -> Option<String> {
        self.0.lock().last_words.clone()
    }
}

/// Linear memory and tables of a call.
pub(crate) struct Memory {
    bytes_max: usize,
    /// Whether the guest wanted more than it gets.
    pub(crate) was_refused: bool,
    trace: Arc<Trace>,
}

impl Memory {
    /// What those who look after the plugin read.
    pub(crate) fn refusal(&self) -> String {
        match self.bytes_max >> 20 {
            0 => format!("wanted more than {} KiB of memory", self.bytes_max >> 10),
            mib => format!("wanted more than {mib} MiB of memory"),
        }
    }
}

impl ResourceLimiter for Memory {
    fn memory_growing(&mut self, _: usize, desired: usize, _: Option<usize>) -> wasmtime::Result<bool> {
        let is_fine = desired <= self.bytes_max;
        if is_fine {
            self.trace.has_memory(desired);
        }
        self.was_refused |= !is_fine;
        Ok(is_fine)
    }

    fn table_growing(&mut self, _: usize, desired: usize, _: Option<usize>) -> wasmtime::Result<bool> {
        let is_fine = desired <= limits::TABLE_ELEMENTS;
        self.was_refused |= !is_fine;
        Ok(is_fine)
    }

    fn memories(&self) -> usize {
        1
    }
}
