//! The rules in the organisation's settings: all of them, or those of one tag with a form for a new one.

use serde_json::json;
use vuoro_plugin::{Acted, Block, Choice, Error, Input, View};

use super::{Call, Label, short};
use crate::{
    Rule, Test,
    rules::{KEY_CHARS_MAX, TEXT_CHARS_MAX},
    service::edit,
};

/// Most rules shown at once: with the longest possible texts, this many fit into the view's 64 KiB.
const ROWS_MAX: usize = 20;
/// Most characters of a tag's path before a rule.
const PATH_CHARS_MAX: usize = 100;

/// Handles a list that was opened, a form that was submitted or a button that was pressed.
pub(super) fn act(call: &mut Call<'_>, input: &Input, block: &str, id: &str) -> Result<Acted, Error> {
    match block {
        "rules" => {
            let tag: Option<String> = input.value(call.context, "tagId")?;
            let from: Option<usize> = input.value(call.context, "from")?;
            Ok(Acted::show(Some(list(call, tag.as_deref(), from.unwrap_or_default())?)))
        }
        "add-rule" => add(call, input, id),
        "remove-rule" => remove(call, input),
        _ => Err(Error::NotFound),
    }
}

fn add(call: &mut Call<'_>, input: &Input, tag: &str) -> Result<Acted, Error> {
    let (key, test): (String, String) = (input.value(call.context, "key")?, input.value(call.context, "test")?);
    if !["PRESENT", "EQUALS", "CONTAINS"].contains(&test.as_str()) {
        return Err(Error::invalid("test", call.text(Label::ChooseTest)));
    }
    // An input that was left empty counts as absent.
    let text: Option<String> = input.value(call.context, "text")?;
    let text = text.filter(|text| !text.trim().is_empty());
    let (host, asker) = call.parts();
    let made = edit::create_rule(host, &asker, &edit::CreateRule { tag_id: tag.to_owned(), key, test, text });
    let made = made.map_err(Error::from);
    made.map_err(|error| if error == Error::NotFound { call.gone(Label::TagGone) } else { error })?;
    let done = call.text(Label::RuleAdded);
    Ok(Acted::show(Some(list(call, Some(tag), 0)?)).toast(done))
}

fn remove(call: &mut Call<'_>, input: &Input) -> Result<Acted, Error> {
    let rule_id: String = input.value(call.context, "ruleId")?;
    let tag: Option<String> = input.value(call.context, "tagId")?;
    let (host, asker) = call.parts();
    let removed = edit::remove_rule(host, &asker, &edit::RemoveRule { rule_id }).map_err(Error::from);
    removed.map_err(|error| if error == Error::NotFound { call.gone(Label::RuleGone) } else { error })?;
    let done = call.text(Label::RuleRemoved);
    Ok(Acted::show(Some(list(call, tag.as_deref(), 0)?)).toast(done))
}

/// The rules of a tag, or all rules, from the given one on.
fn list(call: &mut Call<'_>, tag: Option<&str>, from: usize) -> Result<View, Error> {
    let tree = edit::read_tree(&mut call.host)?;
    let rules = edit::read_rules(&mut call.host)?;
    let title = match tag {
        Some(id) => call.told(Label::RulesOfTag, &tree.get(id).map_err(|_| call.gone(Label::TagGone))?.name),
        None => call.text(Label::AllRules).to_owned(),
    };
    let found: Vec<_> = rules.all().iter().filter(|rule| tag.is_none_or(|tag| rule.tag == tag)).collect();
    let rest = found.get(from..).unwrap_or_default();
    let (shown, hidden) = rest.split_at(rest.len().min(ROWS_MAX));
    let rows = shown.iter().map(|rule| {
        let told = told(call, rule);
        let remove = call.button("remove-rule", Label::RemoveRule);
        let remove =
            remove.values(json!({ "ruleId": rule.id, "tagId": tag })).confirm(call.text(Label::ReallyRemoveRule));
        let path = || short(&tree.path(&rule.tag).join(" / "), PATH_CHARS_MAX);
        let line = if tag.is_some() { told } else { format!("{}: {told}", path()) };
        vec![Block::text(line), remove.danger()]
    });
    let rows: Vec<_> = rows.collect();
    let mut blocks = vec![if rows.is_empty() { Block::text(call.text(Label::NoRules)) } else { Block::list(rows) }];
    if !hidden.is_empty() {
        let label = format!("{} ({})", call.text(Label::More), hidden.len());
        let values = json!({ "tagId": tag, "from": from.saturating_add(shown.len()) });
        blocks.push(Block::button("rules", label).values(values));
    }
    match tag {
        Some(id) => blocks.extend([
            Block::form(&format!("add-rule/{id}"), call.text(Label::AddRule), inputs(call)),
            call.button("open", Label::Back).values(json!({ "tagId": id })),
        ]),
        None => blocks.extend([Block::text(call.text(Label::RuleHelp)), call.button("back", Label::Back)]),
    }
    Ok(View::new(blocks).title(title))
}

fn inputs(call: &Call<'_>) -> Vec<Block> {
    let tests = [("EQUALS", Label::Equals), ("CONTAINS", Label::Contains), ("PRESENT", Label::Present)];
    let tests = tests.map(|(value, label)| Choice::new(value, call.text(label))).into();
    vec![
        Block::text_input("key", call.text(Label::Key))
            .required()
            .max_length(KEY_CHARS_MAX as u32)
            .help(call.text(Label::KeyHelp)),
        Block::radio("test", call.text(Label::Test), tests).required().value("EQUALS"),
        Block::text_input("text", call.text(Label::Compared))
            .max_length(TEXT_CHARS_MAX as u32)
            .help(call.text(Label::ComparedHelp)),
    ]
}

/// The rule in words, such as `plan is “gold”`, in the reader's language.
fn told(call: &Call<'_>, rule: &Rule) -> String {
    let (label, text) = match &rule.test {
        Test::Present => return format!("{} {}", rule.key, call.text(Label::RulePresent)),
        Test::Equals(text) => (Label::RuleEquals, text),
        Test::Contains(text) => (Label::RuleContains, text),
    };
    let quoted = call.context.text("”", "“", "”");
    format!("{} {} {quoted}{text}”", rule.key, call.text(label))
}
