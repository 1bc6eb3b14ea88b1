//! Plugins' keys and values: those of the organisation, and those of conversations and customers that the call's actor sees.

use std::collections::{BTreeMap, BTreeSet};

use vuoro_kernel::{ConversationId, Time, VisitorId};
use vuoro_plugins::{Call, HostError, Item, Key, Owner, Scanned, Write, limits};
use vuoro_store::{
    Door, StoreError, WriteDoor,
    record::{KeyOwner, PluginValue, SCOPED_ROW_BYTES},
};

use super::refused;
use crate::{
    Domain, Error,
    actor::Behalf,
    conversation::{customers_among, seen_among},
};

/// Most bytes of values that one scan returns.
const SCAN_BYTES_MAX: usize = 1024 * 1024;
/// Most keys of the organisation, and most owners, that one statement looks up.
const KEYS_A_STATEMENT: usize = 500;
/// Most keys of conversations and customers that one statement looks up: each has a condition of its own there.
const SCOPED_KEYS_A_STATEMENT: usize = 100;
/// Most keys that a plugin stores in one organisation, and of one conversation or customer.
const KEYS_MAX: i64 = limits::KEYS as i64;
const SCOPED_KEYS_MAX: i64 = limits::SCOPED_KEYS as i64;
/// Most bytes that all plugins of an organisation keep of its conversations and customers.
const SCOPED_BYTES_MAX: i64 = limits::SCOPED_BYTES as i64;

/// The values of these keys as the actor sees them; absent ones are left out.
pub(super) async fn get<'k>(
    door: &Door<'_>,
    call: &Call,
    keys: impl IntoIterator<Item = &'k Key>,
    now: Time,
) -> Result<BTreeMap<Key, Item>, StoreError> {
    let keys: Vec<&Key> = keys.into_iter().collect();
    let seen = seen(door, call.actor, keys.iter().filter_map(|key| scoped(key.owner)).collect(), now).await?;
    let (plugin, mut found) = (call.plugin.as_str(), BTreeMap::new());
    let own = keys.iter().filter(|key| key.owner == Owner::Organisation).map(|key| key.name.clone());
    for names in own.collect::<Vec<_>>().chunks(KEYS_A_STATEMENT) {
        for value in door.plugin_values(plugin, names).await? {
            found.insert(Key { owner: Owner::Organisation, name: value.key.clone() }, item(value));
        }
    }
    let of_others = keys.iter().filter_map(|key| Some((scoped(key.owner)?, key.name.as_str())));
    let of_others: Vec<_> = of_others.filter(|(owner, _)| seen.contains(owner)).collect();
    for keys in of_others.chunks(SCOPED_KEYS_A_STATEMENT) {
        for (owner, value) in door.scoped_values(plugin, keys).await? {
            found.insert(Key { owner: named(owner), name: value.key.clone() }, item(value));
        }
    }
    Ok(found)
}

/// A page of an owner's keys.
pub(super) async fn scan(
    domain: &Domain,
    call: &Call,
    owner: Owner,
    (prefix, after): (&str, Option<&str>),
    limit: usize,
) -> Result<Scanned, HostError> {
    let door = domain.store.door(call.organisation);
    check(&door, call, owner, domain.now()).await?;
    let (plugin, wanted) = (call.plugin.as_str(), u32::try_from(limit.saturating_add(1)).unwrap_or(u32::MAX));
    let found = match scoped(owner) {
        None => door.scan_plugin_values(plugin, prefix, after, wanted).await,
        Some(owner) => door.scan_scoped_values(plugin, owner, prefix, after, wanted).await,
    };
    let found = found.map_err(|error| refused(error.into()))?;
    let mut more = found.len() > limit;
    let (mut items, mut bytes) = (Vec::new(), 0);
    for value in found.into_iter().take(limit) {
        bytes += value.value.len();
        if bytes > SCAN_BYTES_MAX && !items.is_empty() {
            more = true;
            break;
        }
        items.push(item(value));
    }
    Ok(Scanned { items, more })
}

/// The value of a key that the plugin is about to change.
pub(super) async fn get_to_change(domain: &Domain, call: &Call, key: &Key) -> Result<Option<Item>, HostError> {
    let (door, plugin) = (domain.store.door(call.organisation), call.plugin.as_str());
    check(&door, call, key.owner, domain.now()).await?;
    let found = match scoped(key.owner) {
        None => door.plugin_values(plugin, std::slice::from_ref(&key.name)).await.map(|mut found| found.pop()),
        Some(owner) => {
            let found = door.scoped_values(plugin, &[(owner, key.name.as_str())]).await;
            found.map(|mut found| found.pop().map(|(_, value)| value))
        }
    };
    Ok(found.map_err(|error| refused(error.into()))?.map(item))
}

/// Whether the actor sees the owner.
async fn check(door: &Door<'_>, call: &Call, owner: Owner, now: Time) -> Result<(), HostError> {
    let Some(owner) = scoped(owner) else { return Ok(()) };
    let seen = seen(door, call.actor, BTreeSet::from([owner]), now).await.map_err(|error| refused(error.into()))?;
    if seen.contains(&owner) { Ok(()) } else { Err(refused(Error::NotFound)) }
}

/// Why keys can't be written.
#[derive(Debug)]
pub(super) enum Unwritten {
    Refused(HostError),
    Store(StoreError),
}

impl From<StoreError> for Unwritten {
    fn from(error: StoreError) -> Self {
        Self::Store(error)
    }
}

impl From<HostError> for Unwritten {
    fn from(error: HostError) -> Self {
        Self::Refused(error)
    }
}

/// Writes the keys of a call, over what is there. The conversations among the owners are locked already.
pub(super) async fn write(
    door: &WriteDoor<'_>,
    call: &Call,
    writes: &BTreeMap<Key, Write>,
    there: &BTreeMap<Key, Item>,
    now: Time,
) -> Result<(), Unwritten> {
    let plugin = call.plugin.as_str();
    let owners: BTreeSet<KeyOwner> = writes.keys().filter_map(|key| scoped(key.owner)).collect();
    if seen(door, call.actor, owners.clone(), now).await? != owners {
        return Err(HostError::NotFound.into());
    }
    let (mut grown, mut bytes) = (BTreeSet::new(), 0_i64);
    for (key, write) in writes {
        let before = there.get(key);
        if before.is_none() && matches!(write, Write::Put { .. }) {
            grown.insert(key.owner);
        }
        let size = |value: &[u8]| SCOPED_ROW_BYTES + i64::try_from(key.name.len() + value.len()).unwrap_or(i64::MAX);
        if key.owner != Owner::Organisation {
            bytes -= before.map_or(0, |before| size(&before.value));
        }
        match (scoped(key.owner), write) {
            (None, Write::Put { value, version }) => {
                door.put_plugin_value(plugin, &stored(key, value, *version)?).await?;
            }
            (None, Write::Delete) => door.delete_plugin_value(plugin, &key.name).await?,
            (Some(owner), Write::Put { value, version }) => {
                bytes += size(value);
                door.put_scoped_value(plugin, owner, &stored(key, value, *version)?).await?;
            }
            (Some(owner), Write::Delete) => door.delete_scoped_value(plugin, owner, &key.name).await?,
        }
    }
    for owner in grown {
        let (what, count, most) = match scoped(owner) {
            None => ("a plugin", door.count_plugin_values(plugin).await?, KEYS_MAX),
            Some(owner) => ("an owner", door.count_scoped_values(plugin, owner).await?, SCOPED_KEYS_MAX),
        };
        if count > most {
            return Err(HostError::TooMuch(format!("{what} has {most} keys at most")).into());
        }
    }
    if bytes != 0 {
        door.add_scoped_bytes(plugin, bytes).await?;
    }
    if bytes > 0 && door.scoped_bytes().await? > SCOPED_BYTES_MAX {
        let text = format!("all plugins keep {SCOPED_BYTES_MAX} bytes of conversations and customers at most");
        return Err(HostError::TooMuch(text).into());
    }
    Ok(())
}

/// The conversations to which these keys belong.
pub(super) fn conversations(writes: &BTreeMap<Key, Write>) -> impl Iterator<Item = ConversationId> {
    writes.keys().filter_map(|key| match key.owner {
        Owner::Conversation(id) => Some(id),
        Owner::Organisation | Owner::Visitor(_) => None,
    })
}

/// Those of the owners that the actor sees.
async fn seen(
    door: &Door<'_>,
    behalf: Behalf,
    owners: BTreeSet<KeyOwner>,
    now: Time,
) -> Result<BTreeSet<KeyOwner>, StoreError> {
    let (mut conversations, mut visitors): (Vec<ConversationId>, Vec<VisitorId>) = Default::default();
    for owner in owners {
        match owner {
            KeyOwner::Conversation(id) => conversations.push(id),
            KeyOwner::Visitor(id) => visitors.push(id),
        }
    }
    let mut seen = BTreeSet::new();
    for ids in conversations.chunks(KEYS_A_STATEMENT) {
        seen.extend(seen_among(door, behalf, ids, now).await?.into_iter().map(KeyOwner::Conversation));
    }
    for ids in visitors.chunks(KEYS_A_STATEMENT) {
        seen.extend(customers_among(door, behalf, ids, now).await?.into_iter().map(KeyOwner::Visitor));
    }
    Ok(seen)
}

fn scoped(owner: Owner) -> Option<KeyOwner> {
    match owner {
        Owner::Organisation => None,
        Owner::Conversation(id) => Some(KeyOwner::Conversation(id)),
        Owner::Visitor(id) => Some(KeyOwner::Visitor(id)),
    }
}

fn named(owner: KeyOwner) -> Owner {
    match owner {
        KeyOwner::Conversation(id) => Owner::Conversation(id),
        KeyOwner::Visitor(id) => Owner::Visitor(id),
    }
}

fn stored(key: &Key, value: &[u8], version: u64) -> Result<PluginValue, HostError> {
    let version = i64::try_from(version).map_err(|_| HostError::Invalid("version".into()))?;
    Ok(PluginValue { key: key.name.clone(), value: value.to_vec(), version })
}

fn item(value: PluginValue) -> Item {
    Item { key: value.key, value: value.value, version: value.version.unsigned_abs() }
}

#[cfg(test)]
mod tests;
