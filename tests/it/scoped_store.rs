//! What plugins keep of conversations and customers: who reads and changes it, its limits, and how it is erased.

use serde_json::{Value, json};
use vuoro_domain::Erased;
use vuoro_tests::{
    Database, TestHost, eventually, guest, on_both_databases,
    people::{Agent, Customer, viewer},
};

/// Two queues, Niilo in the first and Hermanni in the second, Aino whom Niilo serves, and a plugin that keeps.
struct Scene {
    host: TestHost,
    owner: Agent,
    niilo: Agent,
    hermanni: Agent,
    aino: Customer,
    visitor: String,
    second: String,
    conversation: String,
}

impl Scene {
    async fn on(database: Database) -> Self {
        let host = TestHost::with_plugins(database).await;
        let owner = host.owner().await;
        host.domain().add_plugin_package_to(host.organisation, guest("stage")).await.unwrap();
        assert_eq!(owner.outcome("enablePlugin", json!({ "pluginId": "stage" })).await, "PluginEnabled");
        let (niilo, hermanni, aino) =
            (host.agent("Niilo").await, host.agent("Hermanni").await, host.customer("Aino").await);
        let (first, second) = (owner.makes_queue("Myynti", true).await, owner.makes_queue("Tuki", true).await);
        owner.lets_handle(&first, &[&niilo]).await;
        owner.lets_handle(&second, &[&hermanni]).await;
        let conversation = aino.waits_in(&first).await;
        assert_eq!(niilo.gets_customer(&first).await, conversation);
        let visitor = viewer(&aino.client, PATH).await["id"].as_str().unwrap().to_owned();
        Self { host, owner, niilo, hermanni, aino, visitor, second, conversation }
    }

    /// What the plugin answers to somebody who asks what it keeps of the conversation and of its customer.
    async fn kept(&self, by: &Agent) -> Value {
        by.data(KEPT, json!({ "owners": [self.conversation, self.visitor] })).await["kept"].clone()
    }

    async fn keeps(&self, by: &Agent, owner: &str) -> String {
        by.outcome("keep", json!({ "owner": owner, "names": ["a"], "value": "hei" })).await
    }

    /// What the plugin was told, in order.
    async fn rung(&self) -> Vec<Value> {
        self.owner.data("{ rung }", json!({})).await["rung"].as_array().unwrap().clone()
    }
}

const PATH: &str = vuoro_tests::host::PATH;
const KEPT: &str = "query($owners: [ID!]!) { kept(owners: $owners, name: \"a\") }";

on_both_databases! {
    async fn keys_belong_to_a_conversation_or_a_customer_and_to_those_who_see_them(database: Database) {
        let scene = Scene::on(database).await;
        for owner in [&scene.conversation, &scene.visitor] {
            assert_eq!(scene.keeps(&scene.niilo, owner).await, "Kept");
            assert_eq!(scene.keeps(&scene.hermanni, owner).await, "NOT_FOUND");
        }
        let both = json!(["hei", "hei"]);
        assert_eq!([scene.kept(&scene.niilo).await, scene.kept(&scene.owner).await], [both.clone(), both.clone()]);
        assert_eq!(scene.kept(&scene.hermanni).await, json!([null, null]));
        // A customer has what is theirs, and nobody else's.
        let owners = json!({ "owners": [scene.conversation, scene.visitor] });
        assert_eq!(scene.aino.data(KEPT, owners.clone()).await["kept"], both);
        let stranger = scene.host.customer("Onni").await;
        assert_eq!(stranger.data(KEPT, owners).await["kept"], json!([null, null]));
        let input = json!({ "owner": scene.visitor, "names": ["a"], "value": "oma" });
        assert_eq!(scene.aino.outcome("keep", input.clone()).await, "Kept");
        assert_eq!(stranger.outcome("keep", input).await, "NOT_FOUND");
        assert_eq!(scene.kept(&scene.niilo).await, json!(["hei", "oma"]));
        // With the conversation goes what its agent saw of it and of its customer.
        let moved = json!({ "conversationId": scene.conversation, "queueId": scene.second });
        assert_eq!(scene.niilo.outcome("move", moved).await, "Moved");
        assert_eq!(scene.kept(&scene.niilo).await, json!([null, null]));
        assert_eq!(scene.kept(&scene.hermanni).await, json!(["hei", "oma"]));
        assert_eq!(scene.keeps(&scene.niilo, &scene.conversation).await, "NOT_FOUND");
        for nothing in ["conv_00000000000000000000000000000000", "queue_1", ""] {
            assert_eq!(scene.keeps(&scene.owner, nothing).await, "NOT_FOUND", "{nothing}");
        }
        scene.host.stop().await;
    }

    async fn an_owner_has_a_hundred_keys_and_a_call_that_wants_more_keeps_none(database: Database) {
        let scene = Scene::on(database).await;
        let names = |numbers: std::ops::Range<u32>| numbers.map(|n| format!("n{n:03}")).collect::<Vec<_>>();
        let keep = |names: Vec<String>, value: Value| {
            json!({ "owner": scene.conversation, "names": names, "value": value })
        };
        // In parts, because a call has half a second for all of its keys.
        for part in [0..33, 33..66, 66..99] {
            assert_eq!(scene.niilo.outcome("keep", keep(names(part), json!("x"))).await, "Kept");
        }
        assert_eq!(scene.niilo.outcome("keep", keep(names(99..101), json!("x"))).await, "PLUGIN_FAILED");
        assert_eq!(scene.niilo.outcome("keep", keep(names(98..100), json!("y"))).await, "Kept");
        let large = scene.niilo.acts("keep", keep(names(0..1), json!("x".repeat(16 * 1024))), "... on PluginRefused { message }").await;
        assert_eq!((&large["__typename"], &large["message"]), (&json!("PluginRefused"), &json!("a value has 16384 bytes at most")));
        let query = "query($owner: ID!) { keptNames(owner: $owner) }";
        let all = scene.niilo.data(query, json!({ "owner": scene.conversation })).await;
        assert_eq!(all["keptNames"], json!(names(0..100)));
        assert_eq!(scene.niilo.outcome("keep", keep(names(0..25), Value::Null)).await, "Kept");
        assert_eq!(scene.niilo.outcome("keep", keep(names(100..125), json!("z"))).await, "Kept");
        scene.host.stop().await;
    }

    async fn what_is_erased_goes_with_its_keys_and_plugins_hear_of_it_once_they_can(database: Database) {
        let scene = Scene::on(database).await;
        for owner in [&scene.conversation, &scene.visitor] {
            assert_eq!(scene.keeps(&scene.niilo, owner).await, "Kept");
        }
        let forget = async |erased| scene.host.domain().forget_in_plugins_of(scene.host.organisation, erased).await;
        forget(Erased::Conversation(scene.conversation.parse().unwrap())).await.unwrap();
        assert_eq!(scene.kept(&scene.niilo).await, json!([null, "hei"]));
        let conversation = json!(format!("erased {}", scene.conversation));
        eventually("it heard of the conversation", async || scene.rung().await == [conversation.clone()]).await;
        // One that is switched off hears when it is switched on again.
        assert_eq!(scene.owner.outcome("disablePlugin", json!({ "pluginId": "stage" })).await, "PluginDisabled");
        forget(Erased::Visitor(scene.visitor.parse().unwrap())).await.unwrap();
        assert_eq!(scene.owner.outcome("removeMember", json!({ "memberId": scene.hermanni.id })).await, "MemberRemoved");
        assert_eq!(scene.owner.outcome("enablePlugin", json!({ "pluginId": "stage" })).await, "PluginEnabled");
        assert_eq!(scene.kept(&scene.niilo).await, json!([null, null]));
        eventually("it heard of all", async || scene.rung().await.len() == 3).await;
        let rung = scene.rung().await;
        for id in [scene.visitor.clone(), scene.hermanni.id.to_string()] {
            assert!(rung.contains(&json!(format!("erased {id}"))), "{rung:?}");
        }
        scene.host.stop().await;
    }

    async fn what_a_plugin_keeps_goes_with_it(database: Database) {
        let scene = Scene::on(database).await;
        for owner in [&scene.conversation, &scene.visitor] {
            assert_eq!(scene.keeps(&scene.niilo, owner).await, "Kept");
        }
        assert_eq!(scene.owner.outcome("removePlugin", json!({ "pluginId": "stage" })).await, "PluginRemoved");
        assert_eq!(scene.owner.outcome("enablePlugin", json!({ "pluginId": "stage" })).await, "PluginEnabled");
        assert_eq!(scene.kept(&scene.owner).await, json!([null, null]));
        scene.host.stop().await;
    }
}
