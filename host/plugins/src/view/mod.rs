//! What a plugin shows: blocks, read from its JSON, each kept to the rules of its type. Whoever draws them may rely on these.

mod block;
mod check;
mod input;

use serde::Serialize;
use serde_json::Value;

pub use block::{
    Block, BlockRow, ButtonBlock, CalloutBlock, CalloutTone, Completion, CompletionsBlock, CopyToComposerBlock,
    FieldsBlock, ImageBlock, LinkBlock, ListBlock, Pair, TextBlock, VideoCallBlock,
};
pub use input::{
    BlockOption, BlockTag, CheckboxBlock, FormBlock, InputMode, LongTextBlock, MultiSelectBlock, OptionsBlock,
    ScaleBlock, TagPickerBlock, TextInputBlock,
};

use crate::{
    failure::{Blame, Outcome},
    limits,
};

/// What stands in a slot.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct View {
    /// Above the blocks; none for the title of the manifest.
    pub title: Option<String>,
    /// From top to bottom; at most [`limits::BLOCKS`] with those inside of others.
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
    /// For the box that one writes in, unsent.
    pub composer_text: Option<String>,
}

impl View {
    /// Reads `{ "title"?, "blocks" }`.
    pub(crate) fn read(value: &Value) -> Result<Self, Blame> {
        let blocks = value.get("blocks").and_then(Value::as_array);
        let blocks = blocks.ok_or_else(|| Blame::bad_output("a panel is an object with a list `blocks`"))?;
        let title = text_of(value, "title")?;
        let blocks = block::read(blocks).map_err(|wrong| Blame::bad_output(format!("blocks{wrong}")))?;
        let view = Self { title, blocks };
        let count: usize = view.blocks.iter().map(Block::count).sum();
        if count > limits::BLOCKS {
            let text = format!("a panel has {} blocks at most, and this one has {count}", limits::BLOCKS);
            return Err(Blame::new(Outcome::TooMuch, text));
        }
        check::view(&view).map_err(Blame::bad_output)?;
        Ok(view)
    }
}

impl Acted {
    /// Reads `{ "view"?, "toast"?, "composerText"? }`.
    pub(crate) fn read(value: &Value) -> Result<Self, Blame> {
        if !value.is_object() {
            return Err(Blame::bad_output("the answer is not an object"));
        }
        let view = value.get("view").filter(|view| !view.is_null()).map(View::read).transpose()?;
        let acted = Self { view, toast: text_of(value, "toast")?, composer_text: text_of(value, "composerText")? };
        check::acted(&acted).map_err(Blame::bad_output)?;
        Ok(acted)
    }
}

fn text_of(value: &Value, property: &str) -> Result<Option<String>, Blame> {
    match value.get(property) {
        None | Some(Value::Null) => Ok(None),
        Some(Value::String(text)) => Ok(Some(text.clone())),
        Some(_) => Err(Blame::bad_output(format!("`{property}` is not a text"))),
    }
}

#[cfg(test)]
mod tests;
