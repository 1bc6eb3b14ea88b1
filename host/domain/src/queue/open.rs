//! Opening and closing a queue.

use vuoro_kernel::{Caller, QueueId, words::QueueEventKind};
use vuoro_store::record::Queue;

use super::sees;
use crate::{Domain, Error, Problem, Refusal, error::Halt, rights};

impl Domain {
    /// Opens a queue at once. Its handlers, operators and owners.
    ///
    /// # Errors
    /// `NotFound` for other members. Problems: `QueueAlreadyOpen`.
    pub async fn open_queue(&self, caller: &Caller, id: QueueId) -> Result<Queue, Refusal> {
        self.set_open(caller, id, true).await
    }

    /// Closes a queue: those who wait stay, and nobody else can join. Its handlers, operators and owners.
    ///
    /// # Errors
    /// `NotFound` for other members. Problems: `QueueAlreadyClosed`.
    pub async fn close_queue(&self, caller: &Caller, id: QueueId) -> Result<Queue, Refusal> {
        self.set_open(caller, id, false).await
    }

    async fn set_open(&self, caller: &Caller, id: QueueId, open: bool) -> Result<Queue, Refusal> {
        let by = rights::member(caller)?;
        let now = self.now();
        let set = self.store.write::<_, Halt, _>(move |tx| {
            Box::pin(async move {
                let door = tx.door(by.organisation);
                if !sees(&door, &by, id).await? {
                    return Err(Error::NotFound.into());
                }
                door.lock_queue(id).await?.ok_or(Error::NotFound)?;
                if !door.set_open(id, open).await? {
                    let problem = if open { Problem::QueueAlreadyOpen } else { Problem::QueueAlreadyClosed };
                    return Err(problem.into());
                }
                let kind = if open { QueueEventKind::Opened } else { QueueEventKind::Closed };
                door.queue_event(id, now, kind, Some(by.member), None).await?;
                Ok(door.queue(id).await?.ok_or(Error::NotFound)?)
            })
        });
        Ok(set.await?)
    }
}
