//! What a plugin answers: fields, refusals and failures, and hooks before something happens.

use serde_json::{Value, json};
use vuoro_tests::{host::PATH, on_both_databases};

use super::{MOOD, Scene};

on_both_databases! {
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
}
