//! The tree in the organisation's settings. All tags with their colours are one tag picker; a press opens one of them
//! on its own, so that 200 tags fit the 100 blocks and the 64 KiB of a view.

use serde_json::json;
use vuoro_plugin::{Acted, Block, Choice, Error, Input, Tag, View};

use super::{Call, Label, rules};
use crate::{
    Tree,
    service::edit,
    tree::{DEPTH_MAX, NAME_CHARS_MAX},
};

/// The picker's id.
const PICKER: &str = "tree";
/// The value for "no parent" in the choice of a place. No tag has this id.
const TOP: &str = "top";
/// The colours to choose from, easy to tell apart; any other can be typed.
const COLOURS: [(&str, Label); 8] = [
    ("#2f6fde", Label::Blue),
    ("#0f8a8a", Label::Teal),
    ("#2e8b3d", Label::Green),
    ("#d9a400", Label::Yellow),
    ("#d9660f", Label::Orange),
    ("#d0342c", Label::Red),
    ("#8a4fbf", Label::Violet),
    ("#6b7280", Label::Grey),
];

/// All tags, a form for a new one, and a button to the rules.
pub(super) fn overview(call: &mut Call<'_>) -> Result<View, Error> {
    let tree = edit::read_tree(&mut call.host)?;
    let rules = edit::read_rules(&mut call.host)?.all().len();
    let tags = tree.sorted().into_iter().map(|(tag, path)| Tag {
        id: tag.id.clone(),
        label: tag.name.clone(),
        colour: tag.colour.clone(),
        depth: u32::try_from(path.len().saturating_sub(1)).unwrap_or_default(),
        chosen: false,
    });
    let tags: Vec<_> = tags.collect();
    let shown = if tags.is_empty() {
        Block::text(call.text(Label::NoTags))
    } else {
        Block::tag_picker(PICKER, call.text(Label::Tree), tags).help(call.text(Label::TreeHelp))
    };
    let all_rules = (rules > 0).then(|| {
        Block::button("rules", format!("{} ({rules})", call.text(Label::AllRules))).values(json!({ "from": 0 }))
    });
    let add = Block::form("add", call.text(Label::Add), inputs(call, "", COLOURS[0].0));
    Ok(View::new([shown, add].into_iter().chain(all_rules).collect()))
}

/// Handles a tag that was opened, a form that was submitted or a button that was pressed.
pub(super) fn act(call: &mut Call<'_>, input: &Input) -> Result<Acted, Error> {
    let shown = |view: Result<View, Error>| Ok(Acted::show(Some(view?)));
    let (block, id) = input.block.split_once('/').unwrap_or((&input.block, ""));
    let tag_id = || input.value::<String>(call.context, "tagId");
    match block {
        "back" => shown(overview(call)),
        PICKER | "open" => {
            let id = tag_id()?;
            shown(one(call, &id))
        }
        "under" => {
            let id = tag_id()?;
            shown(new_under(call, &id))
        }
        "add" => add(call, input, (!id.is_empty()).then_some(id)),
        "save" => save(call, input, id),
        "remove" => {
            let id = tag_id()?;
            remove(call, id)
        }
        _ => rules::act(call, input, block, id),
    }
}

fn add(call: &mut Call<'_>, input: &Input, parent: Option<&str>) -> Result<Acted, Error> {
    let (name, colour) = (input.value::<String>(call.context, "name")?, colour(call, input)?);
    let new = edit::Create { name, colour, parent_id: parent.map(str::to_owned) };
    let (host, asker) = call.parts();
    let made = edit::create(host, &asker, &new).map_err(Error::from);
    let made = made.map_err(|error| explained(call, input, error))?;
    let done = call.told(Label::Added, made["tag"]["name"].as_str().unwrap_or_default());
    Ok(Acted::show(Some(overview(call)?)).toast(done))
}

/// Saves name, colour and place together, or none of them.
fn save(call: &mut Call<'_>, input: &Input, id: &str) -> Result<Acted, Error> {
    let (name, colour) = (input.value::<String>(call.context, "name")?, colour(call, input)?);
    let parent: String = input.value(call.context, "parentId")?;
    let parent_id = (parent != TOP).then_some(parent);
    let tree = edit::read_tree(&mut call.host)?;
    let is_moved = tree.get(id).map_err(|_| call.gone(Label::TagGone))?.parent != parent_id;
    if let Some(parent) = &parent_id {
        tree.get(parent).map_err(|_| Error::invalid("parentId", call.text(Label::TagGone)))?;
    }
    let update = edit::Update { tag_id: id.to_owned(), name: Some(name.clone()), colour: Some(colour) };
    let placed = edit::Move { tag_id: id.to_owned(), parent_id };
    let (host, asker) = call.parts();
    // The move comes first, because the new name must be free in the new place and not in the old one. The old name may
    // be taken in the new place, so the other order is tried too.
    let done = if is_moved {
        edit::move_under(host, &asker, &placed)
            .and_then(|_| edit::update(host, &asker, &update))
            .or_else(|_| edit::update(host, &asker, &update).and_then(|_| edit::move_under(host, &asker, &placed)))
    } else {
        edit::update(host, &asker, &update)
    };
    done.map_err(Error::from).map_err(|error| explained(call, input, error))?;
    let done = call.told(Label::Saved, name.trim());
    Ok(Acted::show(Some(overview(call)?)).toast(done))
}

fn remove(call: &mut Call<'_>, tag_id: String) -> Result<Acted, Error> {
    let tree = edit::read_tree(&mut call.host)?;
    let name = tree.get(&tag_id).map_err(|_| call.gone(Label::TagGone))?.name.clone();
    let (host, asker) = call.parts();
    edit::remove(host, &asker, &edit::Remove { tag_id })?;
    Ok(Acted::show(Some(overview(call)?)).toast(call.told(Label::TagRemoved, &name)))
}

/// One tag: its name, colour and place, and the other actions on it.
fn one(call: &mut Call<'_>, id: &str) -> Result<View, Error> {
    let tree = edit::read_tree(&mut call.host)?;
    let tag = tree.get(id).map_err(|_| call.gone(Label::TagGone))?;
    let rules = edit::read_rules(&mut call.host)?.all().iter().filter(|rule| rule.tag == id).count();
    let mut fields = inputs(call, &tag.name, &tag.colour);
    let place = Block::select("parentId", call.text(Label::Place), places(call, &tree, id)).required();
    fields.push(place.value(tag.parent.as_deref().unwrap_or(TOP)));
    let named = json!({ "tagId": id });
    let mut blocks = vec![Block::form(&format!("save/{id}"), call.text(Label::Save), fields)];
    if tree.path(id).len() < DEPTH_MAX {
        blocks.push(call.button("under", Label::AddUnder).values(named.clone()));
    }
    let confirm = format!("{}: {}", tag.name, call.text(Label::ReallyRemove));
    blocks.extend([
        Block::button("rules", format!("{} ({rules})", call.text(Label::RulesOfTag)))
            .values(json!({ "tagId": id, "from": 0 })),
        call.button("remove", Label::Remove).values(named).confirm(confirm).danger(),
        call.button("back", Label::Back),
    ]);
    Ok(View::new(blocks).title(call.told(Label::Tag, &tag.name)))
}

/// A form for a new tag under this one.
fn new_under(call: &mut Call<'_>, id: &str) -> Result<View, Error> {
    let tree = edit::read_tree(&mut call.host)?;
    let tag = tree.get(id).map_err(|_| call.gone(Label::TagGone))?;
    let form = Block::form(&format!("add/{id}"), call.text(Label::Add), inputs(call, "", &tag.colour));
    let back = call.button("open", Label::Back).values(json!({ "tagId": id }));
    Ok(View::new(vec![form, back]).title(call.told(Label::Under, &tag.name)))
}

/// The inputs for name and colour. A colour that isn't among those to choose from is typed.
fn inputs(call: &Call<'_>, name: &str, colour: &str) -> Vec<Block> {
    let mut options: Vec<_> = COLOURS.iter().map(|(colour, label)| Choice::new(*colour, call.text(*label))).collect();
    if !COLOURS.iter().any(|(known, _)| *known == colour) {
        options.push(Choice::new(colour, colour));
    }
    let name_input = Block::text_input("name", call.text(Label::Name)).required().max_length(NAME_CHARS_MAX as u32);
    vec![
        if name.is_empty() { name_input } else { name_input.value(name) },
        Block::select("colour", call.text(Label::Colour), options).required().value(colour),
        Block::text_input("otherColour", call.text(Label::OtherColour))
            .pattern("#[0-9A-Fa-f]{6}")
            .max_length(7)
            .help(call.text(Label::OtherColourHelp)),
    ]
}

/// The places where a tag can be: at the top, or under any tag except itself and those under it.
fn places(call: &Call<'_>, tree: &Tree, id: &str) -> Vec<Choice> {
    let others = tree.sorted().into_iter().filter(|(other, _)| !tree.is_within(&other.id, id));
    let under = others.map(|(tag, path)| {
        // Whole paths would be too long for the view, so dashes show the depth.
        let dashes = "– ".repeat(path.len().saturating_sub(1));
        Choice::new(&tag.id, format!("{dashes}{}", tag.name))
    });
    [Choice::new(TOP, call.text(Label::Top))].into_iter().chain(under).collect()
}

/// The colour that was typed, otherwise the one that was chosen.
fn colour(call: &Call<'_>, input: &Input) -> Result<String, Error> {
    let written: Option<String> = input.value(call.context, "otherColour")?;
    match written.map(|colour| colour.trim().to_owned()).filter(|colour| !colour.is_empty()) {
        Some(colour) => Ok(colour),
        None => input.value(call.context, "colour"),
    }
}

/// Reports an error at the input that it concerns.
fn explained(call: &Call<'_>, input: &Input, error: Error) -> Error {
    let is_written =
        input.values.get("otherColour").and_then(serde_json::Value::as_str).is_some_and(|it| !it.trim().is_empty());
    match error {
        Error::NotFound => call.gone(Label::TagGone),
        // The form for a tag under another one has no choice of a place.
        Error::Invalid(mut errors)
            if errors.iter().any(|error| error.field == "parentId") && !input.values.contains_key("parentId") =>
        {
            Error::refused(errors.remove(0).message)
        }
        Error::Invalid(mut errors) if is_written => {
            errors
                .iter_mut()
                .filter(|error| error.field == "colour")
                .for_each(|error| error.field = "otherColour".to_owned());
            Error::Invalid(errors)
        }
        other => other,
    }
}
