//! Plugins' acts: each is the function that people use too, with the plugin as its actor.

use std::sync::Arc;

use serde_json::Value;
use vuoro_kernel::{ConversationId, Time, limits::ALARMS_MAX};
use vuoro_plugins::{Call, Effect, MetadataChange};
use vuoro_store::{WriteDoor, record::MetadatumChange};

use crate::{
    Domain, Problem, Refusal,
    actor::Actor,
    annotation,
    conversation::{end, transfer},
    entry::post,
    error::Halt,
    metadata::{self, update},
};

/// Checks whether the plugin may do it now, and returns it as it would happen: another plugin may choose another queue.
/// Plugins with before-hooks are asked here, before the write.
pub(super) async fn ask(domain: &Domain, call: &Call, effect: Effect) -> Result<Effect, Refusal> {
    let actor = Actor::Plugin(Arc::new(call.clone()));
    match &effect {
        Effect::Annotate { conversation, annotation } => {
            annotation::set::ask(domain, &actor, *conversation, annotation).await?;
        }
        Effect::Unannotate { conversation, .. } => annotation::remove::ask(domain, &actor, *conversation).await?,
        Effect::Post { conversation, text } => post::ask(domain, &actor, *conversation, text).await?,
        Effect::SetMetadata { conversation, changes } => {
            update::ask(domain, &actor, *conversation, wanted(changes)).await?;
        }
        Effect::End { conversation } => end::ask(domain, &actor, &call.language, *conversation, false).await?,
        Effect::Transfer { conversation, queue, text } => {
            let (id, text) = (*conversation, text.clone());
            let queue = transfer::ask(domain, &actor, &call.language, id, *queue, text.as_deref()).await?;
            return Ok(Effect::Transfer { conversation: id, queue, text });
        }
        // These concern only the plugin itself, so that no other plugin is asked.
        Effect::Publish { .. } | Effect::SetAlarm { .. } | Effect::CancelAlarm { .. } => {}
    }
    Ok(effect)
}

/// Does it, within the one write of the call.
pub(super) async fn in_write(door: &WriteDoor<'_>, actor: &Actor, effect: &Effect, now: Time) -> Result<(), Halt> {
    match effect {
        Effect::Annotate { conversation, annotation } => {
            annotation::set::in_write(door, actor, *conversation, annotation, now).await?;
        }
        Effect::Unannotate { conversation, key } => {
            annotation::remove::in_write(door, actor, *conversation, key, now).await?;
        }
        Effect::Post { conversation, text } => {
            post::in_write(door, actor, *conversation, text.clone(), now).await?;
        }
        Effect::SetMetadata { conversation, changes } => {
            let changes = metadata::check(wanted(changes), "changes", actor.origin(), now)?;
            update::in_write(door, actor, *conversation, changes, now).await?;
        }
        Effect::End { conversation } => {
            end::in_write(door, actor, *conversation, false, now).await?;
        }
        Effect::Transfer { conversation, queue, text } => {
            transfer::in_write(door, actor, *conversation, *queue, text.clone(), now).await?;
        }
        Effect::SetAlarm { key, at, payload } => {
            let plugin = actor.plugin()?;
            // One of the past would come before all that are due.
            door.set_alarm(&plugin, key, (*at).max(now), payload).await?;
            if door.count_alarms(&plugin).await? > ALARMS_MAX as i64 {
                let message = format!("is one more than the {ALARMS_MAX} alarms that a plugin has at most");
                return Err(Problem::invalid("key", message).into());
            }
        }
        Effect::CancelAlarm { key } => door.cancel_alarm(&actor.plugin()?, key).await?,
        // Published values are sent after the commit.
        Effect::Publish { .. } => {}
    }
    Ok(())
}

/// The conversation that it concerns, if any.
pub(super) fn conversation(effect: &Effect) -> Option<ConversationId> {
    match effect {
        Effect::Annotate { conversation, .. }
        | Effect::Unannotate { conversation, .. }
        | Effect::Post { conversation, .. }
        | Effect::SetMetadata { conversation, .. }
        | Effect::End { conversation }
        | Effect::Transfer { conversation, .. } => Some(*conversation),
        Effect::Publish { .. } | Effect::SetAlarm { .. } | Effect::CancelAlarm { .. } => None,
    }
}

fn wanted(changes: &[MetadataChange]) -> Vec<MetadatumChange> {
    let change = |MetadataChange { kind, key, value }| MetadatumChange { kind, key, value: value.map(Value::String) };
    changes.iter().cloned().map(change).collect()
}
