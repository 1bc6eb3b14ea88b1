//! The settings: a member's own replies, or for operators the organisation's.

use serde_json::json;
use vuoro_plugin::{Acted, Block, Choice, Context, Error, Input, View};

use super::{composer, preview, text::Label};
use crate::{
    service,
    shelf::{KEYWORD_CHARS_MAX, Reply, Scope, TEXT_CHARS_MAX},
};

/// Up to this many replies, more of each text is shown; with more replies that would exceed the view's 64 KiB.
const FEW: usize = 60;
/// Characters shown of a text, among few replies and among many.
const PREVIEW_CHARS_MAX: [usize; 2] = [100, 30];

pub(super) fn render(context: &Context, scope: Scope) -> Result<View, Error> {
    service::need_editor(context, scope)?;
    overview(context, scope)
}

pub(super) fn act(context: &Context, scope: Scope, input: &Input) -> Result<Acted, Error> {
    service::need_editor(context, scope)?;
    let overview = || Ok::<_, Error>(Acted::show(Some(overview(context, scope)?)));
    let told = |label: Label, keyword: &str| format!("{}: /{keyword}", label.to(context));
    match input.block.as_str() {
        "back" => overview(),
        "open" => {
            let id: String = input.value(context, "replyId")?;
            Ok(Acted::show(Some(editor(context, &find(context, scope, &id)?))))
        }
        "add" => {
            let (keyword, text) = (input.value::<String>(context, "keyword")?, input.value(context, "text")?);
            let done = told(Label::Added, &keyword);
            service::create(context, &service::Create { scope, keyword, text })?;
            Ok(overview()?.toast(done))
        }
        "remove" => {
            let reply = find(context, scope, &input.value::<String>(context, "replyId")?)?;
            service::remove(context, &service::Remove { reply_id: reply.id })?;
            Ok(overview()?.toast(told(Label::Removed, &reply.keyword)))
        }
        block => {
            let id = block.strip_prefix("save/").ok_or(Error::NotFound)?;
            let reply_id = find(context, scope, id)?.id;
            let (keyword, text) = (input.value::<String>(context, "keyword")?, input.value(context, "text")?);
            let done = told(Label::Saved, &keyword);
            service::update(context, &service::Update { reply_id, keyword: Some(keyword), text: Some(text) })?;
            Ok(overview()?.toast(done))
        }
    }
}

/// Finds a reply of the scope. Another person may have removed it since the panel was shown.
fn find(context: &Context, scope: Scope, id: &str) -> Result<Reply, Error> {
    let shelf = service::open(context, scope)?;
    shelf.get(id).cloned().map_err(|_| Error::refused(Label::Gone.to(context)))
}

fn overview(context: &Context, scope: Scope) -> Result<View, Error> {
    let shelf = service::open(context, scope)?;
    let replies = shelf.sorted();
    let mut blocks = Vec::new();
    if replies.is_empty() {
        let none = if scope == Scope::Personal { Label::NoneOwn } else { Label::NoneShared };
        blocks.push(Block::text(none.to(context)));
    } else {
        let chars = PREVIEW_CHARS_MAX[usize::from(replies.len() > FEW)];
        let keyword = |reply: &Reply| format!("/{}", reply.keyword);
        blocks.push(Block::fields(replies.iter().map(|reply| (keyword(reply), preview(&reply.text, chars)))));
        let options = replies.iter().map(|reply| Choice::new(&reply.id, keyword(reply))).collect();
        let select = Block::select("replyId", Label::Choose.to(context), options).required();
        blocks.push(Block::form("open", Label::Edit.to(context), vec![select]));
    }
    blocks.extend(composer::left_out(context, service::usable(context)?));
    blocks.push(Block::form("add", Label::Add.to(context), inputs(context, None)));
    Ok(View::new(blocks))
}

fn editor(context: &Context, reply: &Reply) -> View {
    let confirm = format!("{} /{}?", Label::ReallyRemove.to(context), reply.keyword);
    let remove = Block::button("remove", Label::Remove.to(context)).values(json!({ "replyId": reply.id }));
    View::new(vec![
        Block::form(&format!("save/{}", reply.id), Label::Save.to(context), inputs(context, Some(reply))),
        remove.confirm(confirm).danger(),
        Block::button("back", Label::Back.to(context)),
    ])
    .title(format!("/{}", reply.keyword))
}

fn inputs(context: &Context, reply: Option<&Reply>) -> Vec<Block> {
    let filled = |block: Block, value: Option<&str>| value.into_iter().fold(block, |block, value| block.value(value));
    let keyword = Block::text_input("keyword", Label::Keyword.to(context))
        .pattern(format!("[a-z0-9]{{1,{KEYWORD_CHARS_MAX}}}"))
        .max_length(KEYWORD_CHARS_MAX as u32)
        .help(Label::KeywordHelp.to(context));
    let text = Block::long_text("text", Label::ReplyText.to(context)).max_length(TEXT_CHARS_MAX as u32);
    vec![
        filled(keyword.required(), reply.map(|reply| reply.keyword.as_str())),
        filled(text.required(), reply.map(|reply| reply.text.as_str())),
    ]
}
