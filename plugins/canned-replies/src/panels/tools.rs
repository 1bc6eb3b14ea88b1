//! The panel beside the conversation: replies to click, and a search.

use serde_json::json;
use vuoro_plugin::{Acted, Block, Context, Error, Input, View};

use super::{composer, preview, text::Label};
use crate::{
    service,
    shelf::{Reply, Scope},
};

/// From this many replies on, the search is shown.
const FIND_FROM: usize = 10;
/// Most replies shown at once, each of two blocks.
const ROWS_MAX: usize = 40;
/// Most bytes of the replies shown at once; a view has 64 KiB.
const ROWS_BYTES_MAX: usize = 48 * 1024;
/// Bytes of a row without its texts.
const ROW_BYTES: usize = 150;
/// Most characters of a text shown below its keyword.
const PREVIEW_CHARS_MAX: usize = 120;
/// Most characters of a search.
const FIND_CHARS_MAX: u32 = 100;

pub(super) fn render(context: &Context) -> Result<View, Error> {
    page(context, "", 0)
}

pub(super) fn act(context: &Context, input: &Input) -> Result<Acted, Error> {
    let find: Option<String> = input.value(context, "find")?;
    let from: Option<usize> = input.value(context, "from")?;
    match input.block.as_str() {
        "search" | "more" | "first" => {
            Ok(Acted::show(Some(page(context, find.as_deref().unwrap_or_default(), from.unwrap_or_default())?)))
        }
        _ => Err(Error::NotFound),
    }
}

/// The replies with `find` in their keyword or text, from the given one on.
fn page(context: &Context, find: &str, from: usize) -> Result<View, Error> {
    let all = service::usable(context)?;
    if all.is_empty() {
        return Ok(View::new(vec![Block::text(Label::NoneYet.to(context))]));
    }
    let mut blocks = Vec::new();
    if all.len() > FIND_FROM {
        let input = Block::text_input("find", Label::Find.to(context)).max_length(FIND_CHARS_MAX).value(find);
        blocks.push(Block::form("search", Label::FindButton.to(context), vec![input]));
    }
    let found: Vec<_> = all.iter().filter(|(_, reply)| has(reply, find)).collect();
    if found.is_empty() {
        blocks.push(Block::text(Label::NoMatch.to(context)));
    }
    let rest = found.get(from..).unwrap_or_default();
    let (shown, hidden) = rest.split_at(rows(rest));
    for (scope, heading) in [(Scope::Personal, Label::Own), (Scope::Organisation, Label::Shared)] {
        let rows: Vec<_> = shown.iter().filter(|(of, _)| *of == scope).map(|(_, reply)| row(reply)).collect();
        if !rows.is_empty() {
            blocks.extend([Block::text(heading.to(context)), Block::list(rows)]);
        }
    }
    let button = |id, label: String, from| Block::button(id, label).values(json!({ "find": find, "from": from }));
    if !hidden.is_empty() {
        let label = format!("{} ({})", Label::More.to(context), hidden.len());
        blocks.push(button("more", label, from.saturating_add(shown.len())));
    }
    if from > 0 {
        blocks.push(button("first", Label::First.to(context).to_owned(), 0));
    }
    blocks.extend(composer::left_out(context, all));
    Ok(View::new(blocks))
}

fn has(reply: &Reply, find: &str) -> bool {
    // A member may type a keyword as in the composer, with its slash.
    let find = find.trim().trim_start_matches('/').to_lowercase();
    reply.keyword.contains(&find) || reply.text.to_lowercase().contains(&find)
}

/// How many of these replies are shown at once; at least one.
fn rows(replies: &[&(Scope, Reply)]) -> usize {
    let mut bytes = 0;
    let fits = |(_, reply): &&&(Scope, Reply)| {
        let previewed = preview(&reply.text, PREVIEW_CHARS_MAX);
        bytes += json!([reply.text, previewed]).to_string().len() + ROW_BYTES;
        bytes <= ROWS_BYTES_MAX
    };
    replies.iter().take(ROWS_MAX).take_while(fits).count().max(1).min(replies.len())
}

fn row(reply: &Reply) -> Vec<Block> {
    let keyword = format!("/{}", reply.keyword);
    vec![Block::copy_to_composer(keyword, &reply.text), Block::text(preview(&reply.text, PREVIEW_CHARS_MAX))]
}
