//! A plugin that carries an engine for a script language: `plugin-api/examples/typescript`, as authors have it.

use std::path::Path;

use serde_json::json;

use super::scene::Scene;
use crate::{Actor, Context, FieldRequest, Outcome, Package, Slot, limits, view::Block};

const SETTINGS: &str = r#"{"opens":"09:00","closes":"16:00","weekdays":[1,2,3,4,5],"utcOffsetMinutes":120}"#;

/// The guest; panics with the command that builds it.
fn office_hours() -> Package {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../target/guests/typescript.wasm");
    let bytes =
        std::fs::read(path).expect("plugin-api/examples/typescript isn't built; run `cargo xtask plugins` first");
    Package::read(bytes).unwrap()
}

/// One test, because compiling an engine takes a while.
#[tokio::test]
async fn a_script_with_its_engine_keeps_within_the_limits_of_every_plugin() {
    let scene = Scene::new();
    let loaded = scene.load(office_hours()).await;
    let mut target = scene.target(&loaded);
    target.settings = SETTINGS.into();
    let (host, english) = (scene.host.delegate(), Context::new(Actor::System, "en"));
    let hours = scene.asks(&target, "officeHours").await.unwrap();
    assert_eq!(hours, [json!({ "open": true, "text": "We are open: Mon–Fri 09:00–16:00.", "notice": null })]);

    // As much as may be asked for at once, with arguments as large as the API allows.
    let all = FieldRequest {
        parent_type: "Query".to_owned(),
        field: "officeHours".to_owned(),
        arguments: json!({ "unused": "x".repeat(64 * 1024) }),
        parents: vec![json!("conv_0198c0de000070008000000000000001"); limits::PARENTS],
    };
    let answers = scene.plugins.resolve(&host, &target, &english, &all).await.unwrap();
    assert_eq!(answers, vec![hours[0].clone(); limits::PARENTS]);

    let subject = json!({});
    let view =
        scene.plugins.render(&host, &target, &english, Slot::ConversationTools, &subject).await.unwrap().unwrap();
    assert!(matches!(view.blocks.as_slice(), [Block::Callout(_), Block::CopyToComposer(_)]), "{view:?}");
    let statistics = scene.plugins.render(&host, &target, &english, Slot::Statistics, &subject).await;
    assert_eq!(statistics, Ok(None));

    // An exception that the plugin turns into an answer.
    target.settings = SETTINGS.replace("09:00", "late").into();
    let failure = scene.fails(&target, "officeHours").await;
    assert_eq!(failure.outcome, Outcome::Said, "{failure:?}");
    assert!(failure.text.contains("the settings have \"late\"") && failure.text.contains("minuteOf"), "{failure:?}");
}
