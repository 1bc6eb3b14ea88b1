//! What callers ask of a writer, and how it is gathered.

use tokio::sync::{mpsc, oneshot};

use crate::{
    StoreError,
    append::{Append, Appended},
    tx::{Run, Undo},
};

/// Most requests in the writer's queue; further callers wait for room.
pub(super) const QUEUED_MAX: usize = 4096;

/// Most requests in one commit. Bounds how long the first of them waits for the last.
pub(super) const GROUP_MAX: usize = 256;

pub(crate) enum Request {
    Write(Run, oneshot::Sender<Result<(), Undo>>),
    Append(Append, oneshot::Sender<Result<Appended, StoreError>>),
}

impl Request {
    pub(super) fn answer_error(self, error: &StoreError) {
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
pub(super) async fn gather<T>(queue: &mut mpsc::Receiver<T>, group: &mut Vec<T>) -> bool {
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

pub(crate) fn stopped() -> StoreError {
    StoreError::Failed("the writer has stopped".into())
}

/// Whether one request is wrong, and not the database: the others of its group go on without it.
pub(super) fn refuses_one(error: &StoreError) -> bool {
    matches!(error, StoreError::Refused(_) | StoreError::Duplicate(_) | StoreError::Missing(_) | StoreError::Corrupt(_))
}
