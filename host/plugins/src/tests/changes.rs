//! A call is a transaction, within what is granted, in its own organisation.

use std::{collections::BTreeSet, sync::Arc};

use serde_json::json;

use super::{deeds::guest, guest::hooks, scene::Scene};
use crate::{Actor, CallError, Context, Moment, Permission, Unavailable, limits};

#[tokio::test]
async fn what_a_call_put_is_there_for_the_next_one() {
    let scene = Scene::new();
    let target = scene.target(&scene.load(guest()).await);
    assert_eq!(scene.asks(&target, "get").await, Ok(vec![json!(1)]));
    assert_eq!(scene.asks(&target, "keep").await, Ok(vec![json!(0)]));
    assert_eq!(scene.asks(&target, "get").await, Ok(vec![json!(0)]));
    assert_eq!(scene.host.commits(), 1);
}

#[tokio::test]
async fn what_a_call_put_before_it_refused_or_stopped_is_not_kept() {
    let scene = Scene::new();
    let target = scene.target(&scene.load(guest()).await);
    assert_eq!(scene.asks(&target, "refuse").await, Err(CallError::Refused("42".to_owned())));
    scene.fails(&target, "x: keep and stop").await;
    assert_eq!(scene.host.commits(), 0);
    assert_eq!(scene.asks(&target, "get").await, Ok(vec![json!(1)]));
}

#[tokio::test]
async fn a_call_that_conflicts_runs_again_three_times_at_most() {
    let scene = Scene::new();
    let target = scene.target(&scene.load(guest()).await);
    let times = usize::try_from(limits::ATTEMPTS).unwrap();
    scene.host.conflict(times - 1);
    assert_eq!(scene.asks(&target, "keep").await, Ok(vec![json!(0)]));
    scene.host.conflict(times);
    assert_eq!(scene.asks(&target, "keep").await, Err(CallError::Unavailable(Unavailable::Contended)));
    assert_eq!(scene.host.commits(), 1);
}

#[tokio::test]
async fn another_organisations_keys_are_not_there() {
    let scene = Scene::new();
    let loaded = scene.load(guest()).await;
    let other = scene.another_organisation();
    assert_eq!(scene.asks(&scene.target(&loaded), "keep").await, Ok(vec![json!(0)]));
    assert_eq!(other.asks(&other.target(&loaded), "get").await, Ok(vec![json!(1)]));
    assert!(other.host.values(other.organisation, &loaded.plugin).is_empty());
    assert_eq!(scene.host.values(scene.organisation, &loaded.plugin).len(), 1);
}

#[tokio::test]
async fn what_the_organisation_does_not_grant_answers_not_granted() {
    let scene = Scene::new();
    let mut target = scene.target(&scene.load(guest()).await);
    target.granted = Arc::new(BTreeSet::from([Permission::Log]));
    assert_eq!(scene.asks(&target, "get").await, Ok(vec![json!(2)]));
    assert_eq!(scene.asks(&target, "keep").await, Ok(vec![json!(2)]));
    assert_eq!(scene.host.commits(), 0);
}

#[tokio::test]
async fn what_the_server_does_not_allow_is_not_granted_either() {
    let scene = Scene::with_ceiling(&[Permission::Log]);
    let target = scene.target(&scene.load(guest()).await);
    assert_eq!(*scene.plugins.effective(&target), BTreeSet::from([Permission::Log]));
    assert_eq!(scene.asks(&target, "get").await, Ok(vec![json!(2)]));
}

#[tokio::test]
async fn an_id_that_is_none_is_not_found() {
    let scene = Scene::new();
    let target = scene.target(&scene.load(guest()).await);
    assert_eq!(scene.asks(&target, "id").await, Ok(vec![json!(3)]));
}

#[tokio::test]
async fn a_hook_before_something_changes_nothing_through_the_host() {
    let scene = Scene::new();
    let import = r#"(import "vuoro:plugin/store@0.1.0" "put" (func $put (param i32 i32 i32 i32 i32 i64 i32)))"#;
    // Refuses with the number of the host's error, and allows when there is none.
    let put = "(call $put (i32.const 64) (i32.const 1) (i32.const 64) (i32.const 1) (i32.const 0) (i64.const 0) (i32.const 80))
        (if (i32.eqz (i32.load8_u (i32.const 80))) (then (return (i32.const 32))))
        (i32.store8 (i32.const 64) (i32.add (i32.const 48) (i32.load8_u (i32.const 88))))
        (i32.const 16)";
    let data = r#"(data (i32.const 16) "\00\00\00\00\02\00\00\00\40\00\00\00\01\00\00\00") (data (i32.const 64) "a")"#;
    let target = scene.target(&scene.load(hooks(import, data, put, "(i32.const 0)")).await);
    let context = Context::new(Actor::System, "en");
    let decided = scene.plugins.before(&scene.host.delegate(), &target, &context, Moment::Send, &json!({})).await;
    assert_eq!(decided, Ok(crate::Decision::Refuse("2".to_owned())), "`not-allowed` is the third error");
    assert_eq!(scene.host.commits(), 0);
}

#[tokio::test]
async fn a_line_is_kept_for_operators_only_when_log_is_granted() {
    let scene = Scene::new();
    let loaded = scene.load(guest()).await;
    let mut target = scene.target(&loaded);
    scene.fails(&target, "panic").await;
    target.granted = Arc::new(BTreeSet::new());
    let failure = scene.fails(&target, "panic").await;
    assert!(failure.text.starts_with("panicked"), "{failure:?}");
    let lines = scene.plugins.record(scene.organisation, &loaded.plugin).lines();
    assert_eq!(lines.len(), 1);
    assert_eq!(lines[0].text, "panicked at src/lib.rs:1: \\u{1b}boom");
}
