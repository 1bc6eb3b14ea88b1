//! What one customer writes may make a plugin fail each time, which affects only that customer. A plugin is paused only
//! when it fails for many, and only at the moment where it fails.

use serde_json::{Value, json};
use vuoro_kernel::Clock;
use vuoro_tests::{
    Database, TestHost, eventually, guest, on_both_databases,
    people::{Agent, Customer},
};

/// More failures than would pause a plugin three times and so disable it.
const OFTEN: usize = 16;

/// An organisation with the plugin `sample`: when it fails, its hook before messages lets them pass, and those before
/// joining and ending refuse.
struct Scene {
    host: TestHost,
    owner: Agent,
    niilo: Agent,
    queue: String,
}

impl Scene {
    /// The clock stands still, and no after-hook is called.
    async fn on(database: Database) -> Self {
        let clock = Clock::manual(Clock::system().now());
        Self::of(TestHost::at_with_plugins(database, &clock).await).await
    }

    async fn of(host: TestHost) -> Self {
        host.domain().add_plugin_package_to(host.organisation, guest("sample")).await.unwrap();
        let (owner, niilo) = (host.owner().await, host.agent("Niilo").await);
        assert_eq!(owner.outcome("enablePlugin", json!({ "pluginId": "sample" })).await, "PluginEnabled");
        let queue = owner.makes_queue("Asiakaspalvelu", true).await;
        owner.lets_handle(&queue, &[&niilo]).await;
        Self { host, owner, niilo, queue }
    }

    /// A customer whom Niilo serves, and their conversation.
    async fn served(&self, name: &str) -> (Customer, String) {
        let customer = self.host.customer(name).await;
        let conversation = customer.waits_in(&self.queue).await;
        assert_eq!(self.niilo.gets_customer(&self.queue).await, conversation);
        (customer, conversation)
    }

    async fn sample(&self) -> Value {
        let listed = self.owner.data("{ plugins { id state resting calls { failed } } }", json!({})).await;
        listed["plugins"].as_array().unwrap().iter().find(|plugin| plugin["id"] == "sample").cloned().unwrap()
    }

    /// The plugin is still enabled, although it failed at least so often.
    async fn goes_on_after(&self, failures: usize) {
        let sample = self.sample().await;
        assert_eq!((&sample["state"], &sample["resting"]), (&json!("ENABLED"), &json!([])), "{sample}");
        assert!(sample["calls"]["failed"].as_u64().unwrap() >= failures as u64, "{sample}");
    }
}

async fn outcome(sent: impl Future<Output = Value>) -> String {
    sent.await["__typename"].as_str().unwrap_or_default().to_owned()
}

on_both_databases! {
    async fn messages_that_make_a_hook_fail_pass_and_those_of_others_are_refused_as_before(database: Database) {
        let scene = Scene::on(database).await;
        let (aino, hers) = scene.served("Aino").await;
        let (eero, his) = scene.served("Eero").await;
        for _ in 0..OFTEN {
            assert_eq!(outcome(aino.writes(&hers, "panic")).await, "MessageSent");
        }
        assert_eq!(outcome(eero.writes(&his, "swear")).await, "PluginRefused");
        assert_eq!(outcome(scene.niilo.writes(&his, "swear")).await, "PluginRefused");
        assert_eq!(outcome(aino.writes(&hers, "swear")).await, "PluginRefused");
        scene.goes_on_after(OFTEN).await;
        scene.host.stop().await;
    }

    async fn a_customer_whose_request_makes_a_closed_hook_fail_is_refused_alone(database: Database) {
        let scene = Scene::on(database).await;
        let (aino, eero) = (scene.host.customer("Aino").await, scene.host.customer("Eero").await);
        let enters = async |customer: &Customer, message: &str| {
            customer.outcome("enqueue", json!({ "queueId": scene.queue, "message": message })).await
        };
        for _ in 0..OFTEN {
            assert_eq!(enters(&aino, "panic").await, "PluginRefused");
        }
        assert_eq!(enters(&eero, "hei").await, "Enqueued");
        assert_eq!(enters(&aino, "hei").await, "Enqueued", "what doesn't make it fail is theirs to ask too");
        let first = scene.niilo.gets_customer(&scene.queue).await;
        let end = json!({ "conversationId": first });
        assert_eq!(scene.niilo.outcome("endConversation", end).await, "ConversationEnded");
        scene.goes_on_after(OFTEN).await;
        scene.host.stop().await;
    }

    async fn what_an_agent_does_in_a_conversation_that_a_plugin_fails_on_counts_as_its_customers(database: Database) {
        let scene = Scene::on(database).await;
        let (_, hers) = scene.served("Aino").await;
        let (eero, his) = scene.served("Eero").await;
        for _ in 0..OFTEN {
            assert_eq!(outcome(scene.niilo.writes(&hers, "panic")).await, "MessageSent");
        }
        assert_eq!(outcome(eero.writes(&his, "swear")).await, "PluginRefused");
        scene.goes_on_after(OFTEN).await;
        scene.host.stop().await;
    }

    async fn a_plugin_that_fails_to_hear_of_one_customer_hears_of_the_others(database: Database) {
        let scene = Scene::of(TestHost::with_plugins(database).await).await;
        let (aino, hers) = scene.served("Aino").await;
        let (eero, his) = scene.served("Eero").await;
        let bad = json!({ "conversationId": hers, "mood": "BAD", "because": "" });
        assert_eq!(scene.niilo.outcome("noteMood", bad).await, "MoodNoted");
        for n in 0..OFTEN as u64 {
            // Each message is told at once, and fails; without waiting several would be told together.
            aino.writes(&hers, "hei").await;
            eventually("it fails to hear", async || scene.sample().await["calls"]["failed"].as_u64() > Some(n)).await;
        }
        scene.goes_on_after(OFTEN).await;
        eero.writes(&his, "hei").await;
        let heard = "query($id: ID!) { heard(conversationId: $id) }";
        eventually("it hears of Eero", async || {
            scene.niilo.data(heard, json!({ "id": his })).await["heard"] == json!([3])
        })
        .await;
        scene.host.stop().await;
    }

    async fn a_plugin_that_fails_for_many_rests_at_that_moment_alone(database: Database) {
        let scene = Scene::on(database).await;
        for n in 0..5 {
            let (customer, conversation) = scene.served(&format!("Customer {n}")).await;
            assert_eq!(outcome(customer.writes(&conversation, "panic")).await, "MessageSent");
        }
        assert_eq!(scene.sample().await["resting"], json!(["hooks.before.send"]));
        let (eero, his) = scene.served("Eero").await;
        assert_eq!(outcome(eero.writes(&his, "swear")).await, "MessageSent", "`failure = \"open\"`");
        let refused = eero.acts("enqueue", json!({ "queueId": scene.queue, "message": "swear" }), "... on PluginRefused { message }").await;
        assert_eq!(refused["message"], "Be kind.", "it is asked before customers enter");
        let end = json!({ "conversationId": his });
        assert_eq!(scene.niilo.outcome("endConversation", end).await, "ConversationEnded");
        scene.host.stop().await;
    }
}
