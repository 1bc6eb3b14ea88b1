//! G16: the server tells the truth about its health, and shows its figures to operators only.

use std::{
    path::Path,
    time::{Duration, Instant},
};

use sea_orm::ConnectionTrait;
use serde_json::{Value, json};
use vuoro_tests::{Client, Database, TestHost, furnished::Furnished, process::Launch, way::Way};

use crate::ledger::{self, Sent};

/// The promise is 5 s; a busy machine may take longer.
const NOTICED: Duration = Duration::from_secs(8);

/// Status and body.
async fn get(client: &Client, path: &str) -> (u16, String) {
    let answer = client.request(reqwest::Method::GET, path).send().await.expect("the server answers");
    (answer.status().as_u16(), answer.text().await.expect("a body"))
}

/// Whether `/readyz` says now that the server is ready.
pub async fn is_ready(client: &Client) -> bool {
    get(client, "/readyz").await.0 == 200
}

/// Waits until `/readyz` has this status; gives its body.
pub async fn becomes(client: &Client, status: u16) -> Value {
    let since = Instant::now();
    loop {
        let (found, body) = get(client, "/readyz").await;
        if found == status {
            println!("/readyz says {status} after {:?}", since.elapsed());
            return serde_json::from_str(&body).expect("JSON");
        }
        assert!(since.elapsed() < NOTICED, "/readyz still says {found}: {body}");
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
}

#[tokio::test]
async fn a_server_says_that_it_lives_and_that_it_is_ready() {
    let host = TestHost::start().await;
    assert_eq!(get(&host.stranger(), "/healthz").await, (200, "{\"alive\":true}".to_owned()));
    assert_eq!(becomes(&host.stranger(), 200).await, json!({ "ready": true }));
    host.stop().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_sqlite_file_that_somebody_else_has_locked_makes_the_server_not_ready_until_it_is_free() {
    let furnished = Furnished::with(Database::sqlite(), 1).await;
    let server = furnished.serve(&Launch::default());
    let people = furnished.people(&server.base);
    let stranger = Client::stranger(&server.base);
    becomes(&stranger, 200).await;

    let lock = lock(furnished.folder()).await;
    assert_eq!(becomes(&stranger, 503).await, json!({ "ready": false, "reason": "database" }));
    assert_eq!(get(&stranger, "/healthz").await.0, 200, "it lives");
    let mut sent = Sent::new(0, false);
    let refused = sent.send(&people).await.expect_err("nothing can be acknowledged");
    assert!(refused.contains("CONFLICT") || refused.contains("UNAVAILABLE"), "{refused}");

    lock.execute_unprepared("ROLLBACK").await.unwrap();
    becomes(&stranger, 200).await;
    sent.acknowledged = Some(sent.send(&people).await.expect("it goes on"));
    ledger::compare(&people, &[sent]).await;
    assert_eq!(server.terminate(), Some(0));
}

async fn lock(folder: &Path) -> sea_orm::DatabaseConnection {
    let mut options = sea_orm::ConnectOptions::new(format!("sqlite://{}?mode=rw", folder.join("vuoro.db").display()));
    options.max_connections(1).sqlx_logging(false);
    let conn = sea_orm::Database::connect(options).await.unwrap();
    conn.execute_unprepared("BEGIN EXCLUSIVE").await.unwrap();
    conn
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_postgres_that_stops_answering_makes_the_server_not_ready_until_it_answers() {
    let furnished = Furnished::with(Database::postgres().await, 1).await;
    let way = Way::to(&furnished.database.url()).await;
    let server = vuoro_tests::process::Server::launch(furnished.folder(), &way.url, &Launch::default());
    let people = furnished.people(&server.base);
    let stranger = Client::stranger(&server.base);
    becomes(&stranger, 200).await;

    way.freeze(true);
    assert_eq!(becomes(&stranger, 503).await, json!({ "ready": false, "reason": "database" }));
    assert_eq!(get(&stranger, "/healthz").await.0, 200, "it lives");
    let mut sent = Sent::new(0, false);
    let waits = tokio::spawn({
        let (sent, people) = (sent.clone(), people.clone());
        async move { sent.send(&people).await }
    });
    tokio::time::sleep(Duration::from_secs(1)).await;
    assert!(!waits.is_finished() || waits.await.is_ok_and(|answer| answer.is_err()), "nothing can be acknowledged");

    way.freeze(false);
    becomes(&stranger, 200).await;
    sent.acknowledged = Some(sent.send(&people).await.expect("it goes on"));
    ledger::compare(&people, &[sent]).await;
    assert_eq!(server.terminate(), Some(0));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn figures_are_on_a_port_of_their_own_and_show_requests() {
    let furnished = Furnished::with(Database::sqlite(), 1).await;
    let server = furnished.serve(&Launch { metrics: true, ..Launch::default() });
    let people = furnished.people(&server.base);
    let _socket = people.agent.socket().await;
    let sent = Sent::new(0, false);
    sent.send(&people).await.unwrap();

    let metrics = server.metrics.clone().expect("an address");
    assert!(!metrics.starts_with(&server.base));
    let operators = Client::stranger(metrics.trim_end_matches("/metrics"));
    let (status, figures) = get(&operators, "/metrics").await;
    assert_eq!(status, 200);
    for line in [
        "vuoro_http_requests_total{route=\"/o/{slug}/graphql\",status=\"200\"}",
        "vuoro_graphql_operation_seconds_count{kind=\"mutation\",door=\"http\"} 1",
        "vuoro_sockets_open 1",
        "vuoro_connections_open ",
    ] {
        assert!(figures.contains(line), "{line} isn't in\n{figures}");
    }
    assert_eq!(get(&Client::stranger(&server.base), "/metrics").await.0, 404);
    assert_eq!(get(&operators, "/graphql").await.0, 404, "and nothing else is there");
    assert_eq!(get(&operators, "/readyz").await.0, 404);
    assert_eq!(server.terminate(), Some(0));
}
