//! Packages built for the contract 0.1.0 run in every later build. Those in `plugin-api/fixtures/0.1.0` were built when
//! the contract was frozen, and are never built again.

use std::{collections::BTreeSet, path::PathBuf, time::Duration};

use serde_json::json;
use vuoro_harness::{CallError, Decision, Harness, Moment, Permission, Role, Slot, Unavailable};

fn folder() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../fixtures/0.1.0")
}

async fn fixture(name: &str) -> Harness {
    let file = folder().join(format!("{name}.wasm"));
    Harness::load(&file).await.unwrap_or_else(|error| panic!("{}: {error}", file.display()))
}

#[tokio::test]
async fn every_package_of_the_contract_is_still_taken() {
    let mut taken = BTreeSet::new();
    for entry in std::fs::read_dir(folder()).unwrap() {
        let file = entry.unwrap().path();
        let harness = Harness::load(&file).await.unwrap_or_else(|error| panic!("{}: {error}", file.display()));
        taken.insert(harness.manifest().id.clone());
    }
    let wanted = ["canned-replies", "notes", "sample", "stage", "tags"];
    assert_eq!(taken, wanted.into_iter().map(str::to_owned).collect());
}

#[tokio::test]
async fn tags_of_then_mark_conversations_and_show_their_panels() {
    let harness = fixture("tags").await;
    let (operator, niilo) = (harness.member("Olga", Role::Operator), harness.member("Niilo", Role::Handler));
    let made =
        harness.call(&operator).mutation("createTag", json!({ "name": "VIP", "colour": "#2f6fde" })).await.unwrap();
    let conversation = harness.conversation(harness.queue("Sales"), &harness.customer("Aino"));
    harness.claims(&niilo, conversation);
    let input = json!({ "conversationId": conversation, "tagId": made["tag"]["id"] });
    harness.call(&niilo).mutation("tagConversation", input).await.unwrap();
    assert_eq!(harness.annotations(conversation).len(), 1);
    let subject = json!({ "conversationId": conversation, "queueId": "queue_0" });
    let shown = harness.call(&niilo).render(Slot::ConversationTools, &subject).await.unwrap();
    assert!(shown.is_some_and(|view| !view.blocks.is_empty()));
}

#[tokio::test]
async fn replies_and_notes_of_then_answer_their_fields() {
    let replies = fixture("canned-replies").await;
    let niilo = replies.member("Niilo", Role::Handler);
    let panel = replies.call(&niilo).render(Slot::PersonalSettings, &json!({})).await.unwrap();
    assert!(panel.is_some_and(|view| !view.blocks.is_empty()));
    let notes = fixture("notes").await;
    let operator = notes.member("Olga", Role::Operator);
    let queue = notes.queue("Sales");
    let panel = notes.call(&operator).render(Slot::QueueSettings, &json!({ "queueId": queue })).await.unwrap();
    assert!(panel.is_some_and(|view| !view.blocks.is_empty()));
}

#[tokio::test]
async fn hooks_alarms_and_events_of_then_do_as_they_did() {
    let sample = fixture("sample").await;
    let niilo = sample.member("Niilo", Role::Handler);
    let event = json!({ "conversationId": "conv_0", "party": "AGENT", "text": "shout", "attachmentIds": [] });
    let decided = sample.call(&niilo).before(Moment::Send, &event).await.unwrap();
    assert_eq!(decided, Decision::Change(json!({ "text": "whisper" }).as_object().cloned().unwrap()));
    let stage = fixture("stage").await;
    let niilo = stage.member("Niilo", Role::Handler);
    let topic = stage.call(&niilo).topic("rings", &json!({ "room": "kitchen" })).await.unwrap();
    assert_eq!(topic, "room/kitchen");
    let wake = json!({ "key": "kitchen-1", "inMs": 5_000, "payload": "Hei!" });
    assert_eq!(stage.call(&niilo).mutation("wake", wake).await.unwrap(), json!("kitchen-1"));
    assert_eq!(stage.passes(Duration::from_secs(6)).await.unwrap(), 1);
    assert_eq!(stage.call(&niilo).query("rung", json!({})).await.unwrap(), json!(["kitchen-1"]));
}

#[tokio::test]
async fn hooks_of_then_count_as_asked_for_with_a_reason_of_the_hosts() {
    let sample = fixture("sample").await;
    for permission in [Permission::HooksBefore, Permission::HooksAfter] {
        assert!(sample.manifest().gives_no_reason_for(permission), "{permission}");
    }
    let not_granted = sample.without(Permission::HooksBefore);
    let niilo = not_granted.member("Niilo", Role::Handler);
    let asked = not_granted.call(&niilo).before(Moment::Send, &json!({ "text": "shout" })).await;
    assert_eq!(asked, Err(CallError::Unavailable(Unavailable::NotGranted)));
}
