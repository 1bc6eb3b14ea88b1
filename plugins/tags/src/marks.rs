//! The tags of a conversation.

use serde::{Deserialize, Serialize};

use crate::{Refusal, Text};

/// Most tags on one conversation.
const MARKS_MAX: usize = 20;
/// Most tags on one conversation that rules don't put on again because a member removed them; the oldest are forgotten.
const OFF_MAX: usize = 20;

/// Most bytes of a rule's condition on a conversation; the rest is cut off. With all tags that a conversation can have they
/// fit into one of its values, 16 KiB.
const BECAUSE_BYTES_MAX: usize = 300;

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

impl Origin {
    fn shortened(self) -> Self {
        match self {
            Self::Rule { rule, because } if because.len() > BECAUSE_BYTES_MAX => {
                let whole = because.floor_char_boundary(BECAUSE_BYTES_MAX - '…'.len_utf8());
                Self::Rule { rule, because: format!("{}…", &because[..whole]) }
            }
            other => other,
        }
    }
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
        self.on.push(Mark { tag: tag.to_owned(), by: by.shortened() });
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

    /// The same with conditions that are no longer than they may be.
    #[must_use]
    pub fn shortened(self) -> Self {
        let shortened = |Mark { tag, by }| Mark { tag, by: by.shortened() };
        Self { on: self.on.into_iter().map(shortened).collect(), off: self.off }
    }

    /// Whether a member removed it.
    pub fn was_taken_off(&self, tag: &str) -> bool {
        self.off.iter().any(|off| off == tag)
    }
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
    fn the_longest_tags_of_a_conversation_fit_into_one_value() {
        let mut marks = Marks::default();
        for n in 0..MARKS_MAX + OFF_MAX {
            let because = ["\"", "\u{1f600}", "a"][n % 3].repeat(1_200);
            let rule = format!("{n:036}");
            marks.put_on(&format!("{n:036}"), Origin::Rule { rule, because }).unwrap();
            if n < OFF_MAX {
                assert!(marks.take_off(&format!("{n:036}")));
            }
        }
        assert_eq!((marks.on.len(), marks.off.len()), (MARKS_MAX, OFF_MAX));
        let bytes = serde_json::to_vec(&marks).unwrap().len();
        assert!(bytes <= vuoro_plugin::scoped_store::VALUE_BYTES_MAX, "{bytes}");
        let Origin::Rule { because, .. } = &marks.on[1].by else { panic!() };
        assert!(because.ends_with('…') && because.len() <= BECAUSE_BYTES_MAX);
        assert_eq!(marks.clone().shortened(), marks);
    }
}
