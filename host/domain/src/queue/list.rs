//! Reading queues.

use vuoro_kernel::{Caller, MemberId, Page, PageArgs, QueueId, Role, words::AttachmentPolicy};
use vuoro_store::record::{Conversation, OfferedQueue, Queue, QueueEvent, QueueSettings};

use super::sees;
use crate::{
    Domain, Error,
    rights::{self, AsMember},
};

impl AsMember {
    /// The member whose queues the sidebar has; `None` for all queues.
    pub(crate) fn handled_by(&self) -> Option<MemberId> {
        (self.role < Role::Operator).then_some(self.member)
    }
}

impl Domain {
    /// A page of the caller's queues in the order of the sidebar: all for operators and owners, otherwise those they
    /// handle.
    ///
    /// # Errors
    /// For callers who aren't members.
    pub async fn queues(&self, caller: &Caller, args: PageArgs<String>) -> Result<Page<Queue>, Error> {
        let by = rights::member(caller)?;
        Ok(self.store.door(by.organisation).queues(by.handled_by(), &args).await?)
    }

    /// One of the caller's queues; `None` when there is no such queue or the caller doesn't see it.
    ///
    /// # Errors
    /// For callers who aren't members.
    pub async fn queue(&self, caller: &Caller, id: QueueId) -> Result<Option<Queue>, Error> {
        let by = rights::member(caller)?;
        let door = self.store.door(by.organisation);
        if !sees(&door, &by, id).await? {
            return Ok(None);
        }
        Ok(door.queue(id).await?)
    }

    /// The queues that a customer may choose from. Every caller.
    ///
    /// # Errors
    /// `NotFound` on the platform endpoint.
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

    /// The waiting customers, first in line first. Handlers of the queue, operators and owners.
    ///
    /// # Errors
    /// `NotFound` for other members.
    pub async fn queue_waiting(
        &self,
        caller: &Caller,
        id: QueueId,
        args: PageArgs<String>,
    ) -> Result<Page<Conversation>, Error> {
        let by = self.who_sees(caller, id).await?;
        Ok(self.store.door(by.organisation).waiting(id, &args).await?)
    }

    /// A page of the event log, newest first. Handlers of the queue, operators and owners.
    ///
    /// # Errors
    /// `NotFound` for other members.
    pub async fn queue_events(
        &self,
        caller: &Caller,
        id: QueueId,
        args: PageArgs<String>,
    ) -> Result<Page<QueueEvent>, Error> {
        let by = self.who_sees(caller, id).await?;
        Ok(self.store.door(by.organisation).queue_events(id, &args).await?)
    }

    /// A queue's settings; `None` for callers who aren't operators or owners.
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
