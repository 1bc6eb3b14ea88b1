//! What a plugin answers.

use std::fmt;

use serde::Serialize;

use crate::Block;

/// What a panel shows.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct View {
    /// Above the blocks; none for the title of the manifest.
    pub title: Option<String>,
    /// From top to bottom; at most [`BLOCKS`](crate::limits::BLOCKS), those within others included.
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
    /// It has more blocks or bytes than [`limits`](crate::limits) allow.
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
