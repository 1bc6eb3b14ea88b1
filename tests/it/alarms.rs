//! Plugins' alarms and published values, end to end.

use serde_json::{Value, json};
use vuoro_tests::{
    Database, TestHost, eventually, guest, host::PATH, on_both_databases, people::Agent, socket::Socket,
};

async fn scene(database: Database) -> (TestHost, Agent) {
    let host = TestHost::with_plugins(database).await;
    host.domain().add_plugin_package_to(host.organisation, guest("stage")).await.unwrap();
    let owner = host.owner().await;
    assert_eq!(owner.outcome("enablePlugin", json!({ "pluginId": "stage" })).await, "PluginEnabled");
    (host, owner)
}

async fn wakes(agent: &Agent, input: Value) {
    let data = agent.data("mutation($input: WakeInput!) { wake(input: $input) }", json!({ "input": input })).await;
    assert_eq!(data["wake"], input["key"]);
}

async fn rung(agent: &Agent) -> Vec<String> {
    let data = agent.data("{ rung }", json!({})).await;
    data["rung"].as_array().unwrap().iter().map(|key| key.as_str().unwrap().to_owned()).collect()
}

async fn ring(agent: &Agent, keys: &[&str]) {
    eventually("the alarms ring", async || rung(agent).await.len() >= keys.len()).await;
    assert_eq!(rung(agent).await, keys);
}

async fn follows(agent: &Agent, room: &str) -> Socket {
    let mut socket = agent.socket().await;
    let query = "subscription($room: String!) { rings(room: $room) { key payload conversation { id } } }";
    socket.subscribe(query, json!({ "room": room })).await;
    socket
}

on_both_databases! {
    async fn an_alarm_rings_once_at_its_time_and_not_when_it_was_taken_back(database: Database) {
        let (host, owner) = scene(database).await;
        wakes(&owner, json!({ "key": "late", "inMs": 600_000 })).await;
        wakes(&owner, json!({ "key": "soon" })).await;
        ring(&owner, &["soon"]).await;
        let sleep = "mutation { late: letSleep(input: { key: \"late\" }) again: letSleep(input: { key: \"late\" }) }";
        assert_eq!(owner.data(sleep, json!({})).await, json!({ "late": true, "again": false }));
        // Another one with the key of one that waits takes its place.
        wakes(&owner, json!({ "key": "twice", "inMs": 600_000 })).await;
        wakes(&owner, json!({ "key": "twice" })).await;
        ring(&owner, &["soon", "twice"]).await;
        host.stop().await;
    }

    async fn an_alarm_that_fails_rings_again_and_one_survives_a_restart(database: Database) {
        let (host, mut owner) = scene(database).await;
        wakes(&owner, json!({ "key": "stubborn", "failures": 1 })).await;
        let failures = async |owner: &Agent| {
            let data = owner.data("{ plugins { id failures { export text } } }", json!({})).await;
            data["plugins"].as_array().unwrap().iter().find(|it| it["id"] == "stage").unwrap()["failures"].clone()
        };
        eventually("it fails", async || failures(&owner).await != json!([])).await;
        assert_eq!(failures(&owner).await, json!([{ "export": "alarms.ring", "text": "not yet" }]));
        let database = host.stop().await;
        let host = TestHost::again_with_plugins(database).await;
        owner.client.base = host.base.clone();
        // The guest fails by what it kept, which a failed call doesn't: so it is told to stop failing.
        wakes(&owner, json!({ "key": "stubborn", "failures": 0 })).await;
        ring(&owner, &["stubborn"]).await;
        host.stop().await;
    }

    async fn what_a_plugin_publishes_reaches_those_who_follow_the_topic(database: Database) {
        let (host, owner) = scene(database).await;
        let (niilo, aino) = (host.agent("Niilo").await, host.customer("Aino").await);
        let queue = owner.makes_queue("Asiakaspalvelu", true).await;
        let conversation = aino.waits_in(&queue).await;
        let (mut of_owner, mut of_niilo, mut other) =
            (follows(&owner, "kitchen").await, follows(&niilo, "kitchen").await, follows(&niilo, "hall").await);
        // Not before the topic was asked for, which an answer on the same socket shows.
        for socket in [&mut of_owner, &mut of_niilo, &mut other] {
            socket.subscribe("{ now }", json!({})).await;
            socket.receive().await;
            socket.receive().await;
        }
        tokio::time::sleep(std::time::Duration::from_millis(500)).await;
        wakes(&owner, json!({ "key": "kitchen-1", "payload": "Hei!", "conversationId": conversation })).await;
        let told = |seen: Value| json!({ "rings": { "key": "kitchen-1", "payload": "Hei!", "conversation": seen } });
        assert_eq!(of_owner.event().await, told(json!({ "id": conversation })));
        // A record of ours is loaded with the rights of each who follows.
        assert_eq!(of_niilo.event().await, told(Value::Null));
        assert!(other.is_silent(std::time::Duration::from_millis(300)).await);
        host.stop().await;
    }

    async fn a_subscription_of_a_plugin_is_refused_broken_or_ended_by_itself(database: Database) {
        let (host, owner) = scene(database).await;
        for (room, code) in [("secret", "FORBIDDEN"), ("broken", "PLUGIN_FAILED")] {
            let mut socket = follows(&owner, room).await;
            let answer = socket.receive().await;
            assert_eq!((&answer["type"], &answer["payload"][0]["extensions"]["code"]), (&json!("error"), &json!(code)), "{answer}");
        }
        // Customers follow what the manifest opens to them, which is nothing here.
        let aino = host.customer("Aino").await;
        let mut socket = aino.socket().await;
        socket.subscribe("subscription { rings(room: \"kitchen\") { key } }", json!({})).await;
        assert_eq!(socket.receive().await["payload"][0]["extensions"]["code"], "FORBIDDEN");
        // A value that doesn't fit its type is that event's failure; the subscription goes on.
        let mut socket = follows(&owner, "misfit").await;
        tokio::time::sleep(std::time::Duration::from_millis(500)).await;
        wakes(&owner, json!({ "key": "misfit-1" })).await;
        let failed = |answer: &Value| answer["payload"]["errors"][0]["extensions"]["code"] == "PLUGIN_FAILED";
        let answer = socket.receive().await;
        assert!(failed(&answer), "{answer}");
        wakes(&owner, json!({ "key": "misfit-2" })).await;
        let answer = socket.receive().await;
        assert!(failed(&answer), "{answer}");
        wakes(&owner, json!({ "key": "misfit-3", "payload": "fits" })).await;
        assert_eq!(socket.event().await["rings"]["payload"], "fits");
        // It ends with its plugin.
        assert_eq!(owner.outcome("disablePlugin", json!({ "pluginId": "stage" })).await, "PluginDisabled");
        assert_eq!(socket.receive().await["type"], "complete");
        host.stop().await;
    }

    async fn settings_are_chosen_by_their_schema_and_read_by_the_plugin(database: Database) {
        let (host, owner) = scene(database).await;
        let shown = "plugin { settings settingsSchema }";
        let greeting = async || owner.data("{ greeting }", json!({})).await["greeting"].clone();
        let chooses = async |settings: Value| {
            let input = json!({ "pluginId": "stage", "settings": settings });
            let selection = format!("... on PluginSettingsUpdated {{ {shown} }} ... on InvalidInput {{ field message }}");
            owner.acts("updatePluginSettings", input, &selection).await
        };
        assert_eq!(greeting().await, "Hello");
        let chosen = chooses(json!({ "greeting": "Moi" })).await;
        assert_eq!(chosen["plugin"]["settings"], json!({ "greeting": "Moi" }), "{chosen}");
        assert_eq!(chosen["plugin"]["settingsSchema"]["properties"]["often"], json!({ "type": "boolean" }));
        assert_eq!(greeting().await, "Moi");
        for (settings, field) in [
            (json!({ "greeting": 7 }), "settings.greeting"),
            (json!({ "greeting": "a".repeat(21) }), "settings.greeting"),
            (json!({ "other": true }), "settings"),
            (json!("text"), "settings"),
        ] {
            let refused = chooses(settings).await;
            assert_eq!(refused["field"], field, "{refused}");
        }
        assert_eq!(greeting().await, "Moi");
        let niilo = host.agent("Niilo").await;
        assert_eq!(niilo.outcome("updatePluginSettings", json!({ "pluginId": "stage", "settings": {} })).await, "FORBIDDEN");
        let nothing = json!({ "pluginId": "nothing", "settings": {} });
        assert_eq!(owner.outcome("updatePluginSettings", nothing).await, "NOT_FOUND");
        assert_eq!(chooses(json!({})).await["plugin"]["settings"], json!({ "greeting": "Hello" }));
        assert_eq!(greeting().await, "Hello");
        host.stop().await;
    }

    async fn an_operator_uploads_a_package_and_nobody_else_does(database: Database) {
        let host = TestHost::with_plugins(database).await;
        let (owner, niilo, aino) = (host.owner().await, host.agent("Niilo").await, host.customer("Aino").await);
        let put = async |client: &vuoro_tests::Client, content_type: &str, bytes: Vec<u8>| {
            let request = client.request(reqwest::Method::PUT, "/o/test/plugins").header("content-type", content_type);
            let answer = request.body(bytes).send().await.unwrap();
            (answer.status().as_u16(), answer.json::<Value>().await.unwrap())
        };
        let wasm = "application/wasm";
        for (client, status) in [(host.stranger(), 401), (niilo.client.clone(), 403), (aino.client.clone(), 403)] {
            assert_eq!(put(&client, wasm, guest("stage")).await.0, status);
        }
        assert_eq!(put(&owner.client, "text/plain", guest("stage")).await.0, 415);
        assert_eq!(put(&owner.client, wasm, vec![0; 17 << 20]).await.0, 413);
        let (status, refused) = put(&owner.client, wasm, b"\0asm\x01\0\0\0".to_vec()).await;
        assert!((400..500).contains(&status) && refused.to_string().contains("core module"), "{status} {refused}");
        let (status, taken) = put(&owner.client, wasm, guest("stage")).await;
        assert_eq!((status, &taken["id"], &taken["version"]), (201, &json!("stage"), &json!("0.1.0")), "{taken}");
        let listed = owner.data("{ plugins { id digest state } }", json!({})).await;
        let stage = json!({ "id": "stage", "digest": taken["digest"], "state": "AVAILABLE" });
        assert!(listed["plugins"].as_array().unwrap().contains(&stage), "{listed}");
        assert_eq!(owner.outcome("enablePlugin", json!({ "pluginId": "stage" })).await, "PluginEnabled");
        assert_eq!(owner.client.data(PATH, "{ rung }", json!({})).await["rung"], json!([]));
        host.stop().await;
    }
}
