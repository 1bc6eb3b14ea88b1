//! Plugins' panels end to end: who sees which, what blocks become, what a press does, and what a broken panel affects.

use std::time::Duration;

use serde_json::{Value, json};
use vuoro_kernel::Clock;
use vuoro_tests::{
    Client, Database, TestHost, eventually, guest,
    host::PATH,
    on_both_databases,
    people::{Agent, Customer},
};

/// A panel with the block types that the plugin `stage` shows.
const PANEL: &str = "plugin slot title view { title blocks { __typename \
    ... on CalloutBlock { tone text } ... on TextBlock { text } ... on FormBlock { id submitLabel blocks { __typename \
    ... on SelectBlock { id label value required options { value label } } } } \
    ... on ListBlock { rows { blocks { __typename ... on ButtonBlock { id label carries confirm danger } } } } } }";

/// An organisation with the plugin `stage`, and a conversation.
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
        Self::of(TestHost::with_plugins(database).await).await
    }

    async fn of(host: TestHost) -> Self {
        host.domain().add_plugin_package_to(host.organisation, guest("stage")).await.unwrap();
        let (owner, niilo, aino) = (host.owner().await, host.agent("Niilo").await, host.customer("Aino").await);
        assert_eq!(owner.outcome("enablePlugin", json!({ "pluginId": "stage" })).await, "PluginEnabled");
        let queue = owner.makes_queue("Asiakaspalvelu", true).await;
        owner.lets_handle(&queue, &[&niilo]).await;
        let conversation = aino.waits_in(&queue).await;
        assert_eq!(niilo.gets_customer(&queue).await, conversation);
        Self { host, owner, niilo, aino, queue, conversation }
    }

    /// The answer to a query of a slot, in Finnish.
    async fn asks(&self, client: &Client, slot: &str) -> Value {
        let query =
            format!("query($c: ID, $q: ID) {{ panels(slot: {slot}, conversationId: $c, queueId: $q) {{ {PANEL} }} }}");
        let body = json!({ "query": query, "variables": { "c": self.conversation, "q": self.queue } });
        let request = client.request(reqwest::Method::POST, PATH).header("accept-language", "fi").json(&body);
        request.send().await.unwrap().json().await.unwrap()
    }

    fn press(&self, block: &str, values: Value) -> Value {
        json!({ "plugin": "stage", "slot": "CONVERSATION_TOOLS", "conversationId": self.conversation,
                "block": block, "values": values })
    }

    async fn presses(&self, block: &str, values: Value) -> Value {
        let selection = "... on PanelActed { toast composerText view { title blocks { __typename } } } \
             ... on PanelInvalid { message errors { field message } } ... on PluginRefused { plugin message }";
        self.niilo.acts("actOnPanel", self.press(block, values), selection).await
    }
}

fn code(answer: &Value) -> &str {
    answer["errors"][0]["extensions"]["code"].as_str().unwrap_or_default()
}

on_both_databases! {
    async fn a_panel_shows_its_blocks_in_the_readers_language(database: Database) {
        let scene = Scene::on(database).await;
        let answer = scene.asks(&scene.niilo.client, "CONVERSATION_TOOLS").await;
        let options = json!([{ "value": "good", "label": "Hyvä" }, { "value": "bad", "label": "<b>Bad</b>" }]);
        assert_eq!(answer["data"]["panels"], json!([{
            "plugin": "stage", "slot": "CONVERSATION_TOOLS", "title": "Mieliala",
            "view": { "title": "Mieliala", "blocks": [
                { "__typename": "CalloutBlock", "tone": "INFO", "text": format!("{} / {}", scene.conversation, scene.queue) },
                { "__typename": "FormBlock", "id": "mood", "submitLabel": "Tallenna", "blocks": [
                    { "__typename": "SelectBlock", "id": "mood", "label": "Mieliala", "value": null, "required": true, "options": options },
                ] },
                { "__typename": "ListBlock", "rows": [{ "blocks": [
                    { "__typename": "ButtonBlock", "id": "say", "label": "Say", "carries": { "text": "Hei!" }, "confirm": "Sure?", "danger": false },
                ] }] },
                { "__typename": "TextBlock", "text": "flat" },
            ] },
        }]), "{answer}");
        // What the plugin says no to is told in its place; what has nothing to show shows nothing.
        let refused = scene.asks(&scene.niilo.client, "QUEUE_PAGE").await;
        assert_eq!(refused["data"]["panels"][0]["view"]["blocks"], json!([{ "__typename": "CalloutBlock", "tone": "WARNING", "text": "Ei nyt." }]));
        let nothing = scene.asks(&scene.owner.client, "ORGANISATION_SETTINGS").await;
        assert_eq!((&nothing["data"]["panels"][0]["view"], &nothing["errors"]), (&Value::Null, &Value::Null), "{nothing}");
        scene.host.stop().await;
    }

    async fn a_press_changes_what_is_shown_and_is_told_what_is_wrong(database: Database) {
        let scene = Scene::on(database).await;
        let saved = scene.presses("mood", json!({ "mood": "good" })).await;
        assert_eq!((&saved["toast"], &saved["view"]["title"]), (&json!("Saved."), &json!("Mood")), "{saved}");
        let shown = scene.asks(&scene.niilo.client, "CONVERSATION_TOOLS").await;
        assert_eq!(shown["data"]["panels"][0]["view"]["blocks"][1]["blocks"][0]["value"], "good");
        let wrong = scene.presses("mood", json!({ "mood": "ugly" })).await;
        assert_eq!(wrong["errors"], json!([{ "field": "mood", "message": "isn't a mood" }]));
        let said = scene.presses("say", json!({ "text": "Hei!" })).await;
        assert_eq!((&said["composerText"], &said["view"]), (&json!("Hei!"), &Value::Null));
        let refused = scene.presses("refuse", json!({})).await;
        assert_eq!(refused, json!({ "__typename": "PluginRefused", "plugin": "stage", "message": "It can't be." }));
        assert_eq!(scene.niilo.outcome("actOnPanel", scene.press("not-you", json!({}))).await, "NotAllowed");
        assert_eq!(scene.niilo.outcome("actOnPanel", scene.press("nothing", json!({}))).await, "NOT_FOUND");
        for (block, values) in [("", json!({})), ("mood", json!([])), ("mood", json!({ "a": "x".repeat(40_000) })), (&*"b".repeat(101), json!({}))] {
            assert_eq!(scene.niilo.outcome("actOnPanel", scene.press(block, values)).await, "BAD_INPUT", "{block}");
        }
        scene.host.stop().await;
    }

    async fn each_slot_is_for_those_whose_it_is(database: Database) {
        let scene = Scene::on(database).await;
        // A customer sees the widget's, of their own conversation, and no agent's.
        let own = scene.asks(&scene.aino.client, "WIDGET_CONVERSATION").await;
        assert_eq!(own["data"]["panels"][0]["title"], "Sinulle");
        assert_eq!(own["data"]["panels"][0]["view"]["blocks"], json!([{ "__typename": "TextBlock", "text": scene.conversation }]));
        for slot in ["CONVERSATION_HEADER", "CONVERSATION_TOOLS", "COMPOSER", "QUEUE_SETTINGS", "ORGANISATION_SETTINGS",
            "PERSONAL_SETTINGS", "QUEUE_PAGE", "STATISTICS"] {
            assert_eq!(code(&scene.asks(&scene.aino.client, slot).await), "FORBIDDEN", "{slot}");
            assert_eq!(code(&scene.asks(&scene.host.stranger(), slot).await), "UNAUTHENTICATED", "{slot}");
        }
        assert_eq!(scene.aino.outcome("actOnPanel", scene.press("mood", json!({}))).await, "FORBIDDEN");
        let other = scene.host.customer("Other").await;
        assert_eq!(code(&scene.asks(&other.client, "WIDGET_CONVERSATION").await), "NOT_FOUND");
        // Members see none of the customers'; what they don't handle isn't there; settings are for operators.
        assert_eq!(code(&scene.asks(&scene.niilo.client, "WIDGET_CONVERSATION").await), "FORBIDDEN");
        let hermanni = scene.host.agent("Hermanni").await;
        for slot in ["CONVERSATION_TOOLS", "QUEUE_PAGE"] {
            assert_eq!(code(&scene.asks(&hermanni.client, slot).await), "NOT_FOUND", "{slot}");
        }
        for slot in ["QUEUE_SETTINGS", "ORGANISATION_SETTINGS", "STATISTICS"] {
            assert_eq!(code(&scene.asks(&scene.niilo.client, slot).await), "FORBIDDEN", "{slot}");
        }
        // A panel that its manifest keeps for operators isn't listed to others, nor can they press in it.
        assert_eq!(scene.asks(&scene.niilo.client, "COMPOSER").await["data"]["panels"], json!([]));
        let mut press = scene.press("x", json!({}));
        press["slot"] = "COMPOSER".into();
        assert_eq!(scene.niilo.outcome("actOnPanel", press).await, "NOT_FOUND");
        assert_eq!(scene.asks(&scene.owner.client, "COMPOSER").await["data"]["panels"].as_array().map(Vec::len), Some(1));
        // What a slot is about has to be said.
        let missing = scene.niilo.client.refusal(PATH, "{ panels(slot: COMPOSER) { plugin } }", json!({})).await;
        assert_eq!(missing, "BAD_INPUT");
        scene.host.stop().await;
    }

    async fn a_broken_panel_breaks_nothing_else_and_its_operators_read_why(database: Database) {
        let scene = Scene::on(database).await;
        let query = format!("query($c: ID) {{ now header: panels(slot: CONVERSATION_HEADER, conversationId: $c) {{ {PANEL} }} \
            tools: panels(slot: CONVERSATION_TOOLS, conversationId: $c) {{ plugin view {{ title }} }} }}");
        let answer = scene.niilo.client.ask(PATH, &query, json!({ "c": scene.conversation })).await;
        assert_eq!(answer["data"]["header"], json!([{ "plugin": "stage", "slot": "CONVERSATION_HEADER", "title": "Broken", "view": null }]));
        assert_eq!(answer["data"]["tools"], json!([{ "plugin": "stage", "view": { "title": "Mood" } }]));
        assert_eq!((code(&answer), &answer["errors"][0]["path"]), ("PLUGIN_FAILED", &json!(["header", 0, "view"])));
        for block in ["evil", "many", "panic"] {
            assert_eq!(scene.niilo.outcome("actOnPanel", scene.press(block, json!({}))).await, "PLUGIN_FAILED", "{block}");
        }
        let query = "{ plugins { id resting calls { done refused failed skipped cpuMs } failures { export outcome text } } }";
        let listed = scene.owner.data(query, json!({})).await;
        let stage = listed["plugins"].as_array().unwrap().iter().find(|it| it["id"] == "stage").unwrap();
        let told: Vec<_> = stage["failures"].as_array().unwrap().iter()
            .map(|it| (it["export"].as_str().unwrap(), it["outcome"].as_str().unwrap(), it["text"].as_str().unwrap())).collect();
        let [newest, many, evil, oldest] = told[..] else { panic!("{told:?}") };
        assert_eq!((newest.0, newest.1, oldest.0, oldest.1), ("panels.act", "panic", "panels.render", "panic"));
        assert!(newest.2.contains("the button panics") && evil.2.contains("https") && many.2.contains("100 blocks"), "{told:?}");
        assert_eq!(stage["calls"]["failed"], 4, "{stage}");
        scene.host.stop().await;
    }

    async fn a_panel_is_gone_with_its_plugin(database: Database) {
        let scene = Scene::on(database).await;
        let off = scene.owner.outcome("disablePlugin", json!({ "pluginId": "stage" })).await;
        assert_eq!(off, "PluginDisabled");
        eventually("the panel is gone", async || {
            scene.asks(&scene.niilo.client, "CONVERSATION_TOOLS").await["data"]["panels"] == json!([])
        }).await;
        assert_eq!(scene.niilo.outcome("actOnPanel", scene.press("mood", json!({ "mood": "good" }))).await, "NOT_FOUND");
        scene.host.stop().await;
    }

    async fn a_customer_rates_for_a_day_after_the_end_even_when_it_was_hidden(database: Database) {
        let clock = Clock::manual(Clock::system().now());
        let scene = Scene::of(TestHost::at_with_plugins(database, &clock).await).await;
        let end = json!({ "conversationId": scene.conversation, "hide": true });
        assert_eq!(scene.niilo.outcome("endConversation", end).await, "ConversationEnded");
        let rates = async |grade: i32| {
            let press = json!({ "plugin": "stage", "slot": "WIDGET_AFTER", "conversationId": scene.conversation,
                "block": "grade", "values": { "grade": grade } });
            scene.aino.outcome("actOnPanel", press).await
        };
        let changes = |acts: &[&str]| json!({ "conversationId": scene.conversation, "acts": acts });
        assert_eq!(rates(4).await, "PanelActed");
        // All of it stands in the log, and is known from then on.
        let query = "query($id: ID!) { conversation(id: $id) { metadata { kind key value origin } \
            entries(last: 2) { nodes { author { __typename } content { __typename \
            ... on AnnotationContent { plugin key text audience facet measure removed } } } } } }";
        let seen = scene.owner.data(query, json!({ "id": scene.conversation })).await;
        let said = json!({ "__typename": "AnnotationContent", "plugin": "stage", "key": "grade", "text": null,
            "audience": "AGENTS", "facet": null, "measure": 4.0, "removed": false });
        assert_eq!(seen["conversation"]["entries"]["nodes"], json!([
            { "author": { "__typename": "VisitorAuthor" }, "content": said },
            { "author": { "__typename": "PluginAuthor" }, "content": { "__typename": "MetadataContent" } },
        ]));
        let known = json!({ "kind": "FOLDED", "key": "grade", "value": "4", "origin": "PLUGIN" });
        assert!(seen["conversation"]["metadata"].as_array().unwrap().contains(&known), "{seen}");
        // Nobody writes, and the agent adds nothing any more.
        assert_eq!(scene.aino.outcome("changeConversation", changes(&["post"])).await, "NotAllowed");
        assert_eq!(scene.niilo.outcome("changeConversation", changes(&["annotate"])).await, "NOT_FOUND");
        assert_eq!(scene.owner.outcome("changeConversation", changes(&["annotate"])).await, "NotAllowed");
        // An alarm has the customer's day too. On a clock that the test moves, alarms ring only where somebody rings them.
        let ringer = scene.host.domain().clone();
        let ringing = tokio::spawn(async move { ringer.ring_alarms().await });
        let rung = async |key: &str| {
            let input = json!({ "conversationId": scene.conversation, "acts": ["annotate"], "laterMs": 0, "key": key });
            assert_eq!(scene.aino.outcome("changeConversation", input).await, "ChangeMade");
            let rung = async || scene.aino.data("{ rung }", json!({})).await["rung"].as_array().unwrap().clone();
            let of_key = |told: &Value| told.as_str().is_some_and(|told| told.starts_with(key));
            eventually("the alarm rings", async || rung().await.iter().any(of_key)).await;
            rung().await.into_iter().find(of_key).unwrap()
        };
        // Twice, since the customer's session would end after a day without a call.
        clock.advance(Duration::from_secs(12 * 60 * 60));
        assert_eq!(rates(3).await, "PanelActed");
        clock.advance(Duration::from_secs(12 * 60 * 60 - 60));
        assert_eq!(rates(5).await, "PanelActed");
        assert_eq!(rung("in-time").await, "in-time Ok(())");
        clock.advance(Duration::from_secs(60));
        assert_eq!(rates(1).await, "NotAllowed");
        assert_eq!(rung("too-late").await, "too-late Err(Error::NotAllowed)");
        ringing.abort();
        scene.host.stop().await;
    }
}
