//! Which conversation has which tags.
//!
//! A plugin has at most 10,000 keys, and an organisation has more conversations than that. So each key stores a bucket
//! of conversations, chosen by a hash of the conversation's id. A list of 50 conversations reads 50 small values.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::{Refusal, Text};

/// Number of buckets. Changing it would lose what is stored.
const BUCKETS: u64 = 4_096;
/// Most bytes of a bucket, which is one value of the store.
const BUCKET_BYTES_MAX: usize = 64 * 1024;
/// Most tags on one conversation.
const MARKS_MAX: usize = 20;
/// Most tags on one conversation that rules don't put on again because a member removed them; the oldest are forgotten.
const OFF_MAX: usize = 20;

/// Who put a tag on a conversation.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Origin {
    /// A member, by id.
    Member(String),
    /// A rule, by id, with its condition at that time.
    Rule {
        /// The rule's id; the rule may have been removed since.
        rule: String,
        /// The rule's condition in words.
        because: String,
    },
}

/// A tag on a conversation.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Mark {
    /// The tag's id.
    pub tag: String,
    /// The member or the rule that put it on.
    pub by: Origin,
}

/// The tags of one conversation.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Marks {
    on: Vec<Mark>,
    /// Tags removed by a member: rules don't put them on again.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    off: Vec<String>,
}

impl Marks {
    /// The tags in the order in which they were put on.
    pub fn on(&self) -> &[Mark] {
        &self.on
    }

    /// Puts a tag on; false when the conversation already has it.
    ///
    /// # Errors
    /// When the conversation has the most tags allowed.
    pub fn put_on(&mut self, tag: &str, by: Origin) -> Result<bool, Refusal> {
        if self.on.iter().any(|mark| mark.tag == tag) {
            return Ok(false);
        }
        if self.on.len() >= MARKS_MAX {
            return Err(Refusal::Full(Text::TooManyMarks));
        }
        self.off.retain(|off| off != tag);
        self.on.push(Mark { tag: tag.to_owned(), by });
        Ok(true)
    }

    /// Removes a tag on behalf of a member; false when the conversation doesn't have it.
    pub fn take_off(&mut self, tag: &str) -> bool {
        let before = self.on.len();
        self.on.retain(|mark| mark.tag != tag);
        if self.on.len() == before {
            return false;
        }
        if self.off.len() >= OFF_MAX {
            self.off.remove(0);
        }
        self.off.push(tag.to_owned());
        true
    }

    /// Whether a member removed it.
    pub fn was_taken_off(&self, tag: &str) -> bool {
        self.off.iter().any(|off| off == tag)
    }
}

/// The conversations stored under one key.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Bucket(BTreeMap<String, Marks>);

impl Bucket {
    /// A conversation's tags.
    pub fn get(&self, conversation: &str) -> Marks {
        self.0.get(conversation).cloned().unwrap_or_default()
    }

    /// Replaces a conversation's tags and returns the bucket's bytes.
    ///
    /// # Errors
    /// When the bucket is full, or can't be written as JSON, which is reported in the same way.
    pub fn set(&mut self, conversation: &str, marks: Marks) -> Result<Vec<u8>, Refusal> {
        if marks == Marks::default() {
            self.0.remove(conversation);
        } else {
            self.0.insert(conversation.to_owned(), marks);
        }
        let bytes = serde_json::to_vec(&self.0).ok().filter(|bytes| bytes.len() <= BUCKET_BYTES_MAX);
        bytes.ok_or(Refusal::Full(Text::NoRoom))
    }
}

/// The key of a conversation's bucket.
pub fn bucket_key(conversation: &str) -> String {
    // FNV-1a: the same on every machine and in every version, as the stored data requires.
    let hash = conversation
        .bytes()
        .fold(0xcbf2_9ce4_8422_2325_u64, |hash, byte| (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3));
    format!("on/{:03x}", hash % BUCKETS)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn by() -> Origin {
        Origin::Member("mem_1".into())
    }

    #[test]
    fn a_tag_is_on_once_and_keeps_its_first_trail() {
        let mut marks = Marks::default();
        assert_eq!(marks.put_on("a", by()), Ok(true));
        assert_eq!(marks.put_on("a", Origin::Member("mem_2".into())), Ok(false));
        assert_eq!(marks.on(), [Mark { tag: "a".into(), by: by() }]);
    }

    #[test]
    fn a_member_puts_on_again_what_a_member_took_off() {
        let mut marks = Marks::default();
        assert!(!marks.take_off("a") && !marks.was_taken_off("a"));
        marks.put_on("a", by()).unwrap();
        assert!(marks.take_off("a") && marks.was_taken_off("a"));
        marks.put_on("a", by()).unwrap();
        assert!(!marks.was_taken_off("a"));
    }

    #[test]
    fn a_conversation_has_twenty_tags_at_most_and_remembers_twenty() {
        let mut marks = Marks::default();
        for n in 0..MARKS_MAX {
            marks.put_on(&n.to_string(), by()).unwrap();
        }
        assert_eq!(marks.put_on("more", by()), Err(Refusal::Full(Text::TooManyMarks)));
        for n in 0..MARKS_MAX {
            assert!(marks.take_off(&n.to_string()));
        }
        assert!(marks.was_taken_off("0") && marks.was_taken_off("19"));
        marks.put_on("more", by()).unwrap();
        assert!(marks.take_off("more") && marks.was_taken_off("more"));
        assert!(!marks.was_taken_off("0") && marks.was_taken_off("1"));
    }

    #[test]
    fn conversations_share_buckets_evenly_and_keep_them() {
        assert_eq!(bucket_key(""), "on/325");
        let mut counts = BTreeMap::<String, u32>::new();
        for n in 0..100_000 {
            *counts.entry(bucket_key(&format!("conv_{n:032x}"))).or_default() += 1;
        }
        assert_eq!(counts.len(), 4_096);
        assert!(counts.values().all(|count| *count < 100));
    }

    #[test]
    fn a_bucket_keeps_what_it_was_given_and_forgets_what_is_empty() {
        let mut bucket = Bucket::default();
        let mut marks = Marks::default();
        marks.put_on("a", by()).unwrap();
        let bytes = bucket.set("conv_1", marks.clone()).unwrap();
        let mut read: Bucket = serde_json::from_slice(&bytes).unwrap();
        assert_eq!((read.get("conv_1"), read.get("conv_2")), (marks, Marks::default()));
        assert_eq!(read.set("conv_1", Marks::default()).unwrap(), b"{}");
    }

    #[test]
    fn a_full_bucket_is_refused_before_the_store_would() {
        let mut bucket = Bucket::default();
        let mut marks = Marks::default();
        marks.put_on(&"t".repeat(36), by()).unwrap();
        let refused = (0..2_000).find_map(|n| bucket.set(&format!("conv_{n:032}"), marks.clone()).err());
        assert_eq!(refused, Some(Refusal::Full(Text::NoRoom)));
    }
}
