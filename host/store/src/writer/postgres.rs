//! Many writers, whose fsyncs PostgreSQL groups. A request that conflicts with another transaction runs again, and so
//! does one that lost its connection.

use std::sync::Arc;

use parking_lot::Mutex;
use sea_orm::DbBackend;
use tokio::sync::{Semaphore, mpsc, oneshot};

use super::{
    mark::{Mark, Marks},
    request::{GROUP_MAX, QUEUED_MAX, Request, gather, refuses_one, stopped},
    shared::Shared,
};
use crate::{
    StoreError,
    append::{Append, Appended, append_all},
    connection::{POSTGRES_WRITERS_MAX, Patience, answered},
    tx::{JobFuture, Run, Tx, Undo},
};

/// Most tries of a request that conflicts with other transactions.
const TRIES_MAX: usize = 8;

/// What the writers share.
struct Postgres {
    shared: Arc<Shared>,
    marks: Marks,
}

/// Requests run concurrently; messages are collected while earlier ones commit.
pub(super) async fn writers(shared: Arc<Shared>, mut queue: mpsc::Receiver<Request>) {
    Marks::sweep(&shared.conn).await;
    let postgres = Arc::new(Postgres { shared, marks: Marks::default() });
    let lanes = Arc::new(Semaphore::new(POSTGRES_WRITERS_MAX as usize - 1));
    let (send, appends) = mpsc::channel(QUEUED_MAX);
    let appending = tokio::spawn(appender(Arc::clone(&postgres), appends));
    while let Some(request) = queue.recv().await {
        if let Some(error) = postgres.shared.has_failed() {
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
                let postgres = Arc::clone(&postgres);
                tokio::spawn(async move {
                    let result = postgres.with_tries(&*run).await;
                    drop(lane);
                    drop(answer.send(result));
                });
            }
        }
    }
    drop(send);
    let _ = appending.await;
    let _ = lanes.acquire_many(POSTGRES_WRITERS_MAX - 1).await;
    if postgres.shared.has_failed().is_none() {
        postgres.marks.remove(&postgres.shared.conn).await;
    }
}

type AppendRequest = (Append, oneshot::Sender<Result<Appended, StoreError>>);

async fn appender(postgres: Arc<Postgres>, mut queue: mpsc::Receiver<AppendRequest>) {
    let mut group = Vec::with_capacity(GROUP_MAX);
    while gather(&mut queue, &mut group).await {
        let (appends, answers): (Vec<_>, Vec<_>) = group.drain(..).unzip();
        let results = match postgres.append(appends.clone()).await {
            Ok(results) => results.into_iter().map(Ok).collect(),
            // One of them is wrong; the others must not be affected by it.
            Err(error) if refuses_one(&error) && appends.len() > 1 => {
                let mut results = Vec::with_capacity(appends.len());
                for append in appends {
                    let alone = postgres.append(vec![append]).await;
                    results.push(alone.and_then(|mut results| results.pop().ok_or_else(stopped)));
                }
                results
            }
            Err(error) => vec![Err(error); appends.len()],
        };
        answers.into_iter().zip(results).for_each(|(answer, result)| drop(answer.send(result)));
    }
}

impl Postgres {
    /// Writes messages together.
    async fn append(&self, appends: Vec<Append>) -> Result<Vec<Appended>, StoreError> {
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
        match self.with_tries(&*run).await {
            Ok(()) => Ok(std::mem::take(&mut *results.lock())),
            Err(Undo::Store(error)) => Err(error),
            Err(Undo::Refused) => Err(stopped()),
        }
    }

    /// Runs a request in a transaction of its own, and again after a conflict or a lost connection.
    async fn with_tries(&self, run: &(dyn for<'t> Fn(&'t Tx) -> JobFuture<'t> + Send + Sync)) -> Result<(), Undo> {
        let patience = Patience::begin();
        let mut tries = 1;
        loop {
            if let Some(error) = self.shared.has_failed() {
                return Err(error.into());
            }
            match self.once(run).await {
                Err(Undo::Store(StoreError::Contention(_))) if tries < TRIES_MAX => tries += 1,
                Err(Undo::Store(StoreError::Lost(_))) if patience.lasts().await => {}
                Err(Undo::Store(error)) => {
                    self.shared.fail(&error);
                    return Err(Undo::Store(error));
                }
                result => return result,
            }
        }
    }

    async fn once(&self, run: &(dyn for<'t> Fn(&'t Tx) -> JobFuture<'t> + Send + Sync)) -> Result<(), Undo> {
        let tx = self.shared.begin().await?;
        if let Err(undo) = run(&tx).await {
            undone(tx, matches!(undo, Undo::Store(StoreError::Lost(_)))).await;
            return Err(undo);
        }
        if !tx.is_used() {
            undone(tx, false).await;
            return Ok(());
        }
        let mark = self.marks.take();
        let result = self.commit(tx, mark).await;
        // A lost transaction may still hold its row.
        if !matches!(result, Err(StoreError::Failed(_) | StoreError::Lost(_))) {
            self.marks.give_back(mark);
        }
        Ok(result?)
    }

    async fn commit(&self, tx: Tx, mark: Mark) -> Result<(), StoreError> {
        if let Err(error) = mark.set(&tx).await {
            undone(tx, matches!(error, StoreError::Lost(_))).await;
            return Err(error);
        }
        let Tx { txn, committed, .. } = tx;
        if let Err(error) = answered(DbBackend::Postgres, txn.commit()).await {
            tracing::warn!(%error, "a commit was not confirmed; whether it took place is looked up");
            if !mark.is_committed(&self.shared.conn).await? {
                return Err(error);
            }
        }
        self.shared.tell(committed.into_inner());
        Ok(())
    }
}

/// Rolls back a transaction. PostgreSQL itself rolls back one whose connection is gone.
async fn undone(tx: Tx, is_lost: bool) {
    if !is_lost && let Err(error) = answered(DbBackend::Postgres, tx.txn.rollback()).await {
        tracing::debug!(%error, "a transaction could not be rolled back; it ends with its connection");
    }
}
