//! Records as plugins read them: JSON, with the names of the GraphQL schema.

use serde_json::{Map, Value, json};
use vuoro_plugins::LogEntry;
use vuoro_store::record::{AnnotationChange, Author, Content, Conversation, Entry, Metadatum};

use crate::actor::Behalf;

/// A conversation in the shape of the WIT's `chat.conversation`. A customer isn't told that it left the agent's list.
pub(in crate::plugin) fn conversation(found: &Conversation, metadata: &[Metadatum], reader: Behalf) -> Value {
    without_nulls(json!({
        "id": found.id,
        "queueId": found.queue,
        "state": found.state.as_str(),
        "customerName": found.customer_name,
        "agentId": found.agent_id(),
        "requestedAt": found.requested_at.to_string(),
        "claimedAt": found.claimed_at.map(|at| at.to_string()),
        "endedAt": found.ended_at.map(|at| at.to_string()),
        "hidden": found.hidden && !matches!(reader, Behalf::Visitor(_)),
        "metadata": metadata.iter().map(metadatum).collect::<Vec<_>>(),
    }))
}

/// An entry in the shape of the WIT's `chat.entry`.
pub(in crate::plugin) fn entry(entry: &Entry) -> LogEntry {
    LogEntry {
        seq: entry.seq.unsigned_abs(),
        at: entry.at,
        kind: entry.content.type_name().into(),
        author: author(&entry.author),
        content: without_nulls(content(&entry.content)),
    }
}

fn author(author: &Author) -> Value {
    without_nulls(match author {
        Author::Agent(agent) => json!({ "kind": "AGENT", "id": agent.id, "name": agent.display_name }),
        Author::Visitor { id, name } => json!({ "kind": "VISITOR", "id": id, "name": name }),
        Author::Plugin { chain } => json!({ "kind": "PLUGIN", "id": chain.last() }),
        Author::Host { rule } => json!({ "kind": "SYSTEM", "name": rule }),
    })
}

fn content(content: &Content) -> Value {
    match content {
        Content::Request { queue, queue_name } => {
            json!({ "queueId": queue, "queueName": queue_name })
        }
        Content::Message { client, text, attachments } => {
            let attachments: Vec<_> = attachments.iter().map(|it| json!({ "id": it.id, "name": it.name })).collect();
            json!({ "clientId": client, "text": text, "attachments": attachments })
        }
        Content::Claim { agent } => json!({ "agentId": agent.id }),
        Content::Read { party, up_to } => json!({ "party": party.as_str(), "upTo": up_to }),
        Content::Metadata { changes } => {
            json!({ "changes": changes.iter().map(metadatum).collect::<Vec<_>>() })
        }
        Content::Name { name } => json!({ "name": name }),
        Content::Requeue { queue } => json!({ "queueId": queue }),
        Content::Transfer(it) => without_nulls(json!({
            "fromQueueId": it.from,
            "fromQueueName": it.from_name,
            "toQueueId": it.to,
            "toQueueName": it.to_name,
            "reason": it.reason,
        })),
        Content::End { by } => json!({ "by": by.map(|by| by.as_str()) }),
        Content::Hide { asked } => json!({ "asked": asked }),
        Content::Drop { left } => json!({ "left": left }),
        Content::Annotation(change) => {
            let AnnotationChange { plugin, key, text, audience, facet, measure, removed } = &**change;
            json!({
                "plugin": plugin,
                "key": key,
                "text": text,
                "audience": audience.as_str(),
                "facet": facet,
                "measure": measure,
                "removed": removed,
            })
        }
        Content::Post { plugin, text } => json!({ "plugin": plugin, "text": text }),
    }
}

fn metadatum(metadatum: &Metadatum) -> Value {
    json!({
        "kind": metadatum.kind.as_str(),
        "key": metadatum.key,
        "value": metadatum.value,
        "origin": metadatum.origin.as_str(),
    })
}

/// Removes nulls: to plugins absent and null mean the same, and absent is shorter.
fn without_nulls(value: Value) -> Value {
    match value {
        Value::Object(fields) => {
            Value::Object(fields.into_iter().filter(|(_, value)| !value.is_null()).collect::<Map<_, _>>())
        }
        other => other,
    }
}
