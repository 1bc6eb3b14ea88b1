//! Rights that end while a socket is open: it is closed, or the subscription ends, within five seconds.

use std::time::Duration;

use serde_json::{Value, json};
use vuoro_kernel::Role;
use vuoro_tests::{
    Database, TestHost,
    host::{PASSWORD, PATH},
    on_both_databases,
    people::{Agent, Customer},
    socket::Socket,
};

const ACTIVITY: &str = "subscription { activity { __typename } }";
const FOLLOW: &str =
    "subscription($id: ID!, $after: Int) { conversation(id: $id, after: $after) { seq content { __typename } } }";
const TYPING: &str = "subscription($id: ID!) { typing(conversationId: $id) { party typing } }";

struct Scene {
    host: TestHost,
    owner: Agent,
    niilo: Agent,
    aino: Customer,
    queue: String,
}

async fn scene(database: Database) -> Scene {
    let host = TestHost::on(database).await;
    let (owner, niilo) = (host.owner().await, host.agent("Niilo").await);
    let queue = owner.makes_queue("Asiakaspalvelu", true).await;
    owner.lets_handle(&queue, &[&niilo]).await;
    let aino = host.customer("Aino").await;
    Scene { host, owner, niilo, aino, queue }
}

impl Scene {
    async fn talk(&self) -> String {
        let conversation = self.aino.waits_in(&self.queue).await;
        assert_eq!(self.niilo.gets_customer(&self.queue).await, conversation);
        conversation
    }
}

/// A socket that shows the agent's sidebar.
async fn sidebar(agent: &Agent) -> Socket {
    let mut socket = agent.socket().await;
    socket.subscribe(ACTIVITY, json!({})).await;
    assert_eq!(socket.event().await["activity"]["__typename"], "ActivitySnapshot");
    socket
}

/// The entries that a socket receives until something else comes, and that.
async fn entries_until_the_end(socket: &mut Socket) -> (Vec<Value>, Value) {
    let mut entries = Vec::new();
    loop {
        let mut message = socket.receive().await;
        match message["type"] == "next" {
            true => entries.push(message["payload"]["data"]["conversation"]["content"]["__typename"].take()),
            false => return (entries, message),
        }
    }
}

fn is_forbidden(message: &Value, id: &str) {
    assert_eq!(message["type"], "error", "{message}");
    assert_eq!(message["id"], id, "{message}");
    assert_eq!(message["payload"][0]["extensions"]["code"], "FORBIDDEN", "{message}");
}

on_both_databases! {
    async fn a_socket_closes_when_its_members_role_changes(database: Database) {
        let scene = scene(database).await;
        let mut socket = sidebar(&scene.niilo).await;
        let given = scene.owner.does("updateMember", json!({ "memberId": scene.niilo.id, "role": "OPERATOR" })).await;
        assert_eq!(given["__typename"], "MemberUpdated");
        assert_eq!(socket.closes().await.code, 4403);
        sidebar(&scene.niilo).await.close().await;
        scene.host.stop().await;
    }

    async fn a_socket_closes_when_its_member_is_removed_or_leaves(database: Database) {
        let scene = scene(database).await;
        let hermanni = scene.host.agent("Hermanni").await;
        let (mut niilos, mut hermannis) = (sidebar(&scene.niilo).await, sidebar(&hermanni).await);
        let removed = scene.owner.does("removeMember", json!({ "memberId": scene.niilo.id })).await;
        assert_eq!(removed["__typename"], "MemberRemoved");
        assert_eq!(niilos.closes().await.code, 4403);
        assert_eq!(hermanni.client.act(PATH, "leaveOrganisation", Value::Null, "").await["__typename"], "MemberRemoved");
        assert_eq!(hermannis.closes().await.code, 4403);
        scene.host.stop().await;
    }

    async fn sockets_close_when_their_session_ends_elsewhere_and_others_stay(database: Database) {
        let scene = scene(database).await;
        let elsewhere = Agent { client: scene.host.sign_in(&scene.niilo.email).await, ..scene.niilo.clone() };
        let third = Agent { client: scene.host.sign_in(&scene.niilo.email).await, ..scene.niilo.clone() };
        let (mut here, mut there, mut third) = (sidebar(&scene.niilo).await, sidebar(&elsewhere).await, sidebar(&third).await);
        let signed_out = elsewhere.client.data("/graphql", "mutation { signOut { sessionId } }", json!({})).await;
        assert!(signed_out["signOut"]["sessionId"].is_string());
        assert_eq!(there.closes().await.code, 4403);
        let ended = scene.niilo.client.data("/graphql", "mutation { endOtherSessions { count } }", json!({})).await;
        assert_eq!(ended["endOtherSessions"]["count"], 1);
        assert_eq!(third.closes().await.code, 4403);
        scene.talk().await;
        assert_eq!(here.event().await["activity"]["__typename"], "QueueChanged");
        scene.host.stop().await;
    }

    async fn all_sockets_of_an_account_close_when_its_password_changes(database: Database) {
        let scene = scene(database).await;
        let elsewhere = Agent { client: scene.host.sign_in(&scene.niilo.email).await, ..scene.niilo.clone() };
        let (mut here, mut there) = (sidebar(&scene.niilo).await, sidebar(&elsewhere).await);
        let input = json!({ "currentPassword": PASSWORD, "newPassword": "paperi, tuli ja vesi" });
        let changed = scene.niilo.client.act("/graphql", "changePassword", input, "... on SignedIn { token }").await;
        assert_eq!(here.closes().await.code, 4403);
        assert_eq!(there.closes().await.code, 4403);
        let renewed = scene.niilo.client.with_token(changed["token"].as_str().unwrap());
        sidebar(&Agent { client: renewed, ..scene.niilo.clone() }).await.close().await;
        scene.host.stop().await;
    }

    async fn an_agents_subscription_ends_when_the_conversation_is_hidden(database: Database) {
        let scene = scene(database).await;
        let (asked, at_once) = (scene.talk().await, scene.talk().await);
        let mut socket = scene.niilo.socket().await;
        let id = socket.subscribe(FOLLOW, json!({ "id": asked, "after": 1 })).await;
        // It has begun: what comes next comes after.
        assert_eq!(socket.event().await["conversation"]["content"]["__typename"], "ClaimContent");
        scene.niilo.does("endConversation", json!({ "conversationId": asked })).await;
        scene.niilo.does("hideConversation", json!({ "conversationId": asked })).await;
        let (entries, end) = entries_until_the_end(&mut socket).await;
        assert_eq!(entries, ["EndContent", "HideContent"]);
        is_forbidden(&end, &id);
        // The socket is as good as before.
        let id = socket.subscribe(FOLLOW, json!({ "id": at_once, "after": 1 })).await;
        // It has begun: what comes next comes after.
        assert_eq!(socket.event().await["conversation"]["content"]["__typename"], "ClaimContent");
        scene.niilo.does("endConversation", json!({ "conversationId": at_once, "hide": true })).await;
        let (entries, end) = entries_until_the_end(&mut socket).await;
        assert_eq!(entries, ["EndContent", "HideContent"]);
        is_forbidden(&end, &id);
        // The customer's goes on, without that.
        let mut ainos = scene.aino.socket().await;
        ainos.subscribe(FOLLOW, json!({ "id": at_once, "after": 2 })).await;
        assert_eq!(ainos.event().await["conversation"]["content"]["__typename"], "EndContent");
        scene.host.stop().await;
    }

    async fn a_handlers_subscription_of_a_waiting_customer_ends_when_a_peer_claims_them(database: Database) {
        let scene = scene(database).await;
        let hermanni = scene.host.agent("Hermanni").await;
        scene.owner.lets_handle(&scene.queue, &[&scene.niilo, &hermanni]).await;
        let conversation = scene.aino.waits_in(&scene.queue).await;
        let mut socket = scene.niilo.socket().await;
        let id = socket.subscribe(FOLLOW, json!({ "id": conversation, "after": 1 })).await;
        scene.aino.writes(&conversation, "Hei").await;
        assert_eq!(socket.event().await["conversation"]["content"]["__typename"], "MessageContent");
        assert_eq!(hermanni.gets_customer(&scene.queue).await, conversation);
        scene.aino.writes(&conversation, "Hei Hermanni").await;
        let (entries, end) = entries_until_the_end(&mut socket).await;
        assert!(entries.is_empty(), "{entries:?} came after a peer had claimed");
        is_forbidden(&end, &id);
        scene.host.stop().await;
    }

    async fn a_handlers_subscription_of_a_waiting_customer_ends_when_the_queue_is_taken_from_them(database: Database) {
        let scene = scene(database).await;
        let conversation = scene.aino.waits_in(&scene.queue).await;
        let mut socket = scene.niilo.socket().await;
        let id = socket.subscribe(FOLLOW, json!({ "id": conversation, "after": 1 })).await;
        scene.aino.writes(&conversation, "Hei").await;
        assert_eq!(socket.event().await["conversation"]["content"]["__typename"], "MessageContent");
        scene.owner.lets_handle(&scene.queue, &[]).await;
        scene.aino.writes(&conversation, "Onko siellä ketään?").await;
        let (entries, end) = entries_until_the_end(&mut socket).await;
        assert!(entries.is_empty(), "{entries:?} came after the queue was taken away");
        is_forbidden(&end, &id);
        scene.host.stop().await;
    }

    async fn typing_reaches_the_other_party_alone(database: Database) {
        let scene = scene(database).await;
        let (conversation, other) = (scene.talk().await, scene.talk().await);
        let hermanni = scene.host.agent("Hermanni").await;
        for client in [&scene.owner.client, &hermanni.client, &scene.host.customer("Onni").await.client] {
            let mut socket = Socket::open(client, PATH).await;
            socket.subscribe(TYPING, json!({ "id": conversation })).await;
            let refused = socket.receive().await;
            assert_eq!(refused["payload"][0]["extensions"]["code"], "NOT_FOUND", "{refused}");
        }
        let (mut niilos, mut ainos) = (scene.niilo.socket().await, scene.aino.socket().await);
        for socket in [&mut niilos, &mut ainos] {
            socket.subscribe(TYPING, json!({ "id": conversation })).await;
        }
        let types = async |typing: bool, conversation: &str| {
            let input = json!({ "conversationId": conversation, "typing": typing });
            assert_eq!(scene.niilo.does("setTyping", input.clone()).await["__typename"], "TypingSet");
            assert_eq!(scene.aino.does("setTyping", input).await["__typename"], "TypingSet");
        };
        // Typing is kept nowhere: both go on until each has heard the other, and then stop.
        for (socket, party) in [(&mut niilos, "VISITOR"), (&mut ainos, "AGENT")] {
            let heard = async {
                loop {
                    types(false, &other).await;
                    types(true, &conversation).await;
                    tokio::time::sleep(Duration::from_millis(20)).await;
                }
            };
            tokio::select! {
                event = socket.event() => assert_eq!(event["typing"], json!({ "party": party, "typing": true })),
                () = heard => {}
            }
        }
        types(false, &conversation).await;
        // Each hears the other, never themselves, and nothing of the other conversation.
        for (socket, party) in [(&mut niilos, "VISITOR"), (&mut ainos, "AGENT")] {
            loop {
                let typing = socket.event().await["typing"].take();
                assert_eq!(typing["party"], party);
                if typing["typing"] == false {
                    break;
                }
            }
        }
        scene.host.stop().await;
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_operator_who_becomes_a_handler_follows_no_more_what_others_serve() {
    let scene = scene(Database::sqlite()).await;
    let outi = scene.host.member("Outi", Role::Operator).await;
    let conversation = scene.talk().await;
    let mut socket = outi.socket().await;
    socket.subscribe(FOLLOW, json!({ "id": conversation, "after": 1 })).await;
    assert_eq!(socket.event().await["conversation"]["content"]["__typename"], "ClaimContent");
    scene.owner.does("updateMember", json!({ "memberId": outi.id, "role": "HANDLER" })).await;
    scene.aino.writes(&conversation, "Hei").await;
    assert_eq!(socket.closes().await.code, 4403);
    let mut socket = outi.socket().await;
    socket.subscribe(FOLLOW, json!({ "id": conversation })).await;
    assert_eq!(socket.receive().await["payload"][0]["extensions"]["code"], "NOT_FOUND");
    scene.host.stop().await;
}
