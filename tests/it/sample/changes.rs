//! What becomes of a plugin in its organisation: it is checked, switched on and off, upgraded, rolled back and removed.

use serde_json::{Value, json};
use vuoro_kernel::{Clock, Role};
use vuoro_tests::{
    TestHost, eventually, guest,
    guests::{bundled, guest_with},
    host::PATH,
    on_both_databases,
};

use super::{MOOD, Scene, about, has_type};

const NOTED: &str = "... on MoodNoted { noted { mood conversation { id customerName } } } ... on Problem { message }";

on_both_databases! {
    async fn a_plugin_adds_its_fields_where_it_is_switched_on_and_nowhere_else(database: Database) {
        let scene = Scene::on(database).await;
        let Scene { host, owner, niilo, .. } = &scene;
        assert!(has_type(niilo, "NotedMood").await);
        let other = host.organisation("other").await;
        let outsider = host.member_of(other, "other", "Outsider", Role::Owner).await;
        assert!(!has_type(&outsider, "NotedMood").await);
        let listed = outsider.data("{ plugins { id } }", json!({})).await;
        assert!(!listed.to_string().contains("sample"), "another organisation's own package is listed: {listed}");

        let noted = niilo.acts("noteMood", scene.note("GOOD", ""), NOTED).await;
        let conversation = json!({ "id": scene.conversation, "customerName": "Aino" });
        assert_eq!(noted["noted"], json!({ "mood": "GOOD", "conversation": conversation }));
        let seen = niilo.data(MOOD, json!({ "id": scene.conversation })).await;
        assert_eq!(seen["conversation"]["mood"], json!({ "mood": "GOOD", "askedTogether": 1 }));
        // It joined the log as what it is.
        assert_eq!(scene.kinds().await.last().map(String::as_str), Some("AnnotationContent"));

        let off = owner.outcome("disablePlugin", about("sample")).await;
        assert_eq!(off, "PluginDisabled");
        assert!(!has_type(niilo, "NotedMood").await);
        // What it kept is there again when it is.
        assert_eq!(owner.outcome("enablePlugin", about("sample")).await, "PluginEnabled");
        let seen = niilo.data(MOOD, json!({ "id": scene.conversation })).await;
        assert_eq!(seen["conversation"]["mood"]["mood"], "GOOD");
        // And gone when it was taken away.
        assert_eq!(owner.outcome("removePlugin", about("sample")).await, "PluginRemoved");
        assert_eq!(owner.outcome("removePlugin", about("sample")).await, "InvalidInput");
        assert_eq!(owner.outcome("enablePlugin", about("sample")).await, "PluginEnabled");
        let seen = niilo.data(MOOD, json!({ "id": scene.conversation })).await;
        assert_eq!(seen["conversation"]["mood"], Value::Null);
        scene.host.stop().await;
    }

    async fn a_plugin_that_fails_again_and_again_is_switched_off_and_switched_on_again_by_an_operator(database: Database) {
        let clock = Clock::manual(Clock::system().now());
        let host = TestHost::at_with_plugins(database, &clock).await;
        host.domain().add_plugin_package_to(host.organisation, guest("sample")).await.unwrap();
        let owner = host.owner().await;
        assert_eq!(owner.outcome("enablePlugin", about("sample")).await, "PluginEnabled");
        let sample = async || {
            let query = "{ plugins { id state disabledBecause resting calls { failed skipped } } }";
            let listed = owner.data(query, json!({})).await;
            listed["plugins"].as_array().unwrap().iter().find(|plugin| plugin["id"] == "sample").cloned().unwrap()
        };
        let asks = async || owner.client.ask(PATH, "{ broken }", json!({})).await;
        for _ in 0..5 {
            assert_eq!(asks().await["errors"][0]["extensions"]["code"], "PLUGIN_FAILED");
        }
        // It rests: it is asked no more, and its failures don't grow.
        let resting = sample().await;
        assert_eq!((&resting["resting"], &resting["calls"]["failed"]), (&json!(["fields.resolve"]), &json!(5)), "{resting}");
        assert_eq!(asks().await["errors"][0]["extensions"]["code"], "PLUGIN_FAILED");
        assert_eq!(sample().await["calls"], json!({ "failed": 5, "skipped": 1 }));
        // Twice it is tried again, does well once, and fails again: that is three rests within an hour.
        for _ in 0..2 {
            clock.advance(std::time::Duration::from_secs(6));
            assert_eq!(owner.data("{ heard(conversationId: \"none\") }", json!({})).await["heard"], json!([]));
            assert_eq!(sample().await["resting"], json!([]));
            for _ in 0..5 {
                asks().await;
            }
        }
        eventually("it is switched off", async || sample().await["state"] == "DISABLED").await;
        let because = sample().await["disabledBecause"].clone();
        assert!(because.as_str().unwrap().contains("fields.resolve") && because.as_str().unwrap().contains("broken on purpose"), "{because}");
        assert!(!has_type(&owner, "NotedMood").await);
        // It starts without failures when an operator enables it again.
        assert_eq!(owner.outcome("enablePlugin", about("sample")).await, "PluginEnabled");
        let begun = sample().await;
        assert_eq!((&begun["resting"], &begun["disabledBecause"]), (&json!([]), &Value::Null), "{begun}");
        assert_eq!(asks().await["errors"][0]["extensions"]["code"], "PLUGIN_FAILED");
        host.stop().await;
    }

    async fn packages_are_checked_before_they_are_kept(database: Database) {
        let host = TestHost::with_plugins(database).await;
        let (domain, owner) = (host.domain(), host.owner().await);
        let bring = async |bytes: Vec<u8>| match domain.add_plugin_package_to(host.organisation, bytes).await {
            Ok(package) => package.manifest.id.clone(),
            Err(vuoro_domain::Refusal::Problem(problem)) => problem.message(),
            Err(other) => panic!("{other:?}"),
        };
        let whole = guest("sample");
        assert!(bring(whole[..whole.len() / 2].to_vec()).await.contains("broken"));
        assert!(bring(b"#!/bin/sh".to_vec()).await.contains("isn't a .wasm file"));
        assert!(bring(b"\0asm\x01\0\0\0".to_vec()).await.contains("core module"));
        assert_eq!(bring(whole.clone()).await, "sample");
        // Again is fine; the same version with other contents isn't.
        assert_eq!(bring(whole.clone()).await, "sample");
        let mut other = whole.clone();
        other.extend([0, 5, 4, b'n', b'o', b't', b'e']);
        assert!(bring(other).await.contains("give it a new version"));
        let mut ours = std::fs::read(bundled("tags")).unwrap();
        assert_eq!(bring(ours.clone()).await, "tags");
        ours.extend([0, 5, 4, b'n', b'o', b't', b'e']);
        assert!(bring(ours).await.contains("is another tags 0.2.0"));
        assert_eq!(owner.outcome("enablePlugin", about("nothing")).await, "NOT_FOUND");
        assert_eq!(owner.outcome("rollBackPlugin", about("sample")).await, "InvalidInput");
        assert_eq!(owner.outcome("upgradePlugin", about("sample")).await, "InvalidInput");
        host.stop().await;
    }

    async fn an_upgrade_that_asks_for_more_waits_for_an_operator(database: Database) {
        let scene = Scene::on(database).await;
        let (domain, owner) = (scene.host.domain(), &scene.owner);
        let bring = async |package: Vec<u8>| domain.add_plugin_package_to(scene.host.organisation, package).await.unwrap();
        let shown = "plugin { version state previousVersion permissions { name granted } waiting { version permissions { name reason granted } } }";
        let upgrade = async |input: Value| {
            owner.acts("upgradePlugin", input, &format!("... on PluginUpgraded {{ {shown} }}")).await["plugin"].clone()
        };
        // The same permissions: it goes at once.
        bring(guest_with("sample", |text| text.replace("0.1.0", "0.2.0"))).await;
        let plugin = upgrade(about("sample")).await;
        assert_eq!((&plugin["version"], &plugin["previousVersion"]), (&json!("0.2.0"), &json!("0.1.0")), "{plugin}");
        // One more: it waits, and the old one serves on.
        let more = "\n[permissions.clock]\nen = \"To know the time.\"\nfi = \"Ajan tietämiseen.\"\n";
        bring(guest_with("sample", |text| text.replace("0.1.0", "0.3.0") + more)).await;
        let plugin = upgrade(about("sample")).await;
        assert_eq!((&plugin["version"], &plugin["state"]), (&json!("0.2.0"), &json!("ENABLED")), "{plugin}");
        let asked = json!([{ "name": "clock", "reason": "To know the time.", "granted": false }]);
        assert_eq!(plugin["waiting"], json!({ "version": "0.3.0", "permissions": asked }));
        assert_eq!(scene.niilo.outcome("noteMood", scene.note("GOOD", "")).await, "MoodNoted");
        assert_eq!(scene.niilo.outcome("upgradePlugin", json!({ "pluginId": "sample", "grant": true })).await, "FORBIDDEN");
        let plugin = upgrade(json!({ "pluginId": "sample", "grant": true })).await;
        assert_eq!((&plugin["version"], &plugin["waiting"]), (&json!("0.3.0"), &Value::Null));
        assert!(plugin["permissions"].as_array().unwrap().contains(&json!({ "name": "clock", "granted": true })), "{plugin}");
        // Back again, with what it kept.
        let back = owner.acts("rollBackPlugin", about("sample"), "... on PluginRolledBack { plugin { version } }").await;
        assert_eq!(back["plugin"]["version"], "0.2.0");
        let seen = scene.niilo.data(MOOD, json!({ "id": scene.conversation })).await;
        assert_eq!(seen["conversation"]["mood"]["mood"], "GOOD");
        scene.host.stop().await;
    }

    async fn a_plugin_that_clashes_with_another_is_refused_with_a_report_of_both(database: Database) {
        let scene = Scene::on(database).await;
        let (domain, owner) = (scene.host.domain(), &scene.owner);
        let twin = guest_with("sample", |text| text.replace("id = \"sample\"", "id = \"twin\""));
        domain.add_plugin_package_to(scene.host.organisation, twin).await.unwrap();
        let refused = owner.acts("enablePlugin", about("twin"), "... on InvalidInput { field message }").await;
        let report = refused["message"].as_str().unwrap();
        assert!(report.contains("plugin sample") && report.contains("plugin twin") && report.contains("Mood"), "{report}");
        assert!(has_type(&scene.niilo, "NotedMood").await);
        scene.host.stop().await;
    }

    async fn a_socket_that_was_open_before_finds_the_new_fields(database: Database) {
        let host = TestHost::with_plugins(database).await;
        host.domain().add_plugin_package_to(host.organisation, guest("sample")).await.unwrap();
        let owner = host.owner().await;
        let mut socket = owner.socket().await;
        let query = "{ conversations(list: ALL) { nodes { mood { mood } } } }";
        socket.subscribe(query, json!({})).await;
        assert_eq!(socket.receive().await["type"], "error");
        assert_eq!(owner.outcome("enablePlugin", about("sample")).await, "PluginEnabled");
        socket.subscribe(query, json!({})).await;
        assert_eq!(socket.event().await, json!({ "conversations": { "nodes": [] } }));
        host.stop().await;
    }
}
