//! Plugins end to end: a package is uploaded, enabled, asked, refused, broken and removed.

use serde_json::{Value, json};
use vuoro_kernel::{Clock, Role};
use vuoro_tests::{
    Database, TestHost, eventually, guest,
    guests::{bundled, guest_with},
    host::PATH,
    on_both_databases,
    people::{Agent, Customer},
};

/// Whether an organisation's schema has a type.
async fn has_type(agent: &Agent, name: &str) -> bool {
    let data = agent.data("query($name: String!) { __type(name: $name) { name } }", json!({ "name": name })).await;
    data["__type"] != Value::Null
}

fn about(plugin: &str) -> Value {
    json!({ "pluginId": plugin })
}

/// An organisation with the plugin `sample`, and a conversation.
struct Scene {
    host: TestHost,
    owner: Agent,
    niilo: Agent,
    aino: Customer,
    queue: String,
    conversation: String,
}

impl Scene {
    async fn on(database: Database) -> Self {
        let host = TestHost::with_plugins(database).await;
        let package = host.domain().add_plugin_package_to(host.organisation, guest("sample")).await.unwrap();
        assert_eq!(package.manifest.id, "sample");
        let (owner, niilo, aino) = (host.owner().await, host.agent("Niilo").await, host.customer("Aino").await);
        let enabled = owner.acts("enablePlugin", about("sample"), "... on PluginEnabled { plugin { state } }").await;
        assert_eq!(enabled["plugin"]["state"], "ENABLED", "{enabled}");
        let queue = owner.makes_queue("Asiakaspalvelu", true).await;
        owner.lets_handle(&queue, &[&niilo]).await;
        let conversation = aino.waits_in(&queue).await;
        assert_eq!(niilo.gets_customer(&queue).await, conversation);
        Self { host, owner, niilo, aino, queue, conversation }
    }

    fn note(&self, mood: &str, because: &str) -> Value {
        json!({ "conversationId": self.conversation, "mood": mood, "because": because })
    }

    /// Waits until the plugin has been told of exactly these entries.
    async fn hears(&self, wanted: Vec<i64>) {
        let query = "query($id: ID!) { heard(conversationId: $id) }";
        let heard = async || self.niilo.data(query, json!({ "id": self.conversation })).await["heard"].clone();
        let wanted = json!(wanted);
        eventually("the plugin hears of it", async || {
            heard().await.as_array().map(Vec::len) >= wanted.as_array().map(Vec::len)
        })
        .await;
        assert_eq!(heard().await, wanted);
    }

    /// What operators read of the plugin's failures.
    async fn failures(&self) -> Vec<Value> {
        let listed = self.owner.data("{ plugins { id failures { export text } } }", json!({})).await;
        let sample = listed["plugins"].as_array().unwrap().iter().find(|plugin| plugin["id"] == "sample").cloned();
        sample.unwrap()["failures"].as_array().cloned().unwrap_or_default()
    }

    /// The kinds of the conversation's entries.
    async fn kinds(&self) -> Vec<String> {
        let query =
            "query($id: ID!) { conversation(id: $id) { entries(first: 100) { nodes { content { __typename } } } } }";
        let data = self.owner.data(query, json!({ "id": self.conversation })).await;
        let nodes = data["conversation"]["entries"]["nodes"].as_array().unwrap().clone();
        nodes.iter().map(|node| node["content"]["__typename"].as_str().unwrap().to_owned()).collect()
    }
}

const NOTED: &str = "... on MoodNoted { noted { mood conversation { id customerName } } } ... on Problem { message }";
const MOOD: &str = "query($id: ID!) { conversation(id: $id) { id mood { mood askedTogether } } }";

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

    async fn the_rows_of_a_list_are_asked_in_one_call(database: Database) {
        let scene = Scene::on(database).await;
        for n in 0..5 {
            let customer = scene.host.customer(&format!("Customer {n}")).await;
            let id = customer.waits_in(&scene.queue).await;
            assert_eq!(scene.niilo.gets_customer(&scene.queue).await, id);
            scene.niilo.acts("noteMood", json!({ "conversationId": id, "mood": "BAD" }), "__typename").await;
        }
        let query = "{ conversations(list: ALL, first: 50) { nodes { mood { askedTogether } } } }";
        let data = scene.owner.data(query, json!({})).await;
        let nodes = data["conversations"]["nodes"].as_array().unwrap();
        let together: Vec<_> = nodes.iter().map(|node| node["mood"]["askedTogether"].clone()).collect();
        assert_eq!(together, [json!(6), json!(6), json!(6), json!(6), json!(6), Value::Null]);
        scene.host.stop().await;
    }

    async fn a_failing_plugin_nulls_its_own_field_and_its_operators_read_why(database: Database) {
        let scene = Scene::on(database).await;
        let query = "query($id: ID!) { broken now conversation(id: $id) { id misfit mood { mood } } }";
        let answer = scene.niilo.client.ask(PATH, query, json!({ "id": scene.conversation })).await;
        assert_eq!(answer["data"]["broken"], Value::Null);
        assert_eq!(answer["data"]["conversation"], json!({ "id": scene.conversation, "misfit": null, "mood": null }));
        assert!(answer["data"]["now"].is_string(), "{answer}");
        let mut errors: Vec<_> = answer["errors"].as_array().unwrap().iter().map(|error| (error["path"].to_string(), error["extensions"]["code"].clone())).collect();
        errors.sort_by(|a, b| a.0.cmp(&b.0));
        let failed = json!("PLUGIN_FAILED");
        assert_eq!(errors, [("[\"broken\"]".to_owned(), failed.clone()), ("[\"conversation\",\"misfit\"]".to_owned(), failed)]);
        assert!(!answer.to_string().contains("on purpose"), "a panic's text is for operators: {answer}");

        let query = "{ plugins { id state failures { export outcome text frames digest } log { level text } } }";
        let listed = scene.owner.data(query, json!({})).await;
        let plugins = listed["plugins"].as_array().unwrap();
        let sample = plugins.iter().find(|plugin| plugin["id"] == "sample").unwrap();
        let failure = &sample["failures"][0];
        assert_eq!((&failure["export"], &failure["outcome"]), (&json!("fields.resolve"), &json!("panic")), "{sample}");
        assert!(failure["text"].as_str().unwrap().contains("broken on purpose"), "{failure}");
        assert!(!failure["frames"].as_array().unwrap().is_empty(), "{failure}");
        assert_eq!(scene.niilo.client.refusal(PATH, "{ plugins { id } }", json!({})).await, "FORBIDDEN");
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

    async fn what_a_call_changed_is_kept_whole_or_not_at_all(database: Database) {
        let scene = Scene::on(database).await;
        let niilo = &scene.niilo;
        let before = scene.kinds().await;
        // It kept a value, then panicked.
        assert_eq!(niilo.outcome("noteMood", scene.note("GOOD", "panic")).await, "PLUGIN_FAILED");
        let seen = niilo.data(MOOD, json!({ "id": scene.conversation })).await;
        assert_eq!(seen["conversation"]["mood"], Value::Null);
        // It kept a value, then wanted to speak of a conversation that isn't this agent's.
        let hermanni = scene.host.agent("Hermanni").await;
        assert_eq!(hermanni.outcome("noteMood", scene.note("GOOD", "")).await, "NOT_FOUND");
        let seen = niilo.data(MOOD, json!({ "id": scene.conversation })).await;
        assert_eq!(seen["conversation"]["mood"], Value::Null);
        assert_eq!(scene.kinds().await, before);
        scene.host.stop().await;
    }

    async fn a_plugins_refusal_is_an_outcome_in_the_persons_language(database: Database) {
        let scene = Scene::on(database).await;
        let refused = scene.niilo.acts("noteMood", scene.note("GOOD", "refuse"), "... on PluginRefused { plugin message }").await;
        assert_eq!(refused, json!({ "__typename": "PluginRefused", "plugin": "sample", "message": "It can't be." }));
        let query = "mutation($input: NoteMoodInput!) { noteMood(input: $input) { ... on InvalidInput { field message } } }";
        let body = json!({ "query": query, "variables": { "input": scene.note("GOOD", "too long a reason") } });
        let request = scene.niilo.client.request(reqwest::Method::POST, PATH).header("accept-language", "fi").json(&body);
        let answer: Value = request.send().await.unwrap().json().await.unwrap();
        assert_eq!(answer["data"]["noteMood"], json!({ "field": "because", "message": "because on liian pitkä" }));
        scene.host.stop().await;
    }

    async fn customers_ask_what_the_manifest_opens_to_them_and_nothing_else(database: Database) {
        let scene = Scene::on(database).await;
        scene.niilo.acts("noteMood", scene.note("BAD", ""), "__typename").await;
        let seen = scene.aino.data(MOOD, json!({ "id": scene.conversation })).await;
        assert_eq!(seen["conversation"]["mood"]["mood"], "BAD");
        assert_eq!(scene.aino.outcome("noteMood", scene.note("GOOD", "")).await, "FORBIDDEN");
        let read = "query($id: ID!) { read(conversationId: $id) }";
        let id = json!({ "id": scene.conversation });
        assert_eq!(scene.aino.client.refusal(PATH, read, id.clone()).await, "FORBIDDEN");
        assert_eq!(scene.host.stranger().refusal(PATH, read, id.clone()).await, "UNAUTHENTICATED");
        // What a plugin reads is what its caller may see.
        let hermanni = scene.host.agent("Hermanni").await;
        assert_eq!(hermanni.client.refusal(PATH, read, id.clone()).await, "NOT_FOUND");
        let data = scene.niilo.data(read, id).await;
        assert_eq!(data["read"]["customerName"], "Aino");
        scene.host.stop().await;
    }

    async fn a_hook_refuses_changes_or_lets_pass_and_fails_as_declared(database: Database) {
        let scene = Scene::on(database).await;
        let (niilo, conversation) = (&scene.niilo, &scene.conversation);
        let texts = async || {
            let query = "query($id: ID!) { conversation(id: $id) { entries(first: 100) { nodes { content { ... on MessageContent { text } } } } } }";
            let data = niilo.data(query, json!({ "id": conversation })).await;
            let nodes = data["conversation"]["entries"]["nodes"].as_array().unwrap().clone();
            nodes.iter().filter_map(|node| node["content"]["text"].as_str().map(str::to_owned)).collect::<Vec<_>>()
        };
        assert_eq!(niilo.writes(conversation, "hei").await["__typename"], "MessageSent");
        assert_eq!(niilo.writes(conversation, "shout").await["__typename"], "MessageSent");
        assert_eq!(scene.aino.writes(conversation, "swear").await["__typename"], "PluginRefused");
        // In the language of the person who is refused.
        let query = "mutation($input: SendMessageInput!) { sendMessage(input: $input) { ... on PluginRefused { message } } }";
        let input = json!({ "conversationId": conversation, "clientId": uuid::Uuid::new_v4(), "text": "swear" });
        let request = scene.aino.client.request(reqwest::Method::POST, PATH).header("accept-language", "fi");
        let answer: Value = request.json(&json!({ "query": query, "variables": { "input": input } })).send().await.unwrap().json().await.unwrap();
        assert_eq!(answer["data"]["sendMessage"]["message"], "Kauniisti.");
        // `failure = "open"`: the message goes, as if the plugin weren't there.
        assert_eq!(niilo.writes(conversation, "panic").await["__typename"], "MessageSent");
        assert_eq!(texts().await, ["hei", "whisper", "panic"]);
        // `failure = "closed"`: nobody comes in.
        let enter = |message: &str| json!({ "queueId": scene.queue, "message": message });
        let refused = scene.aino.acts("enqueue", enter("panic"), "... on PluginRefused { plugin message }").await;
        assert_eq!(refused["message"], "Sample can't be asked right now. Try again later.");
        assert_eq!(scene.aino.outcome("enqueue", enter("hei")).await, "Enqueued");
        scene.host.stop().await;
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
        assert!(bring(ours).await.contains("is another tags 0.1.0"));
        assert_eq!(owner.outcome("enablePlugin", about("nothing")).await, "NOT_FOUND");
        assert_eq!(owner.outcome("rollBackPlugin", about("sample")).await, "InvalidInput");
        assert_eq!(owner.outcome("upgradePlugin", about("sample")).await, "InvalidInput");
        host.stop().await;
    }

    async fn a_plugin_hears_of_the_log_in_order_and_never_of_its_own_doing(database: Database) {
        let scene = Scene::on(database).await;
        let (niilo, conversation) = (&scene.niilo, &scene.conversation);
        for n in 0..20 {
            niilo.writes(conversation, &format!("message {n}")).await;
        }
        scene.hears((3..23).collect()).await;
        niilo.writes(conversation, "echo").await;
        eventually("it says something", async || scene.kinds().await.last().is_some_and(|kind| kind == "PostContent")).await;
        niilo.writes(conversation, "after the echo").await;
        // 24 is the plugin's own line.
        scene.hears((3..24).chain([25]).collect()).await;
        scene.host.stop().await;
    }

    async fn what_a_plugin_failed_to_hear_it_hears_later_and_after_a_restart(database: Database) {
        let mut scene = Scene::on(database).await;
        let conversation = scene.conversation.clone();
        scene.niilo.writes(&conversation, "one").await;
        scene.hears(vec![3]).await;
        scene.niilo.acts("noteMood", scene.note("BAD", ""), "__typename").await;
        scene.niilo.writes(&conversation, "two").await;
        scene.niilo.writes(&conversation, "three").await;
        eventually("it fails", async || !scene.failures().await.is_empty()).await;
        let database = scene.host.stop().await;
        // The server is gone; what the plugin hasn't heard is in the store.
        let host = TestHost::again_with_plugins(database).await;
        for agent in [&mut scene.niilo, &mut scene.owner] {
            agent.client.base = host.base.clone();
        }
        scene.host = host;
        eventually("it fails again", async || !scene.failures().await.is_empty()).await;
        scene.niilo.acts("noteMood", scene.note("GOOD", ""), "__typename").await;
        scene.hears(vec![3, 5, 6]).await;
        scene.host.stop().await;
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
