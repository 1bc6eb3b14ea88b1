//! Hooks read what people write, so they are permissions: asked for with a reason, granted moment by moment.

use sea_orm::{ConnectionTrait, Statement};
use serde_json::{Value, json};
use vuoro_tests::{
    Database, TestHost, guest,
    guests::guest_with,
    on_both_databases,
    people::{Agent, Customer},
};

const SHOWN: &str = "plugin { version state permissions { name hooks granted } \
                     waiting { version permissions { name hooks reason granted } } }";

/// An organisation with the plugin `sample` of this manifest.
struct Scene {
    host: TestHost,
    owner: Agent,
    niilo: Agent,
    queue: String,
}

impl Scene {
    async fn on(database: Database, package: Vec<u8>) -> Self {
        let host = TestHost::with_plugins(database).await;
        let (owner, niilo) = (host.owner().await, host.agent("Niilo").await);
        let queue = owner.makes_queue("Asiakaspalvelu", true).await;
        owner.lets_handle(&queue, &[&niilo]).await;
        let scene = Self { host, owner, niilo, queue };
        scene.brings(package).await;
        assert_eq!(scene.owner.outcome("enablePlugin", json!({ "pluginId": "sample" })).await, "PluginEnabled");
        scene
    }

    async fn brings(&self, package: Vec<u8>) {
        self.host.domain().add_plugin_package_to(self.host.organisation, package).await.unwrap();
    }

    /// Upgrades to the newest version, and gives what became of it.
    async fn upgrades(&self, grant: bool) -> Value {
        let input = json!({ "pluginId": "sample", "grant": grant });
        let upgraded = self.owner.acts("upgradePlugin", input, &format!("... on PluginUpgraded {{ {SHOWN} }}")).await;
        upgraded["plugin"].clone()
    }

    async fn served(&self, name: &str) -> (Customer, String) {
        let customer = self.host.customer(name).await;
        let conversation = customer.waits_in(&self.queue).await;
        assert_eq!(self.niilo.gets_customer(&self.queue).await, conversation);
        (customer, conversation)
    }

    /// The outcome of ending a conversation whose mood is bad, which the hook before the end refuses.
    async fn ending(&self, name: &str) -> String {
        let (_, conversation) = self.served(name).await;
        let bad = json!({ "conversationId": conversation, "mood": "BAD", "because": "" });
        assert_eq!(self.niilo.outcome("noteMood", bad).await, "MoodNoted");
        self.niilo.outcome("endConversation", json!({ "conversationId": conversation })).await
    }
}

/// The sample with another version, and its manifest changed.
fn version(version: &str, change: impl Fn(String) -> String) -> Vec<u8> {
    guest_with("sample", |text| change(text.replace("version = \"0.1.0\"", &format!("version = {version:?}"))))
}

/// The manifest without the hook before a moment.
fn without(moment: &str) -> impl Fn(String) -> String {
    let header = format!("[hooks.before.{moment}]");
    move |text| {
        let from = text.find(&header).expect("the hook");
        let to = text[from..].find("\n\n").expect("its end") + from + 2;
        format!("{}{}", &text[..from], &text[to..])
    }
}

/// A manifest from before hooks needed a permission.
fn as_it_was(text: String) -> String {
    let mut kept = String::new();
    let mut is_left_out = false;
    for line in text.lines() {
        if line.starts_with('[') {
            is_left_out = line.starts_with("[permissions.hooks-");
        }
        if !is_left_out {
            kept.push_str(line);
            kept.push('\n');
        }
    }
    kept
}

/// The rows as the previous version stored them.
async fn grants_as_they_were(database: &Database) {
    let conn = sea_orm::Database::connect(&database.direct_url()).await.unwrap();
    let sql = "UPDATE plugin SET granted = '[\"store\",\"chat\",\"chat-write\",\"log\"]' WHERE plugin = 'sample'";
    let done = conn.execute_raw(Statement::from_string(conn.get_database_backend(), sql)).await.unwrap();
    assert_eq!(done.rows_affected(), 1);
    conn.close().await.unwrap();
}

on_both_databases! {
    async fn an_upgrade_that_adds_a_moment_waits_for_an_operator_and_has_no_say_there_until_then(database: Database) {
        let scene = Scene::on(database, version("0.1.0", without("end"))).await;
        scene.brings(version("0.2.0", |text| text)).await;
        let waits = scene.upgrades(false).await;
        assert_eq!((&waits["version"], &waits["state"]), (&json!("0.1.0"), &json!("ENABLED")), "{waits}");
        let asked = json!([{
            "name": "hooks-before", "hooks": ["end"], "reason": "To refuse, change and move what people do.", "granted": false,
        }]);
        assert_eq!(waits["waiting"], json!({ "version": "0.2.0", "permissions": asked }));
        assert_eq!(scene.ending("Aino").await, "ConversationEnded");
        let upgraded = scene.upgrades(true).await;
        assert_eq!((&upgraded["version"], &upgraded["waiting"]), (&json!("0.2.0"), &Value::Null), "{upgraded}");
        let before = json!({ "name": "hooks-before", "hooks": ["enqueue", "claim", "send", "transfer", "end"], "granted": true });
        let after = json!({ "name": "hooks-after", "hooks": ["MessageContent", "PostContent"], "granted": true });
        let permissions = upgraded["permissions"].as_array().unwrap();
        assert!(permissions.contains(&before) && permissions.contains(&after), "{upgraded}");
        assert_eq!(scene.ending("Eero").await, "PluginRefused");
        scene.host.stop().await;
    }

    async fn what_was_enabled_before_hooks_were_permissions_goes_on_and_asks_for_what_is_new(database: Database) {
        let mut scene = Scene::on(database, version("0.1.0", |text| without("end")(as_it_was(text)))).await;
        let (aino, conversation) = scene.served("Aino").await;
        let database = scene.host.stop().await;
        grants_as_they_were(&database).await;
        scene.host = TestHost::again_with_plugins(database).await;
        let base = scene.host.base.clone();
        for agent in [&mut scene.niilo, &mut scene.owner] {
            agent.client.base = base.clone();
        }
        let mut aino = aino;
        aino.client.base = base;
        assert_eq!(aino.writes(&conversation, "swear").await["__typename"], "PluginRefused");
        let listed = scene.owner.data("{ plugins { id permissions { name hooks granted } } }", json!({})).await;
        let sample = listed["plugins"].as_array().unwrap().iter().find(|plugin| plugin["id"] == "sample").cloned().unwrap();
        assert!(sample["permissions"].as_array().unwrap().iter().all(|it| it["granted"] == true), "{sample}");
        // The same hooks: it goes at once, and what is granted has them by name from now on.
        scene.brings(version("0.2.0", without("end"))).await;
        assert_eq!(scene.upgrades(false).await["version"], "0.2.0");
        assert_eq!(aino.writes(&conversation, "swear").await["__typename"], "PluginRefused");
        // One more: it waits.
        scene.brings(version("0.3.0", |text| text)).await;
        let waits = scene.upgrades(false).await;
        assert_eq!((&waits["version"], &waits["waiting"]["version"]), (&json!("0.2.0"), &json!("0.3.0")), "{waits}");
        scene.host.stop().await;
    }

    async fn a_grant_of_before_does_not_let_a_moment_in_that_the_next_version_adds(database: Database) {
        let scene = Scene::on(database, version("0.1.0", without("end"))).await;
        grants_as_they_were(&scene.host.database).await;
        scene.brings(version("0.2.0", |text| text)).await;
        let waits = scene.upgrades(false).await;
        assert_eq!(waits["waiting"]["permissions"][0]["hooks"], json!(["end"]), "{waits}");
        assert_eq!(waits["version"], "0.1.0");
        scene.host.stop().await;
    }

    async fn hooks_of_a_manifest_without_the_permission_are_shown_with_a_reason_of_the_hosts(database: Database) {
        let scene = Scene::on(database, version("0.1.0", as_it_was)).await;
        let reasons = async |language: &str| {
            let query = json!({ "query": "{ plugins { id permissions { name reason granted } } }" });
            let request = scene.owner.client.request(reqwest::Method::POST, &scene.owner.path).header("accept-language", language);
            let answer: Value = request.json(&query).send().await.unwrap().json().await.unwrap();
            let plugins = answer["data"]["plugins"].as_array().unwrap().clone();
            let sample = plugins.into_iter().find(|plugin| plugin["id"] == "sample").unwrap();
            let hooks = sample["permissions"].as_array().unwrap().iter().filter(|it| it["name"].as_str().unwrap().starts_with("hooks-"));
            hooks.map(|it| it["reason"].as_str().unwrap().to_owned()).collect::<Vec<_>>().join(" ")
        };
        let english = reasons("en").await;
        assert!(english.contains("may change or refuse it") && english.contains("Is told what happens"), "{english}");
        assert!(reasons("fi").await.contains("voi muuttaa sitä"));
        assert!(reasons("sv").await.contains("kan ändra"));
        let (aino, conversation) = scene.served("Aino").await;
        assert_eq!(aino.writes(&conversation, "swear").await["__typename"], "PluginRefused");
        scene.host.stop().await;
    }

    async fn going_back_to_a_version_brings_its_hooks_back(database: Database) {
        let scene = Scene::on(database, guest("sample")).await;
        scene.brings(version("0.2.0", without("end"))).await;
        assert_eq!(scene.upgrades(false).await["version"], "0.2.0");
        assert_eq!(scene.ending("Aino").await, "ConversationEnded");
        assert_eq!(scene.owner.outcome("rollBackPlugin", json!({ "pluginId": "sample" })).await, "PluginRolledBack");
        assert_eq!(scene.ending("Eero").await, "PluginRefused");
        scene.host.stop().await;
    }
}
