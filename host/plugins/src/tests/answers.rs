//! Guests whose answers don't fit what was asked.

use std::sync::Arc;

use serde_json::json;
use vuoro_kernel::ConversationId;

use super::{
    deeds::guest,
    guest::{alarms, hooks, panels},
    scene::{ALL, Scene},
};
use crate::{Actor, CallError, Context, Decision, Moment, Outcome, Permission, Slot, Unavailable, limits};

fn system() -> Context {
    Context::new(Actor::System, "en")
}

#[tokio::test]
async fn an_answer_that_is_no_json_or_of_another_length_is_the_plugins_fault() {
    let scene = Scene::new();
    let target = scene.target(&scene.load(guest()).await);
    for (field, outcome, text) in [
        ("two", Outcome::BadOutput, "2 values for 1 parents"),
        ("json", Outcome::BadOutput, "a value is not JSON"),
        ("big", Outcome::TooMuch, "at once"),
        ("outside", Outcome::Trap, "out of bounds"),
    ] {
        let failure = scene.fails(&target, field).await;
        assert_eq!(failure.outcome, outcome, "{failure:?}");
        assert!(failure.text.contains(text), "{failure:?}");
    }
}

#[tokio::test]
async fn many_parents_are_asked_part_after_part_and_too_many_not_at_all() {
    let scene = Scene::new();
    let loaded = scene.load(guest()).await;
    let asks = async |count| {
        let request = crate::FieldRequest {
            parent_type: "Conversation".to_owned(),
            field: "each".to_owned(),
            arguments: json!({}),
            parents: vec![json!(null); count],
        };
        scene.plugins.resolve(&scene.host.delegate(), &scene.target(&loaded), &system(), &request).await
    };
    assert_eq!(asks(0).await, Ok(Vec::new()));
    assert_eq!(asks(2 * limits::PARENTS).await, Ok(vec![json!(42); 2 * limits::PARENTS]));
    assert_eq!(scene.plugins.record(scene.organisation, &loaded.plugin).counts().done, 2);
    assert_eq!(asks(limits::PARENTS_ASKED + 1).await, Err(CallError::Unavailable(Unavailable::TooMuch)));
}

/// Data with the result `ok(text)` at 16, for panels.
fn ok(text: &str) -> String {
    let hex =
        |number: usize| number.to_le_bytes().iter().take(4).map(|byte| format!("\\{byte:02x}")).collect::<String>();
    let data: String = text.bytes().map(|byte| format!("\\{byte:02x}")).collect();
    format!(
        r#"(data (i32.const 16) "\00\00\00\00{}{}") (data (i32.const 1024) "{data}") (start $keep)
        (func $keep (global.set $top (i32.const {})))"#,
        hex(1024),
        hex(text.len()),
        1024 + text.len()
    )
}

#[tokio::test]
async fn a_panel_has_100_blocks_at_most() {
    let scene = Scene::new();
    for (count, outcome) in [(limits::BLOCKS, None), (limits::BLOCKS + 1, Some(Outcome::TooMuch))] {
        let view = json!({ "title": "T", "blocks": vec![json!({ "type": "text", "text": "a" }); count] });
        let target = scene.target(&scene.load(panels(&ok(&view.to_string()))).await);
        let shown = scene.plugins.render(&scene.host.delegate(), &target, &system(), Slot::Composer, &json!({})).await;
        match outcome {
            None => assert_eq!(shown.unwrap().map(|view| view.blocks.len()), Some(count)),
            Some(outcome) => assert!(matches!(shown, Err(CallError::Failed(f)) if f.outcome == outcome)),
        }
    }
}

#[tokio::test]
async fn an_act_answers_with_an_object() {
    let scene = Scene::new();
    for (text, is_fine) in [("{\"toast\":\"Done\"}", true), ("[]", false), ("{\"toast\":1}", false)] {
        let target = scene.target(&scene.load(panels(&ok(text))).await);
        let (host, none) = (scene.host.delegate(), json!({}));
        let acted = scene.plugins.act(&host, &target, &system(), Slot::Composer, &none, &none).await;
        assert_eq!(acted.is_ok(), is_fine, "{text}");
    }
}

#[tokio::test]
async fn a_panel_of_null_shows_nothing() {
    let scene = Scene::new();
    let target = scene.target(&scene.load(panels(&ok("null"))).await);
    let shown = scene.plugins.render(&scene.host.delegate(), &target, &system(), Slot::Composer, &json!({})).await;
    assert_eq!(shown, Ok(None));
}

/// A hook's result at 16: `ok` with this decision and its text.
fn decides(decision: u8, text: &str) -> String {
    let data: String = text.bytes().map(|byte| format!("\\{byte:02x}")).collect();
    format!(
        r#"(data (i32.const 16) "\00\00\00\00\{decision:02x}\00\00\00\40\00\00\00\{:02x}\00\00\00")
           (data (i32.const 64) "{data}")"#,
        text.len()
    )
}

#[tokio::test]
async fn a_hook_decides_within_what_its_moment_allows() {
    let scene = Scene::new();
    let changed = json!({ "text": "x" }).as_object().cloned().unwrap_or_default();
    for (moment, decision, text, decided) in [
        (Moment::Claim, 0, "", Some(Decision::Allow)),
        (Moment::Claim, 2, "No.\u{1b}", Some(Decision::Refuse("No.".to_owned()))),
        (Moment::Send, 1, "{\"text\":\"x\"}", Some(Decision::Change(changed))),
        (Moment::Send, 1, "{\"conversationId\":\"x\"}", None),
        (Moment::End, 1, "{\"hide\":true}", None),
        (Moment::Send, 1, "[]", None),
        (Moment::Send, 3, "queue_00000000000000000000000000000000", None),
        (Moment::Enqueue, 3, "nowhere", None),
    ] {
        let target =
            scene.target(&scene.load(hooks("", &decides(decision, text), "(i32.const 16)", "(i32.const 0)")).await);
        let asked = scene.plugins.before(&scene.host.delegate(), &target, &system(), moment, &json!({})).await;
        assert_eq!(asked.ok(), decided, "{moment:?} {text}");
    }
}

#[tokio::test]
async fn a_hook_that_is_not_granted_is_not_called() {
    let not_granted = CallError::Unavailable(Unavailable::NotGranted);
    let none = json!({});
    let scene = Scene::new();
    let mut target = scene.target(&scene.load(hooks("", "", "unreachable", "unreachable")).await);
    target.granted = Arc::new(ALL.into_iter().filter(|it| it.is_imported()).collect());
    let host = scene.host.delegate();
    let before = scene.plugins.before(&host, &target, &system(), Moment::Send, &none).await;
    assert_eq!(before, Err(not_granted.clone()));
    assert_eq!(
        scene.plugins.after(&host, &target, &system(), ConversationId::new(), &[]).await,
        Err(not_granted.clone())
    );
    // Nor where the server forbids it to everybody.
    let scene = Scene::with_ceiling(&[Permission::Store, Permission::HooksAfter]);
    let target = scene.target(&scene.load(hooks("", "", "unreachable", "unreachable")).await);
    let before = scene.plugins.before(&host, &target, &system(), Moment::Send, &none).await;
    assert_eq!(before, Err(not_granted));
    assert!(scene.plugins.record(scene.organisation, &target.loaded.plugin).failures().is_empty());
}

#[tokio::test]
async fn a_panic_in_each_export_is_that_exports_failure_alone() {
    let scene = Scene::new();
    let (host, conversation) = (scene.host.delegate(), ConversationId::new());
    let target = scene.target(&scene.load(hooks("", "", "unreachable", "unreachable")).await);
    let before = scene.plugins.before(&host, &target, &system(), Moment::Send, &json!({})).await.map(|_| ());
    let after = scene.plugins.after(&host, &target, &system(), conversation, &[]).await;
    let alarm = scene.target(&scene.load(alarms("unreachable")).await);
    let ring = scene.plugins.ring(&host, &alarm, &system(), "k", &json!(null)).await;
    let fields = scene.target(&scene.load(guest()).await);
    let topic = scene.plugins.topic(&host, &fields, &system(), "unreachable", &json!({})).await.map(|_| ());
    for (answer, export) in
        [(before, "hooks.before"), (after, "hooks.after"), (ring, "alarms.ring"), (topic, "fields.topic")]
    {
        let Err(CallError::Failed(failure)) = answer else { panic!("{export}: {answer:?}") };
        assert_eq!((failure.outcome, failure.export), (Outcome::Trap, export));
    }
    let missing = scene.plugins.render(&host, &target, &system(), Slot::Composer, &json!({})).await;
    assert_eq!(missing, Err(CallError::Unavailable(Unavailable::NoExport)));
}
