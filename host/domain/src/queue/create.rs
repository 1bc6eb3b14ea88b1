//! Creating a queue.

use vuoro_kernel::{
    Caller, QueueId,
    limits::{NAME_CHARS_MAX, QUEUES_MAX},
    text,
    words::QueueEventKind,
};
use vuoro_store::{
    NewQueue,
    record::{Queue, QueueSettings},
};

use super::settings::{QueueSettingsChange, check_capacity};
use crate::{
    Domain, Error, Problem, Refusal,
    error::{Halt, Named},
    rights,
};

/// The input of [`Domain::create_queue`].
#[derive(Clone, Debug, Default)]
pub struct CreateQueue {
    /// The queue's name.
    pub name: String,
    /// The most customers who may wait; `None` for no limit.
    pub capacity: Option<i64>,
    /// Settings that differ from the defaults.
    pub settings: QueueSettingsChange,
}

impl Domain {
    /// Creates a queue, closed and last in the sidebar. Operators and owners.
    ///
    /// # Errors
    /// For all other callers. Problems: `InvalidInput`, `TooManyQueues`.
    pub async fn create_queue(&self, caller: &Caller, input: CreateQueue) -> Result<Queue, Refusal> {
        let by = rights::operator(caller)?;
        let name = text::line(&input.name, NAME_CHARS_MAX).named("name")?.to_owned();
        check_capacity(input.capacity)?;
        let mut settings = QueueSettings::default();
        input.settings.apply(&mut settings)?;
        let now = self.now();
        let new = NewQueue { id: QueueId::new(), name, capacity: input.capacity, settings, created_at: now };
        let made = self.store.write::<_, Halt, _>(move |tx| {
            let new = new.clone();
            Box::pin(async move {
                let door = tx.door(by.organisation);
                if door.all_queues(None).await?.len() >= QUEUES_MAX {
                    return Err(Problem::TooManyQueues.into());
                }
                door.insert_queue(&new).await?;
                door.queue_event(new.id, now, QueueEventKind::Created, Some(by.member), None).await?;
                Ok(door.queue(new.id).await?.ok_or(Error::NotFound)?)
            })
        });
        Ok(made.await?)
    }
}
