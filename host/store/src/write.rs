//! The one write path. SQLite has one writer: it takes whatever requests are queued, runs each in a savepoint
//! of one transaction, and commits them with one fsync. PostgreSQL has several writers and groups the fsyncs
//! of their commits by itself.

use std::{future::Future, ops::Deref, pin::Pin, sync::Arc};

use parking_lot::{Mutex, RwLock};
use sea_orm::{
    DatabaseConnection, DatabaseTransaction, DbBackend, SqliteTransactionMode, TransactionOptions, TransactionTrait,
};
use tokio::sync::{Mutex as AsyncMutex, Semaphore, mpsc, oneshot, watch};
use vuoro_kernel::{Change, OrganisationId};

use crate::{
    Store, StoreError,
    append::{Append, Appended, append_all},
    connect::POSTGRES_WRITERS_MAX,
    door::{Door, Platform, WriteDoor, WritePlatform},
    record::Entry,
    row::Conn,
};

/// Requests that wait for the writer; more have to wait before they queue.
const QUEUED_MAX: usize = 4096;
/// Requests of one commit. Bounds how long the first of them waits for the last.
const GROUP_MAX: usize = 256;
/// Tries of a request that another transaction stood in the way of.
const TRIES_MAX: usize = 8;

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
    txn: DatabaseTransaction,
    committed: Mutex<Committed>,
}

impl Tx {
    fn new(txn: DatabaseTransaction) -> Self {
        Self { txn, committed: Mutex::default() }
    }

    /// The door for changing one organisation's data.
    pub fn door(&self, organisation: OrganisationId) -> WriteDoor<'_> {
        WriteDoor { door: Door { organisation, conn: Conn::Write(&self.txn) }, tx: self }
    }

    /// The door for changing what belongs to no organisation.
    pub fn platform(&self) -> WritePlatform<'_> {
        WritePlatform { platform: Platform { conn: Conn::Write(&self.txn) }, tx: self }
    }

    /// Notes a change, to be told once it is committed.
    pub fn changed(&self, change: Change) {
        self.committed.lock().changes.push(change);
    }

    pub(crate) fn logged(&self, entry: Arc<Entry>) {
        self.committed.lock().entries.push(entry);
    }

    pub(crate) fn conn(&self) -> Conn<'_> {
        Conn::Write(&self.txn)
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
enum Undo {
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

type JobFuture<'t> = Pin<Box<dyn Future<Output = Result<(), Undo>> + Send + 't>>;
/// One request: runs inside a transaction, maybe several times, and leaves its result in a place of its own.
/// `Ok` keeps what it did, `Err` undoes it.
type Run = Box<dyn for<'t> Fn(&'t Tx) -> JobFuture<'t> + Send + Sync>;

enum Request {
    Write(Run, oneshot::Sender<Result<(), Undo>>),
    Append(Append, oneshot::Sender<Result<Appended, StoreError>>),
}

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

fn stopped() -> StoreError {
    StoreError::Failed("the writer has stopped".into())
}

pub(crate) struct Writer {
    queue: Mutex<Option<mpsc::Sender<Request>>>,
    task: AsyncMutex<Option<tokio::task::JoinHandle<()>>>,
}

/// What the tasks of the writer share.
struct Shared {
    conn: DatabaseConnection,
    listener: Arc<RwLock<Option<Listener>>>,
    failed: watch::Sender<Option<StoreError>>,
}

impl Writer {
    pub fn start(
        conn: DatabaseConnection,
        listener: Arc<RwLock<Option<Listener>>>,
        failed: watch::Sender<Option<StoreError>>,
    ) -> Self {
        let (send, receive) = mpsc::channel(QUEUED_MAX);
        let backend = conn.get_database_backend();
        let shared = Arc::new(Shared { conn, listener, failed });
        let task = match backend {
            DbBackend::Postgres => tokio::spawn(postgres_writers(shared, receive)),
            _ => tokio::spawn(sqlite_writer(shared, receive)),
        };
        Self { queue: Mutex::new(Some(send)), task: AsyncMutex::new(Some(task)) }
    }

    async fn queue(&self, request: Request) -> Result<(), StoreError> {
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
        let options = TransactionOptions {
            // Immediate: a transaction that begins by reading could lose its snapshot to another process's write.
            sqlite_transaction_mode: (self.conn.get_database_backend() == DbBackend::Sqlite)
                .then_some(SqliteTransactionMode::Immediate),
            ..TransactionOptions::default()
        };
        Ok(Tx::new(self.conn.begin_with_options(options).await?))
    }

    /// Commits, tells the listener, and marks the store as failed when the commit didn't hold.
    async fn commit(&self, tx: Tx) -> Result<(), StoreError> {
        tx.txn.commit().await?;
        let committed = tx.committed.into_inner();
        if !(committed.changes.is_empty() && committed.entries.is_empty())
            && let Some(listener) = self.listener.read().clone()
        {
            listener(committed);
        }
        Ok(())
    }

    /// A failed fsync is never tried again: the kernel may have dropped the pages and report success the second time.
    fn fail(&self, error: &StoreError) {
        if matches!(error, StoreError::Failed(_)) {
            tracing::error!(%error, "the database failed: nothing is acknowledged any more");
            self.failed.send_replace(Some(error.clone()));
        }
    }

    fn noting_failure(&self, result: Result<(), Undo>) -> Result<(), Undo> {
        if let Err(Undo::Store(error)) = &result {
            self.fail(error);
        }
        result
    }

    fn has_failed(&self) -> Option<StoreError> {
        self.failed.borrow().clone()
    }

    /// Runs one request within `tx`, undone by itself when it gives an error.
    async fn within_savepoint(&self, tx: Tx, run: &Run) -> (Tx, Result<(), Undo>) {
        let inner = match tx.txn.begin().await {
            Ok(inner) => Tx::new(inner),
            Err(error) => return (tx, Err(error.into())),
        };
        let outcome = run(&inner).await;
        let closed = match &outcome {
            Ok(()) => inner.txn.commit().await,
            Err(_) => inner.txn.rollback().await,
        };
        match (outcome, closed) {
            (Ok(()), Ok(())) => {
                let done = inner.committed.into_inner();
                let mut all = tx.committed.lock();
                all.changes.extend(done.changes);
                all.entries.extend(done.entries);
                drop(all);
                (tx, Ok(()))
            }
            (Err(error), Ok(())) => (tx, Err(error)),
            (_, Err(error)) => (tx, Err(error.into())),
        }
    }
}

/// Waits for a request, and takes whatever else is there by then. False when the queue has ended.
///
/// Between the two it yields once: whoever was answered by the last commit, and whoever was about to ask, has its turn
/// first, and their requests come into this group and not into one of their own.
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

async fn sqlite_writer(shared: Arc<Shared>, mut queue: mpsc::Receiver<Request>) {
    let mut group = Vec::with_capacity(GROUP_MAX);
    while gather(&mut queue, &mut group).await {
        if let Some(error) = shared.has_failed() {
            group.drain(..).for_each(|request| request.answer_error(&error));
            continue;
        }
        if let Err((error, unanswered)) = commit_group(&shared, &mut group).await {
            shared.fail(&error);
            unanswered.into_iter().for_each(|answer| answer.error(&error));
        }
    }
}

/// An answer that is given once the group is committed.
enum Answer {
    Write(oneshot::Sender<Result<(), Undo>>, Result<(), Undo>),
    Append(oneshot::Sender<Result<Appended, StoreError>>, Result<Appended, StoreError>),
}

impl Answer {
    fn send(self) {
        // Who asked may be gone; what was written stays written.
        match self {
            Self::Write(answer, result) => drop(answer.send(result)),
            Self::Append(answer, result) => drop(answer.send(result)),
        }
    }

    fn error(self, error: &StoreError) {
        match self {
            Self::Write(answer, _) => drop(answer.send(Err(error.clone().into()))),
            Self::Append(answer, _) => drop(answer.send(Err(error.clone()))),
        }
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

async fn commit_group(shared: &Shared, group: &mut Vec<Request>) -> Result<(), (StoreError, Vec<Answer>)> {
    let mut answers = Vec::with_capacity(group.len());
    let mut appends = Vec::new();
    let mut jobs = Vec::new();
    for request in group.drain(..) {
        match request {
            Request::Write(run, answer) => jobs.push((run, answer)),
            Request::Append(append, answer) => appends.push((append, answer)),
        }
    }
    let abandon =
        |answers: Vec<Answer>, jobs: Vec<(Run, oneshot::Sender<_>)>, appends: Vec<(Append, oneshot::Sender<_>)>| {
            let mut all = answers;
            all.extend(jobs.into_iter().map(|(_, answer)| Answer::Write(answer, Ok(()))));
            all.extend(appends.into_iter().map(|(_, answer)| Answer::Append(answer, Err(stopped()))));
            all
        };
    let mut tx = match shared.begin().await {
        Ok(tx) => tx,
        Err(error) => return Err((error, abandon(answers, jobs, appends))),
    };
    let mut jobs = jobs.into_iter();
    while let Some((run, answer)) = jobs.next() {
        let result;
        (tx, result) = shared.within_savepoint(tx, &run).await;
        // A disk that failed may have taken the whole transaction with it, and what follows would be committed one by one.
        if let Err(Undo::Store(error @ StoreError::Failed(_))) = &result {
            let error = error.clone();
            answers.push(Answer::Write(answer, result));
            return Err((error, abandon(answers, jobs.collect(), appends)));
        }
        answers.push(Answer::Write(answer, result));
    }
    if !appends.is_empty() {
        let (requests, senders): (Vec<_>, Vec<_>) = appends.into_iter().unzip();
        match append_all(&tx, &requests).await {
            Ok(results) => {
                answers.extend(
                    senders.into_iter().zip(results).map(|(answer, result)| Answer::Append(answer, Ok(result))),
                );
            }
            Err(error) => {
                answers.extend(senders.into_iter().map(|answer| Answer::Append(answer, Err(stopped()))));
                return Err((error, answers));
            }
        }
    }
    if let Err(error) = shared.commit(tx).await {
        return Err((error, answers));
    }
    answers.into_iter().for_each(Answer::send);
    Ok(())
}

/// Requests run side by side on PostgreSQL; messages are gathered while those before them commit.
async fn postgres_writers(shared: Arc<Shared>, mut queue: mpsc::Receiver<Request>) {
    let lanes = Arc::new(Semaphore::new(POSTGRES_WRITERS_MAX as usize - 1));
    let (send, appends) = mpsc::channel(QUEUED_MAX);
    let appender = tokio::spawn(postgres_appender(Arc::clone(&shared), appends));
    while let Some(request) = queue.recv().await {
        if let Some(error) = shared.has_failed() {
            request.answer_error(&error);
            continue;
        }
        match request {
            Request::Append(append, answer) => {
                if let Err(mpsc::error::SendError((_, answer))) = send.send((append, answer)).await {
                    drop(answer.send(Err(stopped())));
                }
            }
            Request::Write(run, answer) => {
                let Ok(lane) = Arc::clone(&lanes).acquire_owned().await else { return };
                let shared = Arc::clone(&shared);
                tokio::spawn(async move {
                    let result = with_tries(&shared, &*run).await;
                    drop(lane);
                    drop(answer.send(result));
                });
            }
        }
    }
    drop(send);
    let _ = appender.await;
    let _ = lanes.acquire_many(POSTGRES_WRITERS_MAX - 1).await;
}

type AppendRequest = (Append, oneshot::Sender<Result<Appended, StoreError>>);

async fn postgres_appender(shared: Arc<Shared>, mut queue: mpsc::Receiver<AppendRequest>) {
    let mut group = Vec::with_capacity(GROUP_MAX);
    while gather(&mut queue, &mut group).await {
        let (appends, answers): (Vec<_>, Vec<_>) = group.drain(..).unzip();
        let appends = Arc::new(appends);
        let place: Arc<Mutex<Vec<Appended>>> = Arc::default();
        let results = Arc::clone(&place);
        let run: Run = Box::new(move |tx| {
            let (appends, place) = (Arc::clone(&appends), Arc::clone(&place));
            Box::pin(async move {
                let results = append_all(tx, &appends).await?;
                *place.lock() = results;
                Ok(())
            })
        });
        match with_tries(&shared, &*run).await {
            Ok(()) => {
                let results = std::mem::take(&mut *results.lock());
                answers.into_iter().zip(results).for_each(|(answer, result)| drop(answer.send(Ok(result))));
            }
            Err(undo) => {
                let error = match undo {
                    Undo::Store(error) => error,
                    Undo::Refused => stopped(),
                };
                answers.into_iter().for_each(|answer| drop(answer.send(Err(error.clone()))));
            }
        }
    }
}

/// Runs in a transaction of its own, again when another one stood in its way.
async fn with_tries(
    shared: &Shared,
    run: &(dyn for<'t> Fn(&'t Tx) -> JobFuture<'t> + Send + Sync),
) -> Result<(), Undo> {
    for _ in 1..TRIES_MAX {
        match once(shared, run).await {
            Err(Undo::Store(StoreError::Contention(_))) => {}
            result => return shared.noting_failure(result),
        }
    }
    shared.noting_failure(once(shared, run).await)
}

async fn once(shared: &Shared, run: &(dyn for<'t> Fn(&'t Tx) -> JobFuture<'t> + Send + Sync)) -> Result<(), Undo> {
    let tx = shared.begin().await?;
    match run(&tx).await {
        Ok(()) => Ok(shared.commit(tx).await?),
        Err(undo) => {
            tx.txn.rollback().await?;
            Err(undo)
        }
    }
}
