//! Ending a conversation, and taking it from the list.

use serde_json::json;
use vuoro_kernel::{Caller, ConversationId, words::ConversationState};
use vuoro_store::record::{Author, Content, Conversation};

use super::see::AsParty;
use crate::{Domain, Error, Problem, Refusal, error::Halt, plugin::Moment};

impl Domain {
    /// Ends an active conversation for both parties; with `hide`, which is the agent's alone, it leaves the agent's
    /// list in the same commit.
    pub async fn end_conversation(
        &self,
        caller: &Caller,
        language: &str,
        id: ConversationId,
        hide: bool,
    ) -> Result<Conversation, Refusal> {
        let by = AsParty::of(caller)?;
        let author = self.author(by).await?;
        self.before(caller, language, Moment::End, || json!({ "conversationId": id, "hide": hide })).await?;
        let now = self.now();
        let ended = self.store.write::<_, Halt, _>(move |tx| {
            let mut author = author.clone();
            Box::pin(async move {
                let door = tx.door(by.organisation());
                let found = door.lock_conversation(id).await?.filter(|found| by.is_in(found)).ok_or(Error::NotFound)?;
                if hide && matches!(by, AsParty::Visitor(_)) {
                    return Err(Problem::NotAllowed.into());
                }
                if let Author::Visitor { name, .. } = &mut author {
                    *name = found.customer_name.as_deref().map(Into::into);
                }
                let (active, over) = (ConversationState::Active, ConversationState::Ended);
                if !door.finish(id, active, over, Some(by.party()), now).await? {
                    // A waiting one isn't ended but left; to its customer that is another verb.
                    let waiting = found.state == ConversationState::Waiting;
                    return Err(if waiting { Problem::NotAllowed } else { Problem::AlreadyEnded }.into());
                }
                let agent = found.agent_id();
                door.log(id, agent, now, author.clone(), Content::End { by: Some(by.party()) }).await?;
                if hide && door.hide(id, now).await? {
                    door.log(id, agent, now, author, Content::Hide { asked: true }).await?;
                }
                Ok(door.conversation(id).await?.ok_or(Error::NotFound)?)
            })
        });
        Ok(ended.await?)
    }
}
