//! The host's state of one running call. It is dropped with the call's instance.

use std::{collections::BTreeSet, future::Future, sync::Arc};

use parking_lot::Mutex;
use tokio::{runtime::Handle, time::Instant};
use tokio_util::task::AbortOnDropHandle;
use vuoro_kernel::Time;
use vuoro_package::Manifest;
use wasmtime::ResourceLimiter;

use crate::{
    Call, Delegate, HostError, Permission, Record, limits, outgoing::Outgoing, transaction::Transaction, usage::Used,
};

/// The data of a call's store.
pub(crate) struct State {
    pub(crate) call: Arc<Call>,
    /// The manifest of the running package.
    pub(crate) manifest: Arc<Manifest>,
    pub(crate) settings: Arc<str>,
    /// The time in whole seconds, the same during a whole call.
    pub(crate) now: Time,
    pub(crate) transaction: Transaction,
    pub(crate) record: Arc<Record>,
    pub(crate) lines: u32,
    pub(crate) outgoing: Arc<Outgoing>,
    /// Requests to other servers so far.
    pub(crate) requests: u32,
    /// When they must be answered, so that the guest still has time to report the result.
    pub(crate) until: Instant,
    pub(crate) memory: Memory,
    trace: Arc<Trace>,
    delegate: Arc<dyn Delegate>,
    /// The caller's runtime, to which database connections belong.
    host: Handle,
    permissions: Arc<BTreeSet<Permission>>,
    /// True for before-hooks, which can't change anything through the host.
    is_read_only: bool,
    host_calls: u32,
}

/// The parts of a call's state.
pub(crate) struct Parts {
    pub(crate) call: Arc<Call>,
    pub(crate) manifest: Arc<Manifest>,
    pub(crate) outgoing: Arc<Outgoing>,
    /// When the call's time is over.
    pub(crate) deadline: Instant,
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

/// What is known of a call even when it never returns.
#[derive(Debug, Default)]
pub(crate) struct Trace(Mutex<Traced>);

#[derive(Debug, Default)]
struct Traced {
    has_begun: bool,
    waits_for: Option<&'static str>,
    last_words: Option<String>,
    used: Used,
}

/// A limit of a call that wasmtime doesn't check.
#[derive(Debug, thiserror::Error)]
#[error("{0}")]
pub(crate) struct Exceeded(pub(crate) &'static str);

impl State {
    pub(crate) fn new(parts: Parts) -> Self {
        Self {
            call: parts.call,
            manifest: parts.manifest,
            settings: parts.settings,
            now: Time(parts.now.0 - parts.now.0.rem_euclid(1_000)),
            transaction: Transaction::default(),
            record: parts.record,
            lines: 0,
            outgoing: parts.outgoing,
            requests: 0,
            until: parts.deadline.checked_sub(limits::REQUEST_MARGIN).unwrap_or(parts.deadline),
            memory: Memory { bytes_max: parts.memory_bytes, was_refused: false, trace: parts.trace.clone() },
            trace: parts.trace,
            delegate: parts.delegate,
            host: parts.host,
            permissions: parts.permissions,
            is_read_only: parts.is_read_only,
            host_calls: 0,
        }
    }

    /// Counts a host call and returns whether it is granted. Too many calls are a trap.
    pub(crate) fn enter(&mut self, permission: Permission) -> wasmtime::Result<bool> {
        self.host_calls = self.host_calls.saturating_add(1);
        if self.host_calls > limits::HOST_CALLS {
            return Err(wasmtime::Error::new(Exceeded("more than 100,000 calls of the host in one call")));
        }
        Ok(self.permissions.contains(&permission))
    }

    /// As [`State::enter`], for functions that are allowed only in calls that may change something.
    pub(crate) fn enter_to_change(&mut self, permission: Permission) -> wasmtime::Result<Result<(), HostError>> {
        let is_granted = self.enter(permission)?;
        Ok(match (is_granted, self.is_read_only) {
            (false, _) => Err(HostError::NotGranted),
            (true, true) => Err(HostError::NotAllowed),
            (true, false) => Ok(()),
        })
    }

    /// Calls the delegate on the caller's runtime. `what` names the call for those who maintain the plugin.
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

    /// Keeps a line that may turn out to be the guest's last words.
    pub(crate) fn says(&mut self, words: &str) {
        self.trace.0.lock().last_words = Some(words.to_owned());
    }
}

impl Trace {
    /// Records that the guest has been given a thread.
    pub(crate) fn begin(&self) {
        self.0.lock().has_begun = true;
    }

    /// Whether the guest ever ran.
    pub(crate) fn has_begun(&self) -> bool {
        self.0.lock().has_begun
    }

    /// The host call that the guest is waiting for.
    pub(crate) fn waits_for(&self) -> Option<&'static str> {
        self.0.lock().waits_for
    }

    /// What the guest has used so far.
    pub(crate) fn used(&self) -> Used {
        self.0.lock().used
    }

    /// Records the processor time of a guest that returned.
    pub(crate) fn took(&self, cpu: std::time::Duration) {
        self.0.lock().used.cpu = Some(cpu);
    }

    /// Records how much the guest returned.
    pub(crate) fn gave(&self, bytes: usize) {
        self.0.lock().used.out_bytes = bytes;
    }

    fn has_memory(&self, bytes: usize) {
        let used = &mut self.0.lock().used;
        used.memory_bytes = used.memory_bytes.max(bytes);
    }

    /// The last line at level `error`, which the SDK's panic hook writes.
    pub(crate) fn last_words(&self) -> Option<String> {
        self.0.lock().last_words.clone()
    }
}

/// Linear memory and tables of a call.
pub(crate) struct Memory {
    bytes_max: usize,
    /// Whether the guest asked for more than it may have.
    pub(crate) was_refused: bool,
    trace: Arc<Trace>,
}

impl Memory {
    /// The text for those who maintain the plugin.
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
