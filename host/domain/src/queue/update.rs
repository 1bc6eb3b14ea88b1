//! Changing a queue.

use vuoro_kernel::{Caller, QueueId, limits::NAME_CHARS_MAX, text, words::QueueEventKind};
use vuoro_store::record::Queue;

use super::settings::{QueueSettingsChange, check_capacity};
use crate::{
    Domain, Error, Refusal,
    error::{Halt, Named},
    rights,
};

/// The input of [`Domain::update_queue`]; `None` leaves a value unchanged.
#[derive(Clone, Debug, Default)]
pub struct UpdateQueue {
    /// The queue's name.
    pub name: Option<String>,
    /// The most customers who may wait; `Some(None)` for no limit.
    pub capacity: Option<Option<i64>>,
    /// Suspend the queue, or resume it.
    pub suspended: Option<bool>,
    /// Changed settings.
    pub settings: QueueSettingsChange,
}

impl Domain {
    /// Changes a queue. Operators and owners.
    ///
    /// # Errors
    /// For all other callers; `NotFound` for an unknown queue. Problems: `InvalidInput`.
    pub async fn update_queue(&self, caller: &Caller, id: QueueId, input: UpdateQueue) -> Result<Queue, Refusal> {
        let by = rights::operator(caller)?;
        let name =
            input.name.map(|name| text::line(&name, NAME_CHARS_MAX).map(str::to_owned).named("name")).transpose()?;
        check_capacity(input.capacity.flatten())?;
        let (capacity, suspended, settings) = (input.capacity, input.suspended, input.settings);
        let now = self.now();
        let updated = self.store.write::<_, Halt, _>(move |tx| {
            let (name, settings) = (name.clone(), settings.clone());
            Box::pin(async move {
                let door = tx.door(by.organisation);
                let before = door.lock_queue(id).await?.ok_or(Error::NotFound)?;
                let mut queue = before.clone();
                if let Some(name) = name {
                    queue.name = name;
                }
                if let Some(capacity) = capacity {
                    queue.capacity = capacity;
                }
                if let Some(suspended) = suspended {
                    queue.suspended = suspended;
                }
                settings.apply(&mut queue.settings)?;
                if queue == before {
                    return Ok(before);
                }
                door.update_queue(&queue).await?;
                let kind = match (before.suspended, queue.suspended) {
                    (false, true) => QueueEventKind::Suspended,
                    (true, false) => QueueEventKind::Resumed,
                    _ => QueueEventKind::Edited,
                };
                door.queue_event(id, now, kind, Some(by.member), None).await?;
                Ok(queue)
            })
        });
        Ok(updated.await?)
    }
}
