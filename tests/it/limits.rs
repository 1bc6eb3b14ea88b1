//! G13: every limit one below, exactly at and one above it; and inputs far above a limit cost neither time nor memory.

use std::{
    net::SocketAddr,
    time::{Duration, Instant},
};

use serde_json::{Value, json};
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::TcpStream,
};
use vuoro_kernel::limits::{self, graphql, http, socket};
use vuoro_tests::{
    Client, Database, TestHost,
    furnished::Furnished,
    host::PATH,
    people::{Agent, Customer},
    process::Launch,
};

struct Scene {
    host: TestHost,
    owner: Agent,
    aino: Customer,
    conversation: String,
}

async fn scene() -> Scene {
    let host = TestHost::start().await;
    let owner = host.owner().await;
    let queue = owner.makes_queue("Asiakaspalvelu", true).await;
    let aino = host.customer("Aino").await;
    let conversation = aino.waits_in(&queue).await;
    Scene { host, owner, aino, conversation }
}

impl Scene {
    /// Queries within a conversation as its customer.
    async fn within(&self, inner: &str) -> Value {
        self.aino
            .client
            .ask(PATH, &format!("{{ conversation(id: \"{}\") {{ {inner} }} }}", self.conversation), json!({}))
            .await
    }
}

/// The message of the first error; none when all went well.
fn refusal(answer: &Value) -> Option<&str> {
    answer["errors"][0]["message"].as_str()
}

/// A document one over a limit is refused for that, and one exactly at it isn't.
fn check(limit: usize, asked: usize, answer: &Value, why: &str) {
    let is_refused = refusal(answer).is_some_and(|message| message.contains(why));
    assert_eq!(is_refused, asked > limit, "{asked} where {limit} is the limit of {why:?}: {answer}");
    assert!(asked <= limit || answer["errors"][0]["extensions"]["code"] == "BAD_INPUT", "{answer}");
}

fn around(limit: usize) -> [usize; 3] {
    [limit - 1, limit, limit + 1]
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_documents_bounds_hold_to_the_byte_and_to_the_field() {
    let scene = scene().await;
    let ask = async |query: &str| scene.aino.client.ask(PATH, query, json!({})).await;

    for bytes in around(graphql::DOCUMENT_BYTES_MAX) {
        let answer = ask(&format!("{{now}}#{}", "x".repeat(bytes - 6))).await;
        check(graphql::DOCUMENT_BYTES_MAX, bytes, &answer, "bytes");
        assert_eq!(refusal(&answer).is_none(), bytes <= graphql::DOCUMENT_BYTES_MAX);
    }
    for tokens in around(graphql::TOKENS_MAX) {
        // `{ conversation(id: "…") { … } }` is ten tokens, `id@include(if:true)` eight.
        let within = tokens - 10;
        let answer =
            scene.within(&format!("{} {}", "id@include(if:true) ".repeat(within / 8), "id ".repeat(within % 8))).await;
        check(graphql::TOKENS_MAX, tokens, &answer, "tokens");
        assert_eq!(refusal(&answer).is_none(), tokens <= graphql::TOKENS_MAX, "{answer}");
    }
    for fields in around(graphql::FIELDS_MAX) {
        let answer = scene.within(&"id ".repeat(fields - 1)).await;
        check(graphql::FIELDS_MAX, fields, &answer, "fields once its fragments are spread");
        assert_eq!(refusal(&answer).is_none(), fields <= graphql::FIELDS_MAX, "{answer}");
    }
    for aliases in around(graphql::ALIASES_MAX) {
        let answer = scene.within(&(0..aliases).map(|n| format!("a{n}: id ")).collect::<String>()).await;
        check(graphql::ALIASES_MAX, aliases, &answer, "aliases");
        assert_eq!(refusal(&answer).is_none(), aliases <= graphql::ALIASES_MAX, "{answer}");
    }
    for fields in around(graphql::ROOT_FIELDS_MAX) {
        let answer = ask(&format!("{{ {} }}", "now ".repeat(fields))).await;
        check(graphql::ROOT_FIELDS_MAX, fields, &answer, "fields at its root");
        assert_eq!(refusal(&answer).is_none(), fields <= graphql::ROOT_FIELDS_MAX, "{answer}");
    }
    for directives in around(graphql::DIRECTIVES_MAX) {
        // No directive may stand twice, so the one within is refused too, but for another reason.
        let answer = ask(&format!("{{ now {} }}", "@include(if: true) ".repeat(directives))).await;
        check(graphql::DIRECTIVES_MAX, directives, &answer, "directives");
    }
    for depth in around(graphql::DEPTH_MAX) {
        // Nothing of the schema is so deep: within, it is refused for a field that isn't there.
        let answer = ask(&format!("{} now {}", "{ a ".repeat(depth - 1) + "{", "}".repeat(depth))).await;
        check(graphql::DEPTH_MAX, depth, &answer, "inside one another");
    }
    scene.host.stop().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_page_and_a_message_hold_no_more_than_they_may() {
    let scene = scene().await;
    for first in around(limits::PAGE_SIZE_MAX) {
        let query = "query($first: Int!) { members(first: $first) { nodes { id } } }";
        let answer = scene.owner.client.ask(PATH, query, json!({ "first": first })).await;
        assert_eq!(refusal(&answer).is_some(), first > limits::PAGE_SIZE_MAX, "{first}: {answer}");
    }
    for chars in around(limits::MESSAGE_CHARS_MAX) {
        // Characters, not bytes.
        let outcome = scene.aino.writes(&scene.conversation, &"ä".repeat(chars)).await;
        let wanted = if chars > limits::MESSAGE_CHARS_MAX { "InvalidInput" } else { "MessageSent" };
        assert_eq!(outcome["__typename"], wanted, "{chars}");
    }
    scene.host.stop().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_body_and_a_head_hold_no_more_bytes_than_they_may() {
    let host = TestHost::start().await;
    for bytes in around(graphql::BODY_BYTES_MAX) {
        let mut body = "{\"query\":\"{now}\"}".to_owned();
        body.push_str(&" ".repeat(bytes - body.len()));
        let request = host.stranger().request(reqwest::Method::POST, PATH);
        let answer = request.header("content-type", "application/json").body(body).send().await.unwrap();
        let wanted = if bytes > graphql::BODY_BYTES_MAX { 413 } else { 200 };
        assert_eq!(answer.status().as_u16(), wanted, "{bytes}");
    }
    let address: SocketAddr = host.base.trim_start_matches("http://").parse().unwrap();
    for bytes in around(http::HEADER_BYTES_MAX) {
        let head =
            |filler: &str| format!("GET /healthz HTTP/1.1\r\nhost: x\r\nconnection: close\r\nx: {filler}\r\n\r\n");
        let head = head(&"x".repeat(bytes - head("").len()));
        assert_eq!(head.len(), bytes);
        let mut stream = TcpStream::connect(address).await.unwrap();
        stream.write_all(head.as_bytes()).await.unwrap();
        let mut answer = Vec::new();
        let _ = stream.read_to_end(&mut answer).await;
        let wanted = if bytes > http::HEADER_BYTES_MAX { "HTTP/1.1 431" } else { "HTTP/1.1 200" };
        assert!(answer.starts_with(wanted.as_bytes()), "{bytes}: {}", String::from_utf8_lossy(&answer));
    }
    host.stop().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_sockets_message_and_its_subscriptions_have_bounds() {
    let scene = scene().await;
    for bytes in around(socket::MESSAGE_BYTES_MAX) {
        let ping = |filler: &str| format!("{{\"type\":\"ping\",\"payload\":{{\"x\":\"{filler}\"}}}}");
        let ping = ping(&"x".repeat(bytes - ping("").len()));
        let mut socket = scene.aino.socket().await;
        socket.send_raw(tokio_tungstenite::tungstenite::Message::text(ping)).await;
        match socket.try_receive().await {
            Ok(message) => assert!(message["type"] == "pong" && bytes <= socket::MESSAGE_BYTES_MAX, "{bytes}"),
            Err(closed) => assert!(closed.code == 1009 && bytes > socket::MESSAGE_BYTES_MAX, "{bytes}: {closed:?}"),
        }
    }
    let mut socket = scene.aino.socket().await;
    let query = "subscription($id: ID!) { typing(conversationId: $id) { typing } }";
    let mut ids = Vec::new();
    for _ in 0..socket::SUBSCRIPTIONS_MAX {
        ids.push(socket.subscribe(query, json!({ "id": scene.conversation })).await);
    }
    // A query isn't a subscription, and its answer shows that none of those was refused before it.
    let asked = socket.subscribe("{ __typename }", json!({})).await;
    assert_eq!(socket.receive().await["id"], *asked);
    assert_eq!(socket.receive().await["type"], "complete");
    let over = socket.subscribe(query, json!({ "id": scene.conversation })).await;
    let refused = socket.receive().await;
    assert_eq!((&refused["id"], &refused["type"]), (&json!(over), &json!("error")), "{refused}");
    assert_eq!(refused["payload"][0]["extensions"]["code"], "RATE_LIMITED");
    socket.send(json!({ "id": ids[0], "type": "complete" })).await;
    socket.subscribe(query, json!({ "id": scene.conversation })).await;
    assert!(socket.is_silent(Duration::from_millis(300)).await, "there is room again");
    scene.host.stop().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_visitor_an_account_and_an_address_hold_only_so_many_sockets() {
    let host = TestHost::start().await;
    let (aino, owner) = (host.customer("Aino").await, host.owner().await);
    let defaults = limits::Limits::default();
    let mut all = Vec::new();
    for (client, most) in [(&aino.client, defaults.sockets_per_visitor), (&owner.client, defaults.sockets_per_account)]
    {
        for _ in 0..most {
            all.push(vuoro_tests::socket::Socket::open(client, PATH).await);
        }
        assert_eq!(one_more(client).await, 4429, "after {most}");
        all.pop().expect("a socket").close().await;
        // The server notices in its own time.
        vuoro_tests::eventually("a place is free again", async || one_more(client).await == 0).await;
        all.push(vuoro_tests::socket::Socket::open(client, PATH).await);
    }
    drop(all);
    host.stop().await;

    let host = TestHost::with(Database::sqlite(), |config| config.limits.connections_per_address = 5).await;
    let address: SocketAddr = host.base.trim_start_matches("http://").parse().unwrap();
    let mut held = Vec::new();
    for _ in 0..5 {
        held.push(lives(address).await.expect("within the limit"));
    }
    assert!(lives(address).await.is_none(), "one over the limit");
    held.pop();
    vuoro_tests::eventually("a place is free again", async || lives(address).await.is_some()).await;
    host.stop().await;
}

/// The code that one more socket is closed with; 0 when it isn't.
async fn one_more(client: &Client) -> u16 {
    let mut socket = vuoro_tests::socket::Socket::connect(client, PATH, &[]).await.expect("the socket opens");
    socket.send(json!({ "type": "connection_init", "payload": { "token": client.token } })).await;
    match socket.try_receive().await {
        Ok(_) => {
            socket.close().await;
            0
        }
        Err(closed) => closed.code,
    }
}

/// A connection that is answered.
async fn lives(address: SocketAddr) -> Option<TcpStream> {
    let mut stream = TcpStream::connect(address).await.ok()?;
    stream.write_all(b"GET /healthz HTTP/1.1\r\nhost: x\r\n\r\n").await.ok()?;
    let mut answer = [0; 12];
    stream.read_exact(&mut answer).await.ok()?;
    (&answer == b"HTTP/1.1 200").then_some(stream)
}

/// Most bytes that are sent of a body far over its limit.
const HUGE: usize = 200 * 1024 * 1024;

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_body_of_200_mb_is_refused_early_and_takes_no_memory() {
    let furnished = Furnished::with(Database::sqlite(), 1).await;
    let server = furnished.serve(&Launch::default());
    let people = furnished.people(&server.base);
    let (customer, conversation) = &people.customers[0];
    // Everything that is made once has been made, for every thread of the server.
    customer.writes(conversation, "hei").await;
    let ordinary = (0..64).map(|_| customer.data("{ now viewer { __typename } }", serde_json::json!({})));
    futures_util::future::join_all(ordinary).await;
    let before = server.memory_bytes("VmHWM");
    let address = server.base.trim_start_matches("http://").to_owned();
    let token = customer.client.token.clone().expect("a token");
    let attachment = vuoro_kernel::AttachmentId::new();
    for (line, body) in [
        (format!("POST {PATH}"), format!("content-length: {HUGE}")),
        (format!("POST {PATH}"), "transfer-encoding: chunked".to_owned()),
        (format!("PUT /o/test/attachments/{attachment}"), format!("content-length: {HUGE}")),
    ] {
        let head = format!(
            "{line} HTTP/1.1\r\nhost: x\r\nauthorization: Bearer {token}\r\ncontent-type: application/json\r\n{body}\r\n\r\n"
        );
        let mut stream = TcpStream::connect(&address).await.unwrap();
        let since = Instant::now();
        stream.write_all(head.as_bytes()).await.unwrap();
        let (mut from, mut to) = stream.into_split();
        let answer = tokio::spawn(async move {
            let mut answer = [0; 12];
            from.read_exact(&mut answer).await.unwrap();
            String::from_utf8_lossy(&answer).into_owned()
        });
        let chunk = [format!("{:x}\r\n", 64 * 1024).into_bytes(), vec![b' '; 64 * 1024], b"\r\n".to_vec()].concat();
        let mut sent = 0;
        // An answer may come while the body still goes out; the refusal closes the connection under it.
        while sent < HUGE && !answer.is_finished() && to.write_all(&chunk).await.is_ok() {
            sent += chunk.len();
        }
        assert_eq!(answer.await.unwrap(), "HTTP/1.1 413", "{line}, {body}");
        println!("{line}, {body}: refused after {:?} and {sent} bytes", since.elapsed());
        assert!(since.elapsed() < Duration::from_secs(2));
    }
    let grown = server.memory_bytes("VmHWM").saturating_sub(before);
    println!("memory grew by {grown} bytes");
    assert!(grown < 10 * 1024 * 1024, "{grown}");
    assert_eq!(server.terminate(), Some(0));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_head_and_a_body_that_come_too_slowly_are_cut_off() {
    let host = TestHost::start().await;
    let address: SocketAddr = host.base.trim_start_matches("http://").parse().unwrap();
    // A byte now and then helps neither.
    let slow = async |begin: &str| {
        let mut stream = TcpStream::connect(address).await.unwrap();
        stream.write_all(begin.as_bytes()).await.unwrap();
        let (mut from, mut to) = stream.into_split();
        let drip = tokio::spawn(async move {
            while to.write_all(b"x").await.is_ok() {
                tokio::time::sleep(Duration::from_millis(500)).await;
            }
        });
        let since = Instant::now();
        let mut answer = Vec::new();
        let _ = tokio::time::timeout(Duration::from_secs(60), from.read_to_end(&mut answer)).await.expect("cut off");
        drip.abort();
        (since.elapsed(), String::from_utf8_lossy(&answer).into_owned())
    };
    let body =
        format!("POST {PATH} HTTP/1.1\r\nhost: x\r\ncontent-type: application/json\r\ncontent-length: 60000\r\n\r\n");
    let (head, body) = tokio::join!(slow("GET /healthz HTTP/1.1\r\nx: "), slow(&body));
    println!("a slow head was cut off after {:?}, a slow body after {:?}", head.0, body.0);
    assert!(head.0 >= http::HEADER_TIME - Duration::from_secs(1) && head.0 < http::HEADER_TIME * 2, "{head:?}");
    assert!(body.0 >= http::BODY_TIME - Duration::from_secs(1) && body.0 < http::BODY_TIME * 3 / 2, "{body:?}");
    assert!(body.1.starts_with("HTTP/1.1 408"), "{}", body.1);
    host.stop().await;
}
