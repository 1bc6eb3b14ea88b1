//! Commits what a plugin's call changed, in one transaction or not at all.

use std::{collections::BTreeSet, sync::Arc};

use vuoro_bus::Channel;
use vuoro_plugins::{Call, Commit, CommitError, Effect, HostError, Key, Owner};
use vuoro_store::{StoreError, WriteDoor, WriteError};

use super::{
    act,
    keys::{self, Unwritten},
    told::told,
};
use crate::{
    Domain,
    actor::{Actor, Behalf},
    error::Halt,
};

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

impl From<Unwritten> for Undone {
    fn from(unwritten: Unwritten) -> Self {
        match unwritten {
            Unwritten::Refused(error) => Self::Refused(error),
            Unwritten::Store(error) => Self::Store(error),
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
    hold(door, commit).await?;
    let call = as_of_now(door, call, commit).await?;
    let now = domain.now();
    let there = keys::get(door, &call, commit.reads.keys(), now).await?;
    for (key, version) in &commit.reads {
        if there.get(key).map_or(0, |item| item.version) != *version {
            return Err(Undone::Conflict);
        }
    }
    keys::write(door, &call, &commit.writes, &there, now).await?;
    let actor = Actor::Plugin(call.clone());
    for effect in &commit.effects {
        act::in_write(door, &actor, effect, now).await?;
    }
    Ok(())
}

/// The call with its member's role as it is now, where that decides which keys they see: what the call began with may be some
/// seconds old.
async fn as_of_now(door: &WriteDoor<'_>, call: Arc<Call>, commit: &Commit) -> Result<Arc<Call>, Undone> {
    let is_scoped = |key: &Key| key.owner != Owner::Organisation;
    let Behalf::Member { id, role } = call.actor else { return Ok(call) };
    if !commit.reads.keys().any(is_scoped) {
        return Ok(call);
    }
    let member = door.member(id).await?.ok_or(HostError::NotFound)?;
    if member.role == role {
        return Ok(call);
    }
    Ok(Arc::new(Call { actor: Behalf::Member { id, role: member.role }, ..Call::clone(&call) }))
}

/// Locks the conversations of a call in the order of their ids, so that two calls can't deadlock.
async fn hold(door: &WriteDoor<'_>, commit: &Commit) -> Result<(), StoreError> {
    let of_keys: BTreeSet<_> = keys::conversations(&commit.writes).collect();
    let mut all: BTreeSet<_> = commit.effects.iter().filter_map(act::conversation).collect();
    // An act locks a single conversation itself.
    if of_keys.is_empty() && all.len() <= 1 {
        return Ok(());
    }
    all.extend(of_keys);
    for conversation in all {
        door.lock_conversation(conversation).await?;
    }
    Ok(())
}
