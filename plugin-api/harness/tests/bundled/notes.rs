use serde_json::{Value, json};
use vuoro_harness::{CallError, ConversationId, Harness, QueueId};

use crate::{Staff, modest, plugin, told};

struct Scene {
    harness: Harness,
    staff: Staff,
    queue: QueueId,
    conversation: ConversationId,
}

impl Scene {
    async fn start() -> Self {
        let harness = plugin("notes").await;
        let staff = Staff::of(&harness);
        let queue = harness.queue("Sales");
        let conversation = harness.conversation(queue, &harness.customer("Aino"));
        harness.claims(&staff.handler, conversation);
        Self { harness, staff, queue, conversation }
    }

    /// Makes a field and returns its id.
    async fn field(&self, kind: &str, label: &str, options: &[&str]) -> String {
        let input =
            json!({ "queueId": self.queue, "kind": kind, "label": label, "required": false, "options": options });
        let made = self.harness.call(&self.staff.operator).mutation("createNoteField", input).await.unwrap();
        made["noteField"]["id"].as_str().unwrap().to_owned()
    }

    async fn saves(&self, version: i64, field: &str, value: &str) -> Result<Value, CallError> {
        let values = json!([{ "fieldId": field, "values": [value] }]);
        let input = json!({ "conversationId": self.conversation, "version": version, "values": values });
        self.harness.call(&self.staff.handler).mutation("saveNotes", input).await
    }
}

#[tokio::test]
async fn two_who_edit_at_once_lose_nothing() {
    let scene = Scene::start().await;
    let field = scene.field("TEXT", "Order", &[]).await;
    assert_eq!(scene.saves(0, &field, "A-7").await.unwrap()["__typename"], "NotesSaved");
    let late = scene.saves(0, &field, "A-8").await.unwrap();
    assert_eq!((&late["__typename"], &late["notes"]["notes"][0]["values"]), (&json!("NotesChanged"), &json!(["A-7"])));
    assert_eq!(scene.saves(1, &field, "A-8").await.unwrap()["__typename"], "NotesSaved");
    // The transcript has the note as it was saved last.
    let said = &scene.harness.annotations(scene.conversation)[&field];
    assert!(said.text.as_deref().is_some_and(|text| text.contains("A-8")) && !said.for_everyone, "{said:?}");
    modest(&scene.harness);
}

#[tokio::test]
async fn a_value_that_breaks_a_rule_undoes_the_whole_save() {
    let scene = Scene::start().await;
    let text = scene.field("TEXT", "Order", &[]).await;
    let choice = scene.field("CHOICE", "Outcome", &["Sold", "Lost"]).await;
    let (before, effects) = (scene.harness.items(), scene.harness.effects());
    let values = json!([{ "fieldId": text, "values": ["A-7"] }, { "fieldId": choice, "values": ["Neither"] }]);
    let input = json!({ "conversationId": scene.conversation, "version": 0, "values": values });
    let refused = scene.harness.call(&scene.staff.handler).reading("fi").mutation("saveNotes", input).await;
    assert!(!told(refused.unwrap_err()).is_empty());
    assert_eq!((scene.harness.items(), scene.harness.effects()), (before, effects));
}

#[tokio::test]
async fn a_save_that_keeps_conflicting_is_given_up_and_nobody_is_to_blame() {
    let scene = Scene::start().await;
    let field = scene.field("TEXT", "Order", &[]).await;
    let before = scene.harness.items();
    scene.harness.conflicts(3);
    assert!(matches!(scene.saves(0, &field, "A-7").await, Err(CallError::Unavailable(_))));
    assert_eq!((scene.harness.items(), scene.harness.failures().len()), (before, 0));
    assert_eq!(scene.saves(0, &field, "A-7").await.unwrap()["__typename"], "NotesSaved");
}
