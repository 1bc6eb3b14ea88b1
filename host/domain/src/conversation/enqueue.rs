//! A customer joins a queue.

use std::{net::IpAddr, sync::Arc};

use serde_json::{Value, json};
use vuoro_kernel::{
    ClientId, ConversationId, QueueId, RequestContext, Time,
    limits::{MESSAGE_CHARS_MAX, NAME_CHARS_MAX, VISITOR_CONVERSATIONS_MAX},
    text,
    words::{MetadataOrigin, QueueEventKind, QueueState},
};
use vuoro_store::{
    NewConversation, WriteDoor,
    record::{Author, Content, Conversation, Metadatum, MetadatumChange, Queue},
};

use crate::{
    Domain, Error, Problem, Refusal,
    actor::Actor,
    error::{Halt, Named},
    metadata,
    plugin::{Moment, changed_text},
    rights,
};

/// Most characters of a user agent that are kept.
const USER_AGENT_CHARS_MAX: usize = 400;

/// The input of [`Domain::enqueue`].
#[derive(Clone, Debug)]
pub struct Enqueue {
    /// The queue to join.
    pub queue: QueueId,
    /// The customer's name in this and later conversations.
    pub name: Option<String>,
    /// The first message.
    pub message: Option<String>,
    /// The metadata that the page declares.
    pub metadata: Vec<MetadatumChange>,
}

impl Domain {
    /// Puts the calling customer at the end of a queue.
    ///
    /// # Errors
    /// `NotFound` when there is no such queue; for callers who aren't customers their own error. Problems:
    /// `InvalidInput`, `QueueIsClosed`, `QueueIsFull`, `QueueIsSuspended`, `TooManyConversations`, `PluginRefused`.
    pub async fn enqueue(&self, request: &RequestContext, input: Enqueue) -> Result<Conversation, Refusal> {
        let by = rights::visitor(&request.caller)?;
        let Enqueue { queue, name, message, metadata } = self.before_enqueue(request, input).await?;
        let (address, user_agent) = (request.address, request.user_agent.clone());
        let name = name.map(|name| text::line(&name, NAME_CHARS_MAX).map(str::to_owned).named("name")).transpose()?;
        if let Some(message) = &message {
            text::lines(message, MESSAGE_CHARS_MAX).named("message")?;
        }
        let now = self.now();
        let metadata = metadata::check(metadata, "metadata", MetadataOrigin::Declared, now)?;
        let id = ConversationId::new();
        // Rows that a retried write must find under the same id.
        let first_message = message.map(|text| (ClientId(id.0), text));
        let enqueued = self.store.write::<_, Halt, _>(move |tx| {
            let (name, first_message, mut metadata, user_agent) =
                (name.clone(), first_message.clone(), metadata.clone(), user_agent.clone());
            Box::pin(async move {
                let door = tx.door(by.organisation);
                let found = door.lock_queue(queue).await?.ok_or(Error::NotFound)?;
                admit(&found)?;
                if door.open_conversations(by.visitor).await? >= VISITOR_CONVERSATIONS_MAX as i64 {
                    return Err(Problem::TooManyConversations.into());
                }
                if let Some(name) = &name {
                    door.rename_visitor(by.visitor, name).await?;
                }
                let visitor = door.visitor(by.visitor).await?.ok_or(Error::Unauthenticated)?;
                let new = NewConversation {
                    id,
                    queue,
                    visitor: by.visitor,
                    customer_name: visitor.name.clone(),
                    requested_at: now,
                };
                door.insert_conversation(&new).await?;
                door.touch_visitor(by.visitor, now).await?;
                let author = Author::Visitor { id: by.visitor, name: visitor.name.as_deref().map(Into::into) };
                let content = Content::Request { queue, queue_name: found.name.clone() };
                door.log(id, None, now, author.clone(), content).await?;
                host_metadata(&found, &address, user_agent, now, &mut metadata);
                write_metadata(&door, id, metadata, &author, now).await?;
                if let Some((client, text)) = first_message {
                    let content = Content::Message { client, text, attachments: Vec::new() };
                    door.log(id, None, now, author, content).await?;
                }
                door.queue_event(queue, now, QueueEventKind::Requested, None, Some(id)).await?;
                Ok(door.conversation(id).await?.ok_or(Error::NotFound)?)
            })
        });
        Ok(enqueued.await?)
    }
}

impl Domain {
    /// The request as the organisation's plugins have changed it.
    async fn before_enqueue(&self, request: &RequestContext, input: Enqueue) -> Result<Enqueue, Refusal> {
        let metadatum = |it: &MetadatumChange| json!({ "kind": it.kind.as_str(), "key": it.key, "value": it.value });
        let event = || {
            json!({
                "queueId": input.queue,
                "name": input.name,
                "message": input.message,
                "metadata": input.metadata.iter().map(metadatum).collect::<Vec<_>>(),
            })
        };
        let Some(said) = self.before(&Actor::of(&request.caller)?, request.language, Moment::Enqueue, event).await?
        else {
            return Ok(input);
        };
        Ok(Enqueue {
            queue: said.redirect.unwrap_or(input.queue),
            name: changed_text(&said.event, "name")?,
            message: changed_text(&said.event, "message")?,
            metadata: changed_metadata(&said.event["metadata"])?,
        })
    }
}

/// Metadata that a plugin may have changed, checked as if the page had declared it.
fn changed_metadata(given: &Value) -> Result<Vec<MetadatumChange>, Error> {
    let wrong = || Error::BadInput("a plugin gave metadata another shape".into());
    let one = |it: &Value| {
        let text = |key: &str| it[key].as_str().ok_or_else(wrong);
        let kind = text("kind")?.parse().map_err(|_| wrong())?;
        Ok(MetadatumChange { kind, key: text("key")?.to_owned(), value: it.get("value").cloned() })
    };
    given.as_array().ok_or_else(wrong)?.iter().map(one).collect()
}

/// Whether a queue accepts another customer (product rules 2.3 and 2.4).
pub(crate) fn admit(queue: &Queue) -> Result<(), Problem> {
    match queue.state() {
        QueueState::Suspended => Err(Problem::QueueIsSuspended),
        QueueState::Closed => Err(Problem::QueueIsClosed),
        QueueState::Open if queue.capacity.is_some_and(|capacity| queue.waiting_count >= capacity) => {
            Err(Problem::QueueIsFull)
        }
        QueueState::Open => Ok(()),
    }
}

/// What the host saw itself takes precedence over what the page declares under the same key.
fn host_metadata(
    queue: &Queue,
    address: &IpAddr,
    user_agent: Option<Arc<str>>,
    now: Time,
    metadata: &mut Vec<Metadatum>,
) {
    let mut saw = Vec::new();
    if queue.settings.automatic_ip_address {
        saw.push(metadata::host_saw("ipAddress", address.to_string(), now));
    }
    if queue.settings.automatic_user_agent
        && let Some(user_agent) = user_agent
    {
        let shown = user_agent.chars().filter(|c| !c.is_control()).take(USER_AGENT_CHARS_MAX).collect();
        saw.push(metadata::host_saw("userAgent", shown, now));
    }
    metadata.retain(|said| !saw.iter().any(|saw| (saw.kind, &saw.key) == (said.kind, &said.key)));
    metadata.extend(saw);
}

async fn write_metadata(
    door: &WriteDoor<'_>,
    id: ConversationId,
    metadata: Vec<Metadatum>,
    author: &Author,
    now: Time,
) -> Result<(), Halt> {
    if metadata.is_empty() {
        return Ok(());
    }
    for metadatum in &metadata {
        door.set_metadatum(id, metadatum).await?;
    }
    door.log(id, None, now, author.clone(), Content::Metadata { changes: metadata }).await?;
    Ok(())
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use vuoro_store::record::QueueSettings;

    use super::*;

    proptest! {
        #[test]
        fn a_queue_lets_somebody_in_only_when_open_not_suspended_and_with_room(
            open: bool, suspended: bool, capacity in proptest::option::of(1i64..5), waiting in 0i64..8,
        ) {
            let queue = Queue {
                id: QueueId::new(), name: "q".into(), position: 1, open, suspended, capacity,
                settings: QueueSettings::default(), waiting_count: waiting, first_waiting_at: None,
            };
            let wanted = if suspended { Err(Problem::QueueIsSuspended) }
                else if !open { Err(Problem::QueueIsClosed) }
                else if capacity.is_some_and(|most| waiting >= most) { Err(Problem::QueueIsFull) }
                else { Ok(()) };
            prop_assert_eq!(admit(&queue), wanted);
        }
    }
}
