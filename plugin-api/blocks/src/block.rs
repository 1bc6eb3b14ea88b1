//! The types of blocks, as plugins write them and as the schema has them; those that take input are in `input`.

use serde::{Deserialize, Deserializer, Serialize, de::Error};
use serde_json::Value;

use crate::input::{
    CheckboxBlock, DateBlock, FacesBlock, LongTextBlock, MultiSelectBlock, NumberBlock, OptionsBlock, ScaleBlock,
    TagPickerBlock, TextInputBlock,
};

/// A part of a panel.
#[derive(Clone, Debug, PartialEq, Deserialize, Serialize)]
#[serde(tag = "type", rename_all = "kebab-case")]
#[allow(missing_docs, reason = "each has a type of its own, whose documentation says what it is")]
pub enum Block {
    Heading(HeadingBlock),
    Text(TextBlock),
    Progress(ProgressBlock),
    Fields(FieldsBlock),
    Form(FormBlock),
    TextInput(TextInputBlock),
    LongText(LongTextBlock),
    Select(OptionsBlock),
    MultiSelect(MultiSelectBlock),
    Radio(OptionsBlock),
    Checkbox(CheckboxBlock),
    Scale(ScaleBlock),
    Faces(FacesBlock),
    Number(NumberBlock),
    Date(DateBlock),
    TagPicker(TagPickerBlock),
    List(ListBlock),
    Button(ButtonBlock),
    Callout(CalloutBlock),
    CopyToComposer(CopyToComposerBlock),
    Completions(CompletionsBlock),
    Link(LinkBlock),
    Image(ImageBlock),
    VideoCall(VideoCallBlock),
    /// A type that this host doesn't know. It occurs only while a view is read.
    #[serde(other)]
    Unknown,
}

/// A heading within a panel.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize, Serialize)]
pub struct HeadingBlock {
    /// Plain text on one line.
    pub text: String,
}

/// How far somebody has come: 2 of 5.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize, Serialize)]
pub struct ProgressBlock {
    /// What is counted.
    pub label: Option<String>,
    /// How many are done, from 0.
    pub value: i32,
    /// How many there are, at least 1.
    pub max: i32,
}

/// A paragraph.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize, Serialize)]
pub struct TextBlock {
    /// Plain text.
    pub text: String,
}

/// A list of names, each with its value beside it.
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
    /// The row's blocks; no lists among them.
    #[serde(deserialize_with = "blocks")]
    pub blocks: Vec<Block>,
}

/// A button.
#[derive(Clone, Debug, PartialEq, Deserialize, Serialize)]
pub struct ButtonBlock {
    /// The id that `act` gets.
    pub id: String,
    /// The button's text.
    pub label: String,
    /// The values that it sends: an object.
    pub values: Option<serde_json::Map<String, Value>>,
    /// A question that the person confirms before it acts.
    pub confirm: Option<String>,
    /// The button's style.
    style: Option<ButtonStyle>,
}

impl ButtonBlock {
    /// Whether it does something that can't be undone.
    pub fn is_danger(&self) -> bool {
        self.style == Some(ButtonStyle::Danger)
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize, Serialize)]
#[serde(rename_all = "lowercase")]
enum ButtonStyle {
    Danger,
    /// A style newer than this host: shown as the usual one.
    #[serde(other)]
    Other,
}

/// The meaning of a callout.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum CalloutTone {
    /// Information.
    Info,
    /// Something succeeded.
    Success,
    /// Something needs attention.
    Warning,
    /// Something failed or can't be undone.
    Danger,
}

impl CalloutTone {
    /// The name in the schema.
    // By hand and not by `strum`, which every author's project would compile with this crate.
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
    /// The meaning, which sets the colour.
    pub tone: CalloutTone,
    /// Plain text.
    pub text: String,
}

/// A button that puts a text into the composer.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize, Serialize)]
pub struct CopyToComposerBlock {
    /// The button's text.
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
    /// Lower-case letters and digits.
    pub keyword: String,
    /// The text that replaces it.
    pub text: String,
}

/// A link to another site.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize, Serialize)]
pub struct LinkBlock {
    /// The link's text.
    pub label: String,
    /// An https address.
    pub url: String,
}

/// A picture: one that comes in `url` itself, or one of another site.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize, Serialize)]
pub struct ImageBlock {
    /// `data:image/png;base64,…` (or jpeg, gif, webp), or an https address.
    pub url: String,
    /// A description of the picture, for those who don't see it.
    pub alt: String,
}

/// The buttons and pictures of a video call.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize, Serialize)]
pub struct VideoCallBlock {
    /// The id that `act` gets.
    pub id: String,
    /// The label.
    pub label: String,
}

/// Inputs that are sent together.
#[derive(Clone, Debug, PartialEq, Deserialize, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct FormBlock {
    /// What `act` is told.
    pub id: String,
    /// On the button that sends it.
    pub submit_label: String,
    /// No forms and no lists among them.
    #[serde(deserialize_with = "blocks")]
    pub blocks: Vec<Block>,
}

impl Block {
    /// Every type of block, as plugins write it in `type`.
    pub const KINDS: [&str; 24] = [
        "heading",
        "text",
        "progress",
        "fields",
        "form",
        "text-input",
        "long-text",
        "select",
        "multi-select",
        "radio",
        "checkbox",
        "scale",
        "faces",
        "number",
        "date",
        "tag-picker",
        "list",
        "button",
        "callout",
        "copy-to-composer",
        "completions",
        "link",
        "image",
        "video-call",
    ];

    /// The number of blocks, including nested ones.
    #[cfg(feature = "check")]
    pub(crate) fn count(&self) -> usize {
        let within = |blocks: &[Self]| blocks.iter().map(Self::count).sum::<usize>();
        1 + match self {
            Self::Form(form) => within(&form.blocks),
            Self::List(list) => list.rows.iter().map(|row| within(&row.blocks)).sum(),
            _ => 0,
        }
    }
}

/// Reads blocks. A block of an unknown type becomes its fallback, or nothing. The error begins with the place: `[3]: …`.
pub(crate) fn read(values: &[Value]) -> Result<Vec<Block>, String> {
    let mut blocks = Vec::with_capacity(values.len());
    for (at, value) in values.iter().enumerate() {
        blocks.extend(known(value).map_err(|wrong| format!("[{at}]: {wrong}"))?);
    }
    Ok(blocks)
}

fn known(value: &Value) -> Result<Option<Block>, serde_json::Error> {
    match Block::deserialize(value)? {
        // As deep as the JSON is, which is limited.
        Block::Unknown => value.get("fallback").map_or(Ok(None), known),
        block => Ok(Some(block)),
    }
}

pub(crate) fn blocks<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Vec<Block>, D::Error> {
    read(&Vec::<Value>::deserialize(deserializer)?).map_err(D::Error::custom)
}
