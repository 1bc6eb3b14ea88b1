//! Opening the database: SQLite by default, PostgreSQL by URL.

use std::{
    path::Path,
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering},
    },
    time::Duration,
};

use parking_lot::RwLock;
use sea_orm::{
    ConnectOptions, ConnectionTrait, Database, DatabaseConnection, DbBackend, DbErr, SqlxError,
    sqlx::{Connection, SqliteConnection},
};
use tokio::{sync::watch, task::JoinHandle};
use vuoro_kernel::OrganisationId;

use crate::{
    StoreError,
    connection::{POSTGRES_WRITERS_MAX, STATEMENT_TIME, TRANSACTION_IDLE_MS, without_lost_ones},
    door::{Door, Platform},
    migration,
    row::Conn,
    tx::Listener,
    writer::Writer,
};

/// Most concurrent readers of a SQLite file.
const SQLITE_READERS_MAX: u32 = 8;
/// Most connections to PostgreSQL for reading.
const POSTGRES_READERS_MAX: u32 = 16;
/// How long a statement waits for a lock of another process before it fails.
const BUSY_TIME: Duration = Duration::from_secs(5);
/// Prepared statements kept for each connection; batches of each size are statements of their own.
const STATEMENTS_PREPARED_MAX: usize = 512;
/// Page cache of each kind of connection (the readers together, the writer) to a SQLite file, in KiB. A writer that
/// must read pages back from the file pays for it with each message.
const SQLITE_CACHE_KIB_MAX: u32 = 64 * 1024;
/// How often the checkpoint connection moves the write-ahead log into the SQLite file.
const CHECKPOINT_EVERY: Duration = Duration::from_secs(1);

/// Where the data is stored.
#[derive(Clone, Debug)]
pub enum StoreConfig {
    /// A SQLite file, created when it doesn't exist.
    Sqlite(std::path::PathBuf),
    /// A PostgreSQL database: `postgres://…`.
    Postgres(String),
}

/// The database of one server. Cheap to clone.
#[derive(Clone)]
pub struct Store(Arc<Inner>);

struct Inner {
    read: DatabaseConnection,
    write: DatabaseConnection,
    writer: Writer,
    failed: watch::Receiver<Option<StoreError>>,
    listener: Arc<RwLock<Option<Listener>>>,
    /// Whether the last write was refused because the disk has no room.
    refusing: Arc<AtomicBool>,
    checkpoints: Option<Checkpoints>,
}

/// The task that runs SQLite's checkpoints; dropping it stops them.
struct Checkpoints {
    conn: DatabaseConnection,
    task: JoinHandle<()>,
}

impl Drop for Checkpoints {
    fn drop(&mut self) {
        self.task.abort();
    }
}

impl Store {
    /// Opens the database and migrates its tables to this version.
    ///
    /// # Errors
    /// When the database can't be reached, read or migrated.
    pub async fn open(config: &StoreConfig) -> Result<Self, StoreError> {
        let (fail, failed) = watch::channel(None);
        let mut checkpoints = None;
        let (read, write) = match config {
            StoreConfig::Sqlite(path) => {
                let write = sqlite(path, 1).await?;
                migration::up(&write).await?;
                let conn = sqlite(path, 1).await?;
                let task = tokio::spawn(move_log(conn.clone(), fail.clone()));
                checkpoints = Some(Checkpoints { conn, task });
                (sqlite(path, SQLITE_READERS_MAX).await?, write)
            }
            StoreConfig::Postgres(url) => {
                let write = postgres(url, POSTGRES_WRITERS_MAX).await?;
                migration::up(&write).await?;
                (postgres(url, POSTGRES_READERS_MAX).await?, write)
            }
        };
        let listener = Arc::new(RwLock::new(None));
        let refusing = Arc::new(AtomicBool::new(false));
        let writer = Writer::start(write.clone(), Arc::clone(&listener), fail, Arc::clone(&refusing));
        Ok(Self(Arc::new(Inner { read, write, writer, failed, listener, refusing, checkpoints })))
    }

    /// Sets the listener that hears of every commit, in the order of each conversation's commits. A store has one
    /// listener.
    pub fn listen(&self, listener: Listener) {
        *self.0.listener.write() = Some(listener);
    }

    /// The door for reading one organisation's data.
    pub fn door(&self, organisation: OrganisationId) -> Door<'_> {
        Door { organisation, conn: Conn::Read(&self.0.read) }
    }

    /// The door for reading what belongs to no organisation: accounts, sessions, the organisations' names.
    pub fn platform(&self) -> Platform<'_> {
        Platform { conn: Conn::Read(&self.0.read) }
    }

    /// Whether the database can be read and takes its turn at writing; costs a small read and an empty transaction.
    /// A disk that hangs, and a lock that somebody else holds, show in the second alone. While writes are refused for want of
    /// room it tries a small one.
    ///
    /// # Errors
    /// [`StoreError::Unavailable`] while nothing can be written but all can be read.
    pub async fn ping(&self) -> Result<(), StoreError> {
        if let Some(error) = self.0.failed.borrow().clone() {
            return Err(error);
        }
        self.platform().conn.one("SELECT 1", Vec::new()).await?;
        if !self.0.refusing.load(Ordering::Relaxed) {
            return self.write(|_| Box::pin(async { Ok(()) })).await;
        }
        // An empty transaction needs no room. SQLite writes the page with this number though it is the same as before;
        // PostgreSQL writes the mark of every transaction that was used.
        self.write::<_, StoreError, _>(|tx| {
            Box::pin(async move {
                let conn = tx.conn();
                let sql = match conn.backend() {
                    DbBackend::Sqlite => "PRAGMA user_version = 0",
                    _ => "SELECT 1",
                };
                conn.run(sql, Vec::new()).await.map(drop)
            })
        })
        .await?;
        self.0.refusing.store(false, Ordering::Relaxed);
        tracing::info!("writing goes on");
        Ok(())
    }

    /// Reports when a commit has failed: from then on nothing is acknowledged, and the server must stop.
    pub fn failed(&self) -> watch::Receiver<Option<StoreError>> {
        self.0.failed.clone()
    }

    pub(crate) fn writer(&self) -> &Writer {
        &self.0.writer
    }

    /// Lets queued writes finish and closes the database. One that has failed is left as it is, because closing SQLite
    /// would move its log and sync it again.
    pub async fn close(&self) {
        self.0.writer.close().await;
        if self.0.failed.borrow().is_some() {
            return;
        }
        let _ = self.0.read.close_by_ref().await;
        let _ = self.0.write.close_by_ref().await;
        // The last connection to close moves the whole log into the file.
        if let Some(checkpoints) = &self.0.checkpoints {
            checkpoints.task.abort();
            let _ = checkpoints.conn.close_by_ref().await;
        }
    }
}

async fn sqlite(path: &Path, connections: u32) -> Result<DatabaseConnection, DbErr> {
    use sea_orm::sqlx::sqlite::{SqliteJournalMode, SqliteSynchronous};
    let mut options = ConnectOptions::new(format!("sqlite://{}?mode=rwc", path.display()));
    let file = path.to_owned();
    // A negative size is in KiB and not in pages.
    let cache_size = format!("-{}", SQLITE_CACHE_KIB_MAX / connections);
    pool(&mut options, connections).map_sqlx_sqlite_opts(move |options| {
        options
            // The path as it is: in a URL `?` and `%` would have another meaning.
            .filename(&file)
            .journal_mode(SqliteJournalMode::Wal)
            .synchronous(SqliteSynchronous::Full)
            .foreign_keys(true)
            .busy_timeout(BUSY_TIME)
            .statement_cache_capacity(STATEMENTS_PREPARED_MAX)
            // Checkpoints run on a connection of their own, otherwise the writer's slowest messages would wait for
            // them.
            .pragma("wal_autocheckpoint", "0")
            .pragma("temp_store", "MEMORY")
            .pragma("cache_size", cache_size.clone())
    });
    options.map_sqlx_sqlite_pool_opts(|pool| pool.after_release(|conn, _| Box::pin(is_between_transactions(conn))));
    Database::connect(options).await
}

/// SQLite undoes a transaction by itself when it can't be written for want of room. The driver doesn't notice and goes on
/// counting it, and a connection that is in no transaction but is thought to be must not be used again.
async fn is_between_transactions(conn: &mut SqliteConnection) -> Result<bool, SqlxError> {
    // What was still to be undone is undone before the answer.
    conn.ping().await?;
    Ok(!conn.is_in_transaction())
}

async fn postgres(url: &str, connections: u32) -> Result<DatabaseConnection, DbErr> {
    let mut options = ConnectOptions::new(url.to_owned());
    pool(&mut options, connections)
        .statement_timeout(STATEMENT_TIME)
        .map_sqlx_postgres_opts(|options| {
            options
                .options([("synchronous_commit", "on"), ("idle_in_transaction_session_timeout", TRANSACTION_IDLE_MS)])
                .statement_cache_capacity(STATEMENTS_PREPARED_MAX)
        })
        .map_sqlx_postgres_pool_opts(without_lost_ones);
    Database::connect(options).await
}

/// Options that all pools share. Connections are never recycled by age: a writer's must not change during a
/// transaction.
fn pool(options: &mut ConnectOptions, connections: u32) -> &mut ConnectOptions {
    options
        .max_connections(connections)
        .min_connections(1)
        .acquire_timeout(BUSY_TIME)
        .idle_timeout(None::<Duration>)
        .max_lifetime(None::<Duration>)
        .test_before_acquire(false)
        .sqlx_logging(false)
}

/// Moves the write-ahead log into the file. `PASSIVE` never makes the writer wait; what it can't move it moves the next
/// time, so the log's size follows the longest read. It syncs, and a failed sync stops the server here too.
async fn move_log(conn: DatabaseConnection, failed: watch::Sender<Option<StoreError>>) {
    debug_assert_eq!(conn.get_database_backend(), DbBackend::Sqlite);
    let mut tick = tokio::time::interval(CHECKPOINT_EVERY);
    tick.set_missed_tick_behavior(tokio::time::MissedTickBehavior::Delay);
    loop {
        tick.tick().await;
        match conn.execute_unprepared("PRAGMA wal_checkpoint(PASSIVE)").await.map_err(StoreError::from) {
            Ok(_) => {}
            Err(error @ StoreError::Failed(_)) => {
                tracing::error!(%error, "the database failed: its log can't be moved into its file");
                failed.send_replace(Some(error));
                return;
            }
            Err(error) => tracing::warn!(%error, "a checkpoint of the database failed; it is tried again"),
        }
    }
}
