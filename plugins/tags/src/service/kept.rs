//! How the tags of conversations are kept: each conversation has a key of its own, which is erased with it.
//!
//! Until version 0.1.0 conversations shared buckets among the plugin's own keys. What hasn't been moved yet is read from
//! there; an alarm moves it.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::{
    Expected, Fail, Host,
    host::{Kept, parse, read_many},
};
use crate::Marks;

/// The name of a conversation's key.
const MARKS: &str = "marks";
/// The key that is there when nothing is left in buckets.
pub(super) const MOVED: &str = "moved";
/// The alarm that moves what is left.
pub(crate) const MOVE: &str = "move";

/// What the keys of buckets begin with.
const BUCKETS_PREFIX: &str = "on/";
/// Number of buckets.
const BUCKETS: u64 = 4_096;
/// Most buckets that one call reads, and most conversations that it moves.
const BUCKETS_A_CALL: u32 = 8;
const MOVED_A_CALL: usize = 100;

/// The tags of one conversation, as they were read.
pub(super) struct Marked {
    pub marks: Marks,
    conversation: String,
}

impl Marked {
    /// Reads a conversation's tags.
    pub fn read(host: &mut impl Host, conversation: &str) -> Result<Self, Fail> {
        let marks = read_all(host, &[conversation], false)?.into_iter().next().unwrap_or_default();
        Ok(Self { marks, conversation: conversation.to_owned() })
    }

    /// Writes them back. When somebody changed them meanwhile, the host notices at the end and runs the call again.
    pub fn write(self, host: &mut impl Host) -> Result<(), Fail> {
        host.put_of(&self.conversation, MARKS, json(&self.marks)?, Expected::Anything)?;
        move_later(host)
    }
}

/// The tags of each of these conversations. `is_moved` says that no bucket is left.
pub(super) fn read_all(host: &mut impl Host, conversations: &[&str], is_moved: bool) -> Result<Vec<Marks>, Fail> {
    let mut all = own(host, conversations)?;
    let missing = |all: &BTreeMap<String, Marks>| -> Vec<&str> {
        conversations.iter().copied().filter(|id| !is_moved && !all.contains_key(*id)).collect()
    };
    all.extend(in_buckets(host, &missing(&all))?);
    // What was moved between the two readings is under its own key now.
    all.extend(own(host, &missing(&all))?);
    Ok(conversations.iter().map(|id| all.remove(*id).unwrap_or_default()).collect())
}

/// What these conversations have under their own keys.
fn own(host: &mut impl Host, conversations: &[&str]) -> Result<BTreeMap<String, Marks>, Fail> {
    let mut found = BTreeMap::new();
    if conversations.is_empty() {
        return Ok(found);
    }
    for (id, item) in conversations.iter().zip(host.get_of(conversations, MARKS)?) {
        found.extend(parse(MARKS, item)?.map(|marks| ((*id).to_owned(), marks)));
    }
    Ok(found)
}

/// Lets the alarm ring while there may be something left to move.
pub(super) fn move_later(host: &mut impl Host) -> Result<(), Fail> {
    let is_moved = host.get_many(vec![MOVED.to_owned()])?.into_iter().next().flatten().is_some();
    if is_moved { Ok(()) } else { host.wake(MOVE) }
}

/// Forgets a conversation that was erased: in its bucket, and under its own key, to which it may have been moved since.
pub(crate) fn forget(host: &mut impl Host, conversation: &str) -> Result<(), Fail> {
    match host.delete_of(conversation, MARKS) {
        Ok(()) | Err(Fail::NotFound) => {}
        Err(fail) => return Err(fail),
    }
    let mut bucket = Kept::<Bucket>::read(host, &bucket_key(conversation))?;
    if bucket.value.0.remove(conversation).is_some() { bucket.write(host) } else { Ok(()) }
}

/// Moves some of what is left in buckets to the conversations' own keys, and sets the next alarm until nothing is left.
pub(crate) fn move_some(host: &mut impl Host) -> Result<(), Fail> {
    let page = host.scan(BUCKETS_PREFIX, BUCKETS_A_CALL)?;
    if page.is_empty() {
        return Kept::<bool>::read(host, MOVED)?.with(true).write(host);
    }
    let mut room = MOVED_A_CALL;
    for (key, item) in page {
        let Bucket(mut left) = parse(&key, Some(item))?.unwrap_or_default();
        let ids: Vec<String> = left.keys().take(room).cloned().collect();
        room -= ids.len();
        let there = host.get_of(&ids.iter().map(String::as_str).collect::<Vec<_>>(), MARKS)?;
        for (id, there) in ids.iter().zip(there) {
            let marks = left.remove(id).unwrap_or_default().shortened();
            if there.is_some() {
                continue;
            }
            // When somebody wrote it meanwhile, the host notices at the end and runs this again.
            match host.put_of(id, MARKS, json(&marks)?, Expected::Anything) {
                // It was deleted.
                Ok(()) | Err(Fail::NotFound) => {}
                Err(fail) => return Err(fail),
            }
        }
        if left.is_empty() {
            host.delete(&key, Expected::Anything)?;
        } else {
            host.put(&key, json(&Bucket(left))?, Expected::Anything)?;
            break;
        }
    }
    host.wake(MOVE)
}

/// The conversations that share a key of the plugin.
#[derive(Debug, Default, Serialize, Deserialize)]
struct Bucket(BTreeMap<String, Marks>);

/// What buckets still have of these conversations.
fn in_buckets(host: &mut impl Host, conversations: &[&str]) -> Result<BTreeMap<String, Marks>, Fail> {
    let mut left = BTreeMap::new();
    if conversations.is_empty() {
        return Ok(left);
    }
    let keys = conversations.iter().map(|id| bucket_key(id)).collect();
    for Bucket(mut bucket) in read_many::<Bucket>(host, keys)?.into_values() {
        for id in conversations {
            left.extend(bucket.remove_entry(*id));
        }
    }
    Ok(left)
}

/// The key of a conversation's bucket: FNV-1a, as version 0.1.0 chose it.
fn bucket_key(conversation: &str) -> String {
    let hash = conversation
        .bytes()
        .fold(0xcbf2_9ce4_8422_2325_u64, |hash, byte| (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3));
    format!("{BUCKETS_PREFIX}{:03x}", hash % BUCKETS)
}

fn json(value: &impl Serialize) -> Result<Vec<u8>, Fail> {
    serde_json::to_vec(value).map_err(|error| Fail::Broken(error.to_string()))
}
