//! Plugins that come with the server, when another version of the server brings other versions of them.

use serde_json::{Value, json};
use vuoro_tests::{
    Database, TestHost, guest,
    guests::guest_with,
    on_both_databases,
    people::{Agent, Customer},
};

const MOOD: &str = "query($id: ID!) { conversation(id: $id) { mood { mood } } }";

/// An organisation that uses the plugin `sample`, which the server brings, and a conversation whose mood is noted.
struct Scene {
    host: TestHost,
    owner: Agent,
    niilo: Agent,
    aino: Customer,
    conversation: String,
}

impl Scene {
    async fn on(database: Database) -> Self {
        let host = TestHost::bringing(database, &[guest("sample")]).await;
        let (owner, niilo, aino) = (host.owner().await, host.agent("Niilo").await, host.customer("Aino").await);
        assert_eq!(owner.outcome("enablePlugin", json!({ "pluginId": "sample" })).await, "PluginEnabled");
        let queue = owner.makes_queue("Asiakaspalvelu", true).await;
        owner.lets_handle(&queue, &[&niilo]).await;
        let conversation = aino.waits_in(&queue).await;
        assert_eq!(niilo.gets_customer(&queue).await, conversation);
        let scene = Self { host, owner, niilo, aino, conversation };
        assert_eq!(scene.notes().await, "MoodNoted");
        scene
    }

    /// The server stops, and another one that brings this package starts on its database.
    async fn goes_on_with(mut self, package: Vec<u8>) -> Self {
        let host = TestHost::again_bringing(self.host.stop().await, &[package]).await;
        for client in [&mut self.owner.client, &mut self.niilo.client, &mut self.aino.client] {
            client.base = host.base.clone();
        }
        Self { host, ..self }
    }

    async fn notes(&self) -> String {
        self.niilo.outcome("noteMood", json!({ "conversationId": self.conversation, "mood": "GOOD" })).await
    }

    async fn mood(&self) -> Value {
        self.niilo.data(MOOD, json!({ "id": self.conversation })).await["conversation"]["mood"]["mood"].clone()
    }

    /// What operators read of the plugin.
    async fn listed(&self) -> Value {
        let query = "{ plugins { id version state previousVersion failures { text } waiting { version permissions { name granted } } } }";
        let listed = self.owner.data(query, json!({})).await;
        listed["plugins"].as_array().unwrap().iter().find(|plugin| plugin["id"] == "sample").unwrap().clone()
    }
}

fn sample(version: &str, more: &str) -> Vec<u8> {
    guest_with("sample", |text| text.replace("version = \"0.1.0\"", &format!("version = {version:?}")) + more)
}

on_both_databases! {
    async fn a_plugin_goes_on_in_the_newer_version_that_a_newer_server_brings(database: Database) {
        let scene = Scene::on(database).await.goes_on_with(sample("0.2.0", "")).await;
        assert_eq!(scene.mood().await, "GOOD", "what it kept is there");
        assert_eq!(scene.notes().await, "MoodNoted");
        let listed = scene.listed().await;
        let wanted = json!({ "id": "sample", "version": "0.2.0", "state": "ENABLED", "previousVersion": "0.1.0", "failures": [],
            "waiting": null });
        assert_eq!(listed, wanted);
        assert_eq!(scene.owner.outcome("rollBackPlugin", json!({ "pluginId": "sample" })).await, "PluginRolledBack");
        assert_eq!((scene.mood().await, &scene.listed().await["version"]), (json!("GOOD"), &json!("0.1.0")));
        scene.host.stop().await;
    }

    async fn a_newer_version_that_asks_for_more_waits_for_an_operator_while_the_earlier_one_goes_on(database: Database) {
        let more = "\n[permissions.clock]\nen = \"To know the time.\"\n";
        let scene = Scene::on(database).await.goes_on_with(sample("0.2.0", more)).await;
        let listed = scene.listed().await;
        let asked = json!({ "version": "0.2.0", "permissions": [{ "name": "clock", "granted": false }] });
        assert_eq!((&listed["state"], &listed["waiting"]), (&json!("ENABLED"), &asked), "{listed}");
        assert_eq!((&listed["version"], &listed["failures"]), (&json!("0.1.0"), &json!([])), "{listed}");
        assert_eq!((scene.notes().await.as_str(), scene.mood().await), ("MoodNoted", json!("GOOD")));
        let grant = json!({ "pluginId": "sample", "grant": true });
        assert_eq!(scene.owner.outcome("upgradePlugin", grant).await, "PluginUpgraded");
        assert_eq!(scene.mood().await, "GOOD", "what it kept is there");
        scene.host.stop().await;
    }

    async fn a_plugin_that_is_switched_off_is_switched_on_again_in_the_newer_version_with_its_data(database: Database) {
        let scene = Scene::on(database).await;
        assert_eq!(scene.owner.outcome("disablePlugin", json!({ "pluginId": "sample" })).await, "PluginDisabled");
        let scene = scene.goes_on_with(sample("0.2.0", "")).await;
        let listed = scene.listed().await;
        assert_eq!((&listed["state"], &listed["version"]), (&json!("DISABLED"), &json!("0.2.0")), "{listed}");
        assert_eq!(scene.owner.outcome("enablePlugin", json!({ "pluginId": "sample" })).await, "PluginEnabled");
        assert_eq!(scene.mood().await, "GOOD", "what it kept is there");
        scene.host.stop().await;
    }

    async fn an_older_server_moves_no_plugin_back_by_itself(database: Database) {
        let scene = Scene::on(database).await.goes_on_with(sample("0.2.0", "")).await;
        assert_eq!(scene.mood().await, "GOOD");
        let scene = scene.goes_on_with(guest("sample")).await;
        let listed = scene.listed().await;
        assert_eq!((&listed["version"], &listed["failures"]), (&json!("0.2.0"), &json!([])), "{listed}");
        assert_eq!(scene.mood().await, "GOOD", "what the newer server brought goes on");
        // An operator may.
        assert_eq!(scene.owner.outcome("upgradePlugin", json!({ "pluginId": "sample" })).await, "PluginUpgraded");
        assert_eq!(scene.mood().await, "GOOD");
        scene.host.stop().await;
    }
}
