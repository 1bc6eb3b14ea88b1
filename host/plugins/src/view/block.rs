//! The types of blocks, as plugins write them and as the schema has them; those that take something in are in `input`.

use serde::{Deserialize, Deserializer, Serialize, de::Error};
use serde_json::Value;

use super::input::{
    CheckboxBlock, FormBlock, LongTextBlock, MultiSelectBlock, OptionsBlock, ScaleBlock, TagPickerBlock, TextInputBlock,
};

/// A part of a panel.
#[derive(Clone, Debug, PartialEq, Deserialize, Serialize)]
#[serde(tag = "type", rename_all = "kebab-case")]
#[allow(missing_docs, reason = "each has a type of its own, which says it")]
pub enum Block {
    Text(TextBlock),
    Fields(FieldsBlock),
    Form(FormBlock),
    TextInput(TextInputBlock),
    LongText(LongTextBlock),
    Select(OptionsBlock),
    MultiSelect(MultiSelectBlock),
    Radio(OptionsBlock),
    Checkbox(CheckboxBlock),
    Scale(ScaleBlock),
    TagPicker(TagPickerBlock),
    List(ListBlock),
    Button(ButtonBlock),
    Callout(CalloutBlock),
    CopyToComposer(CopyToComposerBlock),
    Completions(CompletionsBlock),
    Link(LinkBlock),
    Image(ImageBlock),
    VideoCall(VideoCallBlock),
    /// Of a type that this host doesn't know: never seen outside of reading.
    #[serde(other)]
    Unknown,
}

/// A paragraph.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize, Serialize)]
pub struct TextBlock {
    /// Plain text.
    pub text: String,
}

/// Names and values beside one another.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize, Serialize)]
pub struct FieldsBlock {
    /// In their order.
    pub fields: Vec<Pair>,
}

/// A name and its value.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize, Serialize)]
pub struct Pair {
    /// The name.
    pub label: String,
    /// The value.
    pub value: String,
}

/// Rows of blocks.
#[derive(Clone, Debug, PartialEq, Deserialize, Serialize)]
pub struct ListBlock {
    /// In their order.
    pub rows: Vec<BlockRow>,
}

/// A row of a list. Plugins write it as a list of blocks.
#[derive(Clone, Debug, PartialEq, Deserialize, Serialize)]
#[serde(transparent)]
pub struct BlockRow {
    /// No lists among them.
    #[serde(deserialize_with = "blocks")]
    pub blocks: Vec<Block>,
}

/// A button.
#[derive(Clone, Debug, PartialEq, Deserialize, Serialize)]
pub struct ButtonBlock {
    /// What `act` is told.
    pub id: String,
    /// What stands on it.
    pub label: String,
    /// What it sends: an object.
    pub values: Option<serde_json::Map<String, Value>>,
    /// A question before it does what it says.
    pub confirm: Option<String>,
    /// How it looks.
    style: Option<ButtonStyle>,
}

impl ButtonBlock {
    /// Whether it does what can't be undone.
    pub fn is_danger(&self) -> bool {
        self.style == Some(ButtonStyle::Danger)
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize, Serialize)]
#[serde(rename_all = "lowercase")]
enum ButtonStyle {
    Danger,
    /// Newer than this host: as usual.
    #[serde(other)]
    Other,
}

/// How a callout is meant.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum CalloutTone {
    /// Good to know.
    Info,
    /// It went well.
    Success,
    /// To look at.
    Warning,
    /// It went wrong, or can't be undone.
    Danger,
}

impl CalloutTone {
    /// The spelling in the schema.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Info => "INFO",
            Self::Success => "SUCCESS",
            Self::Warning => "WARNING",
            Self::Danger => "DANGER",
        }
    }
}

/// A line that stands out.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize, Serialize)]
pub struct CalloutBlock {
    /// How it is meant.
    pub tone: CalloutTone,
    /// Plain text.
    pub text: String,
}

/// A button that puts a text in the box that one writes in.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize, Serialize)]
pub struct CopyToComposerBlock {
    /// What stands on it.
    pub label: String,
    /// The text.
    pub text: String,
}

/// Texts for the composer.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize, Serialize)]
pub struct CompletionsBlock {
    /// In their order.
    pub items: Vec<Completion>,
}

/// A keyword and its text.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize, Serialize)]
pub struct Completion {
    /// Small letters and digits.
    pub keyword: String,
    /// What it becomes.
    pub text: String,
}

/// A link to another site.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize, Serialize)]
pub struct LinkBlock {
    /// What stands there.
    pub label: String,
    /// Of https.
    pub url: String,
}

/// A picture of another site.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize, Serialize)]
pub struct ImageBlock {
    /// Of https.
    pub url: String,
    /// What it shows.
    pub alt: String,
}

/// The buttons and pictures of a video call.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize, Serialize)]
pub struct VideoCallBlock {
    /// What `act` is told.
    pub id: String,
    /// Its name.
    pub label: String,
}

impl Block {
    /// How many blocks it is, with those inside of it.
    pub(super) fn count(&self) -> usize {
        let within = |blocks: &[Self]| blocks.iter().map(Self::count).sum::<usize>();
        1 + match self {
            Self::Form(form) => within(&form.blocks),
            Self::List(list) => list.rows.iter().map(|row| within(&row.blocks)).sum(),
            _ => 0,
        }
    }
}

/// Reads blocks. One of an unknown type is its fallback, or nothing. The error begins with the place: `[3]: …`.
pub(super) fn read(values: &[Value]) -> Result<Vec<Block>, String> {
    let mut blocks = Vec::with_capacity(values.len());
    for (at, value) in values.iter().enumerate() {
        blocks.extend(known(value).map_err(|wrong| format!("[{at}]: {wrong}"))?);
    }
    Ok(blocks)
}

fn known(value: &Value) -> Result<Option<Block>, serde_json::Error> {
    match Block::deserialize(value)? {
        // As deep as the JSON is, which has a limit.
        Block::Unknown => value.get("fallback").map_or(Ok(None), known),
        block => Ok(Some(block)),
    }
}

pub(super) fn blocks<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Vec<Block>, D::Error> {
    read(&Vec::<Value>::deserialize(deserializer)?).map_err(D::Error::custom)
}
