//! G19: nothing secret is in the log, at any level, nor in the figures; and the database contains no password and no
//! token in clear text.

use std::path::Path;

use serde_json::{Value, json};
use tokio_tungstenite::tungstenite::Message;
use vuoro_tests::{
    Client, Database,
    furnished::{Furnished, People},
    host::{PASSWORD, PATH},
    people::Agent,
    process::Launch,
    socket::Socket,
};

/// A text in everything that people write, and nowhere else.
const CANARY: &str = "kanarialintu";

/// Each secret with what it is.
type Secrets = Vec<(&'static str, String)>;

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn no_secret_is_in_the_log_or_the_figures_or_unhashed_in_the_database() {
    let furnished = Furnished::with(Database::sqlite(), 1).await;
    let server = furnished.serve(&Launch { log_level: "trace", metrics: true, ..Launch::default() });
    let people = furnished.people(&server.base);
    let mut hashed: Secrets = vec![
        ("password", PASSWORD.into()),
        ("wrong password", format!("{CANARY}-wrong-password")),
        ("new password", format!("{CANARY}-new-password")),
        ("session", people.owner.client.token.clone().unwrap()),
        ("session", people.agent.client.token.clone().unwrap()),
        ("visitor", people.customers[0].0.client.token.clone().unwrap()),
    ];
    hashed.extend(lives(&furnished, &people).await);
    fails(&people, &hashed).await;

    let metrics = server.metrics.clone().unwrap();
    let operators = Client::stranger(metrics.trim_end_matches("/metrics"));
    let figures = operators.request(reqwest::Method::GET, "/metrics").send().await.unwrap().text().await.unwrap();
    let log = server.log.clone();
    assert_eq!(server.terminate(), Some(0));
    let log = std::fs::read_to_string(log).unwrap();
    assert!(
        log.contains("operation=\"Everyday\"") && figures.contains("vuoro_http_requests_total"),
        "both are written"
    );
    assert!(log.contains("DEBUG") || log.contains("TRACE") || log.lines().count() > 30, "{log}");
    let mut all = hashed.clone();
    all.push(("what people wrote", CANARY.into()));
    all.push(("e-mail", people.owner.email.clone()));
    all.push(("e-mail", people.agent.email.clone()));
    for (what, secret) in &all {
        for (place, text) in [("log", &log), ("figures", &figures)] {
            let line = text.lines().find(|line| line.to_lowercase().contains(&secret.to_lowercase()));
            assert_eq!(line, None, "{what} is in the {place}");
        }
    }

    let mut bytes = Vec::new();
    read_all(furnished.folder(), &mut bytes);
    assert!(holds(&bytes, CANARY), "messages are there, so this would find what is there");
    for (what, secret) in &hashed {
        assert!(!holds(&bytes, secret), "{what} is on the disk");
        // The secret part alone, as a column of its own kind might hold it.
        assert!(!holds(&bytes, secret.get(3..).unwrap()), "{what} is on the disk without its prefix");
    }
}

fn read_all(folder: &Path, bytes: &mut Vec<u8>) {
    for entry in std::fs::read_dir(folder).unwrap().flatten() {
        match entry.path() {
            path if path.is_dir() => read_all(&path, bytes),
            path => bytes.extend(std::fs::read(path).unwrap()),
        }
    }
}

fn holds(bytes: &[u8], text: &str) -> bool {
    bytes.windows(text.len()).any(|window| window == text.as_bytes())
}

/// A day's work, with canaries in everything; returns the secrets that occurred.
async fn lives(furnished: &Furnished, people: &People) -> Secrets {
    let (customer, conversation) = &people.customers[0];
    let everyday = "query Everyday($id: ID!) { conversation(id: $id) { entries { nodes { seq } } } }";
    people.agent.data(everyday, json!({ "id": conversation })).await;
    assert_eq!(customer.writes(conversation, CANARY).await["__typename"], "MessageSent");
    assert_eq!(people.agent.writes(conversation, CANARY).await["__typename"], "MessageSent");
    let change = json!({ "kind": "LIVE", "key": CANARY, "value": { CANARY: CANARY } });
    customer.does("updateMetadata", json!({ "conversationId": conversation, "changes": [change] })).await;
    customer.does("renameVisitor", json!({ "name": CANARY })).await;
    people.owner.does("updateOrganisation", json!({ "name": CANARY })).await;
    attach(&people.agent, conversation).await;

    // Sockets, with a message sent and heard.
    let mut socket = customer.socket().await;
    let follow =
        "subscription Follow($id: ID!) { conversation(id: $id) { seq content { ... on MessageContent { text } } } }";
    socket.subscribe(follow, json!({ "id": conversation })).await;
    socket.event().await;
    let input = json!({ "conversationId": conversation, "clientId": uuid::Uuid::new_v4(), "text": CANARY });
    socket.subscribe(crate::ledger::SEND, json!({ "input": input })).await;
    socket.send(json!({ "type": "ping", "payload": { "text": CANARY } })).await;
    while socket.receive().await["type"] != "pong" {}
    socket.close().await;

    // Invitations, a new account, and its passwords.
    let query = "mutation($input: CreateInvitationInput!) { createInvitation(input: $input) { ... on InvitationCreated { token } } }";
    let email = format!("{CANARY}@test.example");
    let input = json!({ "email": email, "queueIds": [furnished.queue] });
    let invited = people.owner.client.field(PATH, query, json!({ "input": input })).await;
    let invitation = invited["token"].as_str().unwrap().to_owned();
    let stranger = Client::stranger(&people.owner.client.base);
    let query = "mutation($input: SignUpInput!) { signUp(input: $input) { __typename ... on SignedIn { token } ... on Problem { message } } }";
    let input =
        json!({ "token": invitation, "email": email, "password": PASSWORD, "fullName": CANARY, "displayName": CANARY });
    let signed_up = stranger.field("/graphql", query, json!({ "input": input })).await;
    let session = signed_up["token"].as_str().unwrap_or_else(|| panic!("{signed_up}")).to_owned();
    let client = stranger.with_token(&session);
    let query =
        "mutation($input: ChangePasswordInput!) { changePassword(input: $input) { ... on SignedIn { token } } }";
    let input = json!({ "currentPassword": PASSWORD, "newPassword": format!("{CANARY}-new-password") });
    let changed = client.field("/graphql", query, json!({ "input": input })).await;
    let changed = changed["token"].as_str().unwrap().to_owned();
    vec![("invitation", invitation), ("session", session), ("session", changed)]
}

async fn attach(agent: &Agent, conversation: &str) {
    let query = "mutation($input: PrepareAttachmentInput!) { prepareAttachment(input: $input) { ... on AttachmentPrepared { attachmentId uploadUrl } } }";
    let input = json!({ "conversationId": conversation, "name": format!("{CANARY}.txt"), "sizeBytes": CANARY.len() });
    let prepared = agent.client.field(&agent.path, query, json!({ "input": input })).await;
    let url = prepared["uploadUrl"].as_str().unwrap();
    let uploaded = agent.client.request(reqwest::Method::PUT, url).body(CANARY).send().await.unwrap();
    assert!(uploaded.status().is_success(), "{uploaded:?}");
    let ids = [&prepared["attachmentId"]];
    let input = json!({ "conversationId": conversation, "clientId": uuid::Uuid::new_v4(), "attachmentIds": ids });
    assert_eq!(agent.does("sendMessage", input).await["__typename"], "MessageSent");
}

/// Every possible error, with canaries in it.
async fn fails(people: &People, secrets: &Secrets) {
    let stranger = Client::stranger(&people.owner.client.base);
    let (customer, conversation) = &people.customers[0];

    // Signing in with a wrong password, as nobody, and until it is too much.
    let sign_in = "mutation SignIn($input: SignInInput!) { signIn(input: $input) { __typename } }";
    for n in 0..8 {
        let email = if n == 0 { format!("{CANARY}-nobody@test.example") } else { people.agent.email.clone() };
        let input = json!({ "email": email, "password": format!("{CANARY}-wrong-password") });
        stranger.field("/graphql", sign_in, json!({ "input": input })).await;
    }
    // Tokens that open nothing, and those that open something else.
    let last = secrets.last().expect("a secret").1.clone();
    for token in [format!("vs_{CANARY}"), format!("vs_{CANARY:a<43}"), CANARY.to_owned(), last] {
        let client = stranger.with_token(&token);
        client.ask(PATH, "{ viewer { __typename } }", json!({})).await;
        client.ask("/graphql", "mutation { signOut { sessionId } }", json!({})).await;
        let mut socket = Socket::connect(&client, PATH, &[]).await.unwrap();
        socket.send(json!({ "type": "connection_init", "payload": { "token": token } })).await;
        let _ = socket.try_receive().await;
        for header in ["authorization", "cookie", "x-forwarded-for", "user-agent", "origin", "x-vuoro", "referer"] {
            let request = stranger.request(reqwest::Method::POST, PATH).header(header, format!("vuoro={token}"));
            request.json(&json!({ "query": "{ now }" })).send().await.unwrap();
        }
    }
    // Documents and bodies that can't be.
    let ask = async |query: &str, variables: Value| drop(customer.client.ask(PATH, query, variables).await);
    ask(&format!("{{ {CANARY} }}"), json!({})).await;
    ask(&format!("{{ conversation(id: \"{CANARY}\") {{ id }} }}"), json!({})).await;
    ask(&format!("query {{ now @{CANARY} }} }}"), json!({})).await;
    ask("query($id: ID!) { conversation(id: $id) { id } }", json!({ "id": [CANARY] })).await;
    ask(crate::ledger::SEND, json!({ "input": { "conversationId": CANARY, "clientId": CANARY, "text": CANARY } }))
        .await;
    ask(crate::ledger::SEND, json!({ "input": { "conversationId": conversation, "text": CANARY.repeat(2_000) } }))
        .await;
    let change = json!({ "kind": "LIVE", "key": "\u{1b}[31m", "value": CANARY.repeat(1_000) });
    ask(
        "mutation($input: UpdateMetadataInput!) { updateMetadata(input: $input) { __typename } }",
        json!({ "input": { "conversationId": conversation, "changes": [change] } }),
    )
    .await;
    for body in [CANARY.to_owned(), format!("[{{\"query\":\"{CANARY}\"}}]"), format!("{{\"query\":1,\"{CANARY}\":2}}")]
    {
        let request = customer.client.request(reqwest::Method::POST, PATH).header("content-type", "application/json");
        request.body(body).send().await.unwrap();
    }
    // Addresses that aren't there.
    for path in [
        format!("/{CANARY}"),
        format!("/healthz?token={CANARY}"),
        format!("/o/{CANARY}/graphql"),
        format!("{PATH}?query={CANARY}"),
        format!("/o/test/attachments/{CANARY}"),
        format!("/graphiql/{CANARY}"),
        format!("/o/{CANARY}/widget"),
        format!("/console/{CANARY}"),
        format!("/widget/assets/{CANARY}"),
    ] {
        customer.client.request(reqwest::Method::GET, &path).send().await.unwrap();
    }
    // Sockets that break the protocol.
    for text in [
        CANARY.to_owned(),
        json!({ "type": CANARY }).to_string(),
        json!({ "type": "subscribe", "id": CANARY, "payload": { "query": CANARY } }).to_string(),
    ] {
        let mut socket = customer.socket().await;
        socket.send_raw(Message::text(text)).await;
        let _ = socket.try_receive().await;
    }
    let mut socket = customer.socket().await;
    socket.send_raw(Message::binary(CANARY.as_bytes().to_vec())).await;
    socket.closes().await;
}
