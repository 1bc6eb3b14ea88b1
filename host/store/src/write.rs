//! The only write path: what a job does is committed as a whole or not at all. `writer` decides when.

use std::{
    future::Future,
    ops::Deref,
    pin::Pin,
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering},
    },
};

use parking_lot::Mutex;
use sea_orm::DatabaseTransaction;
use tokio::sync::oneshot;
use vuoro_kernel::{Change, OrganisationId};

use crate::{
    Store, StoreError,
    append::{Append, Appended},
    door::{Door, Platform, WriteDoor, WritePlatform},
    record::Entry,
    row::Conn,
    writer::{Request, stopped},
};

/// The changes of one commit, told to the [`Store`]'s listener before anybody is answered.
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

    /// Access to one organisation's data, for changes.
    pub fn door(&self, organisation: OrganisationId) -> WriteDoor<'_> {
        WriteDoor { door: Door { organisation, conn: self.conn() }, tx: self }
    }

    /// Access to data that belongs to no organisation, for changes.
    pub fn platform(&self) -> WritePlatform<'_> {
        WritePlatform { platform: Platform { conn: self.conn() }, tx: self }
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

impl<'t> Deref for WriteDoor<'t> {
    type Target = Door<'t>;

    fn deref(&self) -> &Door<'t> {
        &self.door
    }
}

impl<'t> Deref for WritePlatform<'t> {
    type Target = Platform<'t>;

    fn deref(&self) -> &Platform<'t> {
        &self.platform
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

/// The error of a job: a rule's refusal, or the store's own error passed through.
pub trait WriteError: From<StoreError> + Send + 'static {
    /// The store's error, when it is one; the store then decides whether to retry or to stop.
    fn store_error(&self) -> Option<&StoreError>;
}

impl WriteError for StoreError {
    fn store_error(&self) -> Option<&StoreError> {
        Some(self)
    }
}

pub(crate) type JobFuture<'t> = Pin<Box<dyn Future<Output = Result<(), Undo>> + Send + 't>>;
/// One request: runs inside a transaction, perhaps several times, and stores its result in a place of its own. `Ok`
/// commits what it did, `Err` rolls it back.
pub(crate) type Run = Box<dyn for<'t> Fn(&'t Tx) -> JobFuture<'t> + Send + Sync>;

impl Store {
    /// Runs `job` in a transaction: all of it is committed before this returns `Ok`, and none of it when it returns an
    /// error. The job may run again after a conflict with another transaction, so it must have no effect outside `Tx`.
    ///
    /// # Errors
    /// The job's, or the store's own as [`WriteError`].
    pub async fn write<T, E, F>(&self, job: F) -> Result<T, E>
    where
        T: Send + 'static,
        E: WriteError,
        F: for<'t> Fn(&'t Tx) -> Pin<Box<dyn Future<Output = Result<T, E>> + Send + 't>> + Send + Sync + 'static,
    {
        let place: Arc<Mutex<Option<Result<T, E>>>> = Arc::default();
        let (job, result) = (Arc::new(job), Arc::clone(&place));
        let run: Run = Box::new(move |tx| {
            let (job, place) = (Arc::clone(&job), Arc::clone(&place));
            Box::pin(async move {
                let outcome = job(tx).await;
                let undo = outcome.as_ref().err().map(|error| match error.store_error() {
                    Some(error) => Undo::Store(error.clone()),
                    None => Undo::Refused,
                });
                *place.lock() = Some(outcome);
                undo.map_or(Ok(()), Err)
            })
        });
        let (answer, answered) = oneshot::channel();
        self.writer().queue(Request::Write(run, answer)).await?;
        let done = answered.await.unwrap_or_else(|_| Err(stopped().into()));
        let outcome = result.lock().take();
        match (done, outcome) {
            (Ok(()) | Err(Undo::Refused), Some(outcome)) => outcome,
            (Err(Undo::Store(error)), _) => Err(error.into()),
            (_, None) => Err(stopped().into()),
        }
    }

    /// Writes a message's entry together with those of other callers: the hot path of a chat.
    ///
    /// # Errors
    /// When the database fails. A refusal by the rule is part of the result.
    pub async fn append(&self, append: Append) -> Result<Appended, StoreError> {
        let (answer, answered) = oneshot::channel();
        self.writer().queue(Request::Append(append, answer)).await?;
        answered.await.unwrap_or_else(|_| Err(stopped()))
    }
}
