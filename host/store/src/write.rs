//! The one write path: what a job does is committed as a whole or not at all. `writer` says when.

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

/// What one commit changed, told to the [`Store`]'s listener before anybody is answered.
#[derive(Debug, Default)]
pub struct Committed {
    /// The changes, in order.
    pub changes: Vec<Change>,
    /// The log entries among them, so that nobody has to read back what was just written.
    pub entries: Vec<Arc<Entry>>,
}

/// Hears of every commit. It runs on the writer: it must be quick and must not wait.
pub type Listener = Arc<dyn Fn(Committed) + Send + Sync>;

/// A write under way. Everything done through it is committed together, or not at all.
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

    /// The door for changing one organisation's data.
    pub fn door(&self, organisation: OrganisationId) -> WriteDoor<'_> {
        WriteDoor { door: Door { organisation, conn: self.conn() }, tx: self }
    }

    /// The door for changing what belongs to no organisation.
    pub fn platform(&self) -> WritePlatform<'_> {
        WritePlatform { platform: Platform { conn: self.conn() }, tx: self }
    }

    /// Notes a change, to be told once it is committed.
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

/// Why a request's work is undone.
#[derive(Debug, Clone)]
pub(crate) enum Undo {
    /// A rule of the domain refused it; the refusal lies where the caller finds it.
    Refused,
    /// The database couldn't.
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
    /// The store's error, when it is one; then the store decides whether to try again or to stop.
    fn store_error(&self) -> Option<&StoreError>;
}

impl WriteError for StoreError {
    fn store_error(&self) -> Option<&StoreError> {
        Some(self)
    }
}

pub(crate) type JobFuture<'t> = Pin<Box<dyn Future<Output = Result<(), Undo>> + Send + 't>>;
/// One request: runs inside a transaction, maybe several times, and leaves its result in a place of its own.
/// `Ok` keeps what it did, `Err` undoes it.
pub(crate) type Run = Box<dyn for<'t> Fn(&'t Tx) -> JobFuture<'t> + Send + Sync>;

impl Store {
    /// Runs `job` in a transaction: all of it is committed before this returns `Ok`, none of it when it gives an error.
    /// The job may run again when another transaction stood in its way, so it must have no effect outside `Tx`.
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
    pub async fn append(&self, append: Append) -> Result<Appended, StoreError> {
        let (answer, answered) = oneshot::channel();
        self.writer().queue(Request::Append(append, answer)).await?;
        answered.await.unwrap_or_else(|_| Err(stopped()))
    }
}
