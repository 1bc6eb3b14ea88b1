//! How the notes of conversations are kept: each conversation has a key of its own, which is erased with it.
//!
//! Until version 0.1.0 conversations shared buckets among the plugin's own keys. What hasn't been moved yet is read from
//! there; an alarm moves it.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use serde_json::value::RawValue;
use vuoro_plugin::{Error, HostError, alarms, scoped_store, store};

use crate::note::Notes;

/// The name of a conversation's key.
const NOTES: &str = "notes";
/// The key that is there when nothing is left in buckets.
const MOVED: &str = "moved";
/// The alarm that moves what is left.
pub(crate) const MOVE: &str = "move";

/// What the keys of buckets begin with.
const BUCKETS_PREFIX: &str = "notes/";
/// Number of buckets.
const BUCKETS: u64 = 8_192;
/// Most buckets in memory at once: each has up to 64 KiB, and a call has 16 MiB in all.
const BUCKETS_AT_ONCE: usize = 10;
/// Most conversations that one call moves.
const MOVED_A_CALL: usize = 100;

/// The conversations that share a key of the plugin. Only those that are asked for are parsed.
#[derive(Debug, Default, Serialize, Deserialize)]
struct Bucket(BTreeMap<String, Box<RawValue>>);

/// Reads one conversation's notes; empty when it has none.
pub(crate) fn read(conversation: &str) -> Result<Notes, Error> {
    Ok(read_all(&[conversation])?.remove(conversation).unwrap_or_default())
}

/// The notes of those conversations that have some.
pub(super) fn read_all(conversations: &[&str]) -> Result<BTreeMap<String, Notes>, Error> {
    let keys: Vec<_> = conversations.iter().map(|id| scoped_store::key(*id, NOTES)).collect();
    let (mut all, mut missing) = (BTreeMap::new(), Vec::new());
    for (id, notes) in conversations.iter().zip(scoped_store::get_many_json::<Notes>(&keys)?) {
        match notes {
            Some(notes) => {
                all.insert((*id).to_owned(), notes);
            }
            None => missing.push(*id),
        }
    }
    if missing.is_empty() || is_moved()? {
        return Ok(all);
    }
    add_from_buckets(&missing, &mut all)?;
    // What was moved between the two readings is under its own key now.
    let moved: Vec<_> = missing.iter().filter(|id| !all.contains_key(**id)).collect();
    let keys: Vec<_> = moved.iter().map(|id| scoped_store::key(**id, NOTES)).collect();
    for (id, notes) in moved.into_iter().zip(scoped_store::get_many_json::<Notes>(&keys)?) {
        all.extend(notes.map(|notes| ((*id).to_owned(), notes)));
    }
    Ok(all)
}

/// Writes a conversation's notes.
pub(super) fn write(conversation: &str, notes: &Notes) -> Result<(), Error> {
    scoped_store::put_json(&scoped_store::key(conversation, NOTES), notes)?;
    // There may be something left to move.
    if is_moved()? { Ok(()) } else { alarms::set(MOVE, 0, &()) }
}

/// Forgets a conversation that was erased: in its bucket, and under its own key, to which it may have been moved since.
pub(crate) fn forget(conversation: &str) -> Result<(), Error> {
    match scoped_store::delete(&scoped_store::key(conversation, NOTES), scoped_store::Expected::Anything) {
        Ok(_) | Err(HostError::NotFound) => {}
        Err(error) => return Err(error.into()),
    }
    let key = bucket_key(conversation);
    let mut bucket = store::get_json::<Bucket>(&key)?.unwrap_or_default();
    if bucket.0.remove(conversation).is_some() {
        store::put_json(&key, &bucket)?;
    }
    Ok(())
}

/// Moves some of what is left in buckets to the conversations' own keys, and sets the next alarm until nothing is left.
pub(crate) fn move_some() -> Result<(), Error> {
    let page = store::scan(BUCKETS_PREFIX, None, BUCKETS_AT_ONCE as u32)?;
    if page.is_empty() {
        store::put_json(MOVED, &true)?;
        return Ok(());
    }
    let mut room = MOVED_A_CALL;
    for item in page {
        let Bucket(mut left) = serde_json::from_slice(&item.value)?;
        let ids: Vec<String> = left.keys().take(room).cloned().collect();
        room -= ids.len();
        let keys: Vec<_> = ids.iter().map(|id| scoped_store::key(id, NOTES)).collect();
        for (key, there) in keys.iter().zip(scoped_store::get_many(&keys)?) {
            let Some(notes) = left.remove(&key.owner).filter(|_| there.is_none()) else { continue };
            // When somebody wrote it meanwhile, the host notices at the end and runs this again.
            match scoped_store::put(key, notes.get().as_bytes(), scoped_store::Expected::Anything) {
                // It was deleted.
                Ok(_) | Err(HostError::NotFound) => {}
                Err(error) => return Err(error.into()),
            }
        }
        if left.is_empty() {
            store::remove(&item.key)?;
        } else {
            store::put_json(&item.key, &Bucket(left))?;
            break;
        }
    }
    alarms::set(MOVE, 0, &())
}

fn is_moved() -> Result<bool, Error> {
    Ok(store::get(MOVED)?.is_some())
}

/// Adds what buckets still have of these conversations; each bucket is read once.
fn add_from_buckets(conversations: &[&str], all: &mut BTreeMap<String, Notes>) -> Result<(), Error> {
    let mut keys: Vec<_> = conversations.iter().map(|id| bucket_key(id)).collect();
    keys.sort_unstable();
    keys.dedup();
    for keys in keys.chunks(BUCKETS_AT_ONCE) {
        for bucket in store::get_many_json::<Bucket>(keys)?.into_iter().flatten() {
            for id in conversations {
                if let Some(notes) = bucket.0.get(*id) {
                    all.insert((*id).to_owned(), serde_json::from_str(notes.get())?);
                }
            }
        }
    }
    Ok(())
}

/// The key of a conversation's bucket, as version 0.1.0 chose it.
fn bucket_key(conversation: &str) -> String {
    format!("{BUCKETS_PREFIX}{:04x}", hash(conversation) % BUCKETS)
}

/// FNV-1a: the same on every machine and in every version.
pub(crate) fn hash(text: &str) -> u64 {
    text.bytes().fold(0xcbf2_9ce4_8422_2325, |hash, byte| (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3))
}

#[cfg(test)]
mod tests {
    use serde_json::json;
    use vuoro_plugin::testing::{Effect, Host};

    use super::*;

    /// Notes of so many conversations as version 0.1.0 kept them.
    fn host_with_old_notes(conversations: usize) -> (Host, Vec<String>) {
        let host = Host::start();
        let ids: Vec<String> = (0..conversations).map(|n| format!("conv_{n:032x}")).collect();
        let mut buckets = BTreeMap::<String, BTreeMap<&str, serde_json::Value>>::new();
        for (id, version) in ids.iter().zip(1..) {
            host.has_conversation(id);
            let notes = json!({ "version": version, "queue": "queue_a", "notes": [] });
            buckets.entry(bucket_key(id)).or_default().insert(id, notes);
        }
        for (key, bucket) in buckets {
            store::put_json(&key, &bucket).unwrap();
        }
        (host, ids)
    }

    fn versions(ids: &[String]) -> Vec<u32> {
        ids.iter().map(|id| read(id).unwrap().version).collect()
    }

    #[test]
    fn a_bucket_has_the_key_that_version_0_1_0_gave_it() {
        assert_eq!((bucket_key(""), bucket_key("a")), ("notes/0325".to_owned(), "notes/0c8c".to_owned()));
    }

    #[test]
    fn what_version_0_1_0_kept_is_read_where_it_is_and_moved_to_its_conversation() {
        let (host, ids) = host_with_old_notes(250);
        let before = versions(&ids);
        assert_eq!((before[0], before[249]), (1, 250));
        host.loses_conversation(&ids[9]);
        let mut changed = read(&ids[0]).unwrap();
        changed.version = 900;
        host.call(|| write(&ids[0], &changed)).unwrap();
        assert!(matches!(&host.take_effects()[..], [Effect::SetAlarm(key, 0, _)] if key == MOVE));
        let mut calls = 0;
        while host.kept(MOVED).is_none() {
            host.call(move_some).unwrap();
            calls += 1;
            assert!(calls < 100);
        }
        assert_eq!(host.keys(), [MOVED]);
        let after = versions(&ids);
        assert_eq!((after[0], after[9], &after[1..9], &after[10..]), (900, 0, &before[1..9], &before[10..]));
        assert!(host.kept_of(&ids[249], NOTES).is_some());
        host.take_effects();
        host.call(|| write(&ids[0], &changed)).unwrap();
        assert_eq!(host.take_effects(), [], "nothing is left to move");
    }

    #[test]
    fn a_conversation_that_was_erased_is_forgotten_wherever_it_was_kept() {
        let (host, ids) = host_with_old_notes(3);
        forget(&ids[0]).unwrap();
        assert_eq!(versions(&ids), [0, 2, 3]);
        // Moved, or written by somebody, before the plugin heard of it.
        host.call(|| write(&ids[1], &read(&ids[1])?)).unwrap();
        host.call(move_some).unwrap();
        for id in &ids[1..] {
            assert!(host.kept_of(id, NOTES).is_some());
            forget(id).unwrap();
        }
        assert_eq!(versions(&ids), [0, 0, 0]);
        host.loses_conversation(&ids[0]);
        forget(&ids[0]).unwrap();
    }
}
