//! A waiting customer leaves the line.

use vuoro_kernel::{
    Caller, ConversationId,
    words::{ConversationState, Party, QueueEventKind},
};
use vuoro_store::record::{Author, Content, Conversation};

use crate::{Domain, Error, Problem, Refusal, error::Halt, rights};

impl Domain {
    /// Takes the calling customer's request from the line.
    pub async fn leave_queue(&self, caller: &Caller, id: ConversationId) -> Result<Conversation, Refusal> {
        let by = rights::visitor(caller)?;
        let now = self.now();
        let left = self.store.write::<_, Halt, _>(move |tx| {
            Box::pin(async move {
                let door = tx.door(by.organisation);
                let found = door.lock_conversation(id).await?.filter(|found| found.visitor == by.visitor);
                let found = found.ok_or(Error::NotFound)?;
                let (waiting, dropped) = (ConversationState::Waiting, ConversationState::Dropped);
                if !door.finish(id, waiting, dropped, Some(Party::Visitor), now).await? {
                    return Err(Problem::NotWaiting.into());
                }
                let author = Author::Visitor { id: by.visitor, name: found.customer_name.as_deref().map(Into::into) };
                door.log(id, None, now, author, Content::Drop { left: true }).await?;
                door.queue_event(found.queue, now, QueueEventKind::Dropped, None, Some(id)).await?;
                Ok(door.conversation(id).await?.ok_or(Error::NotFound)?)
            })
        });
        Ok(left.await?)
    }
}
