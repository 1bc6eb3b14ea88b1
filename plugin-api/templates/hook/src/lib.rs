//! Checks messages before they are sent, and reacts to those that were.

use serde_json::json;
use vuoro_plugin::chat::{self, Annotation, Audience, Statistic};
use vuoro_plugin::{Before, Context, Decision, Error, Hooks, Moment, News};

struct Plugin;

vuoro_plugin::export!(Plugin: hooks; log);

/// What thankful customers write, in lower case.
const THANKS: [&str; 3] = ["kiitos", "thank", "tack"];

impl Hooks for Plugin {
    /// A before-hook changes nothing through the host: its decision says what happens to the message.
    fn before(_: &Context, event: &Before) -> Result<Decision, Error> {
        if event.moment != Moment::Send {
            return Ok(Decision::Allow);
        }
        let text: Option<String> = event.property("text")?;
        Ok(match text.as_deref().and_then(without_cards) {
            Some(text) => Decision::Change(json!({ "text": text })),
            None => Decision::Allow,
        })
    }

    /// Entries are delivered at least once, so this may run twice for one message.
    fn after(context: &Context, news: &News) -> Result<(), Error> {
        let is_thanks = |text: &str| {
            THANKS
                .iter()
                .any(|thanks| text.to_lowercase().contains(thanks))
        };
        let thanked = news.entries.iter().any(|entry| {
            entry.author["kind"] == "VISITOR"
                && entry.content["text"].as_str().is_some_and(is_thanks)
        });
        if thanked {
            let text = context.text(
                "Asiakas kiitti.",
                "The customer said thank you.",
                "Kunden tackade.",
            );
            let annotation = Annotation {
                key: "thanks".to_owned(),
                text: Some(text.to_owned()),
                audience: Audience::Agents,
                statistic: Statistic::Facet("thanked".to_owned()),
            };
            chat::annotate(&news.conversation, &annotation)?;
        }
        Ok(())
    }
}

/// The text with all but the last four digits of payment card numbers hidden; `None` when it contains no card number.
fn without_cards(text: &str) -> Option<String> {
    let mut shown: Vec<char> = text.chars().collect();
    let mut digits: Vec<(usize, u32)> = Vec::new();
    let mut is_changed = false;
    for (place, c) in text.chars().chain(['.']).enumerate() {
        match c.to_digit(10) {
            Some(digit) => digits.push((place, digit)),
            // Card numbers are written in groups.
            None if c == ' ' || c == '-' => {}
            None => {
                if is_card(&digits) {
                    let hidden = digits.len() - 4;
                    digits
                        .iter()
                        .take(hidden)
                        .for_each(|(place, _)| shown[*place] = '•');
                    is_changed = true;
                }
                digits.clear();
            }
        }
    }
    is_changed.then(|| shown.into_iter().collect())
}

/// Whether these are 13 to 19 digits with a correct check digit, by Luhn's formula.
fn is_card(digits: &[(usize, u32)]) -> bool {
    let doubled = |digit: u32| if digit > 4 { 2 * digit - 9 } else { 2 * digit };
    let weighed = digits.iter().rev().enumerate();
    let sum: u32 = weighed
        .map(|(n, (_, d))| if n % 2 == 1 { doubled(*d) } else { *d })
        .sum();
    (13..=19).contains(&digits.len()) && sum.is_multiple_of(10)
}

#[cfg(test)]
mod tests {
    use serde_json::Map;
    use vuoro_plugin::Entry;
    use vuoro_plugin::testing::{self, Host};

    use super::*;

    fn sends(text: &str) -> Decision {
        let event = Map::from_iter([("text".to_owned(), json!(text))]);
        let before = Before {
            moment: Moment::Send,
            event,
        };
        Plugin::before(&testing::visitor("en"), &before).unwrap()
    }

    #[test]
    fn a_card_number_is_hidden_and_other_numbers_are_not() {
        let hidden = json!({ "text": "My card: •••• •••• •••• 1111, until 12/30" });
        assert_eq!(
            sends("My card: 4111 1111 1111 1111, until 12/30"),
            Decision::Change(hidden)
        );
        assert_eq!(sends("My order is 4111 1111 1111 1112"), Decision::Allow);
        assert_eq!(sends("Call 040 123 4567"), Decision::Allow);
    }

    #[test]
    fn a_thankful_customer_is_noted_for_agents_and_statistics() {
        let host = Host::start();
        host.has_conversation("conv_a");
        let says = |author: &str, text: &str| {
            let kind = "MessageContent".to_owned();
            let (author, content) = (json!({ "kind": author }), json!({ "text": text }));
            let entries = vec![Entry {
                seq: 1,
                at_ms: 0,
                kind,
                author,
                content,
            }];
            let news = News {
                conversation: "conv_a".to_owned(),
                entries,
            };
            host.call(|| Plugin::after(&testing::system(), &news))
                .unwrap();
            host.annotations("conv_a").len()
        };
        assert_eq!(says("AGENT", "Thank you for waiting."), 0);
        assert_eq!(says("VISITOR", "Kiitos!"), 1);
        assert_eq!(says("VISITOR", "Kiitos!"), 1, "and once more");
        assert_eq!(
            host.annotations("conv_a")["thanks"].audience,
            Audience::Agents
        );
    }
}
