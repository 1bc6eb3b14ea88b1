//! Invalid input gets a clear typed answer at once and changes nothing.

use std::time::{Duration, Instant};

use reqwest::Method;
use serde_json::{Value, json};
use tokio_tungstenite::tungstenite::Message;
use vuoro_kernel::Role;
use vuoro_tests::{
    Client, TestHost,
    host::{PASSWORD, PATH},
    on_both_databases,
    people::{Agent, Customer},
};

/// Longer than any refusal takes, in a debug build on a busy machine.
pub(super) const AT_ONCE: Duration = Duration::from_secs(2);

/// Two organisations, each with a queue, somebody who waits and somebody who is served.
pub(super) struct Scene {
    pub(super) host: TestHost,
    pub(super) here: Side,
    pub(super) there: Side,
}

pub(super) struct Side {
    pub(super) owner: Agent,
    pub(super) niilo: Agent,
    pub(super) aino: Customer,
    pub(super) queue: String,
    pub(super) active: String,
    pub(super) waiting: String,
    pub(super) invitation: String,
}

pub(super) async fn scene(host: TestHost) -> Scene {
    let other = host.organisation("other").await;
    let mut sides = Vec::new();
    for (organisation, slug) in [(host.organisation, "test"), (other, "other")] {
        let owner = host.member_of(organisation, slug, "Owner", Role::Owner).await;
        let niilo = host.member_of(organisation, slug, "Niilo", Role::Handler).await;
        let queue = owner.makes_queue("Asiakaspalvelu", true).await;
        owner.lets_handle(&queue, &[&niilo]).await;
        owner.does("updateQueue", json!({ "queueId": queue, "settings": { "attachments": "BOTH" } })).await;
        let aino = host.customer_of(slug, "Aino").await;
        let active = aino.waits_in(&queue).await;
        assert_eq!(niilo.gets_customer(&queue).await, active);
        aino.writes(&active, "Hei!").await;
        let waiting = aino.waits_in(&queue).await;
        let made = owner.acts("createInvitation", json!({}), "... on InvitationCreated { invitation { id } }").await;
        let invitation = made["invitation"]["id"].as_str().unwrap().to_owned();
        sides.push(Side { owner, niilo, aino, queue, active, waiting, invitation });
    }
    let there = sides.pop().unwrap();
    let here = sides.pop().unwrap();
    Scene { host, here, there }
}

impl Scene {
    /// Everything that the owners can read.
    pub(super) async fn all(&self) -> Vec<Value> {
        let query = "{ organisation { name } members { nodes { role displayName queues { id } } } invitations { nodes { id } } \
            queues { nodes { id name state capacity waitingCount settings { attachments } handlers { id } events(first: 50) { nodes { id } } } } \
            conversations(list: ALL) { nodes { id state lastSeq agentReadSeq visitorReadSeq hidden customerName metadata { key } } } }";
        let mut all = Vec::new();
        for side in [&self.here, &self.there] {
            all.push(side.owner.data(query, json!({})).await);
        }
        all
    }
}

fn message(conversation: &str, text: &str) -> Value {
    json!({ "conversationId": conversation, "clientId": uuid::Uuid::new_v4(), "text": text })
}

on_both_databases! {
    async fn ids_that_are_unknown_of_another_organisation_or_no_ids_are_not_found(database: Database) {
        let scene = scene(TestHost::on(database).await).await;
        let Scene { host, here, there } = &scene;
        let before = scene.all().await;
        let unknown = |prefix: &str| format!("{prefix}_0198000000007000800000000000abcd");
        let conversations = |own: &str| vec![unknown("conv"), there.active.clone(), own.to_owned(), here.queue.clone(), "x".into(), "".into(), "conv_\u{0}".into()];
        // The last of the ids that aren't of this kind, nor here.
        for id in conversations(&there.waiting) {
            for (client, mutation, rest) in [
                (&here.aino.client, "leaveQueue", json!({})),
                (&here.aino.client, "endConversation", json!({})),
                (&here.aino.client, "sendMessage", message("", "hei")),
                (&here.aino.client, "markRead", json!({ "upTo": 1 })),
                (&here.aino.client, "setTyping", json!({ "typing": true })),
                (&here.aino.client, "updateMetadata", json!({ "changes": [] })),
                (&here.aino.client, "prepareAttachment", json!({ "name": "a", "sizeBytes": 1 })),
                (&here.niilo.client, "endConversation", json!({ "hide": true })),
                (&here.niilo.client, "hideConversation", json!({})),
                (&here.niilo.client, "sendMessage", message("", "hei")),
                (&here.niilo.client, "markRead", json!({ "upTo": 1 })),
                (&here.niilo.client, "claim", json!({ "queueId": here.queue })),
            ] {
                let mut input = rest;
                input["conversationId"] = json!(id);
                assert_eq!(client.outcome(PATH, mutation, input).await, "NOT_FOUND", "{mutation} {id:?}");
            }
            let query = "query($id: ID!) { conversation(id: $id) { id } }";
            assert_eq!(here.owner.data(query, json!({ "id": id })).await["conversation"], Value::Null, "{id:?}");
        }
        for id in [unknown("queue"), there.queue.clone(), here.active.clone(), "x".into(), "".into()] {
            for (client, mutation, rest) in [
                (&here.aino.client, "enqueue", json!({ "message": "hei" })),
                (&here.niilo.client, "claim", json!({})),
                (&here.niilo.client, "openQueue", json!({})),
                (&here.niilo.client, "closeQueue", json!({})),
                (&here.owner.client, "closeQueue", json!({})),
                (&here.owner.client, "updateQueue", json!({ "name": "x" })),
                (&here.owner.client, "removeQueue", json!({})),
                (&here.owner.client, "setQueueHandlers", json!({ "memberIds": [] })),
            ] {
                let mut input = rest;
                input["queueId"] = json!(id);
                assert_eq!(client.outcome(PATH, mutation, input).await, "NOT_FOUND", "{mutation} {id:?}");
            }
            let query = "query($id: ID!) { queue(id: $id) { id } }";
            assert_eq!(here.owner.data(query, json!({ "id": id })).await["queue"], Value::Null, "{id:?}");
        }
        for id in [unknown("mem"), there.niilo.id.to_string(), here.queue.clone(), "x".into()] {
            for (mutation, rest) in [
                ("updateMember", json!({ "role": "OPERATOR" })),
                ("removeMember", json!({})),
                ("setMemberQueues", json!({ "queueIds": [] })),
            ] {
                let mut input = rest;
                input["memberId"] = json!(id);
                assert_eq!(here.owner.outcome(mutation, input).await, "NOT_FOUND", "{mutation} {id:?}");
            }
        }
        for id in [unknown("inv"), there.invitation.clone(), "x".into()] {
            assert_eq!(here.owner.outcome("revokeInvitation", json!({ "invitationId": id })).await, "NOT_FOUND", "{id:?}");
        }
        for (mutation, input, field) in [
            ("createInvitation", json!({ "queueIds": [there.queue] }), "queueIds"),
            ("setMemberQueues", json!({ "memberId": here.niilo.id, "queueIds": [unknown("queue")] }), "queueIds"),
            ("setQueueHandlers", json!({ "queueId": here.queue, "memberIds": [there.niilo.id] }), "memberIds"),
        ] {
            assert_eq!(here.owner.does(mutation, input).await["field"], field);
        }
        for (query, id) in [("conversation(id: $id) { seq }", &there.active), ("place(conversationId: $id) { place }", &there.waiting), ("typing(conversationId: $id) { typing }", &there.active)] {
            let mut socket = here.aino.socket().await;
            for id in [id.as_str(), &unknown("conv"), "x"] {
                socket.subscribe(&format!("subscription($id: ID!) {{ {query} }}"), json!({ "id": id })).await;
                let refused = socket.receive().await;
                assert_eq!((&refused["type"], &refused["payload"][0]["extensions"]["code"]), (&json!("error"), &json!("NOT_FOUND")), "{query} {id}");
            }
            socket.close().await;
        }
        assert_eq!(scene.all().await, before);
        assert_eq!(host.stranger().refusal("/o/nowhere/graphql", "{ now }", json!({})).await, "NOT_FOUND");
        assert_eq!(host.stranger().refusal("/o/..%2ftest/graphql", "{ now }", json!({})).await, "NOT_FOUND");
        scene.host.stop().await;
    }

    async fn texts_that_are_empty_too_long_or_no_texts_are_refused(database: Database) {
        let scene = scene(TestHost::on(database).await).await;
        let Scene { here, .. } = &scene;
        let before = scene.all().await;
        for text in ["", " \n\t ", "\u{a0}", "a\u{0}b", "\u{1b}[31m", "a\u{7f}", "a\rb", "x\u{202e}y", &"ä".repeat(10_001)] {
            for client in [&here.aino.client, &here.niilo.client] {
                let refused = client.act(PATH, "sendMessage", message(&here.active, text), "... on InvalidInput { field message }").await;
                assert_eq!((&refused["__typename"], &refused["field"]), (&json!("InvalidInput"), &json!("text")), "{text:?}");
                assert!(refused["message"].as_str().unwrap().starts_with("text "), "{refused}");
            }
            for (mutation, input, field) in [
                ("enqueue", json!({ "queueId": here.queue, "message": text }), "message"),
                ("enqueue", json!({ "queueId": here.queue, "name": text }), "name"),
                ("renameVisitor", json!({ "name": text }), "name"),
            ] {
                let refused = here.aino.does(mutation, input).await;
                // White space around a name goes, so a line break there is no fault of it.
                assert_eq!((&refused["__typename"], &refused["field"]), (&json!("InvalidInput"), &json!(field)), "{mutation} {text:?}");
            }
            assert_eq!(here.owner.does("createQueue", json!({ "name": text })).await["field"], "name", "{text:?}");
            assert_eq!(here.owner.does("updateOrganisation", json!({ "name": text })).await["field"], "name", "{text:?}");
        }
        let mut repeated = message(&here.active, "hei");
        for wrong in ["", "1", "not a uuid", "\u{0}"] {
            repeated["clientId"] = json!(wrong);
            assert_eq!(here.aino.does("sendMessage", repeated.clone()).await["field"], "clientId");
        }
        // A megabyte is refused by its size alone.
        let began = Instant::now();
        let (status, said) = posts(&here.aino.client, Some("application/json"), large(1_000_000)).await;
        assert_eq!((status, code(&said)), (413, "BAD_INPUT"));
        assert!(began.elapsed() < AT_ONCE);
        let mut socket = here.aino.socket().await;
        socket.send_raw(Message::text(large(1_000_000))).await;
        assert_eq!(socket.closes().await.code, 1009);
        // Half a character is none (RFC 8259, section 8.2; GraphQL, section 2.1.9).
        let id = &here.active;
        for text in [r"\ud800", r"\udc00x", r"a\ud800\u0041"] {
            let uuid = uuid::Uuid::new_v4();
            let in_variables = format!(r#"{{"query":"mutation($i: SendMessageInput!) {{ sendMessage(input: $i) {{ __typename }} }}","variables":{{"i":{{"conversationId":"{id}","clientId":"{uuid}","text":"{text}"}}}}}}"#);
            let doubled = text.replace('\\', r"\\");
            let in_document = format!(r#"{{"query":"mutation {{ sendMessage(input: {{ conversationId: \"{id}\", clientId: \"{uuid}\", text: \"{doubled}\" }}) {{ __typename }} }}"}}"#);
            for body in [in_variables, in_document] {
                let (_, said) = posts(&here.aino.client, Some("application/json"), body.clone()).await;
                assert_eq!(code(&said), "BAD_INPUT", "{body}: {said}");
            }
        }
        assert_eq!(scene.all().await, before);
        // A real pair is one character, escaped or not.
        for text in ["😀", "ääkköset\nja\ttaulukko", &"ä".repeat(10_000)] {
            assert_eq!(here.aino.outcome("sendMessage", message(&here.active, text)).await, "MessageSent");
        }
        scene.host.stop().await;
    }
}

/// On SQLite alone: each of these rules has its own test on both databases.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_the_state_of_things_forbids_is_told_by_name() {
    let scene = scene(TestHost::start().await).await;
    let Scene { host, here, .. } = &scene;
    let Side { owner, niilo, aino, queue, active, waiting, .. } = here;
    // Made before, so that what follows changes nothing.
    let ended = aino.waits_in(queue).await;
    assert_eq!(
        niilo.acts("claim", json!({ "queueId": queue, "conversationId": ended }), "").await["__typename"],
        "Claimed"
    );
    niilo.does("endConversation", json!({ "conversationId": ended })).await;
    let [closed, full] = [owner.makes_queue("Kiinni", false).await, owner.makes_queue("Täynnä", true).await];
    owner.does("updateQueue", json!({ "queueId": full, "capacity": 1 })).await;
    host.customer("Ensimmäinen").await.waits_in(&full).await;
    owner.lets_handle(&closed, &[niilo]).await;
    let made = async || {
        let made =
            owner.acts("createInvitation", json!({}), "... on InvitationCreated { token invitation { id } }").await;
        (made["token"].as_str().unwrap().to_owned(), made["invitation"]["id"].clone())
    };
    let ((used, _), (revoked, id)) = (made().await, made().await);
    owner.does("revokeInvitation", json!({ "invitationId": id })).await;
    let up = |token: &str, name: &str| json!({ "token": token, "email": format!("{name}@test.example"), "password": PASSWORD, "fullName": name, "displayName": name });
    assert_eq!(host.stranger().outcome("/graphql", "signUp", up(&used, "uusi")).await, "SignedIn");
    let late = host.sign_in("uusi@test.example").await;
    let onni = host.customer("Onni").await;
    let (oona, hermanni) = (host.member("Oona", Role::Operator).await, host.agent("Hermanni").await);

    let before = scene.all().await;
    for (who, path, mutation, input, outcome) in [
        (&aino.client, PATH, "sendMessage", message(&ended, "hei"), "ConversationOver"),
        (&niilo.client, PATH, "sendMessage", message(&ended, "hei"), "ConversationOver"),
        (&niilo.client, PATH, "sendMessage", message(waiting, "hei"), "NOT_FOUND"),
        (&aino.client, PATH, "endConversation", json!({ "conversationId": ended }), "AlreadyEnded"),
        (&aino.client, PATH, "endConversation", json!({ "conversationId": waiting }), "NotAllowed"),
        (&aino.client, PATH, "leaveQueue", json!({ "conversationId": active }), "NotWaiting"),
        (&niilo.client, PATH, "hideConversation", json!({ "conversationId": active }), "NotEnded"),
        (&oona.client, PATH, "claim", json!({ "queueId": queue }), "NotAllowed"),
        (&hermanni.client, PATH, "claim", json!({ "queueId": queue }), "NOT_FOUND"),
        (&aino.client, PATH, "claim", json!({ "queueId": queue }), "FORBIDDEN"),
        (&niilo.client, PATH, "closeQueue", json!({ "queueId": closed }), "QueueAlreadyClosed"),
        (&niilo.client, PATH, "claim", json!({ "queueId": closed }), "QueueEmpty"),
        (&onni.client, PATH, "enqueue", json!({ "queueId": closed, "message": "hei" }), "QueueIsClosed"),
        (&onni.client, PATH, "enqueue", json!({ "queueId": full, "message": "hei" }), "QueueIsFull"),
        (&owner.client, PATH, "removeQueue", json!({ "queueId": full }), "QueueNotEmpty"),
        (&owner.client, PATH, "leaveOrganisation", Value::Null, "LastOwner"),
        (&owner.client, PATH, "updateMember", json!({ "memberId": owner.id, "role": "HANDLER" }), "LastOwner"),
        (&late, "/graphql", "acceptInvitation", json!({ "token": used }), "InvitationNotValid"),
        (&late, "/graphql", "acceptInvitation", json!({ "token": revoked }), "InvitationNotValid"),
        (&late, "/graphql", "acceptInvitation", json!({ "token": late.token }), "InvitationNotValid"),
        (&host.stranger(), "/graphql", "signUp", up(&used, "toinen"), "InvitationNotValid"),
        (&host.stranger(), "/graphql", "signUp", up(&revoked, "toinen"), "InvitationNotValid"),
    ] {
        assert_eq!(who.outcome(path, mutation, input.clone()).await, outcome, "{mutation} {input}");
    }
    assert_eq!(scene.all().await, before);
    scene.host.stop().await;
}

/// A body of at least so many bytes that asks for something harmless.
pub(super) fn large(bytes: usize) -> String {
    json!({ "query": format!("{{ now }} # {}", "x".repeat(bytes)) }).to_string()
}

/// Sends a body as it is.
pub(super) async fn posts(client: &Client, content_type: Option<&str>, body: impl Into<reqwest::Body>) -> (u16, Value) {
    let mut request = client.request(Method::POST, PATH).body(body);
    if let Some(content_type) = content_type {
        request = request.header("content-type", content_type);
    }
    let answer = request.send().await.expect("an answer");
    (answer.status().as_u16(), answer.json().await.expect("JSON"))
}

pub(super) fn code(said: &Value) -> &str {
    assert!(said.get("data").is_none_or(Value::is_null), "{said}");
    said["errors"][0]["extensions"]["code"].as_str().unwrap_or_else(|| panic!("{said}"))
}
