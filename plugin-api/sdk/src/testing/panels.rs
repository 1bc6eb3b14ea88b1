//! Panels in the host in memory, checked by the host's rules for blocks.

use serde_json::{Map, Value, json};
use vuoro_blocks::{ViewError, limits::VIEW_BYTES};

use super::Host;
use crate::{Acted, Context, Error, Input, Panels, Slot, Subject, View};

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
        if let Err(rule) = within_bytes(&json!(acted)).and_then(|acted| vuoro_blocks::Acted::read(&acted)) {
            panic!("the host would refuse this answer: {rule}");
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
    if let Err(rule) = check(view) {
        panic!("the host would refuse this panel: {rule}");
    }
}

/// The host's own reading, with all of its rules.
fn check(view: &View) -> Result<(), ViewError> {
    within_bytes(&json!(view)).and_then(|view| vuoro_blocks::View::read(&view)).map(|_| ())
}

/// What a plugin answers, where it isn't larger than the host takes.
fn within_bytes(answer: &Value) -> Result<Value, ViewError> {
    let bytes = answer.to_string().len();
    if bytes > VIEW_BYTES {
        return Err(ViewError::TooMuch(format!("{VIEW_BYTES} bytes at most, and it has {bytes}")));
    }
    Ok(answer.clone())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Block;

    fn refused(blocks: Vec<Block>) -> String {
        check(&View::new(blocks)).unwrap_err().to_string()
    }

    #[test]
    fn a_view_that_keeps_every_rule_is_shown() {
        let form = Block::form("f", "Send", vec![Block::text("a"), Block::checkbox("c", "C").value(true)]);
        let rows = vec![vec![form, Block::link("Site", "https://example.org")]];
        assert_eq!(check(&View::new(vec![Block::list(rows)]).title("T")), Ok(()));
        assert_eq!(check(&View::new(vec![Block::text("x"); 100])), Ok(()));
    }

    #[test]
    fn a_view_that_the_host_refuses_fails_the_test() {
        assert!(refused(vec![Block::list(vec![vec![Block::text("x")]; 100])]).contains("this one has 101"));
        assert!(refused(vec![Block::text("x".repeat(9_000)); 8]).contains("65536 bytes"));
        assert!(refused(vec![Block::text("x".repeat(10_001))]).contains("`text`"));
        assert!(refused(vec![Block::button("b", "x".repeat(201))]).contains("`label`"));
        assert!(refused(vec![Block::button("", "x")]).contains("an id"));
        assert!(refused(vec![Block::link("x", "javascript:alert(1)")]).contains("https"));
        let form = || Block::form("f", "Send", vec![]);
        assert!(refused(vec![Block::form("g", "Send", vec![form()])]).contains("no form inside"));
        assert!(refused(vec![Block::form("g", "Send", vec![Block::list(vec![])])]).contains("a list stands"));
        assert!(refused(vec![Block::list(vec![vec![Block::list(vec![])]])]).contains("a list stands"));
    }

    #[test]
    fn a_picture_that_the_host_takes_passes_the_test() {
        let picture = Block::image("data:image/png;base64,iVBORw0KGgo=", "A dot");
        assert_eq!(check(&View::new(vec![picture])), Ok(()));
        assert!(refused(vec![Block::image("data:image/svg+xml;base64,PHN2Zy8+", "A drawing")]).contains("https"));
    }

    #[test]
    fn a_block_is_found_wherever_it_stands() {
        let inner = Block::form("f", "Send", vec![Block::text_input("name", "Name")]);
        let view = View::new(vec![Block::list(vec![vec![inner]])]);
        assert_eq!(block(&view, "name")["label"], "Name");
        assert_eq!(blocks(&view).len(), 3);
    }
}
