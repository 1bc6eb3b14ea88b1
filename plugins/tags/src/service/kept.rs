//! How the tags of conversations are kept: each conversation has a key of its own, which is erased with it.
//!
//! Until version 0.1.0 conversations shared buckets among the plugin's own keys. What hasn't been moved yet is read from
//! there; an alarm moves it.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::{
    Expected, Fail, Host, Item,
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
    expected: Expected,
}

impl Marked {
    /// Reads a conversation's tags.
    pub fn read(host: &mut impl Host, conversation: &str) -> Result<Self, Fail> {
        let item = host.get_of(&[conversation], MARKS)?.into_iter().next().flatten();
        let expected = expected(item.as_ref());
        let marks = match parse(MARKS, item)? {
            Some(marks) => marks,
            None => in_buckets(host, &[conversation])?.remove(conversation).unwrap_or_default(),
        };
        Ok(Self { marks, conversation: conversation.to_owned(), expected })
    }

    /// Writes them back, unless somebody changed them meanwhile.
    pub fn write(self, host: &mut impl Host) -> Result<(), Fail> {
        host.put_of(&self.conversation, MARKS, json(&self.marks)?, self.expected)?;
        move_later(host)
    }
}

/// The tags of each of these conversations. `is_moved` says that no bucket is left.
pub(super) fn read_all(host: &mut impl Host, conversations: &[&str], is_moved: bool) -> Result<Vec<Marks>, Fail> {
    let items = host.get_of(conversations, MARKS)?;
    let marks = items.into_iter().map(|item| parse(MARKS, item)).collect::<Result<Vec<Option<Marks>>, _>>()?;
    let missing = conversations.iter().zip(&marks).filter(|(_, marks)| marks.is_none()).map(|(id, _)| *id);
    let missing: Vec<&str> = missing.filter(|_| !is_moved).collect();
    let mut left = in_buckets(host, &missing)?;
    let of = |(id, marks): (&&str, Option<Marks>)| marks.or_else(|| left.remove(*id)).unwrap_or_default();
    Ok(conversations.iter().zip(marks).map(of).collect())
}

/// Lets the alarm ring while there may be something left to move.
pub(super) fn move_later(host: &mut impl Host) -> Result<(), Fail> {
    let is_moved = host.get_many(vec![MOVED.to_owned()])?.into_iter().next().flatten().is_some();
    if is_moved { Ok(()) } else { host.wake(MOVE) }
}

/// Forgets a conversation that was erased, if it is still in a bucket.
pub(crate) fn forget(host: &mut impl Host, conversation: &str) -> Result<(), Fail> {
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
        let version = Expected::Version(item.version);
        let Bucket(mut left) = parse(&key, Some(item))?.unwrap_or_default();
        let ids: Vec<String> = left.keys().take(room).cloned().collect();
        room -= ids.len();
        let there = host.get_of(&ids.iter().map(String::as_str).collect::<Vec<_>>(), MARKS)?;
        for (id, there) in ids.iter().zip(there) {
            let marks = left.remove(id).unwrap_or_default().shortened();
            if there.is_some() {
                continue;
            }
            match host.put_of(id, MARKS, json(&marks)?, Expected::Nothing) {
                // It was deleted.
                Ok(()) | Err(Fail::NotFound) => {}
                Err(fail) => return Err(fail),
            }
        }
        if left.is_empty() {
            host.delete(&key, version)?;
        } else {
            host.put(&key, json(&Bucket(left))?, version)?;
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

fn expected(item: Option<&Item>) -> Expected {
    item.map_or(Expected::Nothing, |item| Expected::Version(item.version))
}

fn json(value: &impl Serialize) -> Result<Vec<u8>, Fail> {
    serde_json::to_vec(value).map_err(|error| Fail::Broken(error.to_string()))
}
