//! Moving a conversation to another queue: an operation that only plugins offer.

use serde_json::json;
use vuoro_kernel::{
    QueueId, Time,
    words::{QueueCause, QueueEventKind},
};
use vuoro_package::Moment;
use vuoro_plugins::{Actor, Call, Context, HostError};
use vuoro_store::{
    Door, StoreError, WriteDoor,
    record::{Author, Content, Conversation, Queue, Transfer},
};

use super::refused;
use crate::{Domain, Problem, Refusal, conversation::admit};

/// Whether a conversation may move to a queue: one that takes customers in, and another than its own.
pub(super) async fn check(door: &Door<'_>, found: &Conversation, to: QueueId) -> Result<Queue, HostError> {
    let queue = door.queue(to).await.map_err(|error| refused(error.into()))?.ok_or(HostError::NotFound)?;
    if queue.id == found.queue {
        return Err(HostError::Invalid("it is in that queue already".into()));
    }
    admit(&queue).map_err(|problem: Problem| HostError::Invalid(problem.message()))?;
    Ok(queue)
}

/// Asks the other plugins, and gives the queue that the conversation is to go to.
pub(super) async fn asked(
    domain: &Domain,
    call: &Call,
    found: &Conversation,
    to: QueueId,
) -> Result<QueueId, HostError> {
    let context = Context { cause: call.chain(), ..Context::new(call.actor, &call.language) };
    let event = || json!({ "conversationId": found.id, "fromQueueId": found.queue, "toQueueId": to });
    match domain.before_by(call.organisation, context, Moment::Transfer, event).await {
        Ok(said) => Ok(said.and_then(|said| said.redirect).unwrap_or(to)),
        Err(Refusal::Problem(Problem::PluginRefused { message, .. })) => Err(HostError::Refused(message)),
        Err(Refusal::Problem(problem)) => Err(HostError::Invalid(problem.message())),
        Err(Refusal::Error(error)) => Err(refused(error)),
    }
}

/// Moves it. The log, the event of the queue and the change of state are one.
pub(super) async fn apply(
    door: &WriteDoor<'_>,
    call: &Call,
    author: Author,
    found: &Conversation,
    to: &Queue,
    reason: Option<String>,
    now: Time,
) -> Result<bool, StoreError> {
    if !door.transfer(found.id, found.queue, to.id, now).await? {
        return Ok(false);
    }
    let (from, from_name) = (found.queue, found.queue_name.clone());
    let transfer = Transfer { from, from_name, to: to.id, to_name: to.name.clone(), reason };
    door.log(found.id, found.agent_id(), now, author, Content::Transfer(Box::new(transfer))).await?;
    let actor = match call.actor {
        Actor::Member { id, .. } => Some(id),
        Actor::System | Actor::Visitor(_) => None,
    };
    door.queue_changed(from, QueueCause::Transferred, actor);
    door.queue_event(to.id, now, QueueEventKind::Transferred, actor, Some(found.id)).await?;
    Ok(true)
}
