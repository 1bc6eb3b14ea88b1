//! Removing a queue.

use vuoro_kernel::{Caller, QueueId, words::QueueCause};

use crate::{Domain, Error, Problem, Refusal, error::Halt, rights};

impl Domain {
    /// Removes a queue in which nobody waits or is served; its log and conversations are kept. Operators and owners.
    ///
    /// # Errors
    /// For all other callers; `NotFound` for an unknown queue. Problems: `QueueNotEmpty`.
    pub async fn remove_queue(&self, caller: &Caller, id: QueueId) -> Result<QueueId, Refusal> {
        let by = rights::operator(caller)?;
        let now = self.now();
        let removed = self.store.write::<_, Halt, _>(move |tx| {
            Box::pin(async move {
                let door = tx.door(by.organisation);
                door.lock_queue(id).await?.ok_or(Error::NotFound)?;
                if door.queue_in_use(id).await? {
                    return Err(Problem::QueueNotEmpty.into());
                }
                door.remove_queue(id, now).await?;
                door.queue_changed(id, QueueCause::Edited, Some(by.member));
                Ok(id)
            })
        });
        Ok(removed.await?)
    }
}
