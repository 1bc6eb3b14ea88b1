//! The writers. SQLite has one: it takes whatever requests are queued, runs each in a savepoint of one transaction, and
//! commits them with one fsync. PostgreSQL has several and groups the fsyncs of their commits itself.
//!
//! SECURITY.md, G1: nobody is told of a commit before it is on disk.

mod mark;
mod postgres;
mod request;
mod shared;
mod sqlite;

use std::sync::{Arc, atomic::AtomicBool};

use parking_lot::{Mutex, RwLock};
use sea_orm::{DatabaseConnection, DbBackend};
use tokio::sync::{Mutex as AsyncMutex, mpsc, watch};

use crate::{StoreError, tx::Listener};
use request::QUEUED_MAX;
use shared::Shared;

pub(crate) use request::{Request, stopped};

pub(crate) struct Writer {
    queue: Mutex<Option<mpsc::Sender<Request>>>,
    task: AsyncMutex<Option<tokio::task::JoinHandle<()>>>,
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
