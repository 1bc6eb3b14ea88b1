//! Tags on conversations.

use std::collections::BTreeMap;

use serde::Deserialize;
use serde_json::{Value as Json, json};

use super::{
    Asker, Fail, Host,
    edit::{RULES, TREE, gone_key},
    host::{Kept, parse, read_many},
    kept::{MOVED, Marked, read_all},
    payload,
};
use crate::{Gone, Marks, Origin, Rules, Tree};

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Input {
    pub(crate) conversation_id: String,
    pub(crate) tag_id: String,
}

/// The tags of each conversation, read together. The host asks only about conversations that the actor sees.
pub(crate) fn tags(host: &mut impl Host, asker: &Asker<'_>, parents: &[Json]) -> Result<Vec<Json>, Fail> {
    if asker.member().is_err() {
        return Ok(vec![Json::Null; parents.len()]);
    }
    let mut items = host.get_many([TREE, MOVED].map(str::to_owned).to_vec())?;
    let is_moved = items.pop().flatten().is_some();
    let tree: Tree = parse(TREE, items.pop().flatten())?.unwrap_or_default();
    let ids: Vec<&str> = parents.iter().map(|parent| parent.as_str().unwrap_or_default()).collect();
    let all = read_all(host, &ids, is_moved)?;
    shown(host, &tree, &all)
}

pub(crate) fn put_on(host: &mut impl Host, asker: &Asker<'_>, input: &Input) -> Result<Json, Fail> {
    let (member, _) = asker.member()?;
    // A conversation that doesn't exist and one that the actor may not see give the same error.
    host.conversation(&input.conversation_id)?;
    let tree = Kept::<Tree>::read(host, TREE)?.value;
    let name = tree.get(&input.tag_id).map_err(|refusal| asker.told(refusal))?.name.clone();
    let mut marked = Marked::read(host, &input.conversation_id)?;
    let is_new = marked.marks.put_on(&input.tag_id, Origin::Member(member.to_owned()));
    let marks = marked.marks.clone();
    if is_new.map_err(|refusal| asker.told(refusal))? {
        marked.write(host)?;
        host.annotate(&input.conversation_id, &input.tag_id, name.clone(), name)?;
    }
    answer(host, &tree, marks)
}

pub(crate) fn take_off(host: &mut impl Host, asker: &Asker<'_>, input: &Input) -> Result<Json, Fail> {
    asker.member()?;
    host.conversation(&input.conversation_id)?;
    let tree = Kept::<Tree>::read(host, TREE)?.value;
    let mut marked = Marked::read(host, &input.conversation_id)?;
    let was_on = marked.marks.take_off(&input.tag_id);
    let marks = marked.marks.clone();
    if was_on {
        marked.write(host)?;
        host.unannotate(&input.conversation_id, &input.tag_id)?;
    }
    answer(host, &tree, marks)
}

/// Applies the rules after a conversation was claimed or its metadata changed. Applying them again changes nothing.
///
/// # Errors
/// Whatever error the host gives. A conversation that was deleted meanwhile gives `NotFound`.
pub fn heard(host: &mut impl Host, conversation: &str) -> Result<(), Fail> {
    let rules = Kept::<Rules>::read(host, RULES)?.value;
    if rules.all().is_empty() {
        return Ok(());
    }
    let metadata = match host.conversation(conversation) {
        Ok(conversation) => conversation.get("metadata").and_then(Json::as_array).cloned().unwrap_or_default(),
        Err(Fail::NotFound) => return Ok(()),
        Err(fail) => return Err(fail),
    };
    let tree = Kept::<Tree>::read(host, TREE)?.value;
    let mut marked = Marked::read(host, conversation)?;
    let put = rules.apply(&metadata, &mut marked.marks);
    if put.is_empty() {
        return Ok(());
    }
    marked.write(host)?;
    for (rule, because) in put {
        let name = tree.get(&rule.tag).map_or_else(|_| rule.tag.clone(), |tag| tag.name.clone());
        host.annotate(conversation, &rule.tag, format!("{name} ({because})"), name)?;
    }
    Ok(())
}

fn answer(host: &mut impl Host, tree: &Tree, marks: Marks) -> Result<Json, Fail> {
    let tags = shown(host, tree, &[marks])?.into_iter().next().unwrap_or_else(|| json!([]));
    Ok(payload("ConversationTagged", [("tags", tags)]))
}

/// The tags of each conversation as `[ConversationTag!]` of the schema. A tag that was removed from the tree has its
/// last name.
fn shown(host: &mut impl Host, tree: &Tree, all: &[Marks]) -> Result<Vec<Json>, Fail> {
    let marks = || all.iter().flat_map(|marks| marks.on());
    let removed = marks().filter(|mark| tree.get(&mark.tag).is_err()).map(|mark| gone_key(&mark.tag));
    let gone: BTreeMap<String, Gone> = read_many(host, removed.collect())?;
    let one = |mark: &crate::Mark| {
        let gone = gone.get(&gone_key(&mark.tag));
        let (name, colour, removed) = match (tree.get(&mark.tag), gone) {
            (Ok(tag), _) => (&tag.name, &tag.colour, false),
            (Err(_), Some(gone)) => (&gone.name, &gone.colour, true),
            (Err(_), None) => return None,
        };
        let (member, rule, because) = match &mark.by {
            Origin::Member(id) => (Some(id), None, None),
            Origin::Rule { rule, because } => (None, Some(rule), Some(because)),
        };
        Some(json!({
            "id": mark.tag, "name": name, "colour": colour, "removed": removed,
            "memberId": member, "ruleId": rule, "because": because,
        }))
    };
    Ok(all.iter().map(|marks| marks.on().iter().filter_map(one).collect()).collect())
}
