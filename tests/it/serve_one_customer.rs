//! The whole way: a customer waits, an agent claims, they talk over sockets, and it ends.

use serde_json::json;
use vuoro_tests::{TestHost, host::PATH, on_both_databases};

const FOLLOW: &str = "subscription($id: ID!, $after: Int) { conversation(id: $id, after: $after) { seq author { __typename } \
    content { __typename ... on MessageContent { text } ... on EndContent { by } } } }";

on_both_databases! {
    async fn a_customer_is_served_from_request_to_end(database: Database) {
        let host = TestHost::on(database).await;
        let (owner, niilo) = (host.owner().await, host.agent("Niilo").await);
        let queue = owner.makes_queue("Asiakaspalvelu", true).await;
        owner.lets_handle(&queue, &[&niilo]).await;

        let aino = host.customer("Aino").await;
        let conversation = aino.waits_in(&queue).await;
        let mut ainos = aino.socket().await;
        ainos.subscribe(FOLLOW, json!({ "id": conversation })).await;
        assert_eq!(ainos.event().await["conversation"]["content"]["__typename"], "RequestContent");
        aino.writes(&conversation, "Hei!").await;
        assert_eq!(ainos.event().await["conversation"]["content"]["text"], "Hei!");

        assert_eq!(niilo.gets_customer(&queue).await, conversation);
        assert_eq!(ainos.event().await["conversation"]["content"]["__typename"], "ClaimContent");
        let mut niilos = niilo.socket().await;
        niilos.subscribe(FOLLOW, json!({ "id": conversation, "after": 1 })).await;
        assert_eq!(niilos.event().await["conversation"]["seq"], 2);
        assert_eq!(niilos.event().await["conversation"]["seq"], 3);

        niilo.writes(&conversation, "Hei Aino.").await;
        for socket in [&mut ainos, &mut niilos] {
            let event = socket.event().await;
            assert_eq!(event["conversation"]["seq"], 4);
            assert_eq!(event["conversation"]["author"]["__typename"], "Agent");
        }
        let ended = niilo.does("endConversation", json!({ "conversationId": conversation })).await;
        assert_eq!(ended["__typename"], "ConversationEnded");
        assert_eq!(ainos.event().await["conversation"]["content"]["by"], "AGENT");
        assert_eq!(aino.writes(&conversation, "Vielä?").await["__typename"], "ConversationOver");
        host.stop().await;
    }

    async fn the_place_in_line_is_live(database: Database) {
        let host = TestHost::on(database).await;
        let (owner, niilo) = (host.owner().await, host.agent("Niilo").await);
        let queue = owner.makes_queue("Asiakaspalvelu", true).await;
        owner.lets_handle(&queue, &[&niilo]).await;
        let (first, second) = (host.customer("Aino").await, host.customer("Onni").await);
        let ahead = first.waits_in(&queue).await;
        let behind = second.waits_in(&queue).await;
        let mut socket = second.socket().await;
        let query = "subscription($id: ID!) { place(conversationId: $id) { state place } }";
        let id = socket.subscribe(query, json!({ "id": behind })).await;
        assert_eq!(socket.event().await["place"], json!({ "state": "WAITING", "place": 2 }));
        assert_eq!(niilo.gets_customer(&queue).await, ahead);
        assert_eq!(socket.event().await["place"], json!({ "state": "WAITING", "place": 1 }));
        assert_eq!(niilo.gets_customer(&queue).await, behind);
        assert_eq!(socket.event().await["place"], json!({ "state": "ACTIVE", "place": null }));
        assert_eq!(socket.receive().await, json!({ "id": id, "type": "complete" }));
        assert_eq!(niilo.claims(&queue).await["__typename"], "QueueEmpty");
        host.stop().await;
    }
}

#[tokio::test]
async fn a_stranger_asks_who_they_are_and_is_nobody() {
    let host = TestHost::start().await;
    let data = host.stranger().data(PATH, "{ viewer { __typename } __typename }", json!({})).await;
    assert_eq!(data, json!({ "viewer": null, "__typename": "Query" }));
    host.stop().await;
}
