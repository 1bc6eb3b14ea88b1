//! Commits what a plugin's call changed, in one transaction or not at all.

use std::{collections::BTreeSet, sync::Arc};

use vuoro_bus::Channel;
use vuoro_plugins::{Call, Commit, CommitError, Effect, HostError, Write, limits};
use vuoro_store::{StoreError, WriteDoor, WriteError, record::PluginValue};

use super::{act, told::told};
use crate::{Domain, actor::Actor, error::Halt};

/// Most keys that a plugin stores in one organisation.
const KEYS_MAX: i64 = limits::KEYS as i64;
/// Most keys that one statement looks up.
const KEYS_A_STATEMENT: usize = 500;

/// Why nothing of a call was committed.
#[derive(Debug)]
enum Undone {
    /// A key that it read has changed since.
    Conflict,
    /// It changes something that it may not.
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

impl From<Halt> for Undone {
    fn from(halt: Halt) -> Self {
        match halt {
            Halt::Refused(refusal) => Self::Refused(told(refusal)),
            Halt::Store(error) => Self::Store(error),
        }
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
    let kept_then = (call.clone(), commit.clone());
    let kept = domain.store.write::<(), Undone, _>(move |tx| {
        let (call, commit, domain) = (call.clone(), commit.clone(), job.clone());
        Box::pin(async move { keep(&domain, &tx.door(call.organisation), call, &commit).await })
    });
    kept.await.map_err(|undone| match undone {
        Undone::Conflict => CommitError::Conflict,
        Undone::Refused(error) => CommitError::Refused(error),
        Undone::Store(error) => {
            tracing::warn!(%error, "what a plugin changed can't be kept");
            CommitError::Unavailable
        }
    })?;
    tell(domain, &kept_then.0, &kept_then.1.effects);
    Ok(())
}

/// Tells those who wait for what was just committed.
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

async fn keep(domain: &Domain, door: &WriteDoor<'_>, call: Arc<Call>, commit: &Commit) -> Result<(), Undone> {
    let plugin = call.plugin.as_str();
    // Held to the end: the commits of one plugin in one organisation run one after another, so what it read stays
    // valid.
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
    hold(door, &commit.effects).await?;
    let (actor, now) = (Actor::Plugin(call.clone()), domain.now());
    for effect in &commit.effects {
        act::in_write(door, &actor, effect, now).await?;
    }
    Ok(())
}

/// Locks the conversations of a call in the order of their ids, so that two calls can't deadlock.
async fn hold(door: &WriteDoor<'_>, effects: &[Effect]) -> Result<(), StoreError> {
    let conversations: BTreeSet<_> = effects.iter().filter_map(act::conversation).collect();
    // The act itself locks a single one.
    if conversations.len() > 1 {
        for conversation in conversations {
            door.lock_conversation(conversation).await?;
        }
    }
    Ok(())
}
