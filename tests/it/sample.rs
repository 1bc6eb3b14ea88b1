//! Plugins end to end, by the tests' own plugin `sample`.

mod answers;
mod changes;
mod news;

use serde_json::{Value, json};
use vuoro_tests::{
    Database, TestHost, eventually, guest,
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

const MOOD: &str = "query($id: ID!) { conversation(id: $id) { id mood { mood askedTogether } } }";
