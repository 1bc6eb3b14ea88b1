//! Claiming a customer.
//!
//! SECURITY.md, G7: one conditional update decides.

use serde_json::json;
use vuoro_kernel::{ConversationId, QueueId, RequestContext, words::QueueEventKind};
use vuoro_store::{
    Door,
    record::{Author, Content, Conversation},
};

use crate::{
    Domain, Error, Problem, Refusal,
    actor::Actor,
    error::Halt,
    plugin::Moment,
    queue::sees,
    rights::{self, AsMember},
};

impl Domain {
    /// Claims the first waiting customer, or the given one. Handlers of the queue; when several claim at once, each
    /// customer goes to exactly one of them.
    ///
    /// # Errors
    /// `NOT_FOUND` for a queue or customer that the caller doesn't see. Problems: `NotAllowed`, `QueueEmpty`,
    /// `AlreadyClaimed`, `PluginRefused`.
    pub async fn claim(
        &self,
        request: &RequestContext,
        queue: QueueId,
        given: Option<ConversationId>,
    ) -> Result<Conversation, Refusal> {
        let by = rights::member(&request.caller)?;
        check(&self.store.door(by.organisation), &by, queue, given).await?;
        let event = || json!({ "queueId": queue, "conversationId": given });
        self.before(&Actor::Member(by), request.language, Moment::Claim, event).await?;
        let agent = self.agent(by).await?;
        let now = self.now();
        let claimed = self.store.write::<_, Halt, _>(move |tx| {
            let agent = agent.clone();
            Box::pin(async move {
                let door = tx.door(by.organisation);
                check(&door, &by, queue, given).await?;
                let Some(id) = door.claim(queue, given, by.member, now).await? else {
                    return Err(if given.is_some() { Problem::AlreadyClaimed } else { Problem::QueueEmpty }.into());
                };
                let content = Content::Claim { agent: agent.clone() };
                door.log(id, Some(by.member), now, Author::Agent(agent), content).await?;
                door.queue_event(queue, now, QueueEventKind::Claimed, Some(by.member), Some(id)).await?;
                Ok(door.conversation(id).await?.ok_or(Error::NotFound)?)
            })
        });
        Ok(claimed.await?)
    }
}

/// Checks whether the member handles the queue, and whether the given customer waits in it.
async fn check(door: &Door<'_>, by: &AsMember, queue: QueueId, given: Option<ConversationId>) -> Result<(), Halt> {
    if !door.handles(by.member, queue).await? {
        // An operator sees the queue and is told why; for others it looks as if it didn't exist.
        let visible = sees(door, by, queue).await? && door.queue(queue).await?.is_some();
        return Err(if visible { Problem::NotAllowed.into() } else { Error::NotFound.into() });
    }
    if let Some(given) = given {
        let there = door.conversation(given).await?.filter(|found| found.queue == queue);
        there.ok_or(Error::NotFound)?;
    }
    Ok(())
}
