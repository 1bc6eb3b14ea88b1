//! Checks a guest's answer as far as this floor can: JSON, sizes, counts. Whether values fit the plugin's SDL is
//! checked where they are resolved.

use std::sync::{
    Arc,
    atomic::{AtomicUsize, Ordering},
};

use serde_json::Value;

use crate::{
    failure::{Blame, Outcome},
    limits,
};

/// Counts the bytes that a guest returns.
pub(crate) struct Room {
    left: usize,
    given: Arc<AtomicUsize>,
}

impl Room {
    /// A limit of so many bytes in total.
    pub(crate) fn new(bytes: usize) -> Self {
        Self { left: bytes, given: Arc::default() }
    }

    /// How many bytes the guest returned, including those beyond the limit.
    pub(crate) fn given(&self) -> Arc<AtomicUsize> {
        self.given.clone()
    }

    /// Counts a text that has a limit of its own.
    pub(crate) fn count(&self, text: &str) {
        self.given.fetch_add(text.len(), Ordering::Relaxed);
    }

    /// Counts a text, or blames the guest when it exceeds the limit.
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

    /// Counts a JSON text and reads it.
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
}
