use std::any::Any;

use async_graphql::{Name, Value, dynamic::FieldValue};
use serde_json::{Map, Value as Json};
use vuoro_domain::{
    ActOnPanel, CallError, Error, FieldError, Panel, PluginRefusal, Slot, Subject,
    view::{self, Block, BlockRow, View},
};

use super::value::typed;
use crate::{
    bind::{Binder, Call, Leaf, Object, Resolved, Stop},
    error::Failure,
    guest::refused,
};

/// A view with its panel's title; the record behind `PanelView`.
struct Shown {
    title: String,
    blocks: Vec<Block>,
}

/// The result of an action; the record behind `PanelActed`.
struct Acted {
    view: Option<Shown>,
    toast: Option<String>,
    composer_text: Option<String>,
}

/// The values that break rules; the record behind `PanelInvalid`.
struct Invalid(Vec<FieldError>);

pub(super) fn bind(binder: &mut Binder) {
    binder
        .object::<Panel>("Panel")
        .get("plugin", |panel| panel.plugin.leaf())
        .get("slot", |panel| Some(Value::Enum(Name::new(word(panel.slot)))))
        .get_for("title", |panel, scope| panel.title.get(scope.context.language).leaf())
        .load("view", |call| Box::pin(view(call)));
    binder.object::<Shown>("PanelView").get("title", |view| view.title.leaf()).pick_many(
        "blocks",
        |view| &view.blocks,
        member,
    );
    binder.object::<BlockRow>("BlockRow").pick_many("blocks", |row| &row.blocks, member);
    texts(binder);
    inputs(binder);
    binder
        .object::<Acted>("PanelActed")
        .one("view", |acted| acted.view.as_ref())
        .get("toast", |acted| acted.toast.leaf())
        .get("composerText", |acted| acted.composer_text.leaf());
    binder
        .object::<Invalid>("PanelInvalid")
        .get("message", |_| "Some values break rules: see what to do about each.".leaf())
        .many("errors", |invalid| &invalid.0);
    binder
        .object::<FieldError>("PanelError")
        .get("field", |error| error.field.leaf())
        .get("message", |error| error.message.leaf());
    binder.load("Query", "panels", |call| Box::pin(panels(call)));
    binder.load("Mutation", "actOnPanel", |call| Box::pin(act(call)));
}

/// Blocks that show something.
fn texts(binder: &mut Binder) {
    binder.object::<view::HeadingBlock>("HeadingBlock").get("text", |it| it.text.leaf());
    binder
        .object::<view::ProgressBlock>("ProgressBlock")
        .get("caption", |it| it.label.leaf())
        .get("done", |it| it.value.leaf())
        .get("total", |it| it.max.leaf());
    binder.object::<view::TextBlock>("TextBlock").get("text", |it| it.text.leaf());
    binder.object::<view::FieldsBlock>("FieldsBlock").many("fields", |it| &it.fields);
    binder.object::<view::Pair>("BlockField").get("label", |it| it.label.leaf()).get("value", |it| it.value.leaf());
    binder.object::<view::ListBlock>("ListBlock").many("rows", |it| &it.rows);
    binder
        .object::<view::CalloutBlock>("CalloutBlock")
        .get("tone", |it| it.tone.leaf())
        .get("text", |it| it.text.leaf());
    binder
        .object::<view::CopyToComposerBlock>("CopyToComposerBlock")
        .get("label", |it| it.label.leaf())
        .get("text", |it| it.text.leaf());
    binder.object::<view::CompletionsBlock>("CompletionsBlock").many("items", |it| &it.items);
    binder
        .object::<view::Completion>("Completion")
        .get("keyword", |it| it.keyword.leaf())
        .get("text", |it| it.text.leaf());
    binder.object::<view::LinkBlock>("LinkBlock").get("label", |it| it.label.leaf()).get("url", |it| it.url.leaf());
    binder.object::<view::ImageBlock>("ImageBlock").get("url", |it| it.url.leaf()).get("alt", |it| it.alt.leaf());
}

/// Binds what every input has.
fn question<'b, T: Any + Send + Sync>(object: Object<'b, T>, of: fn(&T) -> &view::Question) -> Object<'b, T> {
    object
        .get("id", move |it| of(it).id.leaf())
        .get("label", move |it| of(it).label.leaf())
        .get("help", move |it| of(it).help.leaf())
        .get("required", move |it| of(it).required.leaf())
}

/// Blocks that take input.
fn inputs(binder: &mut Binder) {
    binder
        .object::<view::FormBlock>("FormBlock")
        .get("id", |it| it.id.leaf())
        .get("submitLabel", |it| it.submit_label.leaf())
        .pick_many("blocks", |it| &it.blocks, member);
    question(binder.object::<view::TextInputBlock>("TextInputBlock"), |it| &it.question)
        .get("value", |it| it.value.leaf())
        .get("maxLength", |it| it.max_length.leaf())
        .get("pattern", |it| it.pattern.leaf())
        .get("inputMode", |it| it.input_mode.leaf());
    question(binder.object::<view::LongTextBlock>("LongTextBlock"), |it| &it.question)
        .get("value", |it| it.value.leaf())
        .get("maxLength", |it| it.max_length.leaf());
    for type_name in ["SelectBlock", "RadioBlock"] {
        question(binder.object::<view::OptionsBlock>(type_name), |it| &it.question)
            .get("value", |it| it.value.leaf())
            .many("options", |it| &it.options);
    }
    question(binder.object::<view::MultiSelectBlock>("MultiSelectBlock"), |it| &it.question)
        .get("values", |it| Some(Value::List(it.value.iter().filter_map(Leaf::leaf).collect())))
        .many("options", |it| &it.options);
    binder
        .object::<view::BlockOption>("BlockOption")
        .get("value", |it| it.value.leaf())
        .get("label", |it| it.label.leaf())
        .get("description", |it| it.description.leaf())
        .get("disabled", |it| it.disabled.leaf());
    question(binder.object::<view::CheckboxBlock>("CheckboxBlock"), |it| &it.question)
        .get("checked", |it| it.value.leaf());
    question(binder.object::<view::ScaleBlock>("ScaleBlock"), |it| &it.question)
        .get("min", |it| it.min.leaf())
        .get("max", |it| it.max.leaf())
        .get("number", |it| it.value.leaf())
        .get("minLabel", |it| it.min_label.leaf())
        .get("maxLabel", |it| it.max_label.leaf());
    question(binder.object::<view::FacesBlock>("FacesBlock"), |it| &it.question).get("face", |it| it.value.leaf());
    question(binder.object::<view::NumberBlock>("NumberBlock"), |it| &it.question)
        .get("amount", |it| it.value.leaf())
        .get("least", |it| it.min.leaf())
        .get("most", |it| it.max.leaf())
        .get("whole", |it| it.whole.leaf());
    question(binder.object::<view::DateBlock>("DateBlock"), |it| &it.question)
        .get("date", |it| it.value.leaf())
        .get("earliest", |it| it.min.leaf())
        .get("latest", |it| it.max.leaf());
    binder
        .object::<view::TagPickerBlock>("TagPickerBlock")
        .get("id", |it| it.id.leaf())
        .get("label", |it| it.label.leaf())
        .get("help", |it| it.help.leaf())
        .many("tags", |it| &it.tags);
    binder
        .object::<view::BlockTag>("BlockTag")
        .get("id", |it| it.id.leaf())
        .get("label", |it| it.label.leaf())
        .get("colour", |it| it.colour.leaf())
        .get("depth", |it| i32::try_from(it.depth).unwrap_or(i32::MAX).leaf())
        .get("chosen", |it| it.chosen.leaf());
    binder
        .object::<view::ButtonBlock>("ButtonBlock")
        .get("id", |it| it.id.leaf())
        .get("label", |it| it.label.leaf())
        .get("carries", |it| it.values.clone().map(Json::Object).leaf())
        .get("confirm", |it| it.confirm.leaf())
        .get("danger", |it| it.is_danger().leaf());
    binder
        .object::<view::VideoCallBlock>("VideoCallBlock")
        .get("id", |it| it.id.leaf())
        .get("label", |it| it.label.leaf());
}

/// A block as the member of the union that it is.
fn member(block: &Block) -> FieldValue<'_> {
    macro_rules! members {
        ($($variant:ident: $type_name:literal),+ $(,)?) => {
            match block {
                $(Block::$variant(it) => FieldValue::borrowed_any(it).with_type($type_name),)+
                // Can't occur in a view: it was replaced by its fallback or removed when the view was read.
                Block::Unknown => FieldValue::NULL,
            }
        };
    }
    members!(
        Heading: "HeadingBlock",
        Text: "TextBlock",
        Progress: "ProgressBlock",
        Fields: "FieldsBlock",
        Form: "FormBlock",
        TextInput: "TextInputBlock",
        LongText: "LongTextBlock",
        Select: "SelectBlock",
        MultiSelect: "MultiSelectBlock",
        Radio: "RadioBlock",
        Checkbox: "CheckboxBlock",
        Scale: "ScaleBlock",
        Faces: "FacesBlock",
        Number: "NumberBlock",
        Date: "DateBlock",
        TagPicker: "TagPickerBlock",
        List: "ListBlock",
        Button: "ButtonBlock",
        Callout: "CalloutBlock",
        CopyToComposer: "CopyToComposerBlock",
        Completions: "CompletionsBlock",
        Link: "LinkBlock",
        Image: "ImageBlock",
        VideoCall: "VideoCallBlock",
    )
}

/// The slot's name in the schema.
fn word(slot: Slot) -> String {
    slot.as_str().replace('-', "_").to_ascii_uppercase()
}

fn slot(word: Option<&str>) -> Result<Slot, Stop> {
    let slot = word.and_then(|word| word.replace('_', "-").to_ascii_lowercase().parse().ok());
    slot.ok_or_else(|| Failure::bad_input("slot is missing or of another type").into())
}

fn shown(view: View, title: &str) -> Shown {
    Shown { title: view.title.unwrap_or_else(|| title.to_owned()), blocks: view.blocks }
}

async fn panels(call: Call<'_>) -> Resolved<'_> {
    let subject = Subject { conversation: wanted(&call, "conversationId")?, queue: wanted(&call, "queueId")? };
    call.list_of(call.domain().panels(call.caller(), slot(call.word("slot"))?, subject).await?)
}

/// An optional id; `None` when it isn't given, NOT_FOUND when the text can't be such an id.
fn wanted<T: std::str::FromStr>(call: &Call<'_>, name: &str) -> Result<Option<T>, Stop> {
    match call.text(name) {
        None => Ok(None),
        Some(_) => call.id(name).map(Some).ok_or(Stop::Error(Error::NotFound)),
    }
}

async fn view(call: Call<'_>) -> Resolved<'_> {
    let panel = call.parent::<Panel>()?;
    let rendered = call.domain().render_panel(call.request(), panel).await;
    let view = rendered.map_err(|refusal| refused(&panel.plugin, &refusal, &call))?;
    Ok(view.map(|view| FieldValue::owned_any(shown(view, panel.title.get(call.language())))))
}

async fn act(call: Call<'_>) -> Resolved<'_> {
    let input = call.input()?;
    let values = match input.json("values") {
        None => Map::new(),
        Some(Json::Object(values)) => values,
        Some(_) => return Err(Failure::bad_input("values is an object").into()),
    };
    let subject = Subject { conversation: input.id_opt("conversationId")?, queue: input.id_opt("queueId")? };
    let did = ActOnPanel {
        plugin: input.text("plugin")?,
        slot: slot(input.text_opt("slot").as_deref())?,
        subject,
        block: input.text("block")?,
        values,
    };
    let plugin = did.plugin.clone();
    match call.domain().act_on_panel(call.request(), did).await {
        Ok((panel, view::Acted { view, toast, composer_text })) => {
            let view = view.map(|view| shown(view, panel.title.get(call.language())));
            typed("PanelActed", Acted { view, toast, composer_text })
        }
        Err(PluginRefusal::Call(CallError::Invalid(errors))) => typed("PanelInvalid", Invalid(errors)),
        Err(refusal) => Err(refused(&plugin, &refusal, &call)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_schema_has_each_type_of_block_and_no_other() {
        let sdl = include_str!("../../../../schema/organisation/panel.graphql");
        let union = sdl.lines().find_map(|line| line.strip_prefix("union Block = ")).expect("the union is on one line");
        let in_schema: Vec<&str> = union.split(" | ").collect();
        let upper = |word: &str| word[..1].to_ascii_uppercase() + &word[1..];
        let in_crate = Block::KINDS.map(|kind| kind.split('-').map(upper).collect::<String>() + "Block");
        assert_eq!(in_schema, in_crate);
    }
}
