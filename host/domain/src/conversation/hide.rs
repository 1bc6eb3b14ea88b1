//! Hiding an ended conversation from its agent's list.

use vuoro_kernel::{Caller, ConversationId, Time};
use vuoro_store::{
    WriteDoor,
    record::{Content, Conversation},
};

use super::see::is_listed;
use crate::{Domain, Error, Problem, Refusal, actor::Actor, error::Halt, rights};

impl Domain {
    /// Hides an ended conversation from its agent's list; the agent can't add anything to it after that. Its agent.
    ///
    /// # Errors
    /// `NOT_FOUND` for everybody else. Problems: `NotEnded`.
    pub async fn hide_conversation(&self, caller: &Caller, id: ConversationId) -> Result<Conversation, Refusal> {
        let actor = Actor::Member(rights::member(caller)?);
        let now = self.now();
        let hidden = self.store.write::<_, Halt, _>(move |tx| {
            let actor = actor.clone();
            Box::pin(async move { in_write(&tx.door(actor.organisation()), &actor, id, now).await })
        });
        Ok(hidden.await?)
    }
}

/// Hides it within a write: its agent, or the system when its time is over.
pub(crate) async fn in_write(
    door: &WriteDoor<'_>,
    actor: &Actor,
    id: ConversationId,
    now: Time,
) -> Result<Conversation, Halt> {
    let found = door.lock_conversation(id).await?.ok_or(Error::NotFound)?;
    let asked = match actor {
        Actor::Member(_) if actor.is_in(&found) && is_listed(&found.standing(), now) => true,
        Actor::System { .. } => false,
        Actor::Member(_) | Actor::Visitor(_) | Actor::Plugin(_) => return Err(Error::NotFound.into()),
    };
    if !door.hide(id, now).await? {
        return Err(Problem::NotEnded.into());
    }
    actor.logs(door, &found, found.agent_id(), Content::Hide { asked }, now).await
}
