//! A write in progress: what jobs are given, and what comes of them.

use std::{
    future::Future,
    pin::Pin,
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering},
    },
};

use parking_lot::Mutex;
use sea_orm::DatabaseTransaction;
use vuoro_kernel::Change;

use crate::{StoreError, record::Entry, row::Conn};

/// The changes of one commit, told to the [`Store`](crate::Store)'s listener before anybody is answered.
#[derive(Debug, Default)]
pub struct Committed {
    /// The changes, in order.
    pub changes: Vec<Change>,
    /// The log entries among them, so that nobody has to read back what was just written.
    pub entries: Vec<Arc<Entry>>,
}

/// Hears of every commit. It runs on the writer, so it must be quick and must not wait.
pub type Listener = Arc<dyn Fn(Committed) + Send + Sync>;

/// A write in progress. Everything done through it is committed together, or not at all.
pub struct Tx {
    pub(crate) txn: DatabaseTransaction,
    pub(crate) committed: Mutex<Committed>,
    /// Somebody used it: it may have changed something.
    used: AtomicBool,
}

impl Tx {
    pub(crate) fn new(txn: DatabaseTransaction) -> Self {
        Self { txn, committed: Mutex::default(), used: AtomicBool::new(false) }
    }

    /// Records a change that is published after the commit.
    pub fn changed(&self, change: Change) {
        self.committed.lock().changes.push(change);
    }

    pub(crate) fn logged(&self, entry: Arc<Entry>) {
        self.committed.lock().entries.push(entry);
    }

    pub(crate) fn conn(&self) -> Conn<'_> {
        self.used.store(true, Ordering::Relaxed);
        Conn::Write(&self.txn)
    }

    pub(crate) fn is_used(&self) -> bool {
        self.used.load(Ordering::Relaxed)
    }
}

/// Why a request is rolled back.
#[derive(Debug, Clone)]
pub(crate) enum Undo {
    /// A rule of the domain refused it; the caller finds the refusal elsewhere.
    Refused,
    /// The database failed.
    Store(StoreError),
}

impl From<StoreError> for Undo {
    fn from(error: StoreError) -> Self {
        Self::Store(error)
    }
}

impl From<sea_orm::DbErr> for Undo {
    fn from(error: sea_orm::DbErr) -> Self {
        Self::Store(error.into())
    }
}

pub(crate) type JobFuture<'t> = Pin<Box<dyn Future<Output = Result<(), Undo>> + Send + 't>>;

/// One request: runs inside a transaction, perhaps several times, and stores its result in a place of its own. `Ok`
/// commits what it did, `Err` rolls it back.
pub(crate) type Run = Box<dyn for<'t> Fn(&'t Tx) -> JobFuture<'t> + Send + Sync>;
