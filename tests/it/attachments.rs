//! Product rule 4.3: who may send a file to whom, how large it may be, and misuse of that.

mod content;

use reqwest::{Method, Response, StatusCode, header::HeaderMap};
use serde_json::{Value, json};
use tokio::{io::AsyncWriteExt, net::TcpStream};
use vuoro_tests::{
    Client, TestHost,
    host::PATH,
    on_both_databases,
    people::{Agent, Customer},
};

/// A customer whom Niilo serves, in a queue where both may send files.
struct Scene {
    host: TestHost,
    owner: Agent,
    niilo: Agent,
    aino: Customer,
    queue: String,
    conversation: String,
}

async fn scene(host: TestHost) -> Scene {
    let (owner, niilo) = (host.owner().await, host.agent("Niilo").await);
    let queue = owner.makes_queue("Asiakaspalvelu", true).await;
    owner.lets_handle(&queue, &[&niilo]).await;
    let change = json!({ "queueId": queue, "settings": { "attachments": "BOTH" } });
    assert_eq!(owner.outcome("updateQueue", change).await, "QueueUpdated");
    let aino = host.customer("Aino").await;
    let conversation = aino.waits_in(&queue).await;
    assert_eq!(niilo.gets_customer(&queue).await, conversation);
    Scene { host, owner, niilo, aino, queue, conversation }
}

/// Announces a file and returns the outcome.
async fn announces(client: &Client, conversation: &str, name: &str, size: i64) -> Value {
    let input = json!({ "conversationId": conversation, "name": name, "sizeBytes": size });
    let selection = "... on AttachmentPrepared { attachmentId uploadUrl } ... on InvalidInput { field } \
        ... on AttachmentTooLarge { maxBytes }";
    client.act(PATH, "prepareAttachment", input, selection).await
}

/// Announces a file that must be accepted: its id and its upload path.
async fn may_send(client: &Client, conversation: &str, name: &str, size: usize) -> (String, String) {
    let outcome = announces(client, conversation, name, i64::try_from(size).unwrap()).await;
    let text = |key: &str| outcome[key].as_str().unwrap_or_else(|| panic!("{outcome}")).to_owned();
    (text("attachmentId"), text("uploadUrl"))
}

async fn puts(client: &Client, url: &str, bytes: &[u8]) -> Response {
    client.request(Method::PUT, url).body(bytes.to_vec()).send().await.expect("an answer")
}

async fn gets(client: &Client, url: &str) -> Response {
    client.request(Method::GET, url).send().await.expect("an answer")
}

/// Announces and uploads a file; returns the id and the server's description of it.
async fn uploads(client: &Client, conversation: &str, name: &str, bytes: &[u8]) -> (String, Value) {
    let (id, url) = may_send(client, conversation, name, bytes.len()).await;
    let answer = puts(client, &url, bytes).await;
    assert_eq!(answer.status(), StatusCode::CREATED);
    (id, answer.json().await.expect("JSON"))
}

/// How sending a message with these files ends.
async fn sends(client: &Client, conversation: &str, ids: &[&str]) -> Value {
    let input = json!({ "conversationId": conversation, "clientId": uuid::Uuid::new_v4(), "attachmentIds": ids });
    let selection = "... on InvalidInput { field } ... on MessageSent { entry { content { ... on MessageContent { text \
        attachments { id name contentType sizeBytes url thumbnailUrl width height } } } } }";
    client.act(PATH, "sendMessage", input, selection).await
}

/// A refusal by the upload endpoint: status, code and problem.
async fn refused(answer: Response) -> (u16, String, String) {
    let status = answer.status().as_u16();
    let said: Value = answer.json().await.expect("JSON");
    let extensions = &said["errors"][0]["extensions"];
    let text = |key: &str| extensions[key].as_str().unwrap_or_default().to_owned();
    (status, text("code"), text("problem"))
}

fn header<'h>(headers: &'h HeaderMap, name: &str) -> &'h str {
    assert_eq!(headers.get_all(name).iter().count(), 1, "{name}");
    headers[name].to_str().expect("visible ASCII")
}

on_both_databases! {
    async fn a_file_is_for_those_of_its_conversation_and_is_sent_once(database: Database) {
        let scene = scene(TestHost::on(database).await).await;
        let Scene { host, owner, aino, niilo, queue, conversation } = &scene;
        let onni = host.customer("Onni").await;
        let others = onni.waits_in(queue).await;
        let hermanni = host.agent("Hermanni").await;
        let (id, _) = uploads(&aino.client, conversation, "a.txt", b"hei").await;
        let url = format!("/o/test/attachments/{id}");

        // Until it is sent, it is its sender's alone.
        let statuses = async |url: &str| {
            let mut statuses = Vec::new();
            for client in [&aino.client, &niilo.client, &owner.client, &onni.client, &hermanni.client, &host.stranger()] {
                statuses.push(gets(client, url).await.status().as_u16());
            }
            statuses
        };
        assert_eq!(statuses(&url).await, [200, 404, 404, 404, 404, 401]);
        for (who, client, outcome) in [
            ("another customer", &onni.client, "NOT_FOUND"),
            ("another agent", &hermanni.client, "NOT_FOUND"),
            ("an owner", &owner.client, "NOT_FOUND"),
        ] {
            let input = json!({ "conversationId": conversation, "clientId": uuid::Uuid::new_v4(), "attachmentIds": [id] });
            assert_eq!(client.outcome(PATH, "sendMessage", input).await, outcome, "{who}");
            let input = json!({ "conversationId": conversation, "name": "x", "sizeBytes": 1 });
            assert_eq!(client.outcome(PATH, "prepareAttachment", input).await, outcome, "{who}");
        }
        // Neither the other party nor another conversation can send it.
        assert_eq!(sends(&niilo.client, conversation, &[&id]).await["field"], "attachmentIds");
        assert_eq!(sends(&onni.client, &others, &[&id]).await["field"], "attachmentIds");
        let second = aino.waits_in(queue).await;
        assert_eq!(sends(&aino.client, &second, &[&id]).await["field"], "attachmentIds");
        assert_eq!(sends(&aino.client, conversation, &[&id, &id]).await["field"], "attachmentIds");
        let unknown = "att_00000000000000000000000000000000";
        assert_eq!(sends(&aino.client, conversation, &[&id, unknown]).await["field"], "attachmentIds");
        let (announced, upload) = may_send(&aino.client, conversation, "b.txt", 3).await;
        assert_eq!(sends(&aino.client, conversation, &[&announced]).await["field"], "attachmentIds");
        // None of all that has used it up.
        assert_eq!(sends(&aino.client, conversation, &[&id]).await["__typename"], "MessageSent");
        assert_eq!(sends(&aino.client, conversation, &[&id]).await["field"], "attachmentIds");
        assert_eq!(statuses(&url).await, [200, 200, 200, 404, 404, 401]);
        assert_eq!(statuses(&format!("{url}/thumbnail")).await, [404, 404, 404, 404, 404, 401]);

        // Its bytes are accepted from the person who announced it only, once.
        for (client, wanted) in [
            (&niilo.client, (404, "NOT_FOUND")),
            (&onni.client, (404, "NOT_FOUND")),
            (&host.stranger(), (401, "UNAUTHENTICATED")),
        ] {
            let (status, code, _) = refused(puts(client, &upload, b"hei").await).await;
            assert_eq!((status, code.as_str()), wanted);
        }
        assert_eq!(puts(&aino.client, &upload, b"hei").await.status(), StatusCode::CREATED);
        let (status, code, _) = refused(puts(&aino.client, &upload, b"hoi").await).await;
        assert_eq!((status, code.as_str()), (409, "CONFLICT"));
        let bytes = gets(&aino.client, &format!("/o/test/attachments/{announced}")).await.bytes().await.unwrap();
        assert_eq!(bytes, "hei");

        // Ten a message.
        let mut many = Vec::new();
        for n in 0..11 {
            many.push(uploads(&aino.client, conversation, &format!("{n}.txt"), b"x").await.0);
        }
        let many: Vec<_> = many.iter().map(String::as_str).collect();
        assert_eq!(sends(&aino.client, conversation, &many).await["field"], "attachmentIds");
        assert_eq!(sends(&aino.client, conversation, &many[..10]).await["__typename"], "MessageSent");

        // Nobody sends after the end.
        let (_, upload) = may_send(&aino.client, conversation, "c.txt", 3).await;
        niilo.does("endConversation", json!({ "conversationId": conversation })).await;
        assert_eq!(announces(&aino.client, conversation, "d.txt", 3).await["__typename"], "ConversationOver");
        assert_eq!(sends(&aino.client, conversation, &many[10..]).await["__typename"], "ConversationOver");
        let over = (409, "CONFLICT".to_owned(), "ConversationOver".to_owned());
        assert_eq!(refused(puts(&aino.client, &upload, b"hei").await).await, over);
        assert_eq!(gets(&aino.client, &url).await.status(), StatusCode::OK);
        // An agent whose list it has left reads no file of it any more.
        niilo.does("hideConversation", json!({ "conversationId": conversation })).await;
        assert_eq!(statuses(&url).await, [200, 404, 200, 404, 404, 401]);
        scene.host.stop().await;
    }

    async fn the_queue_says_who_sends_files(database: Database) {
        let scene = scene(TestHost::on(database).await).await;
        let Scene { owner, aino, niilo, queue, conversation, .. } = &scene;
        for (policy, visitor, agent) in [
            ("NOBODY", "AttachmentsNotAllowed", "AttachmentsNotAllowed"),
            ("AGENTS", "AttachmentsNotAllowed", "AttachmentPrepared"),
            ("BOTH", "AttachmentPrepared", "AttachmentPrepared"),
        ] {
            let change = json!({ "queueId": queue, "settings": { "attachments": policy } });
            assert_eq!(owner.outcome("updateQueue", change).await, "QueueUpdated");
            assert_eq!(announces(&aino.client, conversation, "a.txt", 1).await["__typename"], visitor, "{policy}");
            assert_eq!(announces(&niilo.client, conversation, "a.txt", 1).await["__typename"], agent, "{policy}");
        }
        scene.host.stop().await;
    }

    async fn files_stay_within_the_bounds_of_one_and_of_their_conversation(database: Database) {
        let host = TestHost::with(database, |config| {
            config.limits.attachment_bytes = 1_000;
            config.limits.conversation_attachment_bytes = 2_500;
        });
        let scene = scene(host.await).await;
        let Scene { aino, niilo, conversation, .. } = &scene;
        for wrong in [0, -1, i64::from(i32::MIN)] {
            assert_eq!(announces(&aino.client, conversation, "a", wrong).await["field"], "sizeBytes");
        }
        let input = json!({ "conversationId": conversation, "name": "a", "sizeBytes": 3_000_000_000_i64 });
        assert_eq!(aino.outcome("prepareAttachment", input).await, "BAD_INPUT");
        let too_large = |max: i64| json!({ "__typename": "AttachmentTooLarge", "maxBytes": max });
        assert_eq!(announces(&aino.client, conversation, "a", 1_001).await, too_large(1_000));
        let (_, url) = may_send(&aino.client, conversation, "a", 1_000).await;
        let (status, ..) = refused(puts(&aino.client, &url, &[b'x'; 1_001]).await).await;
        assert_eq!(status, 413);
        assert_eq!(puts(&aino.client, &url, &[b'x'; 1_000]).await.status(), StatusCode::CREATED);
        // Both parties' files count, and those still to come.
        may_send(&niilo.client, conversation, "b", 1_000).await;
        assert_eq!(announces(&aino.client, conversation, "c", 501).await, too_large(500));
        may_send(&aino.client, conversation, "c", 500).await;
        assert_eq!(announces(&niilo.client, conversation, "d", 1).await, too_large(0));
        scene.host.stop().await;
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_file_has_exactly_the_size_it_was_announced_with() {
    let scene = scene(TestHost::start().await).await;
    let Scene { host, aino, conversation, .. } = &scene;
    let (id, url) = may_send(&aino.client, conversation, "a.bin", 1_000).await;
    for wrong in [1, 999, 1_001, 5_000_000] {
        let (status, code, _) = refused(puts(&aino.client, &url, &vec![b'x'; wrong]).await).await;
        assert_eq!((status, code.as_str()), (400, "BAD_INPUT"), "{wrong}");
    }
    // Without a length, it can't be told before the bytes have come.
    let parts = futures_util::stream::iter([Ok::<_, std::io::Error>(bytes::Bytes::from_static(b"hei"))]);
    let endless = aino.client.request(Method::PUT, &url).body(reqwest::Body::wrap_stream(parts)).send().await.unwrap();
    assert_eq!(endless.status(), StatusCode::LENGTH_REQUIRED);
    // One that breaks off half-way leaves nothing.
    let mut line = TcpStream::connect(host.base.trim_start_matches("http://")).await.unwrap();
    let token = aino.client.token.as_deref().unwrap();
    let head = format!(
        "PUT {url} HTTP/1.1\r\nhost: x\r\nauthorization: Bearer {token}\r\ncontent-length: 1000\r\n\r\nonly this"
    );
    line.write_all(head.as_bytes()).await.unwrap();
    drop(line);
    assert_eq!(gets(&aino.client, &format!("/o/test/attachments/{id}")).await.status(), StatusCode::NOT_FOUND);
    assert_eq!(sends(&aino.client, conversation, &[&id]).await["field"], "attachmentIds");
    // What failed can be tried again.
    assert_eq!(puts(&aino.client, &url, &[b'x'; 1_000]).await.status(), StatusCode::CREATED);
    assert_eq!(sends(&aino.client, conversation, &[&id]).await["__typename"], "MessageSent");
    for wrong in ["/o/test/attachments/att_00000000000000000000000000000000", "/o/test/attachments/nonsense"] {
        assert_eq!(refused(puts(&aino.client, wrong, b"x").await).await.0, 404, "{wrong}");
    }
    scene.host.stop().await;
}
