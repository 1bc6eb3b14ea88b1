//! The panel among the tools: the queue's fields to fill in.
//!
//! Two agents who write at once lose nothing. The id of each input contains a hash of the value that it was shown with.
//! So a field that an agent left unchanged keeps what another agent saved in it meanwhile. A field that both changed
//! isn't saved: the form comes back with what was typed, and beside it what is saved.

use serde_json::{Value, json};
use vuoro_plugin::{Acted, Block, Choice, Context, Error, Input, Tone, View, chat, clock};

use super::{short, text::Label};
use crate::{
    Text,
    field::{Field, Fields, Kind, OPTION_CHARS_MAX},
    note::{Given, LONG_TEXT_CHARS_MAX, Notes, TEXT_CHARS_MAX, Writer},
    service::{edit, fill, kept},
};

/// The form's id.
const FORM: &str = "save";
/// Characters shown of an option; the smaller number is used when the view would otherwise be too large.
const OPTION_CHARS: [usize; 2] = [OPTION_CHARS_MAX, 20];
/// Most bytes of a view, with room for what the host adds.
const VIEW_BYTES_MAX: usize = 62 * 1024;
/// Most characters shown of what another person saved.
const SAVED_CHARS_MAX: usize = 900;

pub(super) fn render(context: &Context, conversation: &str) -> Result<View, Error> {
    let conversation = chat::conversation(conversation)?;
    let (fields, notes) = (edit::read(&conversation.queue_id)?, kept::read(&conversation.id)?);
    Ok(view(context, &fields, &notes, &[]))
}

/// One field of the submitted form.
struct Filled {
    /// The input's id.
    input: String,
    /// The field's id and its new values.
    given: Given,
    /// Whether it differs from what is saved.
    is_changed: bool,
    /// Whether another person changed it too.
    is_conflict: bool,
}

pub(super) fn act(context: &Context, conversation: &str, input: &Input) -> Result<Acted, Error> {
    if input.block != FORM {
        return Err(Error::NotFound);
    }
    let conversation = chat::conversation(conversation)?;
    let (fields, notes) = (edit::read(&conversation.queue_id)?, kept::read(&conversation.id)?);
    let filled =
        input.values.iter().filter_map(|(id, value)| filled(context, (&fields, &notes), id, value).transpose());
    let filled: Vec<_> = filled.collect::<Result<_, Error>>()?;
    let given: Vec<_> = filled.iter().map(|one| one.given.clone()).collect();
    if filled.iter().any(|one| one.is_conflict) {
        // Values that couldn't be saved in any case are reported first.
        let writer = Writer { member: &context.need_member()?.id, now_ms: clock::now_ms() };
        let tried = notes.clone().save((&conversation.queue_id, &fields), notes.version, &given, writer);
        tried.map_err(|refusal| at_inputs(refusal.told(context), &filled))?;
        return Ok(Acted::show(Some(view(context, &fields, &notes, &filled))).toast(Label::NotSaved.to(context)));
    }
    let save = fill::Save { conversation_id: conversation.id.clone(), version: notes.version.into(), values: given };
    fill::save(context, &save).map_err(|error| at_inputs(error, &filled))?;
    let notes = kept::read(&conversation.id)?;
    Ok(Acted::show(Some(view(context, &fields, &notes, &[]))).toast(Label::Saved.to(context)))
}

/// Reads one input; `None` when its field was removed and the input has no new value.
fn filled(
    context: &Context,
    (fields, notes): (&Fields, &Notes),
    input: &str,
    value: &Value,
) -> Result<Option<Filled>, Error> {
    let (id, base) = input.split_once('~').ok_or(Error::NotFound)?;
    let invalid = |text: Text| Error::invalid(input, text.to(context));
    let typed: Vec<&str> = match value {
        Value::Null => Vec::new(),
        Value::String(text) => vec![text.trim()],
        Value::Array(values) => values
            .iter()
            .map(|value| value.as_str().ok_or_else(|| invalid(Text::NotAnOption)))
            .collect::<Result<_, _>>()?,
        _ => return Err(invalid(Text::One)),
    };
    let typed: Vec<&str> = typed.into_iter().filter(|text| !text.is_empty()).collect();
    let Some(field) = fields.get(id) else {
        // Whether the removed field was a text or a choice isn't known any more.
        let is_untouched =
            typed.is_empty() || [hash_of(&typed), hash_of_hashes(&typed)].iter().any(|hash| hash == base);
        return if is_untouched { Ok(None) } else { Err(invalid(Text::FieldGone)) };
    };
    let saved = notes.get(id).map(|note| note.values.as_slice()).unwrap_or_default();
    let is_touched = base != if field.kind.has_options() { hash_of_hashes(&typed) } else { hash_of(&typed) };
    let values = match (is_touched, field.kind.has_options()) {
        (false, _) => saved.to_vec(),
        (true, false) => typed.into_iter().map(str::to_owned).collect(),
        (true, true) => {
            let offered = || options(field, saved);
            if !typed.iter().all(|typed| offered().any(|option| option_hash(option) == *typed)) {
                return Err(invalid(Text::NotAnOption));
            }
            offered().filter(|option| typed.contains(&option_hash(option).as_str())).map(str::to_owned).collect()
        }
    };
    let is_changed = values != saved;
    let is_conflict = is_changed && base != hash_of(saved);
    let given = Given { field_id: id.to_owned(), values };
    Ok(Some(Filled { input: input.to_owned(), given, is_changed, is_conflict }))
}

/// Reports an error of the rules at the input that it concerns.
fn at_inputs(error: Error, filled: &[Filled]) -> Error {
    let Error::Invalid(mut errors) = error else { return error };
    for error in &mut errors {
        let at = error.field.split('.').nth(1).and_then(|at| at.parse::<usize>().ok());
        match at.and_then(|at| filled.get(at)) {
            Some(one) => error.field.clone_from(&one.input),
            // A required field that the form doesn't show yet.
            None => return Error::refused(error.message.clone()),
        }
    }
    Error::Invalid(errors)
}

/// The form with the saved values, or with what was typed where that wasn't saved; then the notes of fields that the
/// queue doesn't have.
fn view(context: &Context, fields: &Fields, notes: &Notes, filled: &[Filled]) -> View {
    let [all, fewer] = OPTION_CHARS.map(|chars| view_with(context, (fields, notes), filled, chars));
    if json!(all).to_string().len() <= VIEW_BYTES_MAX { all } else { fewer }
}

fn view_with(context: &Context, (fields, notes): (&Fields, &Notes), filled: &[Filled], option_chars: usize) -> View {
    let mut blocks = Vec::new();
    if filled.iter().any(|one| one.is_conflict) {
        blocks.push(Block::callout(Tone::Warning, Text::Changed.to(context)));
    }
    let mut inputs = Vec::new();
    for field in fields.all() {
        let saved = notes.get(&field.id).map(|note| note.values.as_slice()).unwrap_or_default();
        let typed = filled.iter().find(|one| one.given.field_id == field.id && one.is_changed);
        let values = typed.map_or(saved, |one| one.given.values.as_slice());
        inputs.push(input(context, field, saved, values, option_chars));
        if typed.is_some_and(|one| one.is_conflict) {
            let saved = if saved.is_empty() { Label::Emptied.to(context).to_owned() } else { saved.join(", ") };
            let text = format!("{}: {}", Label::SavedMeanwhile.to(context), short(&saved, SAVED_CHARS_MAX));
            inputs.push(Block::callout(Tone::Warning, text));
        }
    }
    if inputs.is_empty() {
        blocks.push(Block::text(Label::NoFieldsHere.to(context)));
    } else {
        blocks.push(Block::form(FORM, Label::Save.to(context), inputs));
    }
    let others = notes.sorted(fields).into_iter().filter(|note| fields.get(&note.field).is_none());
    let others: Vec<_> = others.map(|note| (note.label, note.values.join(", "))).collect();
    if !others.is_empty() {
        blocks.extend([Block::text(Label::Others.to(context)), Block::fields(others)]);
    }
    View::new(blocks)
}

fn input(context: &Context, field: &Field, saved: &[String], values: &[String], option_chars: usize) -> Block {
    let id = format!("{}~{}", field.id, hash_of(saved));
    let choices = || {
        let all = options(field, saved);
        all.map(|option| Choice::new(option_hash(option), short(option, option_chars))).collect::<Vec<_>>()
    };
    let first = values.first();
    let block = match field.kind {
        Kind::Text => Block::text_input(&id, &field.label).max_length(TEXT_CHARS_MAX as u32),
        Kind::LongText => Block::long_text(&id, &field.label).max_length(LONG_TEXT_CHARS_MAX as u32),
        Kind::Choice => Block::select(&id, &field.label, choices()),
        Kind::Choices => Block::multi_select(&id, &field.label, choices()),
    };
    let block = match (field.kind, first) {
        (Kind::Choices, _) => block.value(values.iter().map(|value| option_hash(value)).collect::<Vec<_>>()),
        (Kind::Choice, Some(value)) => block.value(option_hash(value)),
        (_, Some(value)) => block.value(value.as_str()),
        (_, None) => block,
    };
    if field.required { block.required().help(Label::RequiredHelp.to(context)) } else { block }
}

/// The options to choose from: those of the field, and saved values whose option was removed.
fn options<'o>(field: &'o Field, saved: &'o [String]) -> impl Iterator<Item = &'o str> {
    let gone = saved.iter().filter(|value| !field.options.contains(value));
    field.options.iter().chain(gone).map(String::as_str)
}

/// A short stand-in for an option in the form's values; it stays the same when options are reordered.
fn option_hash(option: &str) -> String {
    format!("{:016x}", kept::hash(option))
}

/// A hash of a field's values that doesn't depend on their order.
fn hash_of<S: AsRef<str>>(values: &[S]) -> String {
    hash_of_hashes(&values.iter().map(|value| option_hash(value.as_ref())).collect::<Vec<_>>())
}

fn hash_of_hashes<S: AsRef<str>>(hashes: &[S]) -> String {
    let mut hashes: Vec<&str> = hashes.iter().map(AsRef::as_ref).collect();
    hashes.sort_unstable();
    option_hash(&hashes.concat())
}
