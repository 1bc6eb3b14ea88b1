//! Taking a departed customer from the list.

use vuoro_kernel::{Caller, ConversationId};
use vuoro_store::record::{Author, Content, Conversation};

use super::see::is_listed;
use crate::{Domain, Error, Problem, Refusal, error::Halt, rights};

impl Domain {
    /// Takes an ended conversation from its agent's list; nothing more can be added. Its agent.
    pub async fn hide_conversation(&self, caller: &Caller, id: ConversationId) -> Result<Conversation, Refusal> {
        let by = rights::member(caller)?;
        let agent = self.agent(by).await?;
        let now = self.now();
        let hidden = self.store.write::<_, Halt, _>(move |tx| {
            let agent = agent.clone();
            Box::pin(async move {
                let door = tx.door(by.organisation);
                let found = door.lock_conversation(id).await?;
                let found = found.filter(|found| found.agent_id() == Some(by.member) && is_listed(found, now));
                found.ok_or(Error::NotFound)?;
                if !door.hide(id, now).await? {
                    return Err(Problem::NotEnded.into());
                }
                door.log(id, Some(by.member), now, Author::Agent(agent), Content::Hide { asked: true }).await?;
                Ok(door.conversation(id).await?.ok_or(Error::NotFound)?)
            })
        });
        Ok(hidden.await?)
    }
}
