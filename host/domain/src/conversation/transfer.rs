//! Transferring a conversation to another queue, where its customer waits last in line. Whether a transfer is allowed
//! is decided here, for every actor; only plugins offer it.

use serde_json::json;
use vuoro_kernel::{
    ConversationId, QueueId, Time,
    limits::ANNOTATION_CHARS_MAX,
    text,
    words::{ConversationState, Party, QueueCause, QueueEventKind},
};
use vuoro_store::{
    Door, WriteDoor,
    record::{Content, Conversation, Queue, Transfer},
};

use super::admit;
use crate::{
    Domain, Error, Problem, Refusal,
    actor::Actor,
    error::{Halt, Named},
    plugin::Moment,
};

/// Checks whether the actor may transfer it there now, and asks the organisation's plugins; returns the queue that it
/// goes to, which one of them may have chosen.
pub(crate) async fn ask(
    domain: &Domain,
    actor: &Actor,
    language: &str,
    id: ConversationId,
    to: QueueId,
    reason: Option<&str>,
) -> Result<QueueId, Refusal> {
    let door = domain.store.door(actor.organisation());
    let found = door.conversation(id).await?.ok_or(Error::NotFound)?;
    check(actor, &found, reason)?;
    target(&door, &found, to).await?;
    let event = || json!({ "conversationId": id, "fromQueueId": found.queue, "toQueueId": to });
    let said = domain.before(actor, language, Moment::Transfer, event).await?;
    match said.and_then(|said| said.redirect) {
        Some(redirect) => Ok(target(&door, &found, redirect).await?.id),
        None => Ok(to),
    }
}

/// Transfers it within a write: the log entry, the queue's event and the change of state are one commit. When its first
/// agent claimed it stays known.
pub(crate) async fn in_write(
    door: &WriteDoor<'_>,
    actor: &Actor,
    id: ConversationId,
    to: QueueId,
    reason: Option<String>,
    now: Time,
) -> Result<Conversation, Halt> {
    let found = door.lock_conversation(id).await?.ok_or(Error::NotFound)?;
    check(actor, &found, reason.as_deref())?;
    // Locked, so that its line can't grow over its limit meanwhile.
    door.lock_queue(to).await?;
    let to = target(door, &found, to).await?;
    let author = actor.author(door, &found).await?;
    if !door.transfer(id, found.queue, to.id, now).await? {
        return Err(Problem::NotAllowed.into());
    }
    let (from, from_name) = (found.queue, found.queue_name.clone());
    let transfer = Transfer { from, from_name, to: to.id, to_name: to.name, reason };
    door.log(id, found.agent_id(), now, author, Content::Transfer(Box::new(transfer))).await?;
    door.queue_changed(from, QueueCause::Transferred, actor.member());
    door.queue_event(to.id, now, QueueEventKind::Transferred, actor.member(), Some(id)).await?;
    Ok(door.conversation(id).await?.ok_or(Error::NotFound)?)
}

/// Its agent and the system may; a customer can't transfer their own conversation.
fn check(actor: &Actor, found: &Conversation, reason: Option<&str>) -> Result<(), Refusal> {
    if !actor.is_in(found) {
        return Err(Error::NotFound.into());
    }
    if actor.party() == Some(Party::Visitor) {
        return Err(Problem::NotAllowed.into());
    }
    if let Some(reason) = reason {
        text::lines(reason, ANNOTATION_CHARS_MAX).named("text")?;
    }
    match found.state {
        ConversationState::Active => Ok(()),
        ConversationState::Waiting => Err(Problem::NotAllowed.into()),
        ConversationState::Ended | ConversationState::Dropped => Err(Problem::ConversationOver.into()),
    }
}

/// The target: a queue that accepts customers and isn't the conversation's own.
async fn target(door: &Door<'_>, found: &Conversation, to: QueueId) -> Result<Queue, Halt> {
    let queue = door.queue(to).await?.ok_or(Error::NotFound)?;
    if queue.id == found.queue {
        return Err(Problem::invalid("queueId", "is the queue that it is in already").into());
    }
    admit(&queue)?;
    Ok(queue)
}
