//! The writers. SQLite has one: it takes whatever requests are queued, runs each in a savepoint of one transaction, and
//! commits them with one fsync. PostgreSQL has several and groups the fsyncs of their commits itself.
//!
//! SECURITY.md, G1: nobody is told of a commit before it is on disk.

mod mark;
mod postgres;
mod sqlite;

use std::sync::{
    Arc,
    atomic::{AtomicBool, Ordering},
};

use parking_lot::{Mutex, RwLock};
use sea_orm::{DatabaseConnection, DbBackend, SqliteTransactionMode, TransactionOptions, TransactionTrait};
use tokio::sync::{Mutex as AsyncMutex, mpsc, oneshot, watch};

use crate::{
    StoreError,
    append::{Append, Appended},
    connection::answered,
    write::{Committed, Listener, Run, Tx, Undo},
};

/// Most requests in the writer's queue; further callers wait for room.
const QUEUED_MAX: usize = 4096;
/// Most requests in one commit. Bounds how long the first of them waits for the last.
const GROUP_MAX: usize = 256;

pub(crate) enum Request {
    Write(Run, oneshot::Sender<Result<(), Undo>>),
    Append(Append, oneshot::Sender<Result<Appended, StoreError>>),
}

pub(crate) fn stopped() -> StoreError {
    StoreError::Failed("the writer has stopped".into())
}

/// Whether one request is wrong, and not the database: the others of its group go on without it.
fn refuses_one(error: &StoreError) -> bool {
    matches!(error, StoreError::Refused(_) | StoreError::Duplicate(_) | StoreError::Missing(_) | StoreError::Corrupt(_))
}

pub(crate) struct Writer {
    queue: Mutex<Option<mpsc::Sender<Request>>>,
    task: AsyncMutex<Option<tokio::task::JoinHandle<()>>>,
}

/// What the writer's tasks share.
struct Shared {
    conn: DatabaseConnection,
    listener: Arc<RwLock<Option<Listener>>>,
    failed: watch::Sender<Option<StoreError>>,
    /// Whether the last write was refused because the disk has no room.
    refusing: Arc<AtomicBool>,
}

impl Writer {
    pub fn start(
        conn: DatabaseConnection,
        listener: Arc<RwLock<Option<Listener>>>,
        failed: watch::Sender<Option<StoreError>>,
        refusing: Arc<AtomicBool>,
    ) -> Self {
        let (send, receive) = mpsc::channel(QUEUED_MAX);
        let backend = conn.get_database_backend();
        let shared = Arc::new(Shared { conn, listener, failed, refusing });
        let task = match backend {
            DbBackend::Postgres => tokio::spawn(postgres::writers(shared, receive)),
            _ => tokio::spawn(sqlite::writer(shared, receive)),
        };
        Self { queue: Mutex::new(Some(send)), task: AsyncMutex::new(Some(task)) }
    }

    pub async fn queue(&self, request: Request) -> Result<(), StoreError> {
        let Some(queue) = self.queue.lock().clone() else { return Err(stopped()) };
        queue.send(request).await.map_err(|_| stopped())
    }

    pub async fn close(&self) {
        drop(self.queue.lock().take());
        if let Some(task) = self.task.lock().await.take() {
            let _ = task.await;
        }
    }
}

impl Shared {
    async fn begin(&self) -> Result<Tx, StoreError> {
        let backend = self.conn.get_database_backend();
        let options = TransactionOptions {
            // Immediate, because a transaction that begins by reading could lose its snapshot to another process's
            // write.
            sqlite_transaction_mode: (backend == DbBackend::Sqlite).then_some(SqliteTransactionMode::Immediate),
            ..TransactionOptions::default()
        };
        Ok(Tx::new(answered(backend, self.conn.begin_with_options(options)).await?))
    }

    /// Tells the listener what was committed.
    fn tell(&self, committed: Committed) {
        if !(committed.changes.is_empty() && committed.entries.is_empty())
            && let Some(listener) = self.listener.read().clone()
        {
            listener(committed);
        }
    }

    /// A failed fsync is never retried: the kernel may have dropped the pages and report success the second time.
    fn fail(&self, error: &StoreError) {
        if matches!(error, StoreError::Unavailable(_)) && !self.refusing.swap(true, Ordering::Relaxed) {
            tracing::error!(%error, "nothing can be written for now; reading goes on");
        }
        if matches!(error, StoreError::Failed(_)) {
            tracing::error!(%error, "the database failed: nothing is acknowledged any more");
            self.failed.send_replace(Some(error.clone()));
        }
    }

    fn has_failed(&self) -> Option<StoreError> {
        self.failed.borrow().clone()
    }
}

impl Request {
    fn answer_error(self, error: &StoreError) {
        match self {
            Self::Write(_, answer) => drop(answer.send(Err(error.clone().into()))),
            Self::Append(_, answer) => drop(answer.send(Err(error.clone()))),
        }
    }
}

/// Waits for a request and takes whatever else is queued by then. False when the queue has ended.
///
/// It yields once in between: callers who were just answered, and callers who were about to ask, get their turn first,
/// so that their requests join this group instead of starting one of their own.
async fn gather<T>(queue: &mut mpsc::Receiver<T>, group: &mut Vec<T>) -> bool {
    let Some(first) = queue.recv().await else { return false };
    group.push(first);
    tokio::task::yield_now().await;
    while group.len() < GROUP_MAX
        && let Ok(next) = queue.try_recv()
    {
        group.push(next);
    }
    true
}
