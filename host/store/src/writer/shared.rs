//! What the tasks of a writer share.

use std::sync::{
    Arc,
    atomic::{AtomicBool, Ordering},
};

use parking_lot::RwLock;
use sea_orm::{DatabaseConnection, DbBackend, SqliteTransactionMode, TransactionOptions, TransactionTrait};
use tokio::sync::watch;

use crate::{
    StoreError,
    connection::answered,
    tx::{Committed, Listener, Tx},
};

/// What the writer's tasks share.
pub(super) struct Shared {
    pub(super) conn: DatabaseConnection,
    pub(super) listener: Arc<RwLock<Option<Listener>>>,
    pub(super) failed: watch::Sender<Option<StoreError>>,
    /// The last write found no room, or the like.
    pub(super) refusing: Arc<AtomicBool>,
}

impl Shared {
    pub(super) async fn begin(&self) -> Result<Tx, StoreError> {
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
    pub(super) fn tell(&self, committed: Committed) {
        if !(committed.changes.is_empty() && committed.entries.is_empty())
            && let Some(listener) = self.listener.read().clone()
        {
            listener(committed);
        }
    }

    /// A failed fsync is never retried: the kernel may have dropped the pages and report success the second time.
    pub(super) fn fail(&self, error: &StoreError) {
        if matches!(error, StoreError::Unavailable(_)) && !self.refusing.swap(true, Ordering::Relaxed) {
            tracing::error!(%error, "nothing can be written for now; reading goes on");
        }
        if matches!(error, StoreError::Failed(_)) {
            tracing::error!(%error, "the database failed: nothing is acknowledged any more");
            self.failed.send_replace(Some(error.clone()));
        }
    }

    pub(super) fn has_failed(&self) -> Option<StoreError> {
        self.failed.borrow().clone()
    }
}
