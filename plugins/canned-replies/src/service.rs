//! The GraphQL fields: checks the actor's right, reads and stores replies.

use serde::Deserialize;
use serde_json::{Value, json};
use vuoro_plugin::{Context, Error, FieldRequest, random, store};

use crate::{
    Refusal,
    shelf::{Page, Reply, Scope, Shelf},
};

/// Resolves a field: one value for each parent, in their order.
///
/// # Errors
/// A refusal for the person, or the host's error.
pub fn resolve(context: &Context, request: &FieldRequest) -> Result<Vec<Value>, Error> {
    match request.name() {
        ("Query", "cannedReplies") => request.answer(replies(context, request.argument("scope")?)?),
        ("Mutation", "createCannedReply") => request.answer(create(context, &request.argument("input")?)?),
        ("Mutation", "updateCannedReply") => request.answer(update(context, &request.argument("input")?)?),
        ("Mutation", "removeCannedReply") => request.answer(remove(context, &request.argument("input")?)?),
        _ => Err(request.unknown()),
    }
}

/// A new reply.
#[derive(Deserialize)]
pub struct Create {
    /// Who will be able to use it.
    pub scope: Scope,
    /// The keyword that stands for the text.
    pub keyword: String,
    /// The text that is put into the composer.
    pub text: String,
}

/// A change of a reply.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Update {
    /// The reply's id.
    pub reply_id: String,
    /// The new keyword, if it changes.
    pub keyword: Option<String>,
    /// The new text, if it changes.
    pub text: Option<String>,
}

/// The removal of a reply.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Remove {
    /// The reply's id.
    pub reply_id: String,
}

/// The replies that a member may use: their own by keyword, then the organisation's by keyword, except those whose
/// keyword the member uses for one of their own.
///
/// # Errors
/// `not-allowed` for customers; the host's.
pub fn usable(context: &Context) -> Result<Vec<(Scope, Reply)>, Error> {
    let (own, organisation) = (open(context, Scope::Personal)?, open(context, Scope::Organisation)?);
    let others = organisation.sorted().into_iter().filter(|reply| !own.has_keyword(&reply.keyword));
    let of = |scope| move |reply: &Reply| (scope, reply.clone());
    let own = own.sorted().into_iter().map(of(Scope::Personal));
    Ok(own.chain(others.map(of(Scope::Organisation))).collect())
}

fn replies(context: &Context, only: Option<Scope>) -> Result<Vec<Value>, Error> {
    match only {
        None => Ok(usable(context)?.iter().map(|(scope, reply)| shown(*scope, reply)).collect()),
        Some(scope) => Ok(open(context, scope)?.sorted().into_iter().map(|reply| shown(scope, reply)).collect()),
    }
}

/// Creates a reply.
///
/// # Errors
/// A refusal for the person, or the host's error.
pub fn create(context: &Context, input: &Create) -> Result<Value, Error> {
    need_editor(context, input.scope)?;
    let id = random::unique();
    let shelf = open(context, input.scope)?;
    edit(context, shelf, "CannedReplyCreated", |shelf| shelf.create(&id, &input.keyword, &input.text))
}

/// Changes a reply.
///
/// # Errors
/// A refusal for the person, or the host's error.
pub fn update(context: &Context, input: &Update) -> Result<Value, Error> {
    let shelf = find(context, &input.reply_id)?;
    let (keyword, text) = (input.keyword.as_deref(), input.text.as_deref());
    edit(context, shelf, "CannedReplyUpdated", |shelf| shelf.update(&input.reply_id, keyword, text))
}

/// Removes a reply.
///
/// # Errors
/// A refusal for the person, or the host's error.
pub fn remove(context: &Context, input: &Remove) -> Result<Value, Error> {
    let mut shelf = find(context, &input.reply_id)?;
    let before = shelf.clone();
    shelf.remove(&input.reply_id).map_err(|refusal| refusal.told(context))?;
    keep(context, &before, &shelf)?;
    Ok(json!({ "__typename": "CannedReplyRemoved", "replyId": input.reply_id }))
}

/// Changes a shelf, stores it, and returns the reply that `change` gives.
fn edit(
    context: &Context,
    mut shelf: Shelf,
    type_name: &str,
    change: impl FnOnce(&mut Shelf) -> Result<&Reply, Refusal>,
) -> Result<Value, Error> {
    let (before, scope) = (shelf.clone(), shelf.scope());
    let reply = shown(scope, change(&mut shelf).map_err(|refusal| refusal.told(context))?);
    keep(context, &before, &shelf)?;
    Ok(json!({ "__typename": type_name, "reply": reply }))
}

/// The shelf with this reply, for an actor who may change it. Another member's reply isn't found.
fn find(context: &Context, reply: &str) -> Result<Shelf, Error> {
    for scope in [Scope::Personal, Scope::Organisation] {
        let shelf = open(context, scope)?;
        if shelf.get(reply).is_ok() {
            need_editor(context, scope)?;
            return Ok(shelf);
        }
    }
    Err(Error::NotFound)
}

/// Checks that the actor may edit replies of this scope.
///
/// # Errors
/// `not-allowed` otherwise.
pub fn need_editor(context: &Context, scope: Scope) -> Result<(), Error> {
    match scope {
        Scope::Personal => context.need_member().map(|_| ()),
        Scope::Organisation => context.need_operator(),
    }
}

/// The replies of a scope, for the acting member. Two calls at once lose nothing: the host runs a call again when
/// another one changed what it had read.
///
/// # Errors
/// `not-allowed` for customers; the host's.
pub fn open(context: &Context, scope: Scope) -> Result<Shelf, Error> {
    let pages = store::get_many_json::<Page>(&keys(context, scope)?)?;
    Ok(Shelf::of(scope, pages.into_iter().map(Option::unwrap_or_default).collect()))
}

/// Writes the pages that changed.
fn keep(context: &Context, before: &Shelf, after: &Shelf) -> Result<(), Error> {
    let pages = before.pages().iter().zip(after.pages());
    for (key, (before, after)) in keys(context, after.scope())?.iter().zip(pages) {
        if after == before {
            continue;
        }
        if after.is_empty() {
            store::remove(key)?;
        } else {
            store::put_json(key, after)?;
        }
    }
    Ok(())
}

fn keys(context: &Context, scope: Scope) -> Result<Vec<String>, Error> {
    let member = context.need_member()?;
    let whose = match scope {
        Scope::Personal => format!("own/{}", member.id),
        Scope::Organisation => "organisation".to_owned(),
    };
    Ok((0..scope.pages()).map(|page| format!("{whose}/{page}")).collect())
}

/// The reply as `CannedReply` of the schema.
fn shown(scope: Scope, reply: &Reply) -> Value {
    json!({ "id": reply.id, "scope": scope, "keyword": reply.keyword, "text": reply.text })
}

#[cfg(test)]
mod tests;
