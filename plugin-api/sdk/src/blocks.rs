//! The blocks that panels are made of. The console and the widget draw them; a plugin never brings a script to a
//! browser.
//!
//! The host checks each block and refuses the whole panel, as a failure of the plugin, when one breaks a rule: at most 100 blocks,
//! nested ones included, and 64 KiB as JSON; texts of at most 10,000 characters, labels and titles of 200, ids of 1 to 100; links
//! over https only, pictures over https or inside the block. A form contains no form and no list; a list contains no other list.
//! All texts are plain: `<b>` is shown as it is written. The rules are those of the crate `vuoro-blocks`, which the host checks
//! with, and [`crate::testing::Host::render`] too.

use serde::Serialize;
use serde_json::{Map, Value, json};
pub use vuoro_blocks::{BlockOption as Choice, BlockTag as Tag, CalloutTone as Tone, InputMode};

/// The content of a panel: at most 100 blocks, nested ones included, and 64 KiB as JSON.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct View {
    #[serde(skip_serializing_if = "Option::is_none")]
    title: Option<String>,
    blocks: Vec<Block>,
}

impl View {
    /// A view of these blocks, under the title in the manifest.
    pub fn new(blocks: Vec<Block>) -> Self {
        Self { title: None, blocks }
    }

    /// Replaces the manifest's title; 1 to 200 characters.
    #[must_use]
    pub fn title(self, title: impl Into<String>) -> Self {
        Self { title: Some(title.into()), ..self }
    }

    /// Its blocks.
    pub fn blocks(&self) -> &[Block] {
        &self.blocks
    }
}

/// One block: an object with `type` and the properties of that type.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[serde(transparent)]
pub struct Block(Map<String, Value>);

impl Block {
    /// A heading within a panel; 1 to 200 characters on one line.
    pub fn heading(text: impl Into<String>) -> Self {
        Self::of("heading").with("text", text.into())
    }

    /// How far somebody has come: `done` of `total`. [`Self::with`] sets a `label`, which says what is counted.
    pub fn progress(done: u32, total: u32) -> Self {
        Self::of("progress").with("value", done).with("max", total)
    }

    /// A paragraph.
    pub fn text(text: impl Into<String>) -> Self {
        Self::of("text").with("text", text.into())
    }

    /// A list of names, each with its value beside it.
    pub fn fields<L: Into<String>, V: Into<String>>(fields: impl IntoIterator<Item = (L, V)>) -> Self {
        let one = |(label, value): (L, V)| json!({ "label": label.into(), "value": value.into() });
        Self::of("fields").with("fields", fields.into_iter().map(one).collect::<Vec<_>>())
    }

    /// Inputs that are submitted together, by a button with this label. It may not contain a form or a list.
    pub fn form(id: &str, submit: impl Into<String>, blocks: Vec<Self>) -> Self {
        let blocks: Vec<Value> = blocks.into_iter().map(|block| Value::Object(block.0)).collect();
        Self::of("form").with("id", id).with("submitLabel", submit.into()).with("blocks", blocks)
    }

    /// A text input of one line.
    pub fn text_input(id: &str, label: impl Into<String>) -> Self {
        Self::input("text-input", id, label)
    }

    /// A text input of several lines.
    pub fn long_text(id: &str, label: impl Into<String>) -> Self {
        Self::input("long-text", id, label)
    }

    /// A choice of one from many options; sends its value.
    pub fn select(id: &str, label: impl Into<String>, options: Vec<Choice>) -> Self {
        Self::input("select", id, label).with("options", json!(options))
    }

    /// A choice of several from many options; sends a list of values.
    pub fn multi_select(id: &str, label: impl Into<String>, options: Vec<Choice>) -> Self {
        Self::input("multi-select", id, label).with("options", json!(options))
    }

    /// A choice of one from few options; sends its value.
    pub fn radio(id: &str, label: impl Into<String>, options: Vec<Choice>) -> Self {
        Self::input("radio", id, label).with("options", json!(options))
    }

    /// A checkbox; sends true or false.
    pub fn checkbox(id: &str, label: impl Into<String>) -> Self {
        Self::input("checkbox", id, label)
    }

    /// A scale of whole numbers from `min` to `max`.
    pub fn scale(id: &str, label: impl Into<String>, min: i32, max: i32) -> Self {
        Self::input("scale", id, label).with("min", min).with("max", max)
    }

    /// Three faces, from sad to happy; sends -1, 0 or 1.
    pub fn faces(id: &str, label: impl Into<String>) -> Self {
        Self::input("faces", id, label)
    }

    /// A number; [`Self::min`], [`Self::max`] and [`Self::whole`] say which it takes.
    pub fn number(id: &str, label: impl Into<String>) -> Self {
        Self::input("number", id, label)
    }

    /// A day; sends a string as `2026-11-28`. [`Self::min`] and [`Self::max`] say which it takes.
    pub fn date(id: &str, label: impl Into<String>) -> Self {
        Self::input("date", id, label)
    }

    /// Tags to add and remove; a press sends `{ "tagId": id, "chosen": the new state }`.
    pub fn tag_picker(id: &str, label: impl Into<String>, tags: Vec<Tag>) -> Self {
        Self::input("tag-picker", id, label).with("tags", json!(tags))
    }

    /// Rows of blocks. Rows contain no other list.
    pub fn list(rows: Vec<Vec<Self>>) -> Self {
        Self::of("list").with("rows", json!(rows))
    }

    /// A button; a press sends the values that it carries.
    pub fn button(id: &str, label: impl Into<String>) -> Self {
        Self::of("button").with("id", id).with("label", label.into())
    }

    /// A line that stands out.
    pub fn callout(tone: Tone, text: impl Into<String>) -> Self {
        Self::of("callout").with("tone", json!(tone)).with("text", text.into())
    }

    /// A button that puts a text into the composer without sending it.
    pub fn copy_to_composer(label: impl Into<String>, text: impl Into<String>) -> Self {
        Self::of("copy-to-composer").with("label", label.into()).with("text", text.into())
    }

    /// Texts for the composer: typing `/keyword` and a space replaces it with the text.
    pub fn completions<K: Into<String>, T: Into<String>>(items: impl IntoIterator<Item = (K, T)>) -> Self {
        let one = |(keyword, text): (K, T)| json!({ "keyword": keyword.into(), "text": text.into() });
        Self::of("completions").with("items", items.into_iter().map(one).collect::<Vec<_>>())
    }

    /// A link; https only.
    pub fn link(label: impl Into<String>, url: impl Into<String>) -> Self {
        Self::of("link").with("label", label.into()).with("url", url.into())
    }

    /// A picture. One given as data, `data:image/png;base64,…` (or jpeg, gif, webp, within the panel's 64 KiB), is
    /// shown; one at an https address of another site is offered as a link. `alt` describes the picture.
    pub fn image(url: impl Into<String>, alt: impl Into<String>) -> Self {
        Self::of("image").with("url", url.into()).with("alt", alt.into())
    }

    /// The buttons and pictures of a video call.
    pub fn video_call(id: &str, label: impl Into<String>) -> Self {
        Self::input("video-call", id, label)
    }

    /// A block of any type, for types that are newer than this crate. A host that doesn't know the type shows its
    /// [fallback](Self::fallback), or nothing.
    pub fn of(kind: &str) -> Self {
        Self(Map::from_iter([("type".to_owned(), kind.into())]))
    }

    /// Sets any property.
    #[must_use]
    pub fn with(mut self, property: &str, value: impl Into<Value>) -> Self {
        self.0.insert(property.to_owned(), value.into());
        self
    }

    /// Makes an input required.
    #[must_use]
    pub fn required(self) -> Self {
        self.with("required", true)
    }

    /// The initial value of an input: a string; true or false for a checkbox; a list of strings for a multi-select; an
    /// integer for a scale and for faces; a number for a number.
    #[must_use]
    pub fn value(self, value: impl Into<Value>) -> Self {
        self.with("value", value)
    }

    /// The least that a number or a date takes.
    #[must_use]
    pub fn min(self, value: impl Into<Value>) -> Self {
        self.with("min", value)
    }

    /// The most that a number or a date takes.
    #[must_use]
    pub fn max(self, value: impl Into<Value>) -> Self {
        self.with("max", value)
    }

    /// Lets a number take whole numbers only.
    #[must_use]
    pub fn whole(self) -> Self {
        self.with("whole", true)
    }

    /// What the two ends of a scale mean.
    #[must_use]
    pub fn ends(self, min: impl Into<String>, max: impl Into<String>) -> Self {
        self.with("minLabel", min.into()).with("maxLabel", max.into())
    }

    /// The most characters of a text input.
    #[must_use]
    pub fn max_length(self, chars: u32) -> Self {
        self.with("maxLength", chars)
    }

    /// A regular expression, as HTML's `pattern`, that the whole line must match. The browser checks it for the
    /// person's sake; the plugin must check it too.
    #[must_use]
    pub fn pattern(self, expression: impl Into<String>) -> Self {
        self.with("pattern", expression.into())
    }

    /// The on-screen keyboard for a text input.
    #[must_use]
    pub fn input_mode(self, mode: InputMode) -> Self {
        self.with("inputMode", json!(mode))
    }

    /// A help text below an input.
    #[must_use]
    pub fn help(self, text: impl Into<String>) -> Self {
        self.with("help", text.into())
    }

    /// The values that a button sends: an object.
    #[must_use]
    pub fn values(self, values: Value) -> Self {
        self.with("values", values)
    }

    /// A question that the person confirms before the button acts.
    #[must_use]
    pub fn confirm(self, text: impl Into<String>) -> Self {
        self.with("confirm", text.into())
    }

    /// Marks a button that does something that can't be undone.
    #[must_use]
    pub fn danger(self) -> Self {
        self.with("style", "danger")
    }

    /// The block to show on hosts that don't know this type.
    #[must_use]
    pub fn fallback(self, block: Self) -> Self {
        self.with("fallback", Value::Object(block.0))
    }

    fn input(kind: &str, id: &str, label: impl Into<String>) -> Self {
        Self::of(kind).with("id", id).with("label", label.into())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_block_is_an_object_with_its_type_in_words_with_hyphens() {
        let form = Block::form(
            "add",
            "Add",
            vec![
                Block::text_input("name", "Name")
                    .required()
                    .max_length(60)
                    .pattern("[a-z]+")
                    .input_mode(InputMode::Email),
                Block::checkbox("own", "Mine").value(true),
            ],
        );
        assert_eq!(
            json!(form),
            json!({ "type": "form", "id": "add", "submitLabel": "Add", "blocks": [
                { "type": "text-input", "id": "name", "label": "Name", "required": true, "maxLength": 60, "pattern": "[a-z]+",
                  "inputMode": "email" },
                { "type": "checkbox", "id": "own", "label": "Mine", "value": true },
            ] })
        );
    }

    #[test]
    fn properties_have_the_names_that_the_host_reads() {
        let tag = Tag { id: "a".into(), label: "A".into(), colour: "#aabbcc".into(), depth: 1, chosen: true };
        assert_eq!(
            json!(Block::tag_picker("tags", "Tags", vec![tag])),
            json!({ "type": "tag-picker", "id": "tags", "label": "Tags", "tags": [
                { "id": "a", "label": "A", "colour": "#aabbcc", "depth": 1, "chosen": true }] })
        );
        let button = Block::button("remove", "Remove").values(json!({ "id": 7 })).confirm("Remove?").danger();
        assert_eq!(
            json!(button),
            json!({ "type": "button", "id": "remove", "label": "Remove", "values": { "id": 7 }, "confirm": "Remove?",
                "style": "danger" })
        );
        assert_eq!(json!(Block::callout(Tone::Warning, "x"))["tone"], "warning");
        assert_eq!(json!(Block::scale("mood", "Mood", -1, 1).value(0))["value"], 0);
    }

    #[test]
    fn each_type_of_block_can_be_made_and_is_read_by_the_host() {
        let choices = || vec![Choice::new("a", "A").description("d"), Choice::new("b", "B").disabled()];
        let tag = Tag { id: "a".into(), label: "A".into(), colour: "#aabbcc".into(), depth: 1, chosen: true };
        let made = [
            Block::heading("a"),
            Block::text("a"),
            Block::progress(2, 5).with("label", "Questions"),
            Block::fields([("a", "b")]),
            Block::form("f", "Send", vec![Block::text_input("n", "N")]),
            Block::text_input("i", "L")
                .max_length(3)
                .pattern("[a-z]+")
                .input_mode(InputMode::Email)
                .help("h")
                .required(),
            Block::long_text("i", "L").value("v"),
            Block::select("i", "L", choices()),
            Block::multi_select("i", "L", choices()).value(vec!["a"]),
            Block::radio("i", "L", choices()),
            Block::checkbox("i", "L").value(true),
            Block::scale("i", "L", -1, 1).ends("bad", "good").value(0),
            Block::faces("i", "L").value(-1),
            Block::number("i", "L").min(0.5).max(9).whole().value(3),
            Block::date("i", "L").min("2026-01-01").max("2026-12-31").value("2026-11-28"),
            Block::tag_picker("i", "L", vec![tag]),
            Block::list(vec![vec![Block::text("a")], vec![]]),
            Block::button("b", "L").values(json!({ "n": 1 })).confirm("Sure?").danger(),
            Block::callout(Tone::Warning, "a"),
            Block::copy_to_composer("a", "b"),
            Block::completions([("hei", "Hei!")]),
            Block::link("a", "https://example.org"),
            Block::image("data:image/png;base64,iVBORw0KGgo=", "a"),
            Block::video_call("v", "a"),
        ];
        let kinds: Vec<Value> = made.iter().map(|block| json!(block)["type"].clone()).collect();
        assert_eq!(kinds, vuoro_blocks::Block::KINDS);
        let read = vuoro_blocks::View::read(&json!(View::new(made.to_vec()))).unwrap();
        assert_eq!(read.blocks.len(), made.len(), "none is of a type that the host doesn't know");
    }

    #[test]
    fn a_view_without_a_title_leaves_it_to_the_manifest() {
        assert_eq!(json!(View::new(vec![Block::text("a")])), json!({ "blocks": [{ "type": "text", "text": "a" }] }));
        assert_eq!(json!(View::new(vec![]).title("T")), json!({ "title": "T", "blocks": [] }));
    }
}
