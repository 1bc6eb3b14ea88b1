//! Guests that take all they can get. After each, the next call works and the failure is recorded.

use std::time::{Duration, Instant};

use serde_json::json;

use super::{deeds::guest, scene::Scene};
use crate::{Failure, Outcome, limits};

async fn misbehaves(field: &str) -> Failure {
    let scene = Scene::new();
    let loaded = scene.load(guest()).await;
    let target = scene.target(&loaded);
    assert_eq!(scene.asks(&target, "answer").await, Ok(vec![json!(42)]));
    let failure = scene.fails(&target, field).await;
    assert_eq!(scene.asks(&target, "answer").await, Ok(vec![json!(42)]));
    let record = scene.plugins.record(scene.organisation, &loaded.plugin);
    assert_eq!(record.failures(), std::slice::from_ref(&failure));
    assert_eq!((record.counts().done, record.counts().failed), (2, 1));
    assert_eq!((failure.export, failure.digest), ("fields.resolve", loaded.digest));
    let used = Duration::from_micros(record.counts().cpu_us);
    assert!(used < limits::Kind::Fields.limits().cpu * 3 / 2, "{used:?}");
    failure
}

#[tokio::test]
async fn an_endless_loop_is_stopped_by_its_processor_time() {
    assert_eq!(misbehaves("loop").await.outcome, Outcome::CpuLimit);
}

#[tokio::test]
async fn an_endless_loop_of_large_copies_is_stopped_too() {
    assert_eq!(misbehaves("copy").await.outcome, Outcome::CpuLimit);
}

#[tokio::test]
async fn a_stack_that_overflows_is_a_trap_with_the_names_of_the_functions() {
    let failure = misbehaves("stack").await;
    assert_eq!((failure.outcome, failure.text.as_str()), (Outcome::Trap, "wasm trap: call stack exhausted"));
    assert_eq!(failure.frames.first().map(String::as_str), Some("deep"));
    assert_eq!(failure.frames.len(), limits::FRAMES);
}

#[tokio::test]
async fn memory_over_the_limit_is_not_given() {
    assert_eq!(misbehaves("memory").await.outcome, Outcome::Memory);
}

#[tokio::test]
async fn a_trap_says_what_and_where() {
    let failure = misbehaves("unreachable").await;
    assert_eq!(failure.outcome, Outcome::Trap);
    assert_eq!(failure.frames.first().map(String::as_str), Some("resolve"));
}

#[tokio::test]
async fn calling_the_host_without_end_is_stopped_by_number_or_time() {
    let outcome = misbehaves("host").await.outcome;
    assert!(matches!(outcome, Outcome::TooMuch | Outcome::CpuLimit), "{outcome:?}");
}

#[tokio::test]
async fn a_line_of_2_mib_is_not_taken() {
    assert_eq!(misbehaves("write").await.outcome, Outcome::TooMuch);
}

#[tokio::test]
async fn a_panic_leaves_its_words_without_control_characters() {
    let failure = misbehaves("panic").await;
    assert_eq!((failure.outcome, failure.text.as_str()), (Outcome::Panic, "panicked at src/lib.rs:1: \\u{1b}boom"));
}

#[tokio::test]
async fn a_plugin_that_says_it_is_broken_is_on_record() {
    let failure = misbehaves("failed").await;
    assert_eq!((failure.outcome, failure.text.as_str()), (Outcome::Said, "42"));
}

#[tokio::test]
async fn a_host_that_does_not_answer_is_waited_for_until_the_wall() {
    let scene = Scene::new();
    let target = scene.target(&scene.load(guest()).await);
    scene.host.be_silent(true);
    let began = Instant::now();
    let failure = scene.fails(&target, "get").await;
    assert_eq!(failure.outcome, Outcome::Timeout);
    assert_eq!(failure.text, "no answer within 500 ms; it waited for the host's answer to store.get");
    assert!(began.elapsed() < Duration::from_millis(750), "{:?}", began.elapsed());
    scene.host.be_silent(false);
    assert_eq!(scene.asks(&target, "get").await, Ok(vec![json!(1)]));
}

#[tokio::test]
async fn eight_organisations_that_spin_hold_up_neither_another_one_nor_this_thread() {
    let scene = Scene::new();
    let loaded = scene.load(guest()).await;
    let spinning: Vec<_> = (0..8)
        .map(|_| {
            let other = scene.another_organisation();
            let target = other.target(&loaded);
            tokio::spawn(async move { other.asks(&target, "loop").await })
        })
        .collect();
    tokio::time::sleep(Duration::from_millis(10)).await;
    assert_eq!(scene.asks(&scene.target(&loaded), "answer").await, Ok(vec![json!(42)]));
    assert!(spinning.iter().any(|spinning| !spinning.is_finished()));
    for spinning in spinning {
        assert!(spinning.await.unwrap().is_err());
    }
}
