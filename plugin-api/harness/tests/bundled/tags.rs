use serde_json::{Value, json};
use vuoro_harness::{CallError, Effect, Harness, Permission, Statistic};

use crate::{Staff, modest, plugin, told};

async fn makes(harness: &Harness, staff: &Staff, name: &str) -> String {
    let input = json!({ "name": name, "colour": "#2f6fde" });
    let made = harness.call(&staff.operator).mutation("createTag", input).await.unwrap();
    made["tag"]["id"].as_str().unwrap().to_owned()
}

#[tokio::test]
async fn a_rule_marks_a_conversation_when_its_page_declares_the_value() {
    let harness = plugin("tags").await;
    let (staff, aino) = (Staff::of(&harness), harness.customer("Aino"));
    let tag = makes(&harness, &staff, "VIP").await;
    let rule = json!({ "tagId": tag, "key": "plan", "test": "EQUALS", "text": "gold" });
    harness.call(&staff.operator).mutation("createTagRule", rule).await.unwrap();
    let conversation = harness.conversation(harness.queue("Sales"), &aino);
    harness.claims(&staff.handler, conversation);
    harness.hears(conversation, 0).await.unwrap();
    assert!(harness.annotations(conversation).is_empty());
    harness.declares(&aino, conversation, "plan", "Gold");
    // After-hooks are delivered at least once, so twice must be harmless.
    for _ in 0..2 {
        harness.hears(conversation, 2).await.unwrap();
    }
    let marked = harness.annotations(conversation);
    assert_eq!(marked[&tag].statistic, Statistic::Facet("VIP".into()), "{marked:?}");
    let annotated = harness.effects().into_iter().filter(|effect| matches!(effect, Effect::Annotate { .. }));
    assert_eq!(annotated.count(), 1);
    modest(&harness);
}

#[tokio::test]
async fn a_hundred_rows_are_one_modest_call() {
    let harness = plugin("tags").await;
    let (staff, aino) = (Staff::of(&harness), harness.customer("Aino"));
    let (tag, queue) = (makes(&harness, &staff, "Refund").await, harness.queue("Sales"));
    let conversations: Vec<_> = (0..100).map(|_| harness.conversation(queue, &aino)).collect();
    for conversation in &conversations {
        let input = json!({ "conversationId": conversation, "tagId": tag });
        harness.call(&staff.handler).mutation("tagConversation", input).await.unwrap();
    }
    let rows: Vec<Value> = conversations.iter().map(|id| json!(id)).collect();
    let tags = harness.call(&staff.handler).resolve("Conversation", "tags", json!({}), rows).await.unwrap();
    assert!(tags.len() == 100 && tags.iter().all(|tags| tags[0]["name"] == "Refund"), "{tags:?}");
    assert!(modest(&harness).out_bytes > 10_000);
}

#[tokio::test]
async fn a_refusal_leaves_nothing_behind_and_is_no_failure() {
    let harness = plugin("tags").await;
    let staff = Staff::of(&harness);
    makes(&harness, &staff, "Refund").await;
    let before = harness.items();
    let twin = json!({ "name": "Refund", "colour": "#2f6fde" });
    let refused = harness.call(&staff.operator).mutation("createTag", twin.clone()).await.unwrap_err();
    assert!(told(refused).contains("name"));
    assert_eq!(harness.call(&staff.handler).mutation("createTag", twin).await, Err(CallError::NotAllowed));
    assert_eq!((harness.items(), harness.failures()), (before, vec![]));
}

#[tokio::test]
async fn a_tag_that_two_put_on_at_once_is_there_once() {
    let harness = plugin("tags").await;
    let (staff, aino) = (Staff::of(&harness), harness.customer("Aino"));
    let tag = makes(&harness, &staff, "Refund").await;
    let conversation = harness.conversation(harness.queue("Sales"), &aino);
    harness.conflicts(2);
    let input = json!({ "conversationId": conversation, "tagId": tag });
    let tagged = harness.call(&staff.handler).mutation("tagConversation", input).await.unwrap();
    assert_eq!((tagged["tags"].as_array().map(Vec::len), modest(&harness).attempts), (Some(1), 3));
}

#[tokio::test]
async fn without_a_permission_it_fails_and_operators_read_why() {
    let harness = plugin("tags").await.without(Permission::Store);
    let staff = Staff::of(&harness);
    let failed = harness.call(&staff.handler).query("tags", json!({})).await;
    assert!(matches!(failed, Err(CallError::Failed(_))), "{failed:?}");
    assert_eq!(harness.failures()[0].text, "a permission isn't granted");
}
