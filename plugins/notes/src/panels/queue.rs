//! The panel in the queue's settings: its fields and their order, a form for a new one and one for each.

use serde_json::json;
use vuoro_plugin::{Acted, Block, Choice, Context, Error, Input, View, chat};

use super::{short, text::Label};
use crate::{
    field::{Edit, Field, Fields, Kind, LABEL_CHARS_MAX, New, OPTION_CHARS_MAX, OPTIONS_MAX},
    service::edit,
};

/// Most characters shown of a field's options.
const OPTIONS_CHARS_MAX: usize = 120;

pub(super) fn render(context: &Context, queue: &str) -> Result<View, Error> {
    overview(context, &fields(context, queue)?)
}

pub(super) fn act(context: &Context, queue: &str, input: &Input) -> Result<Acted, Error> {
    let fields = fields(context, queue)?;
    let field = |id: &str| fields.get(id).ok_or_else(|| Error::refused(Label::Gone.to(context)));
    let named = || field(&input.value::<String>(context, "fieldId")?).cloned();
    let after = |label: Label, name: &str| {
        let view = overview(context, &edit::read(queue)?)?;
        Ok(Acted::show(Some(view)).toast(format!("{}: {name}", label.to(context))))
    };
    match input.block.as_str() {
        "back" => Ok(Acted::show(Some(overview(context, &fields)?))),
        "open" => Ok(Acted::show(Some(one(context, &named()?)))),
        "up" | "down" => {
            let field_ids = moved(&fields, &named()?.id, input.block == "up");
            edit::order(context, &edit::Order { queue_id: queue.to_owned(), field_ids })?;
            Ok(Acted::show(Some(overview(context, &edit::read(queue)?)?)))
        }
        "add" => {
            let new = New {
                kind: input.value(context, "kind")?,
                label: input.value(context, "label")?,
                required: input.value::<Option<bool>>(context, "required")?.unwrap_or_default(),
                options: lines(context, input)?,
            };
            let name = new.label.trim().to_owned();
            edit::create(context, &edit::Create { queue_id: queue.to_owned(), new }).map_err(at_options)?;
            after(Label::Added, &name)
        }
        "remove" => {
            let Field { id: field_id, label, .. } = named()?;
            edit::remove(context, &edit::Remove { queue_id: queue.to_owned(), field_id })?;
            after(Label::Removed, &label)
        }
        block => {
            let id = block.strip_prefix("field/").ok_or(Error::NotFound)?;
            let kind = field(id)?.kind;
            let label: String = input.value(context, "label")?;
            let name = label.trim().to_owned();
            let edit = Edit {
                label: Some(label),
                required: input.value(context, "required")?,
                options: kind.has_options().then(|| lines(context, input)).transpose()?,
            };
            let update = edit::Update { queue_id: queue.to_owned(), field_id: id.to_owned(), edit };
            edit::update(context, &update).map_err(at_options)?;
            after(Label::FieldSaved, &name)
        }
    }
}

/// The queue's fields, for an actor who may edit them.
fn fields(context: &Context, queue: &str) -> Result<Fields, Error> {
    context.need_operator()?;
    if !chat::queues()?.iter().any(|there| there.id == queue) {
        return Err(Error::NotFound);
    }
    edit::read(queue)
}

/// The ids with this one moved one place up or down; unchanged at the end of the list.
fn moved(fields: &Fields, id: &str, up: bool) -> Vec<String> {
    let mut ids: Vec<String> = fields.all().iter().map(|field| field.id.clone()).collect();
    let at = ids.iter().position(|other| other == id).unwrap_or_default();
    let other = if up { at.saturating_sub(1) } else { (at + 1).min(ids.len().saturating_sub(1)) };
    ids.swap(at, other);
    ids
}

/// The options, one on each line; empty lines are skipped.
fn lines(context: &Context, input: &Input) -> Result<Vec<String>, Error> {
    let text: Option<String> = input.value(context, "options")?;
    let text = text.unwrap_or_default();
    Ok(text.lines().map(str::trim).filter(|line| !line.is_empty()).map(str::to_owned).collect())
}

/// Reports errors of single options at the one input that holds them all.
fn at_options(error: Error) -> Error {
    let Error::Invalid(mut errors) = error else { return error };
    errors.iter_mut().filter(|error| error.field.starts_with("options.")).for_each(|error| error.field.truncate(7));
    Error::Invalid(errors)
}

fn overview(context: &Context, fields: &Fields) -> Result<View, Error> {
    let last = fields.all().len().saturating_sub(1);
    let rows = fields.all().iter().enumerate().map(|(at, field)| {
        let button = |id, label: Label| Block::button(id, label.to(context)).values(json!({ "fieldId": field.id }));
        let up = (at > 0).then(|| button("up", Label::Up));
        let down = (at < last).then(|| button("down", Label::Down));
        let first = [Block::text(described(context, field)), button("open", Label::Edit)];
        first.into_iter().chain(up).chain(down).collect()
    });
    let rows: Vec<_> = rows.collect();
    let shown = if rows.is_empty() { Block::text(Label::NoFields.to(context)) } else { Block::list(rows) };
    Ok(View::new(vec![shown, Block::form("add", Label::Add.to(context), new_inputs(context))]))
}

/// `Outcome (one choice, required): Sold, Not sold`.
fn described(context: &Context, field: &Field) -> String {
    let kind = kind_label(field.kind).to(context);
    let required = if field.required { format!(", {}", Label::RequiredWord.to(context)) } else { String::new() };
    let options = short(&field.options.join(", "), OPTIONS_CHARS_MAX);
    let colon = if options.is_empty() { "" } else { ": " };
    format!("{} ({}{required}){colon}{options}", field.label, kind.to_lowercase())
}

fn one(context: &Context, field: &Field) -> View {
    let mut inputs = vec![label(context).value(field.label.as_str())];
    if field.kind.has_options() {
        inputs.push(options(context).required().value(field.options.join("\n")));
    }
    inputs.push(Block::checkbox("required", Label::Required.to(context)).value(field.required));
    let confirm = format!("{}: {}", field.label, Label::ReallyRemove.to(context));
    let remove = Block::button("remove", Label::Remove.to(context)).values(json!({ "fieldId": field.id }));
    View::new(vec![
        Block::form(&format!("field/{}", field.id), Label::Save.to(context), inputs),
        remove.confirm(confirm).danger(),
        Block::button("back", Label::Back.to(context)),
    ])
    .title(format!("{} ({})", field.label, kind_label(field.kind).to(context).to_lowercase()))
}

fn new_inputs(context: &Context) -> Vec<Block> {
    let kinds =
        [("TEXT", Kind::Text), ("LONG_TEXT", Kind::LongText), ("CHOICE", Kind::Choice), ("CHOICES", Kind::Choices)];
    let kinds = kinds.map(|(value, kind)| Choice::new(value, kind_label(kind).to(context))).into();
    vec![
        label(context),
        Block::radio("kind", Label::Kind.to(context), kinds).required().value("TEXT"),
        options(context),
        Block::checkbox("required", Label::Required.to(context)).value(false),
    ]
}

fn label(context: &Context) -> Block {
    Block::text_input("label", Label::NameOfField.to(context)).required().max_length(LABEL_CHARS_MAX as u32)
}

fn options(context: &Context) -> Block {
    let chars_max = OPTIONS_MAX * (OPTION_CHARS_MAX + 1);
    Block::long_text("options", Label::Options.to(context))
        .max_length(chars_max as u32)
        .help(Label::OptionsHelp.to(context))
}

fn kind_label(kind: Kind) -> Label {
    match kind {
        Kind::Text => Label::Text,
        Kind::LongText => Label::LongText,
        Kind::Choice => Label::Choice,
        Kind::Choices => Label::Choices,
    }
}
