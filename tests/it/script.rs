//! A plugin in a script language, end to end: the example in TypeScript carries a whole JavaScript engine, and is a
//! plugin like any other.

use serde_json::{Value, json};
use vuoro_tests::{Database, TestHost, guest, guests::guest_with, host::PATH, on_both_databases, people::Agent};

const HOURS: &str = "{ officeHours { open text notice } }";

async fn enable(host: &TestHost, owner: &Agent, package: Vec<u8>) {
    let package = host.domain().add_plugin_package_to(host.organisation, package).await.unwrap();
    assert_eq!(package.manifest.id, "office-hours");
    let about = json!({ "pluginId": "office-hours" });
    let enabled = owner.acts("enablePlugin", about, "... on PluginEnabled { plugin { state } }").await;
    assert_eq!(enabled["plugin"]["state"], "ENABLED", "{enabled}");
}

/// The newest failure that operators read of.
async fn failure(owner: &Agent) -> Value {
    let listed = owner.data("{ plugins { id failures { export outcome text } } }", json!({})).await;
    let plugins = listed["plugins"].as_array().unwrap();
    plugins.iter().find(|plugin| plugin["id"] == "office-hours").unwrap()["failures"][0].clone()
}

on_both_databases! {
    async fn a_plugin_in_typescript_answers_its_fields_and_keeps_what_it_is_told(database: Database) {
        let host = TestHost::with_plugins(database).await;
        let (owner, niilo, aino) = (host.owner().await, host.agent("Niilo").await, host.customer("Aino").await);
        enable(&host, &owner, guest("typescript")).await;

        let seen = niilo.data(HOURS, json!({})).await;
        assert!(seen["officeHours"]["open"].is_boolean(), "{seen}");
        let text = seen["officeHours"]["text"].as_str().unwrap();
        assert!(text.contains("Mon–Fri 09:00–16:00"), "the manifest's defaults are its settings: {text}");
        assert_eq!(seen["officeHours"]["notice"], Value::Null);

        let set = "... on OfficeNoticeSet { hours { notice } } ... on InvalidInput { field message }";
        let noon = json!({ "notice": "Closed at noon." });
        assert_eq!(niilo.outcome("setOfficeNotice", noon.clone()).await, "NotAllowed");
        let acted = owner.acts("setOfficeNotice", noon, set).await;
        assert_eq!(acted["hours"]["notice"], "Closed at noon.", "{acted}");
        let acted = owner.acts("setOfficeNotice", json!({ "notice": "x".repeat(201) }), set).await;
        assert_eq!(acted["field"], "notice");
        assert!(acted["message"].as_str().unwrap().ends_with("Use 200 characters at most."), "{acted}");
        // The manifest opens this field to customers, and not the mutation.
        let seen = aino.data(HOURS, json!({})).await;
        assert_eq!(seen["officeHours"]["notice"], "Closed at noon.");
        assert_eq!(aino.outcome("setOfficeNotice", json!({ "notice": "" })).await, "FORBIDDEN");

        // What operators choose, it tells; and its panels are drawn like any other's.
        let settings = json!({ "closes": "12:00", "weekdays": [6, 7] });
        let input = json!({ "pluginId": "office-hours", "settings": settings });
        assert_eq!(owner.outcome("updatePluginSettings", input).await, "PluginSettingsUpdated");
        let panels = "{ panels(slot: ORGANISATION_SETTINGS) { plugin title view { blocks { __typename ... on TextBlock { text } } } } }";
        let shown = owner.data(panels, json!({})).await["panels"][0].clone();
        assert_eq!((&shown["plugin"], &shown["title"]), (&json!("office-hours"), &json!("Office hours")), "{shown}");
        let blocks = &shown["view"]["blocks"];
        assert!(blocks[0]["text"].as_str().unwrap().contains("Sat, Sun 09:00–12:00"), "{shown}");
        assert_eq!(blocks[1]["__typename"], "FormBlock", "{shown}");
        let press = json!({ "plugin": "office-hours", "slot": "ORGANISATION_SETTINGS", "block": "notice-form", "values": { "notice": "" } });
        let acted = owner.acts("actOnPanel", press, "... on PanelActed { toast }").await;
        assert_eq!(acted["toast"], "The notice is saved.", "{acted}");
        assert_eq!(niilo.data(HOURS, json!({})).await["officeHours"]["notice"], Value::Null);
        assert_eq!(failure(&owner).await, Value::Null);
        host.stop().await;
    }
}

// On one database: what is told of a failure lives in memory, and compiling an engine takes its time.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_exception_of_a_script_is_a_failure_that_operators_read_with_its_stack() {
    let host = TestHost::with_plugins(Database::sqlite()).await;
    let owner = host.owner().await;
    // A manifest whose settings the code doesn't expect.
    let pattern = "pattern = \"^([01][0-9]|2[0-3]):[0-5][0-9]$\"\ndefault = \"09:00\"";
    let late = guest_with("typescript", |manifest| manifest.replace(pattern, "default = \"late\""));
    enable(&host, &owner, late).await;

    let answer = owner.client.ask(PATH, HOURS, json!({})).await;
    assert_eq!(answer["data"]["officeHours"], Value::Null);
    assert_eq!(answer["errors"][0]["extensions"]["code"], "PLUGIN_FAILED", "{answer}");
    assert!(!answer.to_string().contains("settings have"), "the text of an exception is for operators: {answer}");
    let failure = failure(&owner).await;
    assert_eq!((&failure["export"], &failure["outcome"]), (&json!("fields.resolve"), &json!("said")), "{failure}");
    let text = failure["text"].as_str().unwrap();
    assert!(text.contains("Error: the settings have") && text.contains("minuteOf"), "{failure}");
    host.stop().await;
}
