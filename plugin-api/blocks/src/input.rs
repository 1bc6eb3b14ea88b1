//! The types of blocks that take something in.

use serde::{Deserialize, Serialize};

/// What keys a device offers for a text.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum InputMode {
    /// All of them.
    #[default]
    Text,
    /// Those of an address of e-mail.
    Email,
    /// Those of a telephone number.
    Tel,
    /// Those of a web address.
    Url,
    /// Digits.
    Numeric,
    /// Digits and a decimal sign.
    Decimal,
}

impl InputMode {
    /// The spelling in the schema.
    // By hand and not by `strum`, which every author's project would compile with this crate.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Text => "TEXT",
            Self::Email => "EMAIL",
            Self::Tel => "TEL",
            Self::Url => "URL",
            Self::Numeric => "NUMERIC",
            Self::Decimal => "DECIMAL",
        }
    }
}

/// What every input asks, and under which id the answer is sent.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize, Serialize)]
pub struct Question {
    /// The id under which the answer is sent.
    pub id: String,
    /// Its name.
    pub label: String,
    /// A line below it.
    pub help: Option<String>,
    /// It can't be left empty: something has to be written, chosen or ticked.
    #[serde(default)]
    pub required: bool,
}

/// One line to write in.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct TextInputBlock {
    /// What it asks.
    #[serde(flatten)]
    pub question: Question,
    /// What stands in it at first.
    pub value: Option<String>,
    /// Characters at most.
    pub max_length: Option<i32>,
    /// What the whole text matches.
    pub pattern: Option<String>,
    /// What keys a device offers.
    #[serde(default)]
    pub input_mode: InputMode,
}

/// Several lines to write in.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct LongTextBlock {
    /// What it asks.
    #[serde(flatten)]
    pub question: Question,
    /// What stands in it at first.
    pub value: Option<String>,
    /// Characters at most.
    pub max_length: Option<i32>,
}

/// One of several: a select or radio buttons.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize, Serialize)]
pub struct OptionsBlock {
    /// What it asks.
    #[serde(flatten)]
    pub question: Question,
    /// The chosen option's.
    pub value: Option<String>,
    /// What there is to choose.
    pub options: Vec<BlockOption>,
}

/// Several of several.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize, Serialize)]
pub struct MultiSelectBlock {
    /// What it asks.
    #[serde(flatten)]
    pub question: Question,
    /// The chosen options'.
    #[serde(default)]
    pub value: Vec<String>,
    /// What there is to choose.
    pub options: Vec<BlockOption>,
}

/// One to choose.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize, Serialize)]
pub struct BlockOption {
    /// What is sent.
    pub value: String,
    /// What is shown.
    pub label: String,
    /// A line below the label.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub description: Option<String>,
    /// It is shown and can't be chosen.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub disabled: bool,
}

impl BlockOption {
    /// An option: what is sent, and what is shown.
    pub fn new(value: impl Into<String>, label: impl Into<String>) -> Self {
        Self { value: value.into(), label: label.into(), description: None, disabled: false }
    }

    /// With a line below its label.
    #[must_use]
    pub fn description(self, text: impl Into<String>) -> Self {
        Self { description: Some(text.into()), ..self }
    }

    /// Shown, and not to be chosen.
    #[must_use]
    pub fn disabled(self) -> Self {
        Self { disabled: true, ..self }
    }
}

/// Yes or no.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize, Serialize)]
pub struct CheckboxBlock {
    /// What it asks.
    #[serde(flatten)]
    pub question: Question,
    /// Whether it is ticked at first.
    #[serde(default)]
    pub value: bool,
}

/// A whole number between two.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct ScaleBlock {
    /// What it asks.
    #[serde(flatten)]
    pub question: Question,
    /// The least.
    pub min: i32,
    /// The most.
    pub max: i32,
    /// The chosen one.
    pub value: Option<i32>,
    /// What the least means.
    pub min_label: Option<String>,
    /// What the most means.
    pub max_label: Option<String>,
}

/// A face: sad, neutral or happy.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize, Serialize)]
pub struct FacesBlock {
    /// What it asks.
    #[serde(flatten)]
    pub question: Question,
    /// The chosen one: -1, 0 or 1.
    pub value: Option<i32>,
}

/// A number.
#[derive(Clone, Debug, PartialEq, Deserialize, Serialize)]
pub struct NumberBlock {
    /// What it asks.
    #[serde(flatten)]
    pub question: Question,
    /// What stands in it at first.
    pub value: Option<f64>,
    /// The least that it takes.
    pub min: Option<f64>,
    /// The most that it takes.
    pub max: Option<f64>,
    /// It takes whole numbers only.
    #[serde(default)]
    pub whole: bool,
}

/// A day.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize, Serialize)]
pub struct DateBlock {
    /// What it asks.
    #[serde(flatten)]
    pub question: Question,
    /// What stands in it at first: `2026-11-28`.
    pub value: Option<String>,
    /// The first day that it takes.
    pub min: Option<String>,
    /// The last day that it takes.
    pub max: Option<String>,
}

/// Tags to put on and take off.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize, Serialize)]
pub struct TagPickerBlock {
    /// What `act` is told.
    pub id: String,
    /// Its name.
    pub label: String,
    /// A line below it.
    pub help: Option<String>,
    /// In the order of their tree.
    pub tags: Vec<BlockTag>,
}

/// A tag to see or to choose.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize, Serialize)]
pub struct BlockTag {
    /// What is sent.
    pub id: String,
    /// What is shown.
    pub label: String,
    /// `#rrggbb`, in small letters.
    pub colour: String,
    /// How deep it stands in the tree; 0 is the top.
    #[serde(default)]
    pub depth: u32,
    /// Whether it is chosen.
    #[serde(default)]
    pub chosen: bool,
}
