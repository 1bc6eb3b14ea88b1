//! Transfers to another queue, which only plugins offer, and what other plugins decide about them.

use serde_json::{Value, json};
use vuoro_tests::{
    Database, TestHost, guest, on_both_databases,
    people::{Agent, Customer},
};

/// Two queues, Niilo in the first and Hermanni in the second, a plugin that transfers and one that decides about it.
struct Scene {
    host: TestHost,
    owner: Agent,
    niilo: Agent,
    hermanni: Agent,
    aino: Customer,
    first: String,
    second: String,
    conversation: String,
}

impl Scene {
    async fn on(database: Database) -> Self {
        let host = TestHost::with_plugins(database).await;
        let owner = host.owner().await;
        for plugin in ["stage", "sample"] {
            host.domain().add_plugin_package_to(host.organisation, guest(plugin)).await.unwrap();
            assert_eq!(owner.outcome("enablePlugin", json!({ "pluginId": plugin })).await, "PluginEnabled");
        }
        let (niilo, hermanni, aino) =
            (host.agent("Niilo").await, host.agent("Hermanni").await, host.customer("Aino").await);
        let (first, second) = (owner.makes_queue("Myynti", true).await, owner.makes_queue("Tuki", true).await);
        owner.lets_handle(&first, &[&niilo]).await;
        owner.lets_handle(&second, &[&hermanni]).await;
        let conversation = aino.waits_in(&first).await;
        assert_eq!(niilo.gets_customer(&first).await, conversation);
        Self { host, owner, niilo, hermanni, aino, first, second, conversation }
    }

    async fn moves(&self, agent: &Agent, queue: &str) -> Value {
        let input = json!({ "conversationId": self.conversation, "queueId": queue, "text": "Tuki osaa tämän." });
        agent.acts("move", input, "... on Problem { message } ... on InvalidInput { field }").await
    }

    async fn notes(&self, agent: &Agent, mood: &str, more: Value) {
        let mut input = json!({ "conversationId": self.conversation, "mood": mood });
        input.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
        assert_eq!(agent.outcome("noteMood", input).await, "MoodNoted");
    }
}

const SEEN: &str = "query($id: ID!) { conversation(id: $id) { state queueId place agent { id } \
    entries(last: 1) { nodes { author { __typename } content { __typename \
    ... on TransferContent { fromQueueName toQueueId toQueueName reason } } } } } }";

on_both_databases! {
    async fn a_moved_customer_waits_last_in_the_other_line_and_knows_why(database: Database) {
        let scene = Scene::on(database).await;
        let ahead = scene.host.customer("Onni").await.waits_in(&scene.second).await;
        let mut sidebar = scene.hermanni.socket().await;
        sidebar.subscribe("subscription { activity { __typename ... on QueueChanged { cause queue { waitingCount } } } }", json!({})).await;
        assert_eq!(sidebar.event().await["activity"]["__typename"], "ActivitySnapshot");
        assert_eq!(scene.moves(&scene.niilo, &scene.second).await["__typename"], "Moved");
        let id = json!({ "id": scene.conversation });
        let seen = scene.aino.data(SEEN, id.clone()).await["conversation"].take();
        let told = json!({ "__typename": "TransferContent", "fromQueueName": "Myynti", "toQueueId": scene.second,
            "toQueueName": "Tuki", "reason": "Tuki osaa tämän." });
        assert_eq!(seen, json!({ "state": "WAITING", "queueId": scene.second, "place": 2, "agent": null,
            "entries": { "nodes": [{ "author": { "__typename": "Agent" }, "content": told }] } }));
        let changed = json!({ "__typename": "QueueChanged", "cause": "TRANSFERRED", "queue": { "waitingCount": 2 } });
        assert_eq!(sidebar.event().await["activity"], changed);
        // Who moved it has it no more; who claims it next sees the whole of it.
        assert_eq!(scene.niilo.data(SEEN, id.clone()).await["conversation"], Value::Null);
        assert_eq!(scene.hermanni.gets_customer(&scene.second).await, ahead);
        assert_eq!(scene.hermanni.gets_customer(&scene.second).await, scene.conversation);
        let log = scene.hermanni.data("query($id: ID!) { conversation(id: $id) { entries(first: 9) { nodes { seq } } } }", id).await;
        assert_eq!(log["conversation"]["entries"]["nodes"].as_array().map(Vec::len), Some(4), "{log}");
        let events = scene.owner.data("query($id: ID!) { queue(id: $id) { events { nodes { kind conversationId actor { displayName } } } } }",
            json!({ "id": scene.second })).await;
        let moved = json!({ "kind": "TRANSFERRED", "conversationId": scene.conversation, "actor": { "displayName": "Niilo" } });
        assert!(events["queue"]["events"]["nodes"].as_array().unwrap().contains(&moved), "{events}");
        scene.host.stop().await;
    }

    async fn only_whoever_serves_a_customer_moves_them_and_only_where_they_are_let_in(database: Database) {
        let scene = Scene::on(database).await;
        assert_eq!(scene.niilo.outcome("move", json!({ "conversationId": scene.conversation, "queueId": scene.first })).await, "InvalidInput");
        let nowhere = json!({ "conversationId": scene.conversation, "queueId": "queue_00000000000000000000000000000000" });
        assert_eq!(scene.niilo.outcome("move", nowhere).await, "NOT_FOUND");
        let input = json!({ "conversationId": scene.conversation, "queueId": scene.second });
        assert_eq!(scene.hermanni.outcome("move", input.clone()).await, "NOT_FOUND");
        assert_eq!(scene.aino.outcome("move", input).await, "FORBIDDEN");
        assert_eq!(scene.owner.outcome("closeQueue", json!({ "queueId": scene.second })).await, "QueueClosed");
        let closed = scene.moves(&scene.niilo, &scene.second).await;
        assert_eq!((&closed["__typename"], &closed["field"]), (&json!("InvalidInput"), &json!("queueId")), "{closed}");
        assert!(closed["message"].as_str().unwrap().contains("closed"), "{closed}");
        scene.owner.outcome("openQueue", json!({ "queueId": scene.second })).await;
        assert_eq!(scene.niilo.outcome("endConversation", json!({ "conversationId": scene.conversation })).await, "ConversationEnded");
        assert_eq!(scene.moves(&scene.niilo, &scene.second).await["__typename"], "NotAllowed");
        scene.host.stop().await;
    }

    async fn other_plugins_refuse_a_move_or_choose_another_queue(database: Database) {
        let scene = Scene::on(database).await;
        scene.notes(&scene.niilo, "BAD", json!({})).await;
        let refused = scene.moves(&scene.niilo, &scene.second).await;
        assert_eq!(refused["message"], "Not in this mood.", "{refused}");
        let third = scene.owner.makes_queue("Laskutus", true).await;
        scene.notes(&scene.niilo, "GOOD", json!({ "because": "elsewhere", "queueId": third })).await;
        assert_eq!(scene.moves(&scene.niilo, &scene.second).await["__typename"], "Moved");
        let seen = scene.aino.data(SEEN, json!({ "id": scene.conversation })).await;
        assert_eq!((&seen["conversation"]["queueId"], &seen["conversation"]["place"]), (&json!(third), &json!(1)));
        scene.host.stop().await;
    }

    async fn hooks_before_entering_claiming_and_ending_have_their_say(database: Database) {
        let scene = Scene::on(database).await;
        // Into another queue than the customer asked for.
        let onni = scene.host.customer("Onni").await;
        let input = json!({ "queueId": scene.first, "message": format!("to {}", scene.second) });
        let entered = onni.acts("enqueue", input, "... on Enqueued { conversation { id queueId } }").await;
        assert_eq!(entered["conversation"]["queueId"], scene.second, "{entered}");
        // A claim that is refused leaves the customer in line.
        let waiting = entered["conversation"]["id"].clone();
        let note = json!({ "conversationId": waiting, "mood": "BAD" });
        assert_eq!(scene.hermanni.outcome("noteMood", note).await, "MoodNoted");
        let claim = json!({ "queueId": scene.second, "conversationId": waiting });
        let refused = scene.hermanni.acts("claim", claim, "... on PluginRefused { plugin message }").await;
        assert_eq!(refused, json!({ "__typename": "PluginRefused", "plugin": "sample", "message": "Not in this mood." }));
        assert_eq!(onni.data(SEEN, json!({ "id": waiting })).await["conversation"]["place"], 1);
        // An end that is refused ends nothing.
        scene.notes(&scene.niilo, "BAD", json!({})).await;
        let end = json!({ "conversationId": scene.conversation });
        assert_eq!(scene.niilo.outcome("endConversation", end.clone()).await, "PluginRefused");
        assert_eq!(scene.aino.data(SEEN, json!({ "id": scene.conversation })).await["conversation"]["state"], "ACTIVE");
        scene.notes(&scene.niilo, "GOOD", json!({})).await;
        assert_eq!(scene.niilo.outcome("endConversation", end).await, "ConversationEnded");
        scene.host.stop().await;
    }
}
