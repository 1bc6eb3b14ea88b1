//! Many writers, which PostgreSQL groups; a request that another stood in the way of runs again.

use std::sync::Arc;

use parking_lot::Mutex;
use tokio::sync::{Semaphore, mpsc, oneshot};

use super::{GROUP_MAX, QUEUED_MAX, Request, Shared, gather, stopped};
use crate::{
    StoreError,
    append::{Append, Appended, append_all},
    connect::POSTGRES_WRITERS_MAX,
    write::{JobFuture, Run, Tx, Undo},
};

/// Tries of a request that another transaction stood in the way of.
const TRIES_MAX: usize = 8;

/// Requests run side by side; messages are gathered while those before them commit.
pub(super) async fn writers(shared: Arc<Shared>, mut queue: mpsc::Receiver<Request>) {
    let lanes = Arc::new(Semaphore::new(POSTGRES_WRITERS_MAX as usize - 1));
    let (send, appends) = mpsc::channel(QUEUED_MAX);
    let appending = tokio::spawn(appender(Arc::clone(&shared), appends));
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
    let _ = appending.await;
    let _ = lanes.acquire_many(POSTGRES_WRITERS_MAX - 1).await;
}

type AppendRequest = (Append, oneshot::Sender<Result<Appended, StoreError>>);

async fn appender(shared: Arc<Shared>, mut queue: mpsc::Receiver<AppendRequest>) {
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
