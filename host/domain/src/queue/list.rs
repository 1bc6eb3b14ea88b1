//! Reading queues.

use vuoro_kernel::{Caller, MemberId, Page, PageArgs, QueueId, Role, words::AttachmentPolicy};
use vuoro_store::record::{Conversation, OfferedQueue, Queue, QueueEvent, QueueSettings};

use super::sees;
use crate::{
    Domain, Error,
    rights::{self, AsMember},
};

impl AsMember {
    /// Whose queues the member's sidebar has: none for all.
    pub(crate) fn handled_by(&self) -> Option<MemberId> {
        (self.role < Role::Operator).then_some(self.member)
    }
}

impl Domain {
    /// The caller's queues in the order of the sidebar: all for operators and owners, else those they handle.
    pub async fn queues(&self, caller: &Caller, args: PageArgs<String>) -> Result<Page<Queue>, Error> {
        let by = rights::member(caller)?;
        Ok(self.store.door(by.organisation).queues(by.handled_by(), &args).await?)
    }

    /// One queue of the caller's.
    pub async fn queue(&self, caller: &Caller, id: QueueId) -> Result<Option<Queue>, Error> {
        let by = rights::member(caller)?;
        let door = self.store.door(by.organisation);
        if !sees(&door, &by, id).await? {
            return Ok(None);
        }
        Ok(door.queue(id).await?)
    }

    /// What a customer may choose from. Anybody.
    pub async fn offered_queues(&self, caller: &Caller) -> Result<Vec<OfferedQueue>, Error> {
        let organisation = rights::called(caller)?;
        let queues = self.store.door(organisation).all_queues(None).await?;
        Ok(queues
            .into_iter()
            .map(|queue| OfferedQueue {
                state: queue.state(),
                takes_files: queue.settings.attachments == AttachmentPolicy::Both,
                id: queue.id,
                name: queue.name,
            })
            .collect())
    }

    /// Those who wait, first in line first. Handlers of the queue, operators and owners.
    pub async fn queue_waiting(
        &self,
        caller: &Caller,
        id: QueueId,
        args: PageArgs<String>,
    ) -> Result<Page<Conversation>, Error> {
        let by = self.who_sees(caller, id).await?;
        Ok(self.store.door(by.organisation).waiting(id, &args).await?)
    }

    /// The event log, newest first. Handlers of the queue, operators and owners.
    pub async fn queue_events(
        &self,
        caller: &Caller,
        id: QueueId,
        args: PageArgs<String>,
    ) -> Result<Page<QueueEvent>, Error> {
        let by = self.who_sees(caller, id).await?;
        Ok(self.store.door(by.organisation).queue_events(id, &args).await?)
    }

    /// A queue's settings; none for callers who are no operators.
    pub fn queue_settings<'q>(&self, caller: &Caller, queue: &'q Queue) -> Option<&'q QueueSettings> {
        (caller.role()? >= Role::Operator).then_some(&queue.settings)
    }

    async fn who_sees(&self, caller: &Caller, id: QueueId) -> Result<AsMember, Error> {
        let by = rights::member(caller)?;
        match sees(&self.store.door(by.organisation), &by, id).await? {
            true => Ok(by),
            false => Err(Error::NotFound),
        }
    }
}
