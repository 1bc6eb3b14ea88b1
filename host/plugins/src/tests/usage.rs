//! What a call used, as an author reads it.

use std::time::Duration;

use serde_json::json;

use super::{deeds::guest, scene::Scene};
use crate::{CallError, FieldRequest, Unavailable, Usage, limits};

/// Resolves a field and returns what that used.
async fn uses(scene: &Scene, target: &crate::Target, field: &str) -> Usage {
    let _ = scene.asks(target, field).await;
    scene.plugins.record(scene.organisation, &target.loaded.plugin).last_usage().unwrap()
}

#[tokio::test]
async fn a_call_is_measured_in_each_thing_that_has_a_limit() {
    let scene = Scene::new();
    let target = scene.target(&scene.load(guest()).await);
    let usage = uses(&scene, &target, "answer").await;
    // `Query`, `answer`, `{}`, `null`; and back comes `42`. The guest has a page of memory.
    assert_eq!((usage.in_bytes, usage.out_bytes, usage.memory_bytes), (5 + 6 + 2 + 4, 2, 64 * 1024));
    assert_eq!((usage.export, usage.attempts), ("fields.resolve", 1));
    assert!(usage.cpu > Duration::ZERO && usage.cpu < usage.wall, "{usage:?}");
    assert_eq!(usage.limits, limits::Kind::Fields.limits());
}

#[tokio::test]
async fn a_call_that_is_stopped_is_measured_too() {
    let scene = Scene::new();
    let target = scene.target(&scene.load(guest()).await);
    let endless = uses(&scene, &target, "loop").await;
    assert!(endless.cpu >= endless.limits.cpu, "{endless:?}");
    scene.host.be_silent(true);
    let greedy = uses(&scene, &target, "memory").await;
    assert!(greedy.memory_bytes <= greedy.limits.memory_bytes && greedy.out_bytes == 0, "{greedy:?}");
}

#[tokio::test]
async fn a_question_larger_than_its_limit_is_not_asked() {
    let scene = Scene::new();
    let target = scene.target(&scene.load(guest()).await);
    let asks = async |bytes: usize| {
        let request = FieldRequest {
            parent_type: "Query".to_owned(),
            field: "answer".to_owned(),
            arguments: json!("a".repeat(bytes)),
            parents: vec![json!(null)],
        };
        let context = crate::Context::new(crate::Actor::System, "en");
        scene.plugins.resolve(&scene.host.delegate(), &target, &context, &request).await
    };
    assert_eq!(asks(limits::IN_BYTES).await, Err(CallError::Unavailable(Unavailable::TooMuch)));
    assert!(scene.asks(&target, "answer").await.is_ok());
}
