//! What a call has read and changed so far, on top of the store. A call sees its own changes; nobody else does until it
//! is committed.

use std::{
    collections::BTreeMap,
    ops::Bound::{Excluded, Included, Unbounded},
};

use vuoro_kernel::Time;

use crate::{Commit, Effect, HostError, Item, Key, Owner, Scanned, Write, limits};

/// The changes of one call. The versions of what it read ensure that nothing changed in between.
#[derive(Debug, Default)]
pub(crate) struct Transaction {
    reads: BTreeMap<Key, u64>,
    writes: BTreeMap<Key, Write>,
    effects: Vec<Effect>,
    written_bytes: usize,
    published: usize,
}

/// The state that a key must be in for a change to succeed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Expected {
    Anything,
    Nothing,
    Version(u64),
}

impl Transaction {
    /// Records what the store has under a key. The first read is kept, so that a key that changes during the call is
    /// noticed at the commit.
    pub(crate) fn note(&mut self, key: &Key, item: Option<&Item>) -> Result<(), HostError> {
        if !self.reads.contains_key(key) {
            if self.reads.len() >= limits::READS {
                return Err(HostError::TooMuch(format!("a call reads {} keys at most", limits::READS)));
            }
            self.reads.insert(key.clone(), item.map_or(0, |item| item.version));
        }
        Ok(())
    }

    /// The call's own change of a key: `None` when it made none, otherwise what the key is now.
    pub(crate) fn own(&self, key: &Key) -> Option<Option<Item>> {
        self.writes.get(key).map(|write| written(&key.name, write))
    }

    /// Stores a value over `before` and returns its version.
    pub(crate) fn put(
        &mut self,
        key: &Key,
        value: Vec<u8>,
        expected: Expected,
        before: Option<&Item>,
        now: Time,
    ) -> Result<u64, HostError> {
        check(expected, before)?;
        self.make_room(key, value.len())?;
        let version = next_version(before.map_or(0, |item| item.version), now);
        self.writes.insert(key.clone(), Write::Put { value, version });
        Ok(version)
    }

    /// Deletes a key; returns whether it was there.
    pub(crate) fn delete(&mut self, key: &Key, expected: Expected, before: Option<&Item>) -> Result<bool, HostError> {
        check(expected, before)?;
        if before.is_none() {
            return Ok(false);
        }
        self.make_room(key, 0)?;
        self.writes.insert(key.clone(), Write::Delete);
        Ok(true)
    }

    /// Applies the call's own changes to the keys that the store returned for this owner, `prefix` and `after`.
    pub(crate) fn overlay(&self, owner: Owner, prefix: &str, after: Option<&str>, scanned: Scanned) -> Vec<Item> {
        let last = scanned.items.last().map(|item| item.key.clone());
        let mut items: BTreeMap<String, Item> =
            scanned.items.into_iter().map(|item| (item.key.clone(), item)).collect();
        let from = match after {
            Some(after) if after >= prefix => Excluded(after),
            _ => Included(prefix),
        };
        // Beyond the last key here only the store knows what comes next.
        let to = match (&last, scanned.more) {
            (Some(last), true) if last.as_str() >= prefix && after.is_none_or(|after| last.as_str() > after) => {
                Included(last.as_str())
            }
            (_, true) => return items.into_values().collect(),
            (_, false) => Unbounded,
        };
        let key = |name: &str| Key { owner, name: name.to_owned() };
        let own = self.writes.range((from.map(key), to.map(key)));
        for (Key { name, .. }, write) in own.take_while(|(key, _)| key.owner == owner && key.name.starts_with(prefix)) {
            match written(name, write) {
                Some(item) => items.insert(name.clone(), item),
                None => items.remove(name),
            };
        }
        items.into_values().collect()
    }

    /// Adds a change other than of a key.
    pub(crate) fn add(&mut self, effect: Effect) -> Result<(), HostError> {
        if self.effects.len() >= limits::EFFECTS {
            return Err(HostError::TooMuch(format!("a call makes {} changes at most", limits::EFFECTS)));
        }
        if matches!(effect, Effect::Publish { .. }) {
            if self.published >= limits::PUBLISHED {
                return Err(HostError::TooMuch(format!("a call publishes {} values at most", limits::PUBLISHED)));
            }
            self.published += 1;
        }
        self.effects.push(effect);
        Ok(())
    }

    /// The call's own change of an alarm: `None` when it made none, otherwise whether it is set.
    pub(crate) fn own_alarm(&self, key: &str) -> Option<bool> {
        self.effects.iter().rev().find_map(|effect| match effect {
            Effect::SetAlarm { key: its, .. } if its == key => Some(true),
            Effect::CancelAlarm { key: its } if its == key => Some(false),
            _ => None,
        })
    }

    /// What is to be committed; `None` when nothing changed.
    pub(crate) fn into_commit(self) -> Option<Commit> {
        let is_empty = self.writes.is_empty() && self.effects.is_empty();
        (!is_empty).then_some(Commit { reads: self.reads, writes: self.writes, effects: self.effects })
    }

    fn make_room(&mut self, key: &Key, bytes: usize) -> Result<(), HostError> {
        if !self.writes.contains_key(key) && self.writes.len() >= limits::WRITES {
            return Err(HostError::TooMuch(format!("a call changes {} keys at most", limits::WRITES)));
        }
        let freed = match self.writes.get(key) {
            Some(Write::Put { value, .. }) => value.len(),
            _ => 0,
        };
        let written = self.written_bytes.saturating_sub(freed).saturating_add(bytes);
        if written > limits::WRITTEN_BYTES {
            return Err(HostError::TooMuch(format!("a call writes {} bytes at most", limits::WRITTEN_BYTES)));
        }
        self.written_bytes = written;
        Ok(())
    }
}

fn check(expected: Expected, before: Option<&Item>) -> Result<(), HostError> {
    let is_met = match expected {
        Expected::Anything => true,
        Expected::Nothing => before.is_none(),
        Expected::Version(version) => before.is_some_and(|item| item.version == version),
    };
    if is_met { Ok(()) } else { Err(HostError::Conflict) }
}

fn written(key: &str, write: &Write) -> Option<Item> {
    match write {
        Write::Put { value, version } => Some(Item { key: key.to_owned(), value: value.clone(), version: *version }),
        Write::Delete => None,
    }
}

/// The version after `before`. It is made from the time in seconds, so that a key that was deleted and created again
/// doesn't get a version that somebody still holds; and it counts from 2026, so that it fits into GraphQL's `Int`.
fn next_version(before: u64, now: Time) -> u64 {
    const START_OF_2026_MS: i64 = 1_767_225_600_000;
    let seconds = now.0.saturating_sub(START_OF_2026_MS) / 1_000;
    before.saturating_add(1).max(u64::try_from(seconds).unwrap_or_default())
}

#[cfg(test)]
mod tests {
    use super::*;

    const NOW: Time = Time(1_800_000_000_000);

    fn item(key: &str, version: u64) -> Item {
        Item { key: key.to_owned(), value: b"old".to_vec(), version }
    }

    fn key(name: &str) -> Key {
        Key { owner: Owner::Organisation, name: name.to_owned() }
    }

    fn put(transaction: &mut Transaction, name: &str) {
        transaction.put(&key(name), b"new".to_vec(), Expected::Anything, None, NOW).unwrap();
    }

    fn keys(items: &[Item]) -> Vec<&str> {
        items.iter().map(|item| item.key.as_str()).collect()
    }

    #[test]
    fn a_version_grows_even_when_the_key_was_deleted_in_between() {
        let first = next_version(0, NOW);
        assert!(next_version(first, NOW) > first);
        assert!(next_version(0, Time(NOW.0 + 2_000)) > next_version(first, NOW));
        assert_eq!(next_version(0, Time(0)), 1);
        assert!(i32::try_from(next_version(0, Time(3_000_000_000_000))).is_ok());
    }

    #[test]
    fn a_key_changes_only_when_it_is_as_expected() {
        let mut transaction = Transaction::default();
        let there = item("a", 7);
        let mut put = |expected, before| transaction.put(&key("a"), vec![1], expected, before, NOW).is_ok();
        assert!(
            put(Expected::Anything, None) && put(Expected::Nothing, None) && put(Expected::Version(7), Some(&there))
        );
        assert!(!put(Expected::Nothing, Some(&there)));
        assert!(!put(Expected::Version(6), Some(&there)) && !put(Expected::Version(7), None));
    }

    #[test]
    fn a_scan_shows_the_calls_own_changes_as_far_as_the_page_reaches() {
        let mut transaction = Transaction::default();
        for key in ["a/0", "a/3", "a/9", "b/1"] {
            put(&mut transaction, key);
        }
        transaction.delete(&key("a/2"), Expected::Anything, Some(&item("a/2", 1))).unwrap();
        let items = vec![item("a/1", 1), item("a/2", 1), item("a/4", 1)];
        let page = |more| Scanned { items: items.clone(), more };
        assert_eq!(
            keys(&transaction.overlay(Owner::Organisation, "a/", None, page(true))),
            ["a/0", "a/1", "a/3", "a/4"]
        );
        assert_eq!(
            keys(&transaction.overlay(Owner::Organisation, "a/", None, page(false))),
            ["a/0", "a/1", "a/3", "a/4", "a/9"]
        );
        assert_eq!(keys(&transaction.overlay(Owner::Organisation, "a/", Some("a/4"), Scanned::default())), ["a/9"]);
        assert_eq!(keys(&transaction.overlay(Owner::Organisation, "a/", Some("z"), Scanned::default())), [""; 0]);
    }

    #[test]
    fn keys_of_one_name_are_apart_for_each_owner() {
        let mut transaction = Transaction::default();
        let conversation = Owner::Conversation(vuoro_kernel::ConversationId::new());
        let its = Key { owner: conversation, name: "a/1".to_owned() };
        put(&mut transaction, "a/1");
        assert_eq!(transaction.own(&its), None);
        transaction.put(&its, b"its".to_vec(), Expected::Nothing, None, NOW).unwrap();
        transaction.delete(&key("a/1"), Expected::Anything, Some(&item("a/1", 1))).unwrap();
        assert_eq!(keys(&transaction.overlay(conversation, "a/", None, Scanned::default())), ["a/1"]);
        assert_eq!(keys(&transaction.overlay(Owner::Organisation, "a/", None, Scanned::default())), [""; 0]);
    }

    #[test]
    fn what_was_read_first_counts_at_the_commit() {
        let mut transaction = Transaction::default();
        transaction.note(&key("a"), Some(&item("a", 7))).unwrap();
        transaction.note(&key("a"), Some(&item("a", 8))).unwrap();
        transaction.note(&key("b"), None).unwrap();
        assert!(Transaction::default().into_commit().is_none());
        put(&mut transaction, "b");
        let commit = transaction.into_commit().unwrap();
        assert_eq!(commit.reads, BTreeMap::from([(key("a"), 7), (key("b"), 0)]));
    }

    #[test]
    fn a_call_writes_no_more_than_its_limits() {
        let mut transaction = Transaction::default();
        for number in 0..limits::WRITES {
            put(&mut transaction, &number.to_string());
        }
        put(&mut transaction, "0");
        let one_more = transaction.put(&key("more"), vec![], Expected::Anything, None, NOW);
        assert!(matches!(one_more, Err(HostError::TooMuch(_))), "{one_more:?}");

        let mut transaction = Transaction::default();
        let value = vec![0; limits::VALUE_BYTES];
        let mut put = |n: usize| transaction.put(&key(&n.to_string()), value.clone(), Expected::Anything, None, NOW);
        let most = limits::WRITTEN_BYTES / limits::VALUE_BYTES;
        assert!((0..most).all(|key| put(key).is_ok()) && put(0).is_ok());
        assert!(matches!(put(most), Err(HostError::TooMuch(_))));
    }

    #[test]
    fn a_call_publishes_no_more_than_its_limit() {
        let mut transaction = Transaction::default();
        let publish = || Effect::Publish { topic: "t".to_owned(), value: serde_json::Value::Null };
        assert!((0..limits::PUBLISHED).all(|_| transaction.add(publish()).is_ok()));
        assert!(matches!(transaction.add(publish()), Err(HostError::TooMuch(_))));
        let cancel = || Effect::CancelAlarm { key: "k".to_owned() };
        assert!((limits::PUBLISHED..limits::EFFECTS).all(|_| transaction.add(cancel()).is_ok()));
        assert!(matches!(transaction.add(cancel()), Err(HostError::TooMuch(_))));
    }
}
