//! What a call changed, in one transaction or not at all.

use std::sync::Arc;

use vuoro_bus::Channel;
use vuoro_kernel::{
    Time,
    limits::{MESSAGE_CHARS_MAX, METADATA_KEYS_MAX},
    text,
    words::{Audience, ConversationState, MetadataOrigin, Party},
};
use vuoro_plugins::{Actor, Call, Commit, CommitError, Effect, HostError, MetadataChange, Statistic, Write, limits};
use vuoro_store::{
    Door, StoreError, WriteDoor, WriteError,
    record::{Annotation, Author, Content, Conversation, Metadatum, MetadatumChange, PluginValue},
};

use super::{refused, sees, transfer};
use crate::{Domain, conversation::is_listed, metadata};

/// Annotations of one plugin on one conversation.
const ANNOTATIONS_MAX: i64 = 100;
/// Characters of an annotation's line.
const LINE_CHARS_MAX: usize = 1_000;
/// Keys that a plugin keeps for one organisation.
const KEYS_MAX: i64 = limits::KEYS as i64;
/// Alarms that a plugin sets in one organisation.
const ALARMS_MAX: i64 = 1_000;
/// Keys that one statement looks up.
const KEYS_A_STATEMENT: usize = 500;

/// Whether the call's actor may do this to the conversation that it is about; gives that conversation.
pub(super) async fn check(
    domain: &Domain,
    door: &Door<'_>,
    call: &Call,
    effect: &Effect,
) -> Result<Option<Conversation>, HostError> {
    let conversation = match effect {
        Effect::Annotate { conversation, annotation } => {
            if let Some(line) = &annotation.text {
                text::line(line, LINE_CHARS_MAX).map_err(|error| HostError::Invalid(format!("text {error}")))?;
            }
            conversation
        }
        Effect::Post { conversation, text } => {
            text::lines(text, MESSAGE_CHARS_MAX).map_err(|error| HostError::Invalid(format!("text {error}")))?;
            conversation
        }
        Effect::SetMetadata { conversation, changes } => {
            changed(changes, domain.now())?;
            conversation
        }
        Effect::Transfer { conversation, text, .. } => {
            if let Some(line) = text {
                text::lines(line, LINE_CHARS_MAX).map_err(|error| HostError::Invalid(format!("text {error}")))?;
            }
            conversation
        }
        Effect::Unannotate { conversation, .. } | Effect::End { conversation } => conversation,
        // The plugin's own, whoever acts.
        Effect::Publish { .. } | Effect::SetAlarm { .. } | Effect::CancelAlarm { .. } => return Ok(None),
    };
    let found = door.conversation(*conversation).await.map_err(|error| refused(error.into()))?;
    let found = found.ok_or(HostError::NotFound)?;
    if !sees(domain, door, call.actor, &found).await.map_err(refused)? {
        return Err(HostError::NotFound);
    }
    let is_active = found.state == ConversationState::Active;
    // What is said of a conversation can be said until it leaves the list (product rule 4.6); nobody writes after the end.
    let is_in_time = match effect {
        Effect::Annotate { .. } | Effect::Unannotate { .. } => is_listed(&found, domain.now()),
        Effect::End { .. } | Effect::Transfer { .. } => is_active,
        _ => !found.is_over(),
    };
    if !is_in_time {
        return Err(HostError::NotAllowed);
    }
    if let Effect::Transfer { queue, .. } = effect {
        transfer::check(door, &found, *queue).await?;
    }
    Ok(Some(found))
}

/// Metadata as it will be kept.
fn changed(changes: &[MetadataChange], now: Time) -> Result<Vec<Metadatum>, HostError> {
    let changes = changes.iter().cloned().map(|MetadataChange { kind, key, value }| MetadatumChange {
        kind,
        key,
        value: value.map(serde_json::Value::String),
    });
    let checked = metadata::check(changes.collect(), "changes", now);
    let mut checked = checked.map_err(|problem| HostError::Invalid(problem.message()))?;
    checked.iter_mut().for_each(|metadatum| metadatum.origin = MetadataOrigin::Plugin);
    Ok(checked)
}

/// Why nothing of a call is kept.
#[derive(Debug)]
enum Undone {
    /// A key that it read is another by now.
    Conflict,
    /// It changes what it may not.
    Refused(HostError),
    Store(StoreError),
}

impl From<StoreError> for Undone {
    fn from(error: StoreError) -> Self {
        Self::Store(error)
    }
}

impl From<HostError> for Undone {
    fn from(error: HostError) -> Self {
        Self::Refused(error)
    }
}

impl WriteError for Undone {
    fn store_error(&self) -> Option<&StoreError> {
        match self {
            Self::Store(error) => Some(error),
            _ => None,
        }
    }
}

pub(super) async fn commit(domain: &Domain, call: &Call, commit: Commit) -> Result<(), CommitError> {
    let (call, commit, job) = (Arc::new(call.clone()), Arc::new(commit), domain.clone());
    let told = (call.clone(), commit.clone());
    let kept = domain.store.write::<(), Undone, _>(move |tx| {
        let (call, commit, domain) = (call.clone(), commit.clone(), job.clone());
        Box::pin(async move { keep(&domain, &tx.door(call.organisation), &call, &commit).await })
    });
    kept.await.map_err(|undone| match undone {
        Undone::Conflict => CommitError::Conflict,
        Undone::Refused(error) => CommitError::Refused(error),
        Undone::Store(error) => {
            tracing::warn!(%error, "what a plugin changed can't be kept");
            CommitError::Unavailable
        }
    })?;
    tell(domain, &told.0, &told.1.effects);
    Ok(())
}

/// Tells those who wait for what was kept just now.
fn tell(domain: &Domain, call: &Call, effects: &[Effect]) {
    for effect in effects {
        match effect {
            Effect::Publish { topic, value } => {
                let (organisation, plugin) = (call.organisation, call.plugin.as_str().into());
                let channel = Channel { organisation, plugin, topic: topic.as_str().into() };
                domain.bus.hand_out(&channel, value.to_string().into());
            }
            Effect::SetAlarm { .. } => domain.plugins.alarm_set.notify_one(),
            _ => {}
        }
    }
}

async fn keep(domain: &Domain, door: &WriteDoor<'_>, call: &Call, commit: &Commit) -> Result<(), Undone> {
    let plugin = call.plugin.as_str();
    // Held to the end: the commits of one plugin in one organisation go one after another, so what it read holds.
    let installed = door.lock_plugin(plugin).await?.filter(|installed| installed.enabled);
    installed.filter(|it| it.current.digest == call.digest.0).ok_or(HostError::NotAllowed)?;
    let keys: Vec<String> = commit.reads.keys().cloned().collect();
    let mut there = Vec::with_capacity(keys.len());
    for part in keys.chunks(KEYS_A_STATEMENT) {
        there.extend(door.plugin_values(plugin, part).await?);
    }
    for (key, version) in &commit.reads {
        let now = there.iter().find(|value| value.key == *key).map_or(0, |value| value.version.unsigned_abs());
        if now != *version {
            return Err(Undone::Conflict);
        }
    }
    let mut grows = false;
    for (key, write) in &commit.writes {
        match write {
            Write::Put { value, version } => {
                grows |= !there.iter().any(|value| value.key == *key);
                let version = i64::try_from(*version).map_err(|_| HostError::Invalid("version".into()))?;
                let value = PluginValue { key: key.clone(), value: value.clone(), version };
                door.put_plugin_value(plugin, &value).await?;
            }
            Write::Delete => door.delete_plugin_value(plugin, key).await?,
        }
    }
    if grows && door.count_plugin_values(plugin).await? > KEYS_MAX {
        return Err(HostError::TooMuch(format!("a plugin keeps {KEYS_MAX} keys at most")).into());
    }
    for effect in &commit.effects {
        match check(domain, door, call, effect).await? {
            Some(found) => apply(domain, door, call, effect, &found).await?,
            None => apply_own(door, call, effect).await?,
        }
    }
    Ok(())
}

/// What is about no conversation.
async fn apply_own(door: &WriteDoor<'_>, call: &Call, effect: &Effect) -> Result<(), Undone> {
    let plugin = call.plugin.as_str();
    match effect {
        Effect::SetAlarm { key, at, payload } => {
            door.set_alarm(plugin, key, *at, payload).await?;
            if door.count_alarms(plugin).await? > ALARMS_MAX {
                return Err(HostError::TooMuch(format!("a plugin has {ALARMS_MAX} alarms at most")).into());
            }
        }
        Effect::CancelAlarm { key } => door.cancel_alarm(plugin, key).await?,
        // Published values are told when all is kept.
        _ => {}
    }
    Ok(())
}

async fn apply(
    domain: &Domain,
    door: &WriteDoor<'_>,
    call: &Call,
    effect: &Effect,
    found: &Conversation,
) -> Result<(), Undone> {
    let (id, agent, now) = (found.id, found.agent_id(), domain.now());
    let plugin: Arc<str> = call.plugin.as_str().into();
    let author = author(door, call, found).await?;
    match effect {
        Effect::Annotate { annotation, .. } => {
            let audience = if annotation.for_everyone { Audience::Everyone } else { Audience::Agents };
            let (facet, measure) = match &annotation.statistic {
                Statistic::None => (None, None),
                Statistic::Facet(word) => (Some(word.clone()), None),
                Statistic::Measure(number) => (None, Some(*number)),
            };
            let (key, text) = (annotation.key.clone(), annotation.text.clone());
            let kept = Annotation {
                plugin: plugin.to_string(),
                key: key.clone(),
                audience,
                text: text.clone(),
                facet,
                measure,
                at: now,
            };
            door.put_annotation(id, &kept).await?;
            if door.count_annotations(id, &plugin).await? > ANNOTATIONS_MAX {
                let text = format!("a plugin has {ANNOTATIONS_MAX} annotations of a conversation at most");
                return Err(HostError::TooMuch(text).into());
            }
            door.log(id, agent, now, author, Content::Annotation { plugin, key, text, audience, removed: false })
                .await?;
        }
        Effect::Unannotate { key, .. } => {
            let there = door.annotations(id).await?.into_iter().find(|it| it.plugin == *plugin && it.key == *key);
            if let Some(Annotation { key, audience, text, .. }) = there {
                door.delete_annotation(id, &plugin, &key).await?;
                let content = Content::Annotation { plugin, key, text, audience, removed: true };
                door.log(id, agent, now, author, content).await?;
            }
        }
        Effect::Post { text, .. } => {
            let content = Content::Post { plugin, text: text.clone() };
            door.log(id, agent, now, by_plugin(call), content).await?;
        }
        Effect::SetMetadata { changes, .. } => {
            let changes = changed(changes, now)?;
            for metadatum in &changes {
                door.set_metadatum(id, metadatum).await?;
            }
            if door.metadata_count(id).await? > METADATA_KEYS_MAX as i64 {
                let text = format!("a conversation has {METADATA_KEYS_MAX} keys of metadata at most");
                return Err(HostError::TooMuch(text).into());
            }
            door.log(id, agent, now, by_plugin(call), Content::Metadata { changes }).await?;
        }
        Effect::End { .. } => {
            let (active, over) = (ConversationState::Active, ConversationState::Ended);
            if door.finish(id, active, over, ended_by(call), now).await? {
                door.log(id, agent, now, author, Content::End { by: ended_by(call) }).await?;
            }
        }
        Effect::Transfer { queue, text, .. } => {
            // Held, so that its line doesn't grow over its bound meanwhile.
            door.lock_queue(*queue).await?;
            let to = transfer::check(door, found, *queue).await?;
            if !transfer::apply(door, call, author, found, &to, text.clone(), now).await? {
                return Err(HostError::NotAllowed.into());
            }
        }
        Effect::Publish { .. } | Effect::SetAlarm { .. } | Effect::CancelAlarm { .. } => {}
    }
    Ok(())
}

fn ended_by(call: &Call) -> Option<Party> {
    match call.actor {
        Actor::System => None,
        Actor::Visitor(_) => Some(Party::Visitor),
        Actor::Member { .. } => Some(Party::Agent),
    }
}

/// The plugin itself, with those that brought its call about.
fn by_plugin(call: &Call) -> Author {
    Author::Plugin { chain: call.chain().iter().map(|plugin| plugin.as_str().into()).collect() }
}

/// Whoever acted stands in the log; the plugin only when nobody did.
async fn author(door: &Door<'_>, call: &Call, found: &Conversation) -> Result<Author, Undone> {
    Ok(match call.actor {
        Actor::System => by_plugin(call),
        Actor::Visitor(id) => Author::Visitor { id, name: found.customer_name.as_deref().map(Into::into) },
        Actor::Member { id, .. } => Author::Agent(door.agent(id).await?.ok_or(HostError::NotAllowed)?),
    })
}
