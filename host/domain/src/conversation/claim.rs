//! Claiming a customer.
//!
//! SECURITY.md, G7: one conditional update decides.

use serde_json::json;
use vuoro_kernel::{Caller, ConversationId, QueueId, words::QueueEventKind};
use vuoro_store::record::{Author, Content, Conversation};

use crate::{Domain, Error, Problem, Refusal, error::Halt, plugin::Moment, queue::sees, rights};

impl Domain {
    /// Takes the first in line, or the given one. Handlers of the queue; of those who claim at once each customer
    /// goes to exactly one.
    pub async fn claim(
        &self,
        caller: &Caller,
        language: &str,
        queue: QueueId,
        given: Option<ConversationId>,
    ) -> Result<Conversation, Refusal> {
        let by = rights::member(caller)?;
        let agent = self.agent(by).await?;
        self.before(caller, language, Moment::Claim, || json!({ "queueId": queue, "conversationId": given })).await?;
        let now = self.now();
        let claimed = self.store.write::<_, Halt, _>(move |tx| {
            let agent = agent.clone();
            Box::pin(async move {
                let door = tx.door(by.organisation);
                if !door.handles(by.member, queue).await? {
                    // An operator sees the queue and is told why; to others it looks as if it weren't there.
                    let visible = sees(&door, &by, queue).await? && door.queue(queue).await?.is_some();
                    return Err(if visible { Problem::NotAllowed.into() } else { Error::NotFound.into() });
                }
                if let Some(given) = given {
                    let there = door.conversation(given).await?.filter(|found| found.queue == queue);
                    there.ok_or(Error::NotFound)?;
                }
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
