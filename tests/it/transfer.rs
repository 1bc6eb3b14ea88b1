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

    /// What becomes of acts that the plugin does to the conversation on somebody's behalf.
    async fn changes(&self, agent: &Agent, acts: &[&str]) -> Value {
        let input = json!({ "conversationId": self.conversation, "acts": acts });
        let asked = "... on ChangeMade { done } ... on Problem { message }";
        agent.acts("changeConversation", input, asked).await
    }

    async fn outcome(&self, agent: &Agent, acts: &[&str]) -> String {
        let input = json!({ "conversationId": self.conversation, "acts": acts });
        agent.outcome("changeConversation", input).await
    }

    /// The contents of the log.
    async fn log(&self) -> Vec<Value> {
        let query = "query($id: ID!) { conversation(id: $id) { entries(first: 100) { nodes { author { __typename } \
            content { __typename ... on ClaimContent { agent { id } } ... on EndContent { by } } } } } }";
        let data = self.owner.data(query, json!({ "id": self.conversation })).await;
        data["conversation"]["entries"]["nodes"].as_array().unwrap().clone()
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
        // The agent who moved it doesn't have it any more; the one who claims it next sees the whole of it.
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

    async fn only_the_agent_who_serves_a_customer_moves_them_and_only_to_queues_that_take_them(database: Database) {
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

    async fn other_plugins_have_their_say_before_a_plugin_ends_a_conversation(database: Database) {
        let scene = Scene::on(database).await;
        scene.notes(&scene.niilo, "BAD", json!({})).await;
        let refused = scene.changes(&scene.niilo, &["end"]).await;
        assert_eq!(refused, json!({ "__typename": "PluginRefused", "message": "Not in this mood." }));
        assert_eq!(scene.aino.data(SEEN, json!({ "id": scene.conversation })).await["conversation"]["state"], "ACTIVE");
        scene.notes(&scene.niilo, "GOOD", json!({})).await;
        // What a call does is done together: nothing can be written once it has ended.
        let before = scene.log().await;
        assert_eq!(scene.outcome(&scene.niilo, &["end", "post"]).await, "NotAllowed");
        assert_eq!(scene.log().await, before);
        assert_eq!(scene.outcome(&scene.niilo, &["post", "end"]).await, "ChangeMade");
        let log = scene.log().await;
        let [.., post, end] = &log[..] else { panic!("{log:?}") };
        assert_eq!(*post, json!({ "author": { "__typename": "PluginAuthor" }, "content": { "__typename": "PostContent" } }));
        assert_eq!(*end, json!({ "author": { "__typename": "Agent" }, "content": { "__typename": "EndContent", "by": "AGENT" } }));
        scene.host.stop().await;
    }

    async fn a_plugin_is_not_asked_about_its_own_act(database: Database) {
        let scene = Scene::on(database).await;
        // The plugin that ends it would refuse an end by anybody else in this mood.
        scene.notes(&scene.niilo, "BAD", json!({ "because": "end" })).await;
        assert_eq!(scene.aino.data(SEEN, json!({ "id": scene.conversation })).await["conversation"]["state"], "ENDED");
        scene.host.stop().await;
    }

    async fn through_a_plugin_nobody_does_more_than_by_themselves(database: Database) {
        let scene = Scene::on(database).await;
        let before = scene.log().await.len();
        // An operator sees the conversation and is no party of it; a peer doesn't see it.
        for agent in [&scene.owner, &scene.hermanni] {
            for act in ["post", "metadata", "end"] {
                assert_eq!(scene.outcome(agent, &[act]).await, "NOT_FOUND", "{act}");
            }
            assert_eq!(agent.outcome("move", json!({ "conversationId": scene.conversation, "queueId": scene.second })).await, "NOT_FOUND");
        }
        assert_eq!(scene.outcome(&scene.hermanni, &["annotate"]).await, "NOT_FOUND");
        assert_eq!(scene.log().await.len(), before);
        // Something may be said of it by all members who see it.
        assert_eq!(scene.outcome(&scene.owner, &["annotate"]).await, "ChangeMade");
        assert_eq!(scene.outcome(&scene.niilo, &["post", "annotate", "metadata", "end"]).await, "ChangeMade");
        // A handler reads of no other member, as in the API.
        let colleagues = async |agent: &Agent, after: Option<vuoro_kernel::MemberId>| {
            let query = "query($after: ID) { colleagues(after: $after) }";
            agent.data(query, json!({ "after": after })).await["colleagues"].clone()
        };
        assert_eq!(colleagues(&scene.niilo, None).await, json!([scene.niilo.id]));
        assert_eq!(colleagues(&scene.niilo, Some(scene.niilo.id)).await, json!([]));
        let all = colleagues(&scene.owner, None).await;
        for agent in [&scene.owner, &scene.niilo, &scene.hermanni] {
            assert!(all.as_array().unwrap().contains(&json!(agent.id)), "{all}");
        }
        scene.host.stop().await;
    }

    async fn plugins_of_those_who_see_nothing_of_a_conversation_are_not_asked_about_it(database: Database) {
        let scene = Scene::on(database).await;
        scene.notes(&scene.niilo, "BAD", json!({})).await;
        // The plugin would say no in words that tell of the conversation.
        let end = json!({ "conversationId": scene.conversation });
        let onni = scene.host.customer("Onni").await;
        assert_eq!(scene.niilo.outcome("endConversation", end.clone()).await, "PluginRefused");
        assert_eq!(scene.hermanni.outcome("endConversation", end.clone()).await, "NOT_FOUND");
        assert_eq!(onni.outcome("endConversation", end).await, "NOT_FOUND");
        let claim = json!({ "queueId": scene.first, "conversationId": scene.conversation });
        assert_eq!(scene.hermanni.outcome("claim", claim).await, "NOT_FOUND");
        for client in [&scene.hermanni.client, &onni.client] {
            let swears = json!({ "conversationId": scene.conversation, "clientId": uuid::Uuid::new_v4(), "text": "swear" });
            assert_eq!(client.outcome(vuoro_tests::host::PATH, "sendMessage", swears).await, "NOT_FOUND");
        }
        scene.host.stop().await;
    }

    async fn a_transfer_keeps_when_the_first_agent_claimed(database: Database) {
        let scene = Scene::on(database).await;
        let query = "query($id: ID!) { conversation(id: $id) { state claimedAt } }";
        let seen = async || scene.owner.data(query, json!({ "id": scene.conversation })).await["conversation"].clone();
        let first = seen().await["claimedAt"].clone();
        assert!(first.is_string());
        assert_eq!(scene.moves(&scene.niilo, &scene.second).await["__typename"], "Moved");
        assert_eq!(seen().await, json!({ "state": "WAITING", "claimedAt": first }));
        assert_eq!(scene.hermanni.gets_customer(&scene.second).await, scene.conversation);
        assert_eq!(seen().await, json!({ "state": "ACTIVE", "claimedAt": first }));
        // The log has every claim.
        let log = scene.log().await;
        let claims: Vec<_> = log.iter().map(|entry| &entry["content"]["agent"]["id"]).filter(|id| id.is_string()).collect();
        assert_eq!(claims, [&json!(scene.niilo.id), &json!(scene.hermanni.id)]);
        scene.host.stop().await;
    }
}
