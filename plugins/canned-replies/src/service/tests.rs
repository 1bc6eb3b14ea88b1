use vuoro_plugin::{
    Role,
    testing::{self, Host},
};

use super::*;

/// Resolves one field as the host does: what a failed call changed is undone.
fn ask(host: &Host, context: &Context, parent: &str, field: &str, arguments: Value) -> Result<Value, Error> {
    host.call(|| resolve(context, &FieldRequest::to(parent, field, arguments))).map(|mut values| values.remove(0))
}

fn mutate(host: &Host, context: &Context, field: &str, input: Value) -> Result<Value, Error> {
    ask(host, context, "Mutation", field, json!({ "input": input }))
}

fn make(host: &Host, context: &Context, scope: &str, keyword: &str) -> Result<String, Error> {
    let input = json!({ "scope": scope, "keyword": keyword, "text": format!("{keyword}, {scope}") });
    let made = mutate(host, context, "createCannedReply", input)?;
    assert_eq!(made["__typename"], "CannedReplyCreated");
    Ok(made["reply"]["id"].as_str().unwrap().to_owned())
}

/// Keyword and scope of each reply of the list.
fn list(host: &Host, context: &Context, arguments: Value) -> Vec<(String, String)> {
    let replies = ask(host, context, "Query", "cannedReplies", arguments).unwrap();
    let text = |value: &Value| value.as_str().unwrap().to_owned();
    replies.as_array().unwrap().iter().map(|reply| (text(&reply["keyword"]), text(&reply["scope"]))).collect()
}

fn pairs<const N: usize>(all: [(&str, &str); N]) -> Vec<(String, String)> {
    all.map(|(keyword, scope)| (keyword.to_owned(), scope.to_owned())).into()
}

#[test]
fn a_members_own_replies_come_first_and_stand_before_the_organisations() {
    let (host, niilo, operator) = (Host::start(), testing::handler("fi"), testing::operator("fi"));
    for keyword in ["hei", "aika"] {
        make(&host, &operator, "ORGANISATION", keyword).unwrap();
    }
    for keyword in ["moi", "hei"] {
        make(&host, &niilo, "PERSONAL", keyword).unwrap();
    }
    let all = list(&host, &niilo, json!({}));
    assert_eq!(all, pairs([("hei", "PERSONAL"), ("moi", "PERSONAL"), ("aika", "ORGANISATION")]));
    let shared = list(&host, &niilo, json!({ "scope": "ORGANISATION" }));
    assert_eq!(shared, pairs([("aika", "ORGANISATION"), ("hei", "ORGANISATION")]), "shadowed ones too");
    assert_eq!(list(&host, &niilo, json!({ "scope": "PERSONAL" })).len(), 2);
    assert_eq!(list(&host, &operator, json!({})), pairs([("aika", "ORGANISATION"), ("hei", "ORGANISATION")]));
}

#[test]
fn a_members_own_reply_is_not_there_for_anybody_else() {
    let (host, niilo) = (Host::start(), testing::handler("fi"));
    let id = make(&host, &niilo, "PERSONAL", "hei").unwrap();
    let before = host.kept("own/mem_handler/0");
    let aino = testing::member("mem_aino", Role::Owner, "fi");
    assert!(list(&host, &aino, json!({})).is_empty());
    let update = json!({ "replyId": id, "text": "Moi!" });
    assert_eq!(mutate(&host, &aino, "updateCannedReply", update), Err(Error::NotFound));
    assert_eq!(mutate(&host, &aino, "removeCannedReply", json!({ "replyId": id })), Err(Error::NotFound));
    assert_eq!(host.kept("own/mem_handler/0"), before);
    make(&host, &aino, "PERSONAL", "hei").unwrap();
}

#[test]
fn only_operators_and_owners_edit_the_organisations_replies() {
    let (host, niilo) = (Host::start(), testing::handler("fi"));
    let id = make(&host, &testing::operator("fi"), "ORGANISATION", "hei").unwrap();
    let before = host.kept("organisation/0");
    assert_eq!(make(&host, &niilo, "ORGANISATION", "moi"), Err(Error::NotAllowed));
    let update = json!({ "replyId": id, "text": "Moi!" });
    assert_eq!(mutate(&host, &niilo, "updateCannedReply", update.clone()), Err(Error::NotAllowed));
    assert_eq!(mutate(&host, &niilo, "removeCannedReply", json!({ "replyId": id })), Err(Error::NotAllowed));
    assert_eq!(host.kept("organisation/0"), before);
    let owner = testing::member("mem_owner", Role::Owner, "fi");
    let updated = mutate(&host, &owner, "updateCannedReply", update).unwrap();
    let reply = json!({ "id": id, "scope": "ORGANISATION", "keyword": "hei", "text": "Moi!" });
    assert_eq!(updated, json!({ "__typename": "CannedReplyUpdated", "reply": reply }));
}

#[test]
fn customers_and_the_system_see_and_change_nothing() {
    let host = Host::start();
    let id = make(&host, &testing::operator("fi"), "ORGANISATION", "hei").unwrap();
    let before = host.kept("organisation/0");
    for context in [testing::visitor("fi"), testing::system()] {
        assert_eq!(ask(&host, &context, "Query", "cannedReplies", json!({})), Err(Error::NotAllowed));
        for scope in ["PERSONAL", "ORGANISATION"] {
            assert_eq!(make(&host, &context, scope, "moi"), Err(Error::NotAllowed));
        }
        for field in ["updateCannedReply", "removeCannedReply"] {
            assert_eq!(mutate(&host, &context, field, json!({ "replyId": id })), Err(Error::NotAllowed));
        }
    }
    assert_eq!((host.kept("organisation/0"), host.keys().len()), (before, 1));
}

#[test]
fn what_is_removed_is_gone_with_its_key() {
    let (host, niilo) = (Host::start(), testing::handler("fi"));
    let id = make(&host, &niilo, "PERSONAL", "hei").unwrap();
    let removed = mutate(&host, &niilo, "removeCannedReply", json!({ "replyId": id })).unwrap();
    assert_eq!(removed, json!({ "__typename": "CannedReplyRemoved", "replyId": id }));
    assert!(host.keys().is_empty());
    assert_eq!(mutate(&host, &niilo, "removeCannedReply", json!({ "replyId": id })), Err(Error::NotFound));
}

#[test]
fn a_refusal_is_told_in_the_readers_language_and_names_the_value() {
    let host = Host::start();
    make(&host, &testing::handler("fi"), "PERSONAL", "hei").unwrap();
    let taken = make(&host, &testing::handler("sv"), "PERSONAL", "hei");
    assert_eq!(taken, Err(Error::invalid("keyword", "Ett annat svar har redan nyckelordet: välj ett annat.")));
    for n in 1..100 {
        make(&host, &testing::handler("fi"), "PERSONAL", &n.to_string()).unwrap();
    }
    let full = make(&host, &testing::handler("en"), "PERSONAL", "more");
    assert_eq!(full, Err(Error::refused("You have 100 replies: remove some first.")));
}

#[test]
fn the_fullest_list_fits_the_answer_of_a_call() {
    let (host, operator) = (Host::start(), testing::operator("en"));
    // As many short ones as the limit allows, with as much text as fits.
    for (scope, replies, chars) in [("PERSONAL", 100, 500), ("ORGANISATION", 200, 2_000)] {
        for n in 0..replies {
            let text = "\"".repeat(chars);
            let input = json!({ "scope": scope, "keyword": format!("{}{n}", scope.to_lowercase()), "text": text });
            match mutate(&host, &operator, "createCannedReply", input) {
                Ok(_) => {}
                Err(error) => assert!(matches!(error, Error::Refused(_)), "{error:?}"),
            }
        }
    }
    let list = ask(&host, &operator, "Query", "cannedReplies", json!({})).unwrap().to_string();
    assert!(list.len() > 500 * 1024 && list.len() <= 1024 * 1024, "{}", list.len());
}

#[test]
fn every_field_that_the_schema_adds_is_answered() {
    let sdl = include_str!("../../schema.graphql");
    let input = json!({ "replyId": "x", "scope": "PERSONAL", "keyword": "k", "text": "t" });
    let mut asked = 0;
    for parent in ["Query", "Mutation"] {
        let block = sdl.split(&format!("extend type {parent} {{")).nth(1).unwrap().split("\n}").next().unwrap();
        let is_field = |line: &&str| line.starts_with("  ") && line.contains('(');
        for field in block.lines().filter(is_field).map(|line| line.trim().split('(').next().unwrap()) {
            let arguments = if parent == "Query" { json!({}) } else { json!({ "input": input }) };
            let answer = ask(&Host::start(), &testing::operator("en"), parent, field, arguments);
            assert!(!matches!(answer, Err(Error::Failed(_))), "{parent}.{field}: {answer:?}");
            asked += 1;
        }
    }
    assert_eq!(asked, 4);
}
