//! What the harness itself promises, shown with the guest of the tests, which uses a little of everything.

use std::time::Duration;

use serde_json::{Value, json};
use vuoro_harness::{
    CallError, Decision, Effect, Harness, LoadError, Moment, Outcome, PackageError, Role, Unavailable,
};

use crate::{load, root};

async fn sample() -> Harness {
    load(&root().join("target/guests/sample.wasm")).await
}

#[tokio::test]
async fn what_a_call_changed_before_it_panicked_is_undone_and_told_to_operators() {
    let harness = sample().await;
    let niilo = harness.member("Niilo", Role::Handler);
    let conversation = harness.conversation(harness.queue("Sales"), &harness.customer("Aino"));
    let input = json!({ "conversationId": conversation, "mood": "GOOD", "because": "panic" });
    let failed = harness.call(&niilo).mutation("noteMood", input.clone()).await;
    assert!(matches!(failed, Err(CallError::Failed(_))), "{failed:?}");
    assert!(harness.items().is_empty() && harness.effects().is_empty());
    let failure = &harness.failures()[0];
    assert_eq!((failure.outcome, failure.export), (Outcome::Panic, "fields.resolve"));
    assert!(failure.text.contains("after it was kept"), "{failure:?}");
    // After five failures the export is paused until the clock has moved on.
    for _ in 0..4 {
        let _ = harness.call(&niilo).mutation("noteMood", input.clone()).await;
    }
    assert_eq!(harness.resting(), ["fields.resolve"]);
    let asked = harness.call(&niilo).query("heard", json!({ "conversationId": conversation })).await;
    assert_eq!(asked, Err(CallError::Unavailable(Unavailable::Resting)));
    harness.passes(Duration::from_secs(6)).await.unwrap();
    assert!(harness.call(&niilo).query("heard", json!({ "conversationId": conversation })).await.is_ok());
}

#[tokio::test]
async fn a_hook_decides_and_hears_what_the_manifest_names_as_the_log_says_it() {
    let harness = sample().await;
    let (niilo, aino) = (harness.member("Niilo", Role::Handler), harness.customer("Aino"));
    let conversation = harness.conversation(harness.queue("Sales"), &aino);
    harness.claims(&niilo, conversation);
    let event = json!({ "conversationId": conversation, "party": "VISITOR", "text": "swear", "attachmentIds": [] });
    let decision = harness.call(&aino).reading("fi").before(Moment::Send, &event).await.unwrap();
    assert_eq!(decision, Decision::Refuse("Kauniisti.".into()));
    assert_eq!(harness.usage().map(|usage| usage.out_bytes), Some("Kauniisti.".len()));
    harness.says(&aino, conversation, "hei");
    harness.says(&niilo, conversation, "echo");
    harness.hears(conversation, 0).await.unwrap();
    assert_eq!(harness.kept(&format!("heard/{conversation}")), Some(json!([3, 4])));
    assert_eq!(harness.effects(), [Effect::Post { conversation, text: "echo, echo".into() }]);
}

#[tokio::test]
async fn a_customer_reads_their_own_conversation_and_no_other() {
    let harness = sample().await;
    let (aino, eero) = (harness.customer("Aino"), harness.customer("Eero"));
    let conversation = harness.conversation(harness.queue("Sales"), &aino);
    let read = json!({ "conversationId": conversation });
    let seen = harness.call(&aino).query("read", read.clone()).await.unwrap();
    assert_eq!(seen, json!({ "customerName": "Aino", "kinds": ["RequestContent"] }));
    assert_eq!(harness.call(&eero).query("read", read).await, Err(CallError::NotFound));
}

#[tokio::test]
async fn a_host_that_hangs_ends_the_call_and_not_the_test() {
    let harness = sample().await;
    let niilo = harness.member("Niilo", Role::Handler);
    harness.is_silent(true);
    let rows = vec![Value::from("conv_00000000000000000000000000000001")];
    let asked = harness.call(&niilo).resolve("Conversation", "mood", json!({}), rows).await;
    let Err(CallError::Failed(failure)) = asked else { panic!("{asked:?}") };
    assert_eq!(failure.outcome, Outcome::Timeout);
    let usage = harness.usage().unwrap();
    assert!(usage.wall >= usage.limits.wall && usage.cpu < usage.limits.cpu, "{usage:?}");
}

#[tokio::test]
async fn a_file_that_is_no_package_is_told_what_it_is() {
    let file = tempfile::NamedTempFile::new().unwrap();
    std::fs::write(file.path(), "#!/bin/sh").unwrap();
    let refused = Harness::load(file.path()).await.err().unwrap();
    assert!(matches!(refused, LoadError::Package(PackageError::NotWasm)), "{refused}");
    let refused = Harness::load("nowhere.wasm").await.err().unwrap();
    assert!(refused.to_string().starts_with("nowhere.wasm can't be read"), "{refused}");
}
