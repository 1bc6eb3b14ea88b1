//! Whether what a guest gave back is what was asked for, as far as this floor knows: JSON, sizes, counts. Whether values fit
//! the plugin's SDL is seen where they are resolved.

use std::sync::{
    Arc,
    atomic::{AtomicUsize, Ordering},
};

use serde_json::Value;

use crate::{
    failure::{Blame, Outcome},
    limits,
};

/// Counts what a guest gives back, in bytes.
pub(crate) struct Room {
    left: usize,
    given: Arc<AtomicUsize>,
}

impl Room {
    /// Room for so many bytes in all.
    pub(crate) fn new(bytes: usize) -> Self {
        Self { left: bytes, given: Arc::default() }
    }

    /// How many bytes the guest gave, those for which there was no room included.
    pub(crate) fn given(&self) -> Arc<AtomicUsize> {
        self.given.clone()
    }

    /// Counts a text that has a limit of its own.
    pub(crate) fn count(&self, text: &str) {
        self.given.fetch_add(text.len(), Ordering::Relaxed);
    }

    /// Takes room for a text, or blames the guest.
    pub(crate) fn take(&mut self, text: &str) -> Result<(), Blame> {
        self.count(text);
        match self.left.checked_sub(text.len()) {
            Some(left) => {
                self.left = left;
                Ok(())
            }
            None => Err(Blame::new(Outcome::TooMuch, "the answer is larger than a call of this kind may give")),
        }
    }

    /// Takes room for a JSON text and reads it.
    pub(crate) fn json(&mut self, what: &str, text: &str) -> Result<Value, Blame> {
        self.take(text)?;
        let value: Value =
            serde_json::from_str(text).map_err(|error| Blame::bad_output(format!("{what} is not JSON: {error}")))?;
        if is_deeper(&value, limits::JSON_DEPTH) {
            return Err(Blame::bad_output(format!("{what} nests deeper than {}", limits::JSON_DEPTH)));
        }
        Ok(value)
    }
}

/// A panel: an object whose blocks aren't too many.
pub(crate) fn check_view(view: &Value) -> Result<(), Blame> {
    let Some(blocks) = view.get("blocks").and_then(Value::as_array) else {
        return Err(Blame::bad_output("a panel is an object with a list `blocks`"));
    };
    let count: usize = blocks.iter().map(count_blocks).sum();
    if count > limits::BLOCKS {
        return Err(Blame::new(
            Outcome::TooMuch,
            format!("a panel has {} blocks at most, and this one has {count}", limits::BLOCKS),
        ));
    }
    match blocks.iter().find(|block| !block.get("type").is_some_and(Value::is_string)) {
        Some(_) => Err(Blame::bad_output("a block of the panel has no `type`")),
        None => Ok(()),
    }
}

/// A block and those inside of it, wherever they stand: a block is an object with a `type`.
fn count_blocks(value: &Value) -> usize {
    match value {
        Value::Object(object) => {
            usize::from(object.get("type").is_some_and(Value::is_string))
                + object.values().map(count_blocks).sum::<usize>()
        }
        Value::Array(items) => items.iter().map(count_blocks).sum(),
        _ => 0,
    }
}

fn is_deeper(value: &Value, depth: usize) -> bool {
    let Some(below) = depth.checked_sub(1) else { return true };
    match value {
        Value::Object(object) => object.values().any(|value| is_deeper(value, below)),
        Value::Array(items) => items.iter().any(|value| is_deeper(value, below)),
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn room_is_for_all_texts_together() {
        let mut room = Room::new(5);
        assert!(room.json("a value", "123").is_ok());
        assert!(room.json("a value", "12").is_ok());
        assert_eq!(room.json("a value", "1").unwrap_err().outcome, Outcome::TooMuch);
    }

    #[test]
    fn what_is_no_json_or_nests_too_deep_is_the_guests_fault() {
        let outcome = |text: &str| Room::new(1_000).json("a value", text).map_err(|blame| blame.outcome);
        let nested = |depth: usize| format!("{}{}", "[".repeat(depth), "]".repeat(depth));
        assert_eq!(outcome("{\"a\":"), Err(Outcome::BadOutput));
        assert!(outcome(&nested(limits::JSON_DEPTH)).is_ok());
        assert_eq!(outcome(&nested(limits::JSON_DEPTH + 1)), Err(Outcome::BadOutput));
        assert_eq!(outcome(&nested(400)), Err(Outcome::BadOutput));
    }

    #[test]
    fn blocks_inside_of_blocks_count() {
        let row = |count| json!({ "type": "form", "blocks": vec![json!({ "type": "text" }); count] });
        assert_eq!(check_view(&json!({ "blocks": [row(limits::BLOCKS - 1)] })), Ok(()));
        let too_many = check_view(&json!({ "blocks": [row(limits::BLOCKS)] }));
        assert_eq!(too_many.map_err(|blame| blame.outcome), Err(Outcome::TooMuch));
    }

    #[test]
    fn a_panel_without_blocks_or_with_a_block_of_no_type_is_none() {
        for wrong in [json!([]), json!({}), json!({ "blocks": 1 }), json!({ "blocks": [{}] }), json!({ "blocks": [1] })]
        {
            let outcome = check_view(&wrong).map_err(|blame| blame.outcome);
            assert_eq!(outcome, Err(Outcome::BadOutput), "{wrong}");
        }
    }
}
