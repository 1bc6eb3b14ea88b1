//! The keys and values of the host in memory.

use std::collections::{BTreeMap, BTreeSet};

use vuoro_kernel::OrganisationId;

use super::{Kept, MemoryHost};
use crate::{Actor, Call, Commit, CommitError, HostError, Item, Key, Owner, PluginId, Write, limits};

impl MemoryHost {
    /// The values that a plugin has stored in the organisation, by key.
    pub fn values(&self, organisation: OrganisationId, plugin: &PluginId) -> BTreeMap<String, Item> {
        self.values_of(organisation, plugin, Owner::Organisation)
    }

    /// The values that a plugin has stored of this owner, by key.
    pub fn values_of(&self, organisation: OrganisationId, plugin: &PluginId, owner: Owner) -> BTreeMap<String, Item> {
        let all = self.all_values(organisation, plugin).into_iter();
        all.filter(|(key, _)| key.owner == owner).map(|(key, item)| (key.name, item)).collect()
    }

    /// All values that a plugin has stored.
    pub fn all_values(&self, organisation: OrganisationId, plugin: &PluginId) -> BTreeMap<Key, Item> {
        self.0.lock().values.get(&(organisation, plugin.clone())).cloned().unwrap_or_default()
    }

    /// Stores a value for a plugin, as another call would.
    pub fn put(&self, organisation: OrganisationId, plugin: &PluginId, key: Key, value: &[u8]) {
        let mut kept = self.0.lock();
        let values = kept.values.entry((organisation, plugin.clone())).or_default();
        let version = values.get(&key).map_or(1, |item| item.version + 1);
        values.insert(key.clone(), Item { key: key.name, value: value.to_vec(), version });
    }

    /// Erases an owner with the keys that plugins have of it. They aren't told.
    pub fn erase(&self, owner: Owner) {
        let mut kept = self.0.lock();
        if let Owner::Conversation(id) = owner {
            kept.conversations.remove(&id);
        }
        kept.values.values_mut().for_each(|values| values.retain(|key, _| key.owner != owner));
    }
}

impl Kept {
    /// Whether the actor sees an owner of keys. Here members see every customer.
    pub(super) fn check_owner(&self, call: &Call, owner: Owner) -> Result<(), HostError> {
        match (owner, call.actor) {
            (Owner::Conversation(id), _) => self.conversation(call, id).map(|_| ()),
            (Owner::Visitor(id), Actor::Visitor(visitor)) if id != visitor => Err(HostError::NotFound),
            (Owner::Visitor(_) | Owner::Organisation, _) => Ok(()),
        }
    }

    /// Writes the keys of a call, all of them or none.
    pub(super) fn commit_keys(&mut self, call: &Call, commit: &Commit) -> Result<(), CommitError> {
        let owners: BTreeSet<Owner> = commit.writes.keys().map(|key| key.owner).collect();
        owners.iter().try_for_each(|owner| self.check_owner(call, *owner)).map_err(CommitError::Refused)?;
        let values = self.values.entry((call.organisation, call.plugin.clone())).or_default();
        let is_as_read = |(key, version): (&Key, &u64)| values.get(key).map_or(0, |item| item.version) == *version;
        if !commit.reads.iter().all(is_as_read) {
            return Err(CommitError::Conflict);
        }
        let mut values_then = values.clone();
        for (key, write) in &commit.writes {
            match write {
                Write::Put { value, version } => {
                    let item = Item { key: key.name.clone(), value: value.clone(), version: *version };
                    values_then.insert(key.clone(), item);
                }
                Write::Delete => {
                    values_then.remove(key);
                }
            }
        }
        for owner in owners {
            let (what, keys_max) = match owner {
                Owner::Organisation => ("a plugin", limits::KEYS),
                Owner::Conversation(_) | Owner::Visitor(_) => ("an owner", limits::SCOPED_KEYS),
            };
            if values_then.keys().filter(|key| key.owner == owner).count() > keys_max {
                let text = format!("{what} has {keys_max} keys at most");
                return Err(CommitError::Refused(HostError::TooMuch(text)));
            }
        }
        *values = values_then;
        Ok(())
    }
}
