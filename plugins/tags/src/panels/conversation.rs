//! A conversation's tags: those it has in its header, and all that there are in its tools.

use serde_json::{Value as Json, json};
use vuoro_plugin::{Acted, Block, Error, Input, Slot, Tag, View};

use super::{Call, Label, short};
use crate::service::{Host, conversation, edit};

/// Characters shown of a tag's name in the trail, and of its rule's condition. With the largest tree above it, more
/// would exceed the 64 KiB of a view.
const TRAIL_CHARS_MAX: [usize; 2] = [24, 60];
/// The picker's id.
const PICKER: &str = "tags";

/// The conversation's tags; `None` when it has none.
pub(super) fn header(call: &mut Call<'_>, id: &str) -> Result<Option<View>, Error> {
    let tags: Vec<_> = on(call, id)?.iter().map(|tag| chosen(call, tag)).collect();
    let picker = || Block::tag_picker(PICKER, call.text(Label::Tags), tags.clone());
    Ok((!tags.is_empty()).then(|| View::new(vec![picker()])))
}

/// The whole tree with the conversation's tags chosen, then tags that were removed from the tree since, and which rules
/// put tags on.
pub(super) fn tools(call: &mut Call<'_>, id: &str) -> Result<View, Error> {
    let on = on(call, id)?;
    let tree = edit::read_tree(&mut call.host)?;
    let is_on = |id: &str| on.iter().any(|tag| tag["id"] == id);
    let all = tree.sorted().into_iter().map(|(tag, path)| Tag {
        id: tag.id.clone(),
        label: tag.name.clone(),
        colour: tag.colour.clone(),
        depth: u32::try_from(path.len().saturating_sub(1)).unwrap_or_default(),
        chosen: is_on(&tag.id),
    });
    let removed = on.iter().filter(|tag| tag["removed"] == true).map(|tag| chosen(call, tag));
    let tags: Vec<_> = all.chain(removed).collect();
    if tags.is_empty() {
        return Ok(View::new(vec![Block::text(call.text(Label::NoTagsYet))]));
    }
    let picker = Block::tag_picker(PICKER, call.text(Label::OfConversation), tags);
    let [name_max, because_max] = TRAIL_CHARS_MAX;
    let trail = on.iter().filter_map(|tag| {
        let because = call.told(Label::Rule, &short(tag["because"].as_str()?, because_max));
        Some((short(text(tag, "name"), name_max), because))
    });
    let trail: Vec<_> = trail.collect();
    let trail = (!trail.is_empty()).then(|| Block::fields(trail));
    Ok(View::new([picker].into_iter().chain(trail).collect()))
}

/// A tag was pressed.
pub(super) fn act(call: &mut Call<'_>, slot: Slot, id: &str, input: &Input) -> Result<Acted, Error> {
    if input.block != PICKER {
        return Err(Error::NotFound);
    }
    // Read first, so that a later `not-found` is about the tag.
    call.host.conversation(id)?;
    let tag: String = input.value(call.context, "tagId")?;
    let is_to_be: bool = input.value(call.context, "chosen")?;
    let change = conversation::Input { conversation_id: id.to_owned(), tag_id: tag.clone() };
    let before = on(call, id)?;
    let (host, asker) = call.parts();
    let done = if is_to_be {
        conversation::put_on(host, &asker, &change).map_err(Error::from)
    } else {
        conversation::take_off(host, &asker, &change).map_err(Error::from)
    };
    let after = done.map_err(|error| if error == Error::NotFound { call.gone(Label::TagGone) } else { error })?;
    let view = if slot == Slot::ConversationHeader {
        // A view without blocks, because `None` would leave the last tag shown.
        header(call, id)?.unwrap_or_default()
    } else {
        tools(call, id)?
    };
    let done = if is_to_be { Label::PutOn } else { Label::TakenOff };
    let after = after["tags"].as_array().into_iter().flatten();
    let name = after.chain(&before).find(|one| one["id"] == tag.as_str()).map(|one| call.told(done, text(one, "name")));
    let acted = Acted::show(Some(view));
    Ok(name.into_iter().fold(acted, Acted::toast))
}

/// The conversation's tags, each as `ConversationTag` of the schema. `not-found` when the member may not see the
/// conversation.
fn on(call: &mut Call<'_>, id: &str) -> Result<Vec<Json>, Error> {
    call.host.conversation(id)?;
    let (host, asker) = call.parts();
    let tags = conversation::tags(host, &asker, &[json!(id)])?.into_iter().next();
    Ok(tags.and_then(|tags| tags.as_array().cloned()).unwrap_or_default())
}

/// A tag that the conversation has, without its tree.
fn chosen(call: &Call<'_>, tag: &Json) -> Tag {
    let name = text(tag, "name");
    let label =
        if tag["removed"] == true { format!("{name} ({})", call.text(Label::Removed)) } else { name.to_owned() };
    Tag { id: text(tag, "id").to_owned(), label, colour: text(tag, "colour").to_owned(), depth: 0, chosen: true }
}

fn text<'t>(tag: &'t Json, property: &str) -> &'t str {
    tag[property].as_str().unwrap_or_default()
}
