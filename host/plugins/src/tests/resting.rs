//! Plugins that fail too often, and chains of plugins.

use std::time::{Duration, Instant};

use serde_json::{Value, json};

use super::{deeds::guest, scene::Scene};
use crate::{Actor, CallError, Context, Event, FieldRequest, PluginId, Unavailable, limits};

const RESTS: Result<Vec<Value>, CallError> = Err(CallError::Unavailable(Unavailable::Resting));

#[tokio::test]
async fn a_plugin_that_fails_too_often_rests_and_is_tried_again() {
    let scene = Scene::new();
    let loaded = scene.load(guest()).await;
    let target = scene.target(&loaded);
    for _ in 0..limits::BREAKER_FAILURES {
        scene.fails(&target, "unreachable").await;
    }
    assert_eq!(scene.asks(&target, "answer").await, RESTS);
    assert_eq!(scene.plugins.resting(scene.organisation, &loaded.plugin), ["fields.resolve"]);
    let other = scene.another_organisation();
    assert_eq!(other.asks(&other.target(&loaded), "answer").await, Ok(vec![json!(42)]));
    scene.clock.advance(Duration::from_secs(5));
    assert_eq!(scene.asks(&target, "answer").await, Ok(vec![json!(42)]));
    assert_eq!(scene.asks(&target, "answer").await, Ok(vec![json!(42)]));
    let counts = scene.plugins.record(scene.organisation, &loaded.plugin).counts();
    assert_eq!((counts.done, counts.failed, counts.skipped), (2, 5, 1));
}

#[tokio::test]
async fn a_plugin_that_rests_for_the_third_time_within_an_hour_is_to_be_disabled() {
    let scene = Scene::new();
    let mut events = scene.plugins.events().unwrap();
    assert!(scene.plugins.events().is_none());
    let loaded = scene.load(guest()).await;
    let target = scene.target(&loaded);
    for _ in 0..limits::BREAKER_OPENINGS {
        assert!(events.try_recv().is_err());
        for _ in 0..limits::BREAKER_FAILURES {
            scene.fails(&target, "unreachable").await;
        }
        scene.clock.advance(Duration::from_secs(5));
        assert!(scene.asks(&target, "answer").await.is_ok());
    }
    let Event::Disabled { organisation, plugin, failure } = events.try_recv().unwrap();
    assert_eq!((organisation, plugin), (scene.organisation, loaded.plugin.clone()));
    assert_eq!(failure.export, "fields.resolve");
}

#[tokio::test]
async fn a_plugin_is_not_asked_about_its_own_doing_nor_in_a_long_chain() {
    let scene = Scene::new();
    let target = scene.target(&scene.load(guest()).await);
    let request = FieldRequest {
        parent_type: "Query".to_owned(),
        field: "answer".to_owned(),
        arguments: json!({}),
        parents: vec![json!(null)],
    };
    for (causes, is_asked) in
        [(vec![], true), (vec!["a", "b"], true), (vec!["hostile"], false), (vec!["a", "b", "c"], false)]
    {
        let mut context = Context::new(Actor::System, "en");
        context.cause = causes.iter().map(|cause| PluginId::new(cause)).collect();
        let answer = scene.plugins.resolve(&scene.host.delegate(), &target, &context, &request).await;
        let is_loop = answer == Err(CallError::Unavailable(Unavailable::Loop));
        assert_eq!((answer.is_ok(), is_loop), (is_asked, !is_asked), "{causes:?}");
    }
}

#[tokio::test]
async fn a_call_takes_no_longer_than_what_is_left_of_its_event_and_is_not_blamed_for_that() {
    let scene = Scene::new();
    let target = scene.target(&scene.load(guest()).await);
    scene.host.be_silent(true);
    let began = Instant::now();
    let mut context = Context::new(Actor::System, "en");
    context.within = Some(Duration::from_millis(20));
    let request = FieldRequest {
        parent_type: "Query".to_owned(),
        field: "get".to_owned(),
        arguments: json!({}),
        parents: vec![json!(null)],
    };
    let answer = scene.plugins.resolve(&scene.host.delegate(), &target, &context, &request).await;
    assert_eq!(answer, Err(CallError::Unavailable(Unavailable::Late)));
    assert!(began.elapsed() < limits::Kind::Fields.limits().wall, "{:?}", began.elapsed());
    assert!(scene.plugins.record(scene.organisation, &target.loaded.plugin).failures().is_empty());
}
