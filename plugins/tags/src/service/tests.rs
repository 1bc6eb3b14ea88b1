use std::collections::BTreeMap;

use serde_json::json;

use super::*;

/// A host in memory, with one conversation.
#[derive(Default)]
struct Memory {
    kept: BTreeMap<String, Item>,
    of_conversations: BTreeMap<String, Item>,
    alarms: Vec<String>,
    metadata: Vec<Json>,
    annotations: BTreeMap<String, (String, String)>,
    ids: u32,
    reads: u32,
}

impl Host for Memory {
    fn get_many(&mut self, keys: Vec<String>) -> Result<Vec<Option<Item>>, Fail> {
        self.reads += 1;
        assert!(keys.len() <= 100);
        Ok(keys.iter().map(|key| self.kept.get(key).cloned()).collect())
    }

    fn put(&mut self, key: &str, value: Vec<u8>, expected: Expected) -> Result<(), Fail> {
        put(&mut self.kept, key, value, expected);
        Ok(())
    }

    fn delete(&mut self, key: &str, expected: Expected) -> Result<(), Fail> {
        assert!(expected == Expected::Anything || version(&self.kept, key) == expected, "{key}");
        self.kept.remove(key);
        Ok(())
    }

    fn scan(&mut self, prefix: &str, limit: u32) -> Result<Vec<(String, Item)>, Fail> {
        let its = self.kept.iter().filter(|(key, _)| key.starts_with(prefix)).take(limit as usize);
        Ok(its.map(|(key, item)| (key.clone(), item.clone())).collect())
    }

    fn get_of(&mut self, conversations: &[&str], name: &str) -> Result<Vec<Option<Item>>, Fail> {
        self.reads += 1;
        assert!(name == "marks" && conversations.len() <= 100);
        Ok(conversations.iter().map(|id| self.of_conversations.get(*id).cloned()).collect())
    }

    fn put_of(&mut self, conversation: &str, _: &str, value: Vec<u8>, expected: Expected) -> Result<(), Fail> {
        if conversation == "conv_gone" {
            return Err(Fail::NotFound);
        }
        put(&mut self.of_conversations, conversation, value, expected);
        Ok(())
    }

    fn delete_of(&mut self, conversation: &str, _: &str) -> Result<(), Fail> {
        self.of_conversations.remove(conversation).map(drop).ok_or(Fail::NotFound)
    }

    fn wake(&mut self, alarm: &str) -> Result<(), Fail> {
        self.alarms.push(alarm.to_owned());
        Ok(())
    }

    fn conversation(&mut self, id: &str) -> Result<Json, Fail> {
        if id == "conv_1" { Ok(json!({ "id": id, "metadata": self.metadata })) } else { Err(Fail::NotFound) }
    }

    fn annotate(&mut self, _: &str, key: &str, text: String, facet: String) -> Result<(), Fail> {
        self.annotations.insert(key.to_owned(), (text, facet));
        Ok(())
    }

    fn unannotate(&mut self, _: &str, key: &str) -> Result<(), Fail> {
        self.annotations.remove(key);
        Ok(())
    }

    fn unique(&mut self) -> String {
        self.ids += 1;
        format!("id{}", self.ids)
    }
}

fn version(kept: &BTreeMap<String, Item>, key: &str) -> Expected {
    kept.get(key).map_or(Expected::Nothing, |item| Expected::Version(item.version))
}

fn put(kept: &mut BTreeMap<String, Item>, key: &str, value: Vec<u8>, expected: Expected) {
    let there = version(kept, key);
    assert!(expected == Expected::Anything || there == expected, "{key}");
    let version = if let Expected::Version(version) = there { version + 1 } else { 1 };
    kept.insert(key.to_owned(), Item { value, version });
}

/// The tags of conversations as version 0.1.0 kept them, in the bucket `on/325`.
fn old_bucket(tags: &[(&str, &str)]) -> (String, Item) {
    let marks = |tag: &str| json!({ "on": [{ "tag": tag, "by": { "member": "mem_1" } }] });
    let bucket: BTreeMap<_, _> = tags.iter().map(|(conversation, tag)| (*conversation, marks(tag))).collect();
    ("on/325".into(), Item { value: serde_json::to_vec(&bucket).unwrap(), version: 1 })
}

fn member(role: Role) -> Actor {
    Actor::Member { id: "mem_1".into(), role }
}

impl Memory {
    fn ask(&mut self, actor: &Actor, of: (&str, &str), input: Json, parents: &[Json]) -> Result<Vec<Json>, Fail> {
        resolve(self, &Asker { actor, language: "fi" }, of, &json!({ "input": input }), parents)
    }

    fn mutate(&mut self, field: &str, input: Json) -> Result<Json, Fail> {
        Ok(self.ask(&member(Role::Operator), ("Mutation", field), input, &[Json::Null])?.remove(0))
    }

    fn tag(&mut self, name: &str) -> String {
        let made = self.mutate("createTag", json!({ "name": name, "colour": "#aabbcc" })).unwrap();
        made["tag"]["id"].as_str().unwrap().to_owned()
    }

    fn tags_of(&mut self, conversation: &str) -> Json {
        self.ask(&member(Role::Handler), ("Conversation", "tags"), json!({}), &[json!(conversation)]).unwrap().remove(0)
    }
}

#[test]
fn an_operator_makes_edits_and_moves_tags() {
    let mut host = Memory::default();
    let (top, under) = (host.tag("Top"), host.tag("Under"));
    let moved = host.mutate("moveTag", json!({ "tagId": under, "parentId": top })).unwrap();
    assert_eq!((&moved["__typename"], &moved["tag"]["path"]), (&json!("TagUpdated"), &json!(["Top", "Under"])));
    let renamed = host.mutate("updateTag", json!({ "tagId": under, "name": "New" })).unwrap();
    assert_eq!(
        renamed["tag"],
        json!({ "id": under, "name": "New", "colour": "#aabbcc", "parentId": top, "path": ["Top", "New"] })
    );
    let all = host.ask(&member(Role::Handler), ("Query", "tags"), json!({}), &[Json::Null]).unwrap();
    assert_eq!(all[0].as_array().unwrap().len(), 2);
}

#[test]
fn nobody_else_edits_and_customers_see_nothing() {
    let mut host = Memory::default();
    let tag = host.tag("A");
    let edits = [
        ("createTag", json!({ "name": "B", "colour": "#000000" })),
        ("updateTag", json!({ "tagId": tag })),
        ("moveTag", json!({ "tagId": tag })),
        ("removeTag", json!({ "tagId": tag })),
        ("createTagRule", json!({ "tagId": tag, "key": "k", "test": "PRESENT" })),
        ("removeTagRule", json!({ "ruleId": "x" })),
    ];
    let before = host.kept.clone();
    for (field, input) in edits {
        for actor in [member(Role::Handler), Actor::Visitor, Actor::System] {
            let answer = host.ask(&actor, ("Mutation", field), input.clone(), &[Json::Null]);
            assert_eq!(answer, Err(Fail::NotAllowed), "{field} {actor:?}");
        }
    }
    let input = json!({ "conversationId": "conv_1", "tagId": tag });
    for field in ["tagConversation", "untagConversation"] {
        assert_eq!(host.ask(&Actor::Visitor, ("Mutation", field), input.clone(), &[Json::Null]), Err(Fail::NotAllowed));
    }
    assert_eq!(host.ask(&Actor::Visitor, ("Query", "tags"), json!({}), &[Json::Null]), Err(Fail::NotAllowed));
    let seen = host.ask(&Actor::Visitor, ("Conversation", "tags"), json!({}), &[json!("conv_1")]);
    assert_eq!((seen, host.kept), (Ok(vec![Json::Null]), before));
}

#[test]
fn an_agent_puts_on_and_takes_off_and_the_log_hears_of_each_once() {
    let mut host = Memory::default();
    let tag = host.tag("Refund");
    let input = json!({ "conversationId": "conv_1", "tagId": tag });
    for _ in 0..2 {
        let done = host.mutate("tagConversation", input.clone()).unwrap();
        assert_eq!(
            (&done["__typename"], &done["tags"][0]["memberId"]),
            (&json!("ConversationTagged"), &json!("mem_1"))
        );
    }
    assert_eq!(host.annotations[&tag], ("Refund".into(), "Refund".into()));
    assert_eq!(host.mutate("untagConversation", input).unwrap()["tags"], json!([]));
    assert!(host.annotations.is_empty());
}

#[test]
fn what_isnt_there_isnt_found_and_changes_nothing() {
    let mut host = Memory::default();
    let tag = host.tag("A");
    let before = host.kept.clone();
    for (conversation, tag) in [("conv_2", tag.as_str()), ("conv_1", "none")] {
        let input = json!({ "conversationId": conversation, "tagId": tag });
        assert_eq!(host.mutate("tagConversation", input), Err(Fail::NotFound));
    }
    let rule = json!({ "tagId": "none", "key": "k", "test": "PRESENT" });
    assert_eq!(host.mutate("createTagRule", rule), Err(Fail::NotFound));
    assert_eq!(host.kept, before);
}

#[test]
fn a_removed_tag_stays_on_its_conversations_with_its_last_name() {
    let mut host = Memory::default();
    let tag = host.tag("Old");
    host.mutate("tagConversation", json!({ "conversationId": "conv_1", "tagId": tag })).unwrap();
    host.mutate("updateTag", json!({ "tagId": tag, "name": "Older" })).unwrap();
    host.mutate("removeTag", json!({ "tagId": tag })).unwrap();
    let tags = host.tags_of("conv_1");
    assert_eq!((&tags[0]["name"], &tags[0]["removed"]), (&json!("Older"), &json!(true)));
    let again = host.mutate("tagConversation", json!({ "conversationId": "conv_1", "tagId": tag }));
    assert_eq!(again, Err(Fail::NotFound));
}

#[test]
fn rules_tag_by_metadata_with_their_trail_and_go_with_their_tag() {
    let mut host = Memory { metadata: vec![json!({ "key": "plan", "value": "Gold" })], ..Memory::default() };
    let tag = host.tag("VIP");
    let rule = json!({ "tagId": tag, "key": "plan", "test": "EQUALS", "text": "gold" });
    let rule = host.mutate("createTagRule", rule).unwrap()["rule"]["id"].clone();
    for _ in 0..2 {
        heard(&mut host, "conv_1").unwrap();
    }
    let tags = host.tags_of("conv_1");
    assert_eq!((&tags[0]["ruleId"], &tags[0]["because"]), (&rule, &json!("plan = gold")));
    assert_eq!(tags.as_array().unwrap().len(), 1);
    assert_eq!(host.annotations[&tag].0, "VIP (plan = gold)");
    host.mutate("untagConversation", json!({ "conversationId": "conv_1", "tagId": tag })).unwrap();
    heard(&mut host, "conv_1").unwrap();
    assert_eq!(host.tags_of("conv_1"), json!([]));
    host.mutate("removeTag", json!({ "tagId": tag })).unwrap();
    let left = host.ask(&member(Role::Operator), ("Query", "tagRules"), json!({}), &[Json::Null]).unwrap();
    assert_eq!(left, [json!([])]);
}

#[test]
fn hearing_of_a_conversation_that_is_gone_is_no_failure() {
    let mut host = Memory::default();
    let tag = host.tag("A");
    host.mutate("createTagRule", json!({ "tagId": tag, "key": "k", "test": "PRESENT" })).unwrap();
    assert_eq!(heard(&mut host, "conv_2"), Ok(()));
}

#[test]
fn fifty_conversations_are_read_with_two_calls_of_the_host() {
    let mut host = Memory::default();
    let tag = host.tag("A");
    host.mutate("tagConversation", json!({ "conversationId": "conv_1", "tagId": tag })).unwrap();
    kept::move_some(&mut host).unwrap();
    host.reads = 0;
    let parents: Vec<Json> = (0..50).map(|n| json!(format!("conv_{n}"))).collect();
    let tags = host.ask(&member(Role::Handler), ("Conversation", "tags"), json!({}), &parents).unwrap();
    assert_eq!((tags.len(), host.reads), (50, 2));
    assert_eq!((&tags[1][0]["name"], &tags[0]), (&json!("A"), &json!([])));
}

#[test]
fn tags_that_version_0_1_0_kept_are_read_where_they_are_and_moved_to_their_conversations() {
    let mut host = Memory::default();
    let (tag, other) = (host.tag("Old"), host.tag("New"));
    // The empty id is the only one of which the bucket is known here.
    let (key, bucket) = old_bucket(&[("", &tag), ("conv_gone", &tag)]);
    host.kept.insert(key, bucket);
    assert_eq!(host.tags_of("")[0]["name"], "Old");
    host.mutate("tagConversation", json!({ "conversationId": "conv_1", "tagId": other })).unwrap();
    assert_eq!(host.alarms, ["move"]);
    kept::move_some(&mut host).unwrap();
    assert_eq!((host.alarms.len(), host.kept.keys().filter(|key| key.starts_with("on/")).count()), (2, 0));
    assert_eq!((&host.tags_of("")[0]["name"], &host.tags_of("conv_1")[0]["name"]), (&json!("Old"), &json!("New")));
    kept::move_some(&mut host).unwrap();
    assert!(host.kept.contains_key("moved"));
    host.mutate("untagConversation", json!({ "conversationId": "conv_1", "tagId": other })).unwrap();
    assert_eq!(host.alarms.len(), 2, "nothing is left to move");
}

#[test]
fn a_large_bucket_is_moved_a_part_at_a_time_and_what_was_changed_since_stays() {
    let mut host = Memory::default();
    let tag = host.tag("Old");
    let ids: Vec<String> = (0..250).map(|n| format!("conv_x{n:03}")).collect();
    let (key, bucket) = old_bucket(&ids.iter().map(|id| (id.as_str(), tag.as_str())).collect::<Vec<_>>());
    host.kept.insert(key, bucket);
    host.of_conversations.insert("conv_x000".into(), Item { value: b"{\"on\":[]}".to_vec(), version: 1 });
    for _ in 0..4 {
        kept::move_some(&mut host).unwrap();
    }
    assert_eq!((host.of_conversations.len(), host.kept.contains_key("moved")), (250, true));
    assert_eq!(host.tags_of("conv_x000"), json!([]));
    assert_eq!(host.tags_of("conv_x249")[0]["name"], "Old");
}

#[test]
fn a_conversation_that_was_erased_is_forgotten_wherever_it_was_kept() {
    let mut host = Memory::default();
    let (key, bucket) = old_bucket(&[("", "tag"), ("conv_2", "tag")]);
    host.kept.insert(key.clone(), bucket);
    kept::forget(&mut host, "").unwrap();
    let left: Json = serde_json::from_slice(&host.kept[&key].value).unwrap();
    assert_eq!(left.as_object().unwrap().keys().collect::<Vec<_>>(), ["conv_2"]);
    // Moved before the plugin heard of it.
    kept::move_some(&mut host).unwrap();
    assert!(host.of_conversations.contains_key("conv_2"));
    kept::forget(&mut host, "conv_2").unwrap();
    assert!(host.of_conversations.is_empty());
}

#[test]
fn a_refusal_is_told_in_the_askers_language() {
    let mut host = Memory::default();
    let refused = host.mutate("createTag", json!({ "name": "", "colour": "#000000" }));
    assert_eq!(refused, Err(Fail::Invalid("name".into(), "Kirjoita 1–40 merkkiä yhdelle riville.".into())));
}

#[test]
fn every_field_that_the_schema_adds_is_answered() {
    let sdl = include_str!("../../schema.graphql");
    let mut asked = 0;
    for parent in ["Query", "Mutation", "Conversation"] {
        let block = sdl.split(&format!("extend type {parent} {{")).nth(1).unwrap().split("\n}").next().unwrap();
        for line in block.lines().map(str::trim).filter(|line| !line.is_empty() && !line.starts_with('"')) {
            let field = line.split(['(', ':']).next().unwrap();
            let input = json!({ "tagId": "x", "ruleId": "x", "conversationId": "x", "name": "x", "colour": "x", "key": "k", "test": "PRESENT" });
            let answer = Memory::default().ask(&member(Role::Owner), (parent, field), input, &[Json::Null]);
            assert!(!matches!(answer, Err(Fail::Broken(_))), "{parent}.{field}: {answer:?}");
            asked += 1;
        }
    }
    assert_eq!(asked, 11);
}
