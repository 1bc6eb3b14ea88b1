//! The order of the sidebar.

use vuoro_kernel::{Caller, QueueId, words::QueueCause};
use vuoro_store::record::Queue;

use crate::{Domain, Problem, Refusal, error::Halt, rights};

impl Domain {
    /// Puts the queues in this order: all of them, each once. Operators and owners.
    ///
    /// # Errors
    /// For all other callers. Problems: `InvalidInput`.
    pub async fn order_queues(&self, caller: &Caller, ids: Vec<QueueId>) -> Result<Vec<Queue>, Refusal> {
        let by = rights::operator(caller)?;
        let ordered = self.store.write::<_, Halt, _>(move |tx| {
            let ids = ids.clone();
            Box::pin(async move {
                let door = tx.door(by.organisation);
                let mut wanted = ids.clone();
                wanted.sort_unstable();
                let mut there: Vec<_> = door.all_queues(None).await?.into_iter().map(|queue| queue.id).collect();
                there.sort_unstable();
                if wanted != there {
                    return Err(Problem::invalid("queueIds", "must name every queue once").into());
                }
                if !ids.is_empty() {
                    door.order_queues(&ids).await?;
                }
                ids.iter().for_each(|id| door.queue_changed(*id, QueueCause::Edited, Some(by.member)));
                Ok(door.all_queues(None).await?)
            })
        });
        Ok(ordered.await?)
    }
}
