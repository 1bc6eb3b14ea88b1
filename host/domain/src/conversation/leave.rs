//! A waiting customer leaves the queue, or is disconnected.

use vuoro_kernel::{
    Caller, ConversationId, Time,
    words::{ConversationState, QueueEventKind},
};
use vuoro_store::{
    WriteDoor,
    record::{Content, Conversation},
};

use crate::{Domain, Error, Problem, Refusal, actor::Actor, error::Halt, rights};

impl Domain {
    /// Ends the calling customer's request while it waits.
    ///
    /// # Errors
    /// `NOT_FOUND` when it isn't the customer's. Problems: `NotWaiting`.
    pub async fn leave_queue(&self, caller: &Caller, id: ConversationId) -> Result<Conversation, Refusal> {
        let actor = Actor::Visitor(rights::visitor(caller)?);
        let now = self.now();
        let left = self.store.write::<_, Halt, _>(move |tx| {
            let actor = actor.clone();
            Box::pin(async move { in_write(&tx.door(actor.organisation()), &actor, id, now).await })
        });
        Ok(left.await?)
    }
}

/// Ends the request within a write: its customer, or the system when the customer is disconnected.
pub(crate) async fn in_write(
    door: &WriteDoor<'_>,
    actor: &Actor,
    id: ConversationId,
    now: Time,
) -> Result<Conversation, Halt> {
    let found = door.lock_conversation(id).await?.ok_or(Error::NotFound)?;
    let left = match actor {
        Actor::Visitor(_) if actor.is_in(&found) => true,
        Actor::System { .. } => false,
        Actor::Member(_) | Actor::Visitor(_) | Actor::Plugin(_) => return Err(Error::NotFound.into()),
    };
    let (waiting, dropped) = (ConversationState::Waiting, ConversationState::Dropped);
    if !door.finish(id, waiting, dropped, actor.party(), now).await? {
        return Err(Problem::NotWaiting.into());
    }
    let dropped = actor.logs(door, &found, None, Content::Drop { left }, now).await?;
    door.queue_event(found.queue, now, QueueEventKind::Dropped, None, Some(id)).await?;
    Ok(dropped)
}
