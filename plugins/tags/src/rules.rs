//! Rules that put tags on conversations by their metadata. Answers of a survey are metadata too.

use serde::{Deserialize, Serialize};
use serde_json::Value as Json;

use crate::{Marks, Origin, Refusal, Text, line};

/// Most rules of an organisation.
const RULES_MAX: usize = 50;
/// Most characters of a metadata key.
pub(crate) const KEY_CHARS_MAX: usize = 100;
/// Most characters of a text to compare with.
pub(crate) const TEXT_CHARS_MAX: usize = 200;

/// The condition on a metadata value. Upper and lower case are equal.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "test", content = "text", rename_all = "SCREAMING_SNAKE_CASE")]
pub enum Test {
    /// There is any value.
    Present,
    /// The value equals this text.
    Equals(String),
    /// The value contains this text.
    Contains(String),
}

/// A rule: which metadata puts which tag on.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Rule {
    /// Its id.
    pub id: String,
    /// The tag that it puts on.
    pub tag: String,
    /// The metadata key.
    pub key: String,
    /// The condition on the value.
    #[serde(flatten)]
    pub test: Test,
}

/// A new rule as an operator enters it.
pub struct NewRule<'i> {
    /// The id of the tag that it puts on, which must exist.
    pub tag: &'i str,
    /// The metadata key.
    pub key: &'i str,
    /// `PRESENT`, `EQUALS` or `CONTAINS`.
    pub test: &'i str,
    /// The text to compare with; `None` for `PRESENT`.
    pub text: Option<&'i str>,
}

/// All rules, oldest first.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Rules {
    rules: Vec<Rule>,
}

impl Rules {
    /// All rules, oldest first.
    pub fn all(&self) -> &[Rule] {
        &self.rules
    }

    /// Adds a rule. The caller must have checked that the tag exists.
    ///
    /// # Errors
    /// An invalid key or text, or too many rules.
    pub fn create(&mut self, id: &str, new: &NewRule<'_>) -> Result<&Rule, Refusal> {
        let key = line("key", new.key, KEY_CHARS_MAX, Text::Key)?.to_owned();
        let text = || line("text", new.text.unwrap_or_default(), TEXT_CHARS_MAX, Text::Compared).map(str::to_owned);
        let test = match new.test {
            "EQUALS" => Test::Equals(text()?),
            "CONTAINS" => Test::Contains(text()?),
            _ if new.text.is_some() => return Err(Refusal::Invalid("text", Text::NotCompared)),
            _ => Test::Present,
        };
        if self.rules.len() >= RULES_MAX {
            return Err(Refusal::Full(Text::TooManyRules));
        }
        self.rules.push(Rule { id: id.to_owned(), tag: new.tag.to_owned(), key, test });
        self.rules.last().ok_or(Refusal::NotFound)
    }

    /// Removes a rule.
    ///
    /// # Errors
    /// `NotFound` when there is none with this id.
    pub fn remove(&mut self, id: &str) -> Result<(), Refusal> {
        let before = self.rules.len();
        self.rules.retain(|rule| rule.id != id);
        if self.rules.len() < before { Ok(()) } else { Err(Refusal::NotFound) }
    }

    /// Removes the rules of a tag that is being removed; returns whether there were any.
    pub fn forget(&mut self, tag: &str) -> bool {
        let before = self.rules.len();
        self.rules.retain(|rule| rule.tag != tag);
        self.rules.len() < before
    }

    /// Puts tags on a conversation by its metadata, `[{ "key", "value" }]`, and returns the new ones with the reason. A
    /// tag that an agent removed isn't put on again, one that the conversation has keeps its trail, and one without
    /// room is skipped, because nobody could be told.
    pub fn apply(&self, metadata: &[Json], marks: &mut Marks) -> Vec<(&Rule, String)> {
        let mut put = Vec::new();
        for rule in &self.rules {
            let found = metadata.iter().any(|datum| rule.holds(datum));
            if !found || marks.was_taken_off(&rule.tag) {
                continue;
            }
            let because = rule.because();
            let origin = Origin::Rule { rule: rule.id.clone(), because: because.clone() };
            if marks.put_on(&rule.tag, origin) == Ok(true) {
                put.push((rule, because));
            }
        }
        put
    }
}

impl Rule {
    fn holds(&self, datum: &Json) -> bool {
        if datum.get("key").and_then(Json::as_str) != Some(&self.key) {
            return false;
        }
        let value = match datum.get("value") {
            None | Some(Json::Null) => return false,
            Some(Json::String(text)) => text.trim().to_lowercase(),
            Some(other) => other.to_string().to_lowercase(),
        };
        match &self.test {
            Test::Present => true,
            Test::Equals(text) => value == text.to_lowercase(),
            Test::Contains(text) => value.contains(&text.to_lowercase()),
        }
    }

    /// The rule's condition, for the trail. Never contains the customer's value, which may be secret.
    fn because(&self) -> String {
        match &self.test {
            Test::Present => self.key.clone(),
            Test::Equals(text) => format!("{} = {text}", self.key),
            Test::Contains(text) => format!("{} ~ {text}", self.key),
        }
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn rules(all: &[(&str, &str, &str, Option<&str>)]) -> Rules {
        let mut rules = Rules::default();
        for (n, &(tag, key, test, text)) in all.iter().enumerate() {
            rules.create(&format!("r{n}"), &NewRule { tag, key, test, text }).unwrap();
        }
        rules
    }

    fn put(rule: (&str, Option<&str>), value: Json) -> bool {
        let rules = rules(&[("t", "plan", rule.0, rule.1)]);
        !rules.apply(&[json!({ "key": "plan", "value": value })], &mut Marks::default()).is_empty()
    }

    #[test]
    fn a_value_is_found_by_its_key_and_by_what_is_asked_of_it() {
        assert!(put(("PRESENT", None), json!(0)));
        assert!(!put(("PRESENT", None), json!(null)));
        assert!(put(("EQUALS", Some("Gold")), json!(" gOLD ")));
        assert!(!put(("EQUALS", Some("gold")), json!("golden")));
        assert!(put(("CONTAINS", Some("OLD")), json!("golden")));
        assert!(put(("EQUALS", Some("7")), json!(7)) && put(("EQUALS", Some("true")), json!(true)));
        let other = rules(&[("t", "plan", "PRESENT", None)]);
        assert!(other.apply(&[json!({ "key": "Plan", "value": "x" }), json!("odd")], &mut Marks::default()).is_empty());
    }

    #[test]
    fn the_trail_says_which_rule_did_it_and_not_what_the_customer_has() {
        let rules = rules(&[("t", "card", "CONTAINS", Some("12"))]);
        let mut marks = Marks::default();
        rules.apply(&[json!({ "key": "card", "value": "9912 secret" })], &mut marks);
        let origin = Origin::Rule { rule: "r0".into(), because: "card ~ 12".into() };
        assert_eq!(marks.on().iter().map(|mark| &mark.by).collect::<Vec<_>>(), [&origin]);
    }

    #[test]
    fn a_rule_acts_once_and_never_against_an_agent() {
        let rules = rules(&[("t", "plan", "PRESENT", None), ("t", "plan", "EQUALS", Some("gold"))]);
        let metadata = [json!({ "key": "plan", "value": "gold" })];
        let mut marks = Marks::default();
        assert_eq!(rules.apply(&metadata, &mut marks).len(), 1);
        assert!(rules.apply(&metadata, &mut marks).is_empty());
        assert!(marks.take_off("t"));
        assert!(rules.apply(&metadata, &mut marks).is_empty());
    }

    #[test]
    fn what_is_no_rule_is_refused() {
        let mut rules = Rules::default();
        let mut refusal = |key, test, text| rules.create("r", &NewRule { tag: "t", key, test, text }).unwrap_err();
        assert_eq!(refusal(" ", "PRESENT", None), Refusal::Invalid("key", Text::Key));
        assert_eq!(refusal("k", "EQUALS", None), Refusal::Invalid("text", Text::Compared));
        assert_eq!(refusal("k", "CONTAINS", Some("")), Refusal::Invalid("text", Text::Compared));
        assert_eq!(refusal("k", "PRESENT", Some("x")), Refusal::Invalid("text", Text::NotCompared));
    }

    #[test]
    fn there_are_fifty_rules_at_most_and_a_tag_takes_its_own_along() {
        let fifty: Vec<_> = (0..RULES_MAX).map(|n| (if n < 3 { "a" } else { "b" }, "k", "PRESENT", None)).collect();
        let mut rules = rules(&fifty);
        let one = NewRule { tag: "a", key: "k", test: "PRESENT", text: None };
        assert_eq!(rules.create("more", &one), Err(Refusal::Full(Text::TooManyRules)));
        assert!(rules.forget("a") && !rules.forget("a"));
        assert_eq!(rules.all().len(), RULES_MAX - 3);
        assert_eq!((rules.remove("r9"), rules.remove("r9")), (Ok(()), Err(Refusal::NotFound)));
    }

    #[test]
    fn a_rule_is_kept_as_the_schema_spells_it() {
        let rules = rules(&[("t", "k", "EQUALS", Some("x")), ("t", "k", "PRESENT", None)]);
        let kept = serde_json::to_value(&rules).unwrap();
        assert_eq!(kept["rules"][0], json!({ "id": "r0", "tag": "t", "key": "k", "test": "EQUALS", "text": "x" }));
        assert_eq!(serde_json::from_value::<Rules>(kept).unwrap(), rules);
    }
}
