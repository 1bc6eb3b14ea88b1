//! The only write path: what a job does is committed as a whole or not at all. `writer` decides when.

use std::{future::Future, pin::Pin, sync::Arc};

use parking_lot::Mutex;
use tokio::sync::oneshot;

use crate::{
    Store, StoreError,
    append::{Append, Appended},
    tx::{Run, Tx, Undo},
    writer::{Request, stopped},
};

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
