//! A guest built by the compiler for plugins, as authors have them: `tests/guests/hostile`.

use std::path::Path;

use serde_json::json;
use vuoro_kernel::ConversationId;

use super::scene::Scene;
use crate::{Actor, CallError, Context, Moment, Outcome, Package, Slot};

/// The guest; panics with the command that builds it.
fn hostile() -> Package {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../target/guests/hostile.wasm");
    let bytes = std::fs::read(path).expect("tests/guests/hostile isn't built; run `cargo xtask plugins` first");
    Package::read(bytes).unwrap()
}

#[tokio::test]
async fn a_panic_in_each_export_leaves_its_words_and_the_names_of_the_functions() {
    let scene = Scene::new();
    let (host, system, none) = (scene.host.delegate(), Context::new(Actor::System, "en"), json!({}));
    let (plugins, target) = (&scene.plugins, scene.target(&scene.load(hostile()).await));
    let answers = [
        ("fields.resolve", "the field panics", scene.asks(&target, "panic").await.map(|_| ())),
        ("fields.topic", "the topic of x panics", plugins.topic(&host, &target, &system, "x", &none).await.map(|_| ())),
        (
            "hooks.before",
            "before panics",
            plugins.before(&host, &target, &system, Moment::Send, &none).await.map(|_| ()),
        ),
        ("hooks.after", "after panics", plugins.after(&host, &target, &system, ConversationId::new(), &[]).await),
        (
            "panels.render",
            "render panics",
            plugins.render(&host, &target, &system, Slot::Composer, &none).await.map(|_| ()),
        ),
        (
            "panels.act",
            "act panics",
            plugins.act(&host, &target, &system, Slot::Composer, &none, &none).await.map(|_| ()),
        ),
        ("alarms.ring", "ring panics", plugins.ring(&host, &target, &system, "k", &none).await),
    ];
    for (export, words, answer) in answers {
        let Err(CallError::Failed(failure)) = answer else { panic!("{export}: {answer:?}") };
        assert_eq!((failure.export, failure.outcome), (export, Outcome::Panic), "{failure:?}");
        assert!(failure.text.starts_with("panicked at") && failure.text.ends_with(words), "{failure:?}");
        // The guest's own functions, without Rust's panic machinery.
        let function = format!("vuoro:plugin/{}", export.replace('.', "@0.1.0#"));
        assert!(failure.frames.contains(&function) && !failure.frames[0].contains("panicking"), "{failure:?}");
    }
    assert!(scene.asks(&target, "answer").await.is_ok());
}

#[tokio::test]
async fn memory_and_stack_of_compiled_code_end_at_their_limits() {
    let scene = Scene::new();
    let target = scene.target(&scene.load(hostile()).await);
    let memory = scene.fails(&target, "memory").await;
    assert_eq!((memory.outcome, memory.text.as_str()), (Outcome::Memory, "wanted more than 16 MiB of memory"));
    // Its stack is at the beginning of its memory: below it there is nothing.
    let deep = scene.fails(&target, "deep").await;
    assert_eq!(deep.outcome, Outcome::Trap, "{deep:?}");
    assert!(deep.frames.iter().any(|frame| frame.contains("deep")), "{deep:?}");
}

#[tokio::test]
async fn a_call_sees_its_own_changes_and_commits_what_became_of_them() {
    let scene = Scene::new();
    let loaded = scene.load(hostile()).await;
    let answer = scene.asks(&scene.target(&loaded), "overlay").await;
    assert_eq!(answer, Ok(vec![json!([true, true, true, false, true, true])]));
    let values = scene.host.values(scene.organisation, &loaded.plugin);
    let kept: Vec<_> = values.values().map(|item| (item.key.as_str(), item.value.as_slice())).collect();
    assert_eq!(kept, [("a/2", b"three".as_slice())]);
    assert_eq!(scene.host.commits(), 1);
}
