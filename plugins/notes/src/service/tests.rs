use serde_json::json;
use vuoro_plugin::{
    Role,
    chat::{Annotation, Audience, Statistic},
    testing::{self, Effect, Host},
};

use super::*;
use crate::Text;

/// A host with two queues and a conversation in the first.
fn host() -> Host {
    let host = Host::start();
    host.has_queue("queue_a", "Sales");
    host.has_queue("queue_b", "Support");
    host.has_conversation("conv_a");
    host
}

/// Resolves one field of some parents as the host does: what a failed call changed is undone.
fn ask(host: &Host, context: &Context, of: (&str, &str), parents: &[&str]) -> Result<Vec<Value>, Error> {
    host.call(|| resolve(context, &FieldRequest::to(of.0, of.1, json!({})).of(parents.iter().copied())))
}

fn mutate(host: &Host, context: &Context, field: &str, input: Value) -> Result<Value, Error> {
    let request = FieldRequest::to("Mutation", field, json!({ "input": input }));
    host.call(|| resolve(context, &request)).map(|mut values| values.remove(0))
}

/// Makes a field in the first queue and returns its id.
fn field(host: &Host, label: &str) -> String {
    let input = json!({ "queueId": "queue_a", "kind": "TEXT", "label": label, "required": false, "options": [] });
    let made = mutate(host, &testing::operator("en"), "createNoteField", input).unwrap();
    assert_eq!(made["__typename"], "NoteFieldCreated");
    made["noteField"]["id"].as_str().unwrap().to_owned()
}

fn save(host: &Host, context: &Context, version: i64, field: &str, values: &[&str]) -> Result<Value, Error> {
    let values = json!([{ "fieldId": field, "values": values }]);
    mutate(host, context, "saveNotes", json!({ "conversationId": "conv_a", "version": version, "values": values }))
}

fn notes(host: &Host, conversation: &str) -> Value {
    ask(host, &testing::handler("en"), ("Conversation", "notes"), &[conversation]).unwrap().remove(0)
}

#[test]
fn an_operator_makes_changes_orders_and_removes_fields() {
    let (host, operator) = (host(), testing::operator("en"));
    let first = field(&host, "Order");
    let choice =
        json!({ "queueId": "queue_a", "kind": "CHOICE", "label": "End", "required": true, "options": ["Yes"] });
    let made = mutate(&host, &operator, "createNoteField", choice).unwrap();
    let second = made["noteField"]["id"].as_str().unwrap();
    let shown = json!({ "id": second, "kind": "CHOICE", "label": "End", "required": true, "options": ["Yes"] });
    assert_eq!(made["noteField"], shown);
    let update = json!({ "queueId": "queue_a", "fieldId": second, "label": "Outcome" });
    let updated = mutate(&host, &operator, "updateNoteField", update).unwrap();
    assert_eq!(
        (&updated["__typename"], &updated["noteField"]["options"]),
        (&json!("NoteFieldUpdated"), &json!(["Yes"]))
    );
    let order = json!({ "queueId": "queue_a", "fieldIds": [second, first] });
    let ordered = mutate(&host, &operator, "orderNoteFields", order).unwrap();
    assert_eq!((&ordered["__typename"], &ordered["fields"][1]["id"]), (&json!("NoteFieldsOrdered"), &json!(first)));
    let both = ask(&host, &testing::handler("en"), ("Queue", "noteFields"), &["queue_b", "queue_a"]).unwrap();
    assert_eq!(both, [json!([]), ordered["fields"].clone()]);
    for id in [&first, second] {
        let removed = mutate(&host, &operator, "removeNoteField", json!({ "queueId": "queue_a", "fieldId": id }));
        assert_eq!(removed.unwrap(), json!({ "__typename": "NoteFieldRemoved", "fieldId": id }));
    }
    assert!(host.keys().is_empty());
}

#[test]
fn nobody_else_changes_fields() {
    let host = host();
    let id = field(&host, "Order");
    let before = host.kept("fields/queue_a");
    for context in [testing::handler("en"), testing::visitor("en"), testing::system()] {
        for name in ["createNoteField", "updateNoteField", "removeNoteField", "orderNoteFields"] {
            let input = json!({ "queueId": "queue_a", "fieldId": id, "kind": "TEXT", "label": "X", "fieldIds": [id] });
            assert_eq!(mutate(&host, &context, name, input), Err(Error::NotAllowed), "{name}");
        }
    }
    assert_eq!(host.kept("fields/queue_a"), before);
    let elsewhere = json!({ "queueId": "queue_x", "kind": "TEXT", "label": "X" });
    assert_eq!(mutate(&host, &testing::operator("en"), "createNoteField", elsewhere), Err(Error::NotFound));
}

#[test]
fn customers_never_see_or_write_notes() {
    let host = host();
    let id = field(&host, "Order");
    save(&host, &testing::handler("en"), 0, &id, &["7"]).unwrap();
    for context in [testing::visitor("en"), testing::system()] {
        for (parent, name, of) in [
            ("Conversation", "notes", "conv_a"),
            ("Conversation", "noteFields", "conv_a"),
            ("Queue", "noteFields", "queue_a"),
        ] {
            assert_eq!(ask(&host, &context, (parent, name), &[of, of]), Ok(vec![Value::Null; 2]), "{parent}.{name}");
        }
        assert_eq!(save(&host, &context, 1, &id, &["8"]), Err(Error::NotAllowed));
    }
    let told = &host.annotations("conv_a")[&id];
    assert_eq!(told.audience, Audience::Agents);
}

#[test]
fn a_save_is_shown_and_told_to_the_transcript() {
    let host = host();
    let id = field(&host, "Order");
    vuoro_plugin::store::put_json("moved", &true).unwrap();
    assert_eq!(notes(&host, "conv_a"), json!({ "version": 0, "notes": [] }));
    let saved = save(&host, &testing::handler("en"), 0, &id, &["7"]).unwrap();
    let note = json!({
        "fieldId": id, "label": "Order", "kind": "TEXT", "values": ["7"],
        "memberId": "mem_handler", "savedAt": "2025-06-15T15:06:40.000Z",
    });
    let all = json!({ "version": 1, "notes": [note] });
    assert_eq!(saved, json!({ "__typename": "NotesSaved", "notes": all }));
    assert_eq!(notes(&host, "conv_a"), all);
    let told = |text: &str| {
        let (text, audience, statistic) = (Some(text.to_owned()), Audience::Agents, Statistic::None);
        Effect::Annotate("conv_a".into(), Annotation { key: id.clone(), text, audience, statistic })
    };
    assert_eq!(host.take_effects(), [told("Order: 7")]);
    save(&host, &testing::operator("en"), 1, &id, &["8"]).unwrap();
    save(&host, &testing::operator("en"), 2, &id, &["8"]).unwrap();
    assert_eq!(host.take_effects(), [told("Order: 8")], "the same again says nothing new");
    save(&host, &testing::handler("en"), 2, &id, &[""]).unwrap();
    assert_eq!(host.take_effects(), [Effect::Unannotate("conv_a".into(), id)]);
    assert_eq!(notes(&host, "conv_a"), json!({ "version": 3, "notes": [] }));
}

#[test]
fn who_saves_later_gets_the_newest_notes_and_nothing_is_lost() {
    let host = host();
    let id = field(&host, "Order");
    save(&host, &testing::member("mem_niilo", Role::Handler, "en"), 0, &id, &["7"]).unwrap();
    host.take_effects();
    let aino = testing::member("mem_aino", Role::Operator, "sv");
    for version in [0, -1, 2, i64::from(u32::MAX) + 1] {
        let changed = save(&host, &aino, version, &id, &["8"]).unwrap();
        assert_eq!((&changed["__typename"], &changed["notes"]), (&json!("NotesChanged"), &notes(&host, "conv_a")));
        assert_eq!(changed["message"], Text::Changed.to(&aino));
    }
    assert_eq!(notes(&host, "conv_a")["notes"][0]["values"], json!(["7"]));
    assert!(host.take_effects().is_empty());
    assert_eq!(save(&host, &aino, 1, &id, &["8"]).unwrap()["notes"]["version"], 2);
}

#[test]
fn what_breaks_a_rule_is_told_in_the_readers_language_and_changes_nothing() {
    let host = host();
    let id = field(&host, "Order");
    let keys = host.keys();
    let long = save(&host, &testing::handler("fi"), 0, &id, &[&"x".repeat(201)]);
    assert_eq!(long, Err(Error::invalid("values.0.values", "Kirjoita enintään 200 merkkiä yhdelle riville.")));
    let required = json!({ "queueId": "queue_a", "fieldId": id, "required": true });
    mutate(&host, &testing::operator("en"), "updateNoteField", required).unwrap();
    let missing = save(&host, &testing::handler("en"), 0, &id, &[]);
    assert_eq!(missing, Err(Error::invalid("values.0.values", "Fill in this field first: Order")));
    assert_eq!(host.keys(), keys);
    assert!(host.annotations("conv_a").is_empty());
}

#[test]
fn a_conversation_that_is_not_theirs_is_not_there() {
    let host = host();
    let id = field(&host, "Order");
    let input = json!({ "conversationId": "conv_x", "version": 0, "values": [{ "fieldId": id, "values": ["7"] }] });
    assert_eq!(mutate(&host, &testing::operator("en"), "saveNotes", input), Err(Error::NotFound));
    assert_eq!(host.keys(), ["fields/queue_a"]);
}

#[test]
fn a_conversation_that_came_from_another_queue_keeps_what_was_written_there() {
    let host = host();
    let id = field(&host, "Order");
    save(&host, &testing::handler("en"), 0, &id, &["7"]).unwrap();
    let moved = json!({ "id": "conv_a", "queueId": "queue_b", "state": "ACTIVE", "metadata": [] });
    host.has_conversation_of(moved);
    let fields = ask(&host, &testing::handler("en"), ("Conversation", "noteFields"), &["conv_a"]).unwrap();
    assert_eq!(fields, [json!([])]);
    assert_eq!(notes(&host, "conv_a")["notes"][0]["values"], json!(["7"]));
    let other = save(&host, &testing::handler("en"), 1, &id, &["8"]);
    assert!(matches!(other, Err(Error::Invalid(_))), "{other:?}");
}

#[test]
fn a_hundred_conversations_are_read_at_once_each_with_its_own() {
    let host = host();
    let id = field(&host, "Order");
    let ids: Vec<String> = (0..100).map(|n| format!("conv_{n}")).collect();
    for (n, conversation) in ids.iter().enumerate().filter(|(n, _)| n % 2 == 0) {
        host.has_conversation(conversation);
        let values = json!([{ "fieldId": id, "values": [n.to_string()] }]);
        let input = json!({ "conversationId": conversation, "version": 0, "values": values });
        mutate(&host, &testing::handler("en"), "saveNotes", input).unwrap();
    }
    let parents: Vec<&str> = ids.iter().map(String::as_str).collect();
    let all = ask(&host, &testing::handler("en"), ("Conversation", "notes"), &parents).unwrap();
    for (n, notes) in all.iter().enumerate() {
        let values = if n % 2 == 0 { json!([n.to_string()]) } else { Value::Null };
        assert_eq!(notes["notes"][0]["values"], values, "{n}");
    }
}

#[test]
fn every_field_that_the_schema_adds_is_answered() {
    let sdl = include_str!("../../schema.graphql");
    let input = json!({
        "queueId": "queue_a", "fieldId": "x", "fieldIds": [], "kind": "TEXT", "label": "L", "conversationId": "conv_a",
        "version": 0, "values": [],
    });
    let (mut asked, mut types) = (0, sdl.split("extend type ").skip(1));
    let is_field = |line: &&str| line.starts_with("  ") && line.contains(": ") && !line.trim().starts_with('"');
    while let Some((parent, rest)) = types.next().and_then(|text| text.split_once(" {\n")) {
        let block = rest.split("\n}").next().unwrap();
        for line in block.lines().filter(is_field).filter(|line| !line.contains(". ") && !line.ends_with('.')) {
            let name = line.trim().split(['(', ':']).next().unwrap();
            let (host, operator) = (host(), testing::operator("en"));
            let answer = match parent {
                "Mutation" => mutate(&host, &operator, name, input.clone()).map(|value| vec![value]),
                _ => ask(&host, &operator, (parent, name), &["conv_a"]),
            };
            assert!(!matches!(answer, Err(Error::Failed(_))), "{parent}.{name}: {answer:?}");
            asked += 1;
        }
    }
    assert_eq!(asked, 8);
}
