//! The composer's panel: which text each keyword stands for.

use serde_json::json;
use vuoro_plugin::{Block, Context, Error, Tone, View};

use super::text::Label;
use crate::{
    service,
    shelf::{Reply, Scope},
};

/// Most bytes of all keywords and texts together: a view has 64 KiB, and the largest collections are ten times larger.
const COMPLETIONS_BYTES_MAX: usize = 60 * 1024;
/// Most keywords that are named when they don't fit.
const NAMED_MAX: usize = 10;

/// The completions for the member; `None` when there are no replies.
pub(super) fn render(context: &Context) -> Result<Option<View>, Error> {
    let (fitting, _) = split(service::usable(context)?);
    let items = fitting.into_iter().map(|reply| (reply.keyword, reply.text));
    let items: Vec<_> = items.collect();
    Ok((!items.is_empty()).then(|| View::new(vec![Block::completions(items)])))
}

/// A note on which keywords can't be typed; `None` when all can.
pub(super) fn left_out(context: &Context, replies: Vec<(Scope, Reply)>) -> Option<Block> {
    let (_, left_out) = split(replies);
    let named: Vec<_> = left_out.iter().take(NAMED_MAX).map(|reply| format!("/{}", reply.keyword)).collect();
    let more = if left_out.len() > named.len() { " …" } else { "" };
    let text = || format!("{}: {}{more}", Label::LeftOut.to(context), named.join(", "));
    (!named.is_empty()).then(|| Block::callout(Tone::Info, text()))
}

/// Splits the replies into those that fit, by keyword, and those that don't. A member's own come first, then the
/// organisation's; within each the short ones, so that as many keywords as possible can be used.
fn split(mut replies: Vec<(Scope, Reply)>) -> (Vec<Reply>, Vec<Reply>) {
    let bytes = |reply: &Reply| json!({ "keyword": reply.keyword, "text": reply.text }).to_string().len() + 1;
    replies.sort_by_cached_key(|(scope, reply)| (*scope == Scope::Organisation, bytes(reply)));
    let (mut fitting, mut left_out, mut room) = (Vec::new(), Vec::new(), COMPLETIONS_BYTES_MAX);
    for (_, reply) in replies {
        if let Some(rest) = room.checked_sub(bytes(&reply)) {
            room = rest;
            fitting.push(reply);
        } else {
            left_out.push(reply);
        }
    }
    for replies in [&mut fitting, &mut left_out] {
        replies.sort_by(|a, b| a.keyword.cmp(&b.keyword));
    }
    (fitting, left_out)
}
