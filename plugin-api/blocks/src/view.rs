//! What a plugin answers, read from its JSON, with every rule of blocks checked.

use std::fmt;

use serde::Serialize;
use serde_json::Value;

use crate::{Block, block, check, limits};

/// What a panel shows.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct View {
    /// Above the blocks; none for the title of the manifest.
    pub title: Option<String>,
    /// From top to bottom; at most [`limits::BLOCKS`], those within others included.
    pub blocks: Vec<Block>,
}

/// What follows from what a person did in a panel.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Acted {
    /// What the panel shows now; none leaves it as it is.
    pub view: Option<View>,
    /// A line that tells that it is done.
    pub toast: Option<String>,
    /// A text for the composer, which the person may still change before sending it.
    pub composer_text: Option<String>,
}

/// Why a panel is refused as a whole.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ViewError {
    /// It has more blocks or bytes than [`limits`] allow.
    TooMuch(String),
    /// It isn't of the shape of a panel, or a block of it breaks a rule. The text begins with the place where that is known.
    Invalid(String),
}

impl fmt::Display for ViewError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (Self::TooMuch(text) | Self::Invalid(text)) = self;
        f.write_str(text)
    }
}

impl std::error::Error for ViewError {}

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
