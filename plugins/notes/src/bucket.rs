//! How notes are stored.
//!
//! A plugin has at most 10,000 keys, and an organisation has more conversations than that. So each key stores a bucket
//! of conversations, chosen by a hash of the conversation's id.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use serde_json::value::{RawValue, to_raw_value};

use crate::{Refusal, Text, note::Notes};

/// Number of buckets. Changing it would lose what is stored.
const BUCKETS: u64 = 8_192;
/// Most bytes of a bucket, which is one value of the store.
const BUCKET_BYTES_MAX: usize = 64 * 1024;

/// The conversations stored under one key. Only the requested ones are parsed.
#[derive(Debug, Default, Serialize, Deserialize)]
pub struct Bucket(BTreeMap<String, Box<RawValue>>);

impl Bucket {
    /// A conversation's notes; empty when it has none.
    ///
    /// # Errors
    /// When the stored value can't be read as notes.
    pub fn get(&self, conversation: &str) -> Result<Notes, serde_json::Error> {
        self.0.get(conversation).map_or_else(|| Ok(Notes::default()), |kept| serde_json::from_str(kept.get()))
    }

    /// Replaces a conversation's notes and returns the bucket's bytes.
    ///
    /// # Errors
    /// When the bucket is full, or can't be written as JSON, which is reported in the same way.
    pub fn set(&mut self, conversation: &str, notes: &Notes) -> Result<Vec<u8>, Refusal> {
        let full = || Refusal::Full(Text::NoRoom);
        self.0.insert(conversation.to_owned(), to_raw_value(notes).map_err(|_| full())?);
        let bytes = serde_json::to_vec(self).ok().filter(|bytes| bytes.len() <= BUCKET_BYTES_MAX);
        bytes.ok_or_else(full)
    }
}

/// The key of a conversation's bucket.
pub fn key(conversation: &str) -> String {
    format!("notes/{:04x}", hash(conversation) % BUCKETS)
}

/// FNV-1a: the same on every machine and in every version, as the stored data requires.
pub fn hash(text: &str) -> u64 {
    text.bytes().fold(0xcbf2_9ce4_8422_2325, |hash, byte| (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_conversation_has_the_same_key_for_ever() {
        assert_eq!((key(""), key("a")), ("notes/0325".to_owned(), "notes/0c8c".to_owned()));
    }

    #[test]
    fn conversations_are_spread_over_the_keys() {
        let keys: std::collections::BTreeSet<_> = (0..8_192).map(|n| key(&format!("conv_{n:032x}"))).collect();
        assert!(keys.len() > 4_500, "{}", keys.len());
    }

    #[test]
    fn conversations_of_one_bucket_keep_apart() {
        let mut bucket = Bucket::default();
        let notes = |version| {
            let mut notes = Notes::default();
            notes.version = version;
            notes
        };
        bucket.set("conv_a", &notes(1)).unwrap();
        let bytes = bucket.set("conv_b", &notes(2)).unwrap();
        let bucket: Bucket = serde_json::from_slice(&bytes).unwrap();
        let version = |id| bucket.get(id).unwrap().version;
        assert_eq!((version("conv_a"), version("conv_b"), version("conv_c")), (1, 2, 0));
    }

    #[test]
    fn a_full_bucket_takes_no_more() {
        let mut bucket = Bucket::default();
        let mut made = 0;
        while bucket.set(&format!("conv_{made}"), &Notes::default()).is_ok() {
            made += 1;
            assert!(made < 10_000);
        }
        assert_eq!(bucket.set("conv_more", &Notes::default()), Err(Refusal::Full(Text::NoRoom)));
    }
}
