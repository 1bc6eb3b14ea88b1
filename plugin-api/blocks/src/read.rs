//! Reads what a plugin answers, with every rule of blocks checked.

use serde_json::Value;

use crate::{Acted, Block, View, ViewError, block, check, limits};

impl View {
    /// Reads `{ "title"?, "blocks" }`. A block of an unknown type becomes its `fallback`, or is left out.
    ///
    /// # Errors
    /// [`ViewError`] for a view that breaks a rule. The caller, who has the bytes, checks how many they are.
    pub fn read(value: &Value) -> Result<Self, ViewError> {
        let blocks = value.get("blocks").and_then(Value::as_array);
        let blocks =
            blocks.ok_or_else(|| ViewError::Invalid("a panel is an object with a list `blocks`".to_owned()))?;
        let title = text_of(value, "title")?;
        let blocks = block::read(blocks).map_err(|wrong| ViewError::Invalid(format!("blocks{wrong}")))?;
        let view = Self { title, blocks };
        let count: usize = view.blocks.iter().map(Block::count).sum();
        if count > limits::BLOCKS {
            let text = format!("a panel has {} blocks at most, and this one has {count}", limits::BLOCKS);
            return Err(ViewError::TooMuch(text));
        }
        check::view(&view).map_err(ViewError::Invalid)?;
        Ok(view)
    }
}

impl Acted {
    /// Reads `{ "view"?, "toast"?, "composerText"? }`.
    ///
    /// # Errors
    /// [`ViewError`] for an answer that breaks a rule.
    pub fn read(value: &Value) -> Result<Self, ViewError> {
        if !value.is_object() {
            return Err(ViewError::Invalid("the answer is not an object".to_owned()));
        }
        let view = value.get("view").filter(|view| !view.is_null()).map(View::read).transpose()?;
        let acted = Self { view, toast: text_of(value, "toast")?, composer_text: text_of(value, "composerText")? };
        check::acted(&acted).map_err(ViewError::Invalid)?;
        Ok(acted)
    }
}

fn text_of(value: &Value, property: &str) -> Result<Option<String>, ViewError> {
    match value.get(property) {
        None | Some(Value::Null) => Ok(None),
        Some(Value::String(text)) => Ok(Some(text.clone())),
        Some(_) => Err(ViewError::Invalid(format!("`{property}` is not a text"))),
    }
}
