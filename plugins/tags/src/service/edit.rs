//! Edits the organisation's tags and rules.

use serde::Deserialize;
use serde_json::{Value as Json, json};

use super::{Asker, Fail, Host, host::Kept, payload};
use crate::{NewRule, Rule, Rules, Test, Tree};

/// The key of the tree.
pub(crate) const TREE: &str = "tree";
/// The key of the rules.
pub(crate) const RULES: &str = "rules";

/// The key of a removed tag, which conversations go on showing.
pub(crate) fn gone_key(tag: &str) -> String {
    format!("gone/{tag}")
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Create {
    pub(crate) name: String,
    pub(crate) colour: String,
    pub(crate) parent_id: Option<String>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Update {
    pub(crate) tag_id: String,
    pub(crate) name: Option<String>,
    pub(crate) colour: Option<String>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Move {
    pub(crate) tag_id: String,
    pub(crate) parent_id: Option<String>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Remove {
    pub(crate) tag_id: String,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct CreateRule {
    pub(crate) tag_id: String,
    pub(crate) key: String,
    pub(crate) test: String,
    pub(crate) text: Option<String>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct RemoveRule {
    pub(crate) rule_id: String,
}

/// Reads the current tree.
pub(crate) fn read_tree(host: &mut impl Host) -> Result<Tree, Fail> {
    Ok(Kept::read(host, TREE)?.value)
}

/// Reads the current rules.
pub(crate) fn read_rules(host: &mut impl Host) -> Result<Rules, Fail> {
    Ok(Kept::read(host, RULES)?.value)
}

pub(crate) fn tags(host: &mut impl Host, asker: &Asker<'_>) -> Result<Json, Fail> {
    asker.member()?;
    let tree = Kept::<Tree>::read(host, TREE)?.value;
    Ok(tree.sorted().into_iter().map(|(tag, _)| shown(&tree, &tag.id)).collect())
}

pub(crate) fn rules(host: &mut impl Host, asker: &Asker<'_>) -> Result<Json, Fail> {
    asker.operator()?;
    let rules = Kept::<Rules>::read(host, RULES)?.value;
    Ok(rules.all().iter().map(shown_rule).collect())
}

pub(crate) fn create(host: &mut impl Host, asker: &Asker<'_>, input: &Create) -> Result<Json, Fail> {
    asker.operator()?;
    let id = host.unique();
    edit(host, asker, "TagCreated", |tree| {
        tree.create(&id, &input.name, &input.colour, input.parent_id.as_deref())?;
        Ok(id.clone())
    })
}

pub(crate) fn update(host: &mut impl Host, asker: &Asker<'_>, input: &Update) -> Result<Json, Fail> {
    asker.operator()?;
    edit(host, asker, "TagUpdated", |tree| {
        tree.update(&input.tag_id, input.name.as_deref(), input.colour.as_deref())?;
        Ok(input.tag_id.clone())
    })
}

pub(crate) fn move_under(host: &mut impl Host, asker: &Asker<'_>, input: &Move) -> Result<Json, Fail> {
    asker.operator()?;
    edit(host, asker, "TagUpdated", |tree| {
        tree.move_under(&input.tag_id, input.parent_id.as_deref())?;
        Ok(input.tag_id.clone())
    })
}

pub(crate) fn remove(host: &mut impl Host, asker: &Asker<'_>, input: &Remove) -> Result<Json, Fail> {
    asker.operator()?;
    let mut tree = Kept::<Tree>::read(host, TREE)?;
    let mut rules = Kept::<Rules>::read(host, RULES)?;
    let mut gone = Kept::<Option<crate::Gone>>::read(host, &gone_key(&input.tag_id))?;
    gone.value = Some(tree.value.remove(&input.tag_id).map_err(|refusal| asker.told(refusal))?);
    gone.write(host)?;
    tree.write(host)?;
    if rules.value.forget(&input.tag_id) {
        rules.write(host)?;
    }
    Ok(payload("TagRemoved", [("tagId", input.tag_id.as_str().into())]))
}

pub(crate) fn create_rule(host: &mut impl Host, asker: &Asker<'_>, input: &CreateRule) -> Result<Json, Fail> {
    asker.operator()?;
    let told = |refusal| asker.told(refusal);
    Kept::<Tree>::read(host, TREE)?.value.get(&input.tag_id).map_err(told)?;
    let mut rules = Kept::<Rules>::read(host, RULES)?;
    let new = NewRule { tag: &input.tag_id, key: &input.key, test: &input.test, text: input.text.as_deref() };
    let rule = shown_rule(rules.value.create(&host.unique(), &new).map_err(told)?);
    rules.write(host)?;
    Ok(payload("TagRuleCreated", [("rule", rule)]))
}

pub(crate) fn remove_rule(host: &mut impl Host, asker: &Asker<'_>, input: &RemoveRule) -> Result<Json, Fail> {
    asker.operator()?;
    let mut rules = Kept::<Rules>::read(host, RULES)?;
    rules.value.remove(&input.rule_id).map_err(|refusal| asker.told(refusal))?;
    rules.write(host)?;
    Ok(payload("TagRuleRemoved", [("ruleId", input.rule_id.as_str().into())]))
}

/// Changes the tree and returns the tag whose id `change` gives.
fn edit(
    host: &mut impl Host,
    asker: &Asker<'_>,
    type_name: &str,
    change: impl FnOnce(&mut Tree) -> Result<String, crate::Refusal>,
) -> Result<Json, Fail> {
    let mut tree = Kept::<Tree>::read(host, TREE)?;
    let id = change(&mut tree.value).map_err(|refusal| asker.told(refusal))?;
    let tag = shown(&tree.value, &id);
    tree.write(host)?;
    Ok(payload(type_name, [("tag", tag)]))
}

/// The tag as `Tag` of the schema; null when there is none.
fn shown(tree: &Tree, id: &str) -> Json {
    tree.get(id).map_or(Json::Null, |tag| {
        json!({ "id": tag.id, "name": tag.name, "colour": tag.colour, "parentId": tag.parent, "path": tree.path(id) })
    })
}

/// The rule as `TagRule` of the schema.
fn shown_rule(rule: &Rule) -> Json {
    let (test, text) = match &rule.test {
        Test::Present => ("PRESENT", None),
        Test::Equals(text) => ("EQUALS", Some(text)),
        Test::Contains(text) => ("CONTAINS", Some(text)),
    };
    json!({ "id": rule.id, "tagId": rule.tag, "key": rule.key, "test": test, "text": text })
}
