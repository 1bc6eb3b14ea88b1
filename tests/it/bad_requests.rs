//! Invalid requests, refused before any rule of the domain: documents, bodies and frames.

use std::time::Instant;

use reqwest::{Method, StatusCode};
use serde_json::{Value, json};
use tokio_tungstenite::tungstenite::Message;
use vuoro_tests::{
    TestHost,
    host::PATH,
    socket::{Closed, Socket},
};

use super::bad_input::{AT_ONCE, Scene, Side, code, large, posts, scene};

/// Documents that would cost too much, and what the refusal mentions.
fn hostile() -> Vec<(&'static str, String, &'static str)> {
    let aliases = |count: usize| format!("{{ {} }}", (0..count).map(|n| format!("a{n}: now ")).collect::<String>());
    let bomb: String = (0..28)
        .map(|n| {
            format!(
                "fragment f{n} on Query {{ {} }} ",
                if n == 27 { "now".into() } else { format!("...f{0} ...f{0}", n + 1) }
            )
        })
        .collect();
    vec![
        ("200 deep", format!("{}now{}", "{ a ".repeat(200), "}".repeat(200)), ""),
        ("200 deep in fields that there are", format!("{{ viewer {{ ... on Visitor {{ {} name {} }} }} }}", "conversations { nodes { entries { nodes { author ".repeat(50), "} } } } ".repeat(50)), ""),
        ("200 lists deep", format!("{{ queue(id: {}{}) {{ id }} }}", "[".repeat(200), "]".repeat(200)), ""),
        ("1,500 aliases", aliases(1_500), ""),
        ("60 aliases", aliases(60), "aliases"),
        ("a cycle of one fragment", "{ ...a } fragment a on Query { now ...a }".into(), ""),
        ("a cycle of two fragments", "{ ...a } fragment a on Query { ...b } fragment b on Query { ...a }".into(), ""),
        ("28 fragments that double", format!("{{ ...f0 }} {bomb}"), "fields"),
        ("30 root fields", format!("{{ {} }}", "now ".repeat(30)), "root"),
        ("20 directives", format!("{{ now {} }}", "@skip(if: false) ".repeat(20)), "directives"),
        ("17 KiB", format!("{{ now }} # {}", "x".repeat(17 * 1024)), "bytes"),
        ("2,500 tokens", format!("{{ {} }}", "now, ".repeat(2_500)), "tokens"),
        ("100 rows of 100 rows of 100 rows", "{ conversations(list: ALL, first: 100) { nodes { entries(first: 100) { nodes { content { ... on MessageContent { attachments { id } } } } } } } queues(first: 100) { nodes { waiting(first: 100) { nodes { entries(first: 100) { nodes { seq } } } } } } }".into(), "rows"),
        ("a syntax error", "{ now".into(), ""),
        ("an unknown field", "{ nope }".into(), ""),
        ("no operation", "fragment a on Query { now }".into(), ""),
        ("a type definition", "type Query { a: Int } { now }".into(), ""),
        ("nothing", "".into(), ""),
    ]
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn hostile_documents_are_refused_at_once_at_both_doors() {
    let scene = scene(TestHost::start().await).await;
    let Scene { host, here, .. } = &scene;
    let before = scene.all().await;
    let stranger = host.stranger();
    for (what, document, about) in hostile() {
        let began = Instant::now();
        for client in [&stranger, &here.owner.client] {
            let said = client.ask(PATH, &document, json!({})).await;
            assert_eq!(code(&said), "BAD_INPUT", "{what}");
            let text = said["errors"][0]["message"].as_str().unwrap();
            assert!(text.contains(about) && text.len() < 500, "{what}: {text}");
        }
        assert!(began.elapsed() < AT_ONCE, "{what} took {:?}", began.elapsed());
        let mut socket = Socket::open(&stranger, PATH).await;
        let id = socket.subscribe(&document, json!({})).await;
        let refused = socket.receive().await;
        assert_eq!((&refused["type"], &refused["id"]), (&json!("error"), &json!(id)), "{what}");
        assert_eq!(refused["payload"][0]["extensions"]["code"], "BAD_INPUT", "{what}");
        // The refusal is the operation's, and the socket goes on.
        socket.subscribe("{ __typename }", json!({})).await;
        assert_eq!(socket.event().await["__typename"], "Query", "{what}");
        socket.close().await;
    }
    // Larger than any body may be, and not read to the end.
    for (what, body) in [
        (
            "10,000 aliases",
            json!({ "query": format!("{{ {} }}", (0..10_000).map(|n| format!("a{n}: now ")).collect::<String>()) })
                .to_string(),
        ),
        ("5 MB", large(5_000_000)),
    ] {
        let began = Instant::now();
        let (status, said) = posts(&stranger, Some("application/json"), body).await;
        assert_eq!((status, code(&said)), (413, "BAD_INPUT"), "{what}");
        assert!(began.elapsed() < AT_ONCE, "{what}");
    }
    assert_eq!(scene.all().await, before);
    scene.host.stop().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn nothing_runs_but_one_operation_as_json_by_post() {
    let scene = scene(TestHost::start().await).await;
    let Side { aino, active, .. } = &scene.here;
    let before = scene.all().await;
    let mutation =
        format!("mutation {{ endConversation(input: {{ conversationId: \"{active}\" }}) {{ __typename }} }}");
    let good = json!({ "query": mutation }).to_string();
    let form = "query=mutation%20%7B%20endConversation%20%7D";
    let multipart = format!("--x\r\ncontent-disposition: form-data; name=\"operations\"\r\n\r\n{good}\r\n--x--\r\n");
    // What a page of somebody else can send with a plain form, and what else isn't JSON.
    for (content_type, body) in [
        (None, good.as_str()),
        (Some("text/plain"), &good),
        (Some("text/plain;charset=UTF-8"), &good),
        (Some("application/x-www-form-urlencoded"), &good),
        (Some("application/x-www-form-urlencoded"), form),
        (Some("multipart/form-data; boundary=x"), &multipart),
        (Some("application/graphql"), &mutation),
        (Some("application/json; charset=utf-16"), &good),
        (Some("application/jsonp"), &good),
        (Some(""), &good),
    ] {
        let (status, said) = posts(&aino.client, content_type, body.to_owned()).await;
        assert_eq!((status, code(&said)), (415, "BAD_INPUT"), "{content_type:?}");
    }
    let zipped = aino
        .client
        .request(Method::POST, PATH)
        .header("content-type", "application/json")
        .header("content-encoding", "gzip");
    assert_eq!(zipped.body(good.clone()).send().await.unwrap().status(), StatusCode::UNSUPPORTED_MEDIA_TYPE);
    let wish = aino
        .client
        .request(Method::POST, PATH)
        .header("content-type", "application/json")
        .header("accept", "text/html");
    assert_eq!(wish.body(good.clone()).send().await.unwrap().status(), StatusCode::NOT_ACCEPTABLE);
    // Other methods, with the operation in the address or the body.
    let in_address = format!(
        "{PATH}?query={}",
        mutation.replace(' ', "%20").replace('{', "%7B").replace('}', "%7D").replace('"', "%22")
    );
    for method in [Method::GET, Method::PUT, Method::PATCH, Method::DELETE, Method::HEAD, Method::OPTIONS] {
        for (path, body) in [(in_address.as_str(), ""), (PATH, good.as_str()), (&format!("{PATH}?query=%7Bnow%7D"), "")]
        {
            let request = aino
                .client
                .request(method.clone(), path)
                .header("content-type", "application/json")
                .body(body.to_owned());
            let answer = request.send().await.unwrap();
            assert_eq!(answer.status(), StatusCode::METHOD_NOT_ALLOWED, "{method} {path}");
            assert_eq!(answer.headers()["allow"], "POST", "{method}");
        }
    }
    // An empty body with the operation in the address.
    let answer =
        aino.client.request(Method::POST, &in_address).header("content-type", "application/json").send().await.unwrap();
    assert_eq!(answer.status(), StatusCode::BAD_REQUEST);
    // JSON, but no request.
    let query = serde_json::to_string(&mutation).unwrap();
    let deep = format!("{}{}", "[".repeat(5_000), "]".repeat(5_000));
    for body in [
        "".to_owned(),
        "null".into(),
        "1".into(),
        "true".into(),
        "\"x\"".into(),
        "{}".into(),
        "[]".into(),
        format!("[{good}]"),
        format!("[{good},{good}]"),
        format!(" \n[{good}]"),
        "{\"query\":null}".into(),
        "{\"query\":1}".into(),
        format!("{{\"query\":[{query}]}}"),
        format!("{{\"query\":\"{{now}}\",\"query\":{query}}}"),
        format!("{{\"query\":{query},\"variables\":[]}}"),
        format!("{{\"query\":{query},\"variables\":\"x\"}}"),
        format!("{{\"query\":{query},\"operationName\":1}}"),
        format!("{{\"query\":{query},\"operationName\":\"nope\"}}"),
        format!("{{\"query\":{query},\"extensions\":1}}"),
        format!("{{\"query\":{query},\"variables\":{{\"x\":{deep}}}}}"),
        format!("{{\"query\":{query}"),
        format!("{good} {good}"),
        format!("{good}x"),
        good.replace("mutation", "mutation\u{0}"),
    ] {
        let answer = aino.client.request(Method::POST, PATH).header("content-type", "application/json");
        let answer =
            answer.header("accept", "application/graphql-response+json").body(body.clone()).send().await.unwrap();
        let shown: String = body.chars().take(200).collect();
        assert_eq!(answer.status(), StatusCode::BAD_REQUEST, "{shown}");
        let said: Value = answer.json().await.unwrap();
        assert_eq!(code(&said), "BAD_INPUT", "{shown}");
        if body.trim_start().starts_with('[') {
            assert!(said["errors"][0]["message"].as_str().unwrap().starts_with("Batches"), "{said}");
        }
    }
    // Bytes that are no text.
    let (status, said) = posts(&aino.client, Some("application/json"), b"{\"query\":\"{now}\xff\"}".to_vec()).await;
    assert_eq!((status, code(&said)), (400, "BAD_INPUT"));
    // Variables that don't fit.
    let query = "mutation($input: SendMessageInput!) { sendMessage(input: $input) { __typename } }";
    let nested = (0..100).fold(json!("x"), |inner, _| json!([inner]));
    for input in [
        Value::Null,
        json!([]),
        json!({}),
        json!({ "conversationId": active, "clientId": "x" , "text": 1 }),
        json!({ "conversationId": active, "clientId": "x" , "text": nested }),
        json!({ "conversationId": active, "clientId": "x" , "text": "x", "more": 1 }),
        json!({ "conversationId": {}, "clientId": "x" , "text": "x" }),
        json!({ "conversationId": active, "clientId": "x" , "text": "x", "attachmentIds": [null] }),
    ] {
        assert_eq!(aino.client.refusal(PATH, query, json!({ "input": input })).await, "BAD_INPUT", "{input}");
    }
    let twice = format!(
        "mutation {{ sendMessage(input: {{ conversationId: \"{active}\", clientId: \"x\", text: \"a\", text: \"b\" }}) {{ __typename }} }}"
    );
    assert_eq!(aino.client.refusal(PATH, &twice, json!({})).await, "BAD_INPUT");
    assert_eq!(aino.client.refusal(PATH, "subscription { activity { __typename } }", json!({})).await, "BAD_INPUT");
    assert_eq!(scene.all().await, before);
    scene.host.stop().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_socket_that_breaks_the_protocol_is_closed_with_its_reason() {
    let host = TestHost::start().await;
    let (stranger, owner) = (host.stranger(), host.owner().await);
    let closed = |code: u16, reason: &str| Closed { code, reason: reason.into() };
    let connect = async |headers: &[(&'static str, &str)]| {
        Socket::connect(&stranger, PATH, headers).await.unwrap_or_else(|status| panic!("refused with {status}"))
    };
    for protocol in ["graphql-ws", "mqtt", "graphql-transport-ws2"] {
        let mut socket = connect(&[("sec-websocket-protocol", protocol)]).await;
        assert_eq!(socket.closes().await, closed(4406, "Subprotocol not acceptable"), "{protocol}");
    }
    let mut socket = connect(&[]).await;
    socket.init(None).await;
    socket.send(json!({ "type": "connection_init" })).await;
    assert_eq!(socket.closes().await, closed(4429, "Too many initialisation requests"));

    let mut socket = owner.socket().await;
    let operation =
        json!({ "id": "1", "type": "subscribe", "payload": { "query": "subscription { activity { __typename } }" } });
    socket.send(operation.clone()).await;
    socket.event().await;
    socket.send(operation.clone()).await;
    assert_eq!(socket.closes().await, closed(4409, "Subscriber for 1 already exists"));

    let mut socket = connect(&[]).await;
    socket.send(operation).await;
    assert_eq!(socket.closes().await, closed(4401, "Unauthorized"));
    for frame in [
        Message::text("hei"),
        Message::text("[]"),
        Message::text("null"),
        Message::text("{}"),
        Message::text("{\"type\":\"start\"}"),
        Message::text("{\"type\":\"subscribe\",\"payload\":{\"query\":\"{now}\"}}"),
        Message::text("{\"type\":\"subscribe\",\"id\":1,\"payload\":{\"query\":\"{now}\"}}"),
        Message::text("{\"type\":\"subscribe\",\"id\":\"1\",\"payload\":[{\"query\":\"{now}\"}]}"),
        Message::text(format!("{{\"type\":\"ping\",\"payload\":{}{}}}", "[".repeat(5_000), "]".repeat(5_000))),
        Message::binary(b"{\"type\":\"ping\"}".to_vec()),
    ] {
        let mut socket = connect(&[]).await;
        socket.init(None).await;
        socket.send_raw(frame.clone()).await;
        assert_eq!(socket.closes().await.code, 4400, "{frame:?}");
    }
    let mut socket = connect(&[]).await;
    socket.send(json!({ "type": "connection_init", "payload": { "token": "vs_nothing" } })).await;
    assert_eq!(socket.closes().await.code, 4403);
    // A page of another origin doesn't get as far as the protocol.
    assert_eq!(Socket::connect(&stranger, PATH, &[("origin", "https://evil.example")]).await.err(), Some(403));
    assert_eq!(Socket::connect(&stranger, "/o/nowhere/graphql", &[]).await.err(), Some(404));
    host.stop().await;
}
