//! Product rule 4.4: metadata.

use reqwest::Method;
use serde_json::{Value, json};
use vuoro_tests::{TestHost, host::PATH, on_both_databases};

use super::conversations::{Scene, about, scene, seen};

on_both_databases! {
    async fn metadata_is_the_pages_to_change_but_for_what_the_host_saw(database: Database) {
        let host = TestHost::with(database, |config| config.trusted_proxies = vec!["127.0.0.1/32".into()]);
        let scene = scene(host.await).await;
        let Scene { host, owner, niilo, queue } = &scene;
        let settings = json!({ "queueId": queue, "settings": { "automaticIpAddress": true, "automaticUserAgent": true } });
        assert_eq!(owner.outcome("updateQueue", settings).await, "QueueUpdated");
        let aino = host.customer("Aino").await;
        let query = "mutation($input: EnqueueInput!) { enqueue(input: $input) { ... on Enqueued { conversation { id } } } }";
        let claimed = json!([
            { "kind": "TECHNICAL", "key": "ipAddress", "value": "1.1.1.1" },
            { "kind": "TECHNICAL", "key": "page", "value": "/" },
            { "kind": "FOLDED", "key": "cart", "value": { "items": [1, 2.5, "ä"] } },
        ]);
        let request = aino.client.request(Method::POST, PATH).header("x-forwarded-for", "203.0.113.7").header("user-agent", "Selain/1.0\u{e4}");
        let request = request.json(&json!({ "query": query, "variables": { "input": { "queueId": queue, "metadata": claimed } } }));
        let answer: Value = request.send().await.unwrap().json().await.unwrap();
        let id = answer["data"]["enqueue"]["conversation"]["id"].as_str().unwrap_or_else(|| panic!("{answer}"));

        let known = async || seen(&niilo.client, id, "metadata { kind key value origin }").await["metadata"].clone();
        let one = |kind: &str, key: &str, value: Value, origin: &str| json!({ "kind": kind, "key": key, "value": value, "origin": origin });
        let cart = one("FOLDED", "cart", json!({ "items": [1, 2.5, "ä"] }), "DECLARED");
        let address = one("TECHNICAL", "ipAddress", json!("203.0.113.7"), "VERIFIED");
        let page = one("TECHNICAL", "page", json!("/"), "DECLARED");
        let mut agent = known().await;
        let agent = agent.as_array_mut().unwrap();
        // A header that isn't ASCII may be dropped or shown; it is the browser's word either way.
        agent.retain(|one| one["key"] != "userAgent");
        assert_eq!(json!(agent), json!([cart, address, page]));
        assert_eq!(seen(&aino.client, id, "metadata { key }").await["metadata"], Value::Null);
        assert_eq!(niilo.gets_customer(queue).await, id);

        // The latest value of a key wins, null takes it away, and the agent sees it at once.
        let mut socket = niilo.socket().await;
        let follow = "subscription($id: ID!, $after: Int) { conversation(id: $id, after: $after) { content { ... on MetadataContent { changes { key value } } } } }";
        let last = seen(&niilo.client, id, "lastSeq").await["lastSeq"].clone();
        socket.subscribe(follow, json!({ "id": id, "after": last })).await;
        let update = |changes: Value| json!({ "conversationId": id, "changes": changes });
        let change = |kind: &str, key: &str, value: Value| json!({ "kind": kind, "key": key, "value": value });
        for value in [json!("/kori"), json!(null), json!(["/", 1])] {
            let changes = json!([change("LIVE", "page", value.clone())]);
            assert_eq!(aino.outcome("updateMetadata", update(changes)).await, "MetadataUpdated");
            let event = socket.event().await;
            assert_eq!(event["conversation"]["content"]["changes"], json!([{ "key": "page", "value": value }]));
        }
        assert_eq!(aino.outcome("updateMetadata", update(json!([change("LIVE", "gone", json!(1)), change("LIVE", "gone", Value::Null)]))).await, "MetadataUpdated");
        let before = known().await;
        assert!(before.as_array().unwrap().contains(&one("LIVE", "page", json!(["/", 1]), "DECLARED")));
        assert!(!before.to_string().contains("gone"), "{before}");

        let deep = (0..9).fold(json!(1), |inner, _| json!([inner]));
        let many = |count: usize| (0..count).map(|n| change("LIVE", &format!("k{n}"), json!(n))).collect::<Vec<_>>();
        for (field, changes) in [
            ("changes.1.kind", json!([change("LIVE", "ok", json!(1)), change("SECURE", "ssn", json!(1))])),
            ("changes.0.key", json!([change("LIVE", " ", json!(1))])),
            ("changes.0.key", json!([change("LIVE", "a\nb", json!(1))])),
            ("changes.0.key", json!([change("LIVE", &"k".repeat(101), json!(1))])),
            ("changes.0.value", json!([change("LIVE", "k", json!("x".repeat(4_096)))])),
            ("changes.0.value", json!([change("LIVE", "k", deep)])),
            ("changes.0.value", json!([change("LIVE", "k", json!("a\u{0}b"))])),
            ("changes", json!(many(51))),
            // What the host saw stays, and nothing else of the call is done.
            ("changes", json!([change("LIVE", "ok", json!(1)), change("TECHNICAL", "ipAddress", json!("1.1.1.1"))])),
            ("changes", json!([change("TECHNICAL", "ipAddress", Value::Null)])),
        ] {
            let refused = aino.does("updateMetadata", update(changes)).await;
            assert_eq!((&refused["__typename"], &refused["field"]), (&json!("InvalidInput"), &json!(field)), "{refused}");
        }
        assert_eq!(known().await, before);
        // 200 keys and no more.
        let room = 200 - before.as_array().unwrap().len();
        for part in many(room).chunks(50) {
            assert_eq!(aino.outcome("updateMetadata", update(json!(part))).await, "MetadataUpdated");
        }
        assert_eq!(aino.does("updateMetadata", update(json!([change("LIVE", "one more", json!(1))]))).await["field"], "changes");
        assert_eq!(known().await.as_array().unwrap().len(), 200);
        // Nobody but the customer changes it, and nobody after the end.
        for (client, outcome) in [(&niilo.client, "FORBIDDEN"), (&host.customer("Onni").await.client, "NOT_FOUND")] {
            assert_eq!(client.outcome(PATH, "updateMetadata", update(json!([]))).await, outcome);
        }
        niilo.does("endConversation", about(id)).await;
        assert_eq!(aino.outcome("updateMetadata", update(json!([change("LIVE", "k1", json!(2))]))).await, "ConversationOver");
        scene.host.stop().await;
    }
}
