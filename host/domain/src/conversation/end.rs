//! Ending a conversation.

use serde_json::json;
use vuoro_kernel::{
    ConversationId, RequestContext, Time,
    words::{ConversationState, Party},
};
use vuoro_store::{
    WriteDoor,
    record::{Content, Conversation},
};

use crate::{Domain, Error, Problem, Refusal, actor::Actor, error::Halt, plugin::Moment};

impl Domain {
    /// Ends an active conversation for both parties. With `hide`, which only the agent may use, it leaves the agent's
    /// list in the same commit.
    ///
    /// # Errors
    /// `NOT_FOUND` for callers who aren't a party. Problems: `NotAllowed`, `AlreadyEnded`, `PluginRefused`.
    pub async fn end_conversation(
        &self,
        request: &RequestContext,
        id: ConversationId,
        hide: bool,
    ) -> Result<Conversation, Refusal> {
        let actor = Actor::of(&request.caller)?;
        ask(self, &actor, request.language, id, hide).await?;
        let now = self.now();
        let ended = self.store.write::<_, Halt, _>(move |tx| {
            let actor = actor.clone();
            Box::pin(async move { in_write(&tx.door(actor.organisation()), &actor, id, hide, now).await })
        });
        Ok(ended.await?)
    }
}

/// Checks whether the actor may end it now, and asks the organisation's plugins.
pub(crate) async fn ask(
    domain: &Domain,
    actor: &Actor,
    language: &str,
    id: ConversationId,
    hide: bool,
) -> Result<(), Refusal> {
    let found = domain.store.door(actor.organisation()).conversation(id).await?.ok_or(Error::NotFound)?;
    check(actor, &found, hide)?;
    domain.before(actor, language, Moment::End, || json!({ "conversationId": id, "hide": hide })).await?;
    Ok(())
}

/// Ends it within a write. The row is locked, so that nothing is written after the end.
pub(crate) async fn in_write(
    door: &WriteDoor<'_>,
    actor: &Actor,
    id: ConversationId,
    hide: bool,
    now: Time,
) -> Result<Conversation, Halt> {
    let found = door.lock_conversation(id).await?.ok_or(Error::NotFound)?;
    check(actor, &found, hide)?;
    let author = actor.author(door, &found).await?;
    let (active, over) = (ConversationState::Active, ConversationState::Ended);
    if !door.finish(id, active, over, actor.party(), now).await? {
        return Err(Problem::AlreadyEnded.into());
    }
    let agent = found.agent_id();
    door.log(id, agent, now, author.clone(), Content::End { by: actor.party() }).await?;
    if hide && door.hide(id, now).await? {
        door.log(id, agent, now, author, Content::Hide { asked: true }).await?;
    }
    Ok(door.conversation(id).await?.ok_or(Error::NotFound)?)
}

fn check(actor: &Actor, found: &Conversation, hide: bool) -> Result<(), Refusal> {
    if !actor.is_in(found) {
        return Err(Error::NotFound.into());
    }
    if hide && actor.party() != Some(Party::Agent) {
        return Err(Problem::NotAllowed.into());
    }
    match found.state {
        ConversationState::Active => Ok(()),
        // A waiting customer leaves the queue by another mutation, `leaveQueue`.
        ConversationState::Waiting => Err(Problem::NotAllowed.into()),
        ConversationState::Ended | ConversationState::Dropped => Err(Problem::AlreadyEnded.into()),
    }
}
