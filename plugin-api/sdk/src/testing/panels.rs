//! Panels in the host in memory, checked by the host's rules for blocks.

use serde_json::{Map, Value, json};

use super::Host;
use crate::{Acted, Context, Error, Input, Panels, Slot, Subject, View};

/// Most blocks of a view, nested ones included.
const BLOCKS_MAX: usize = 100;
/// Most bytes of a view as JSON.
const VIEW_BYTES_MAX: usize = 64 * 1024;
/// Most characters of a text.
const TEXT_CHARS_MAX: usize = 10_000;
/// Most characters of a label, a title or a toast.
const LABEL_CHARS_MAX: usize = 200;
/// Most characters of an id.
const ID_CHARS_MAX: usize = 100;
/// The types of blocks that a form may contain.
const IN_FORMS: [&str; 9] =
    ["text", "callout", "text-input", "long-text", "select", "multi-select", "radio", "checkbox", "scale"];

impl Host {
    /// Renders a panel.
    ///
    /// # Errors
    /// The plugin's.
    ///
    /// # Panics
    /// When the host would refuse the view, which counts as a failure of the plugin.
    pub fn render<P: Panels>(&self, context: &Context, slot: Slot, subject: &Subject) -> Result<Option<View>, Error> {
        let view = self.call(|| P::render(context, slot, subject))?;
        view.iter().for_each(expect_fit);
        Ok(view)
    }

    /// Calls a panel as when a button is pressed or a form submitted, with values that are an object.
    ///
    /// # Errors
    /// The plugin's; what it changed is undone.
    ///
    /// # Panics
    /// When the host would refuse the result: its view, a toast over 200 characters, a text for the composer over
    /// 10,000.
    pub fn act<P: Panels>(
        &self,
        context: &Context,
        (slot, subject): (Slot, &Subject),
        block: &str,
        values: Value,
    ) -> Result<Acted, Error> {
        let values = if let Value::Object(values) = values { values } else { Map::new() };
        let input = Input { block: block.to_owned(), values };
        let acted = self.call(|| P::act(context, slot, subject, &input))?;
        acted.shown().into_iter().for_each(expect_fit);
        for (text, chars_max) in [(acted.told(), LABEL_CHARS_MAX), (acted.composed(), TEXT_CHARS_MAX)] {
            let chars = text.map_or(0, |text| text.chars().count());
            assert!(chars <= chars_max, "the host would refuse a text of {chars} characters: {text:?}");
        }
        Ok(acted)
    }
}

/// All blocks of a view as JSON, nested ones after those that contain them.
pub fn blocks(view: &View) -> Vec<Value> {
    let mut all = Vec::new();
    json!(view)["blocks"].as_array().into_iter().flatten().for_each(|block| collect(block, &mut all));
    all
}

/// The first block with this id, as JSON.
///
/// # Panics
/// When there is none.
pub fn block(view: &View, id: &str) -> Value {
    let found = blocks(view).into_iter().find(|block| block["id"] == id);
    found.unwrap_or_else(|| panic!("no block {id} in {}", json!(view)))
}

fn collect(block: &Value, all: &mut Vec<Value>) {
    all.push(block.clone());
    inside(block).for_each(|block| collect(block, all));
}

/// The blocks inside a form or in the rows of a list.
fn inside(block: &Value) -> impl Iterator<Item = &Value> {
    let rows = block["rows"].as_array().into_iter().flatten().filter_map(Value::as_array);
    block["blocks"].as_array().into_iter().chain(rows).flatten()
}

fn expect_fit(view: &View) {
    if let Err(rule) = check(&json!(view)) {
        panic!("the host would refuse this panel: {rule}");
    }
}

fn check(view: &Value) -> Result<(), String> {
    let bytes = view.to_string().len();
    if bytes > VIEW_BYTES_MAX {
        return Err(format!("{VIEW_BYTES_MAX} bytes at most, and it has {bytes}"));
    }
    let mut all = Vec::new();
    for block in view["blocks"].as_array().into_iter().flatten() {
        check_nesting(block, &[])?;
        collect(block, &mut all);
    }
    if all.len() > BLOCKS_MAX {
        return Err(format!("{BLOCKS_MAX} blocks at most, and it has {}", all.len()));
    }
    check_texts("view", view)
}

fn check_nesting(block: &Value, around: &[&str]) -> Result<(), String> {
    let kind = block["type"].as_str().unwrap_or_default();
    if around.contains(&"form") && !IN_FORMS.contains(&kind) {
        return Err(format!("a form has inputs, texts and callouts inside, and no {kind}"));
    }
    if kind == "list" && around.contains(&"list") {
        return Err("a list has no list inside".to_owned());
    }
    let around = [around, &[kind]].concat();
    inside(block).try_for_each(|block| check_nesting(block, &around))
}

/// Checks the texts of a view, at any depth, by the properties that have texts.
fn check_texts(name: &str, value: &Value) -> Result<(), String> {
    match value {
        Value::String(text) => {
            let chars = text.chars().count();
            let (least, most) = match name {
                "label" | "submitLabel" | "title" => (1, LABEL_CHARS_MAX),
                "id" => (1, ID_CHARS_MAX),
                _ => (0, TEXT_CHARS_MAX),
            };
            if name == "url" && !text.starts_with("https://") {
                return Err(format!("{text:?} isn't of https"));
            }
            if (least..=most).contains(&chars) {
                Ok(())
            } else {
                Err(format!("`{name}` has {least} to {most} characters, and not {chars}"))
            }
        }
        Value::Array(values) => values.iter().try_for_each(|value| check_texts(name, value)),
        Value::Object(properties) => properties.iter().try_for_each(|(name, value)| check_texts(name, value)),
        _ => Ok(()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Block;

    fn refused(blocks: Vec<Block>) -> String {
        check(&json!(View::new(blocks))).unwrap_err()
    }

    #[test]
    fn a_view_that_keeps_every_rule_is_shown() {
        let form = Block::form("f", "Send", vec![Block::text("a"), Block::checkbox("c", "C").value(true)]);
        let rows = vec![vec![form, Block::link("Site", "https://example.org")]];
        assert_eq!(check(&json!(View::new(vec![Block::list(rows)]).title("T"))), Ok(()));
        assert_eq!(check(&json!(View::new(vec![Block::text("x"); 100]))), Ok(()));
    }

    #[test]
    fn a_view_that_the_host_refuses_fails_the_test() {
        assert!(refused(vec![Block::list(vec![vec![Block::text("x")]; 100])]).contains("it has 101"));
        assert!(refused(vec![Block::text("x".repeat(9_000)); 8]).contains("65536 bytes"));
        assert!(refused(vec![Block::text("x".repeat(10_001))]).contains("`text`"));
        assert!(refused(vec![Block::button("b", "x".repeat(201))]).contains("`label`"));
        assert!(refused(vec![Block::button("", "x")]).contains("`id`"));
        assert!(refused(vec![Block::link("x", "javascript:alert(1)")]).contains("https"));
        let form = || Block::form("f", "Send", vec![]);
        assert!(refused(vec![Block::form("g", "Send", vec![form()])]).contains("no form"));
        assert!(refused(vec![Block::form("g", "Send", vec![Block::list(vec![])])]).contains("no list"));
        assert!(refused(vec![Block::list(vec![vec![Block::list(vec![])]])]).contains("no list"));
    }

    #[test]
    fn a_block_is_found_wherever_it_stands() {
        let inner = Block::form("f", "Send", vec![Block::text_input("name", "Name")]);
        let view = View::new(vec![Block::list(vec![vec![inner]])]);
        assert_eq!(block(&view, "name")["label"], "Name");
        assert_eq!(blocks(&view).len(), 3);
    }
}
