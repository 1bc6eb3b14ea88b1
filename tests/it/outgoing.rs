//! Requests of plugins to other servers: what arrives there, what comes back, and what is never sent.

use std::{path::Path, time::Instant};

use sea_orm::{ConnectionTrait, Statement};
use serde_json::{Value, json};
use tempfile::TempDir;
use vuoro_kernel::Role;
use vuoro_tests::{
    Client, Database, Elsewhere, TestHost, eventually, furnished::Furnished, guest, guests::guest_with, host::PATH,
    on_both_databases, people::Agent, process::Launch,
};

/// The secret of the connection `crm`, which nobody but the other server may ever read.
const CANARY: &str = "kanarialintu-7f3a91";

const MIB: usize = 1024 * 1024;

fn about() -> Value {
    json!({ "pluginId": "caller" })
}

/// An operator's values for `crm`.
fn crm(url: &str) -> Value {
    json!({ "pluginId": "caller", "name": "crm", "url": url, "header": "Authorization",
            "secret": format!("Bearer {CANARY}") })
}

/// An organisation with the plugin `caller`, whose connection `crm` leads to the other server.
struct Scene {
    host: TestHost,
    elsewhere: Elsewhere,
    owner: Agent,
    niilo: Agent,
    _folder: TempDir,
}

impl Scene {
    async fn on(database: Database) -> Self {
        Self::allowing(database, &["127.0.0.0/8"], true).await
    }

    /// On a server that lets plugins reach these networks, and may trust the other server.
    async fn allowing(database: Database, networks: &[&str], is_trusted: bool) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let elsewhere = Elsewhere::start(folder.path()).await;
        let host = TestHost::with(database, |config| {
            config.plugins.enabled = true;
            config.plugins.allowed_networks = networks.iter().map(|&network| network.to_owned()).collect();
            config.plugins.root_certificates.extend(is_trusted.then(|| elsewhere.certificate(folder.path())));
        })
        .await;
        host.domain().add_plugin_package_to(host.organisation, guest("caller")).await.unwrap();
        let (owner, niilo) = (host.owner().await, host.agent("Niilo").await);
        assert_eq!(owner.outcome("enablePlugin", about()).await, "PluginEnabled");
        let scene = Self { host, elsewhere, owner, niilo, _folder: folder };
        let set = scene.owner.acts("setPluginConnection", crm(&scene.elsewhere.url("/api")), "").await;
        assert_eq!(set["__typename"], "PluginConnectionSet", "{set}");
        scene
    }

    async fn asks(&self, input: Value) -> Value {
        self.niilo.acts("ask", input, "status headers body bytes error").await
    }

    /// Why a request has no answer.
    async fn fails(&self, input: Value) -> String {
        let asked = self.asks(input).await;
        asked["error"].as_str().unwrap_or_else(|| panic!("{asked}")).to_owned()
    }

    /// The same from an alarm, for which nobody waits.
    async fn asks_later(&self, path: &str) -> Value {
        let query = "mutation($path: String!) { askLater(input: { path: $path }) }";
        assert_eq!(self.niilo.data(query, json!({ "path": path })).await["askLater"], true);
        let asked = async || self.niilo.data("{ askedLater { path status bytes error } }", json!({})).await;
        eventually("the alarm rang", async || asked().await["askedLater"]["path"] == path).await;
        asked().await["askedLater"].clone()
    }

    /// What operators see of the plugin.
    async fn listed(&self) -> Value {
        let query = "{ plugins { id connections { name reason url header secretIsSet } log { level text } } }";
        let listed = self.owner.data(query, json!({})).await;
        assert!(!listed.to_string().contains(CANARY), "the secret is shown: {listed}");
        listed["plugins"].as_array().unwrap().iter().find(|plugin| plugin["id"] == "caller").cloned().unwrap()
    }

    /// The newest line that operators read.
    async fn line(&self) -> String {
        self.listed().await["log"][0]["text"].as_str().unwrap_or_default().to_owned()
    }
}

/// Everything that the database stores of connections, and on SQLite every byte of its file.
async fn dump(host: &TestHost) -> Vec<u8> {
    if !host.database.is_postgres() {
        let mut bytes = Vec::new();
        read_all(host.database.folder(), &mut bytes);
        return bytes;
    }
    let conn = sea_orm::Database::connect(&host.database.url()).await.unwrap();
    let sql = "SELECT c::text AS row, encode(c.secret, 'escape') AS bytes FROM plugin_connection c";
    let rows = conn.query_all_raw(Statement::from_string(conn.get_database_backend(), sql)).await.unwrap();
    let text =
        |row: &sea_orm::QueryResult, column| row.try_get::<Option<String>>("", column).unwrap().unwrap_or_default();
    let all: String = rows.iter().map(|row| format!("{}\n{}\n", text(row, "row"), text(row, "bytes"))).collect();
    conn.close().await.unwrap();
    all.into_bytes()
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

on_both_databases! {
    async fn a_request_arrives_with_the_secret_that_nobody_else_reads(database: Database) {
        let scene = Scene::on(database).await;
        let asked = scene.asks(json!({ "method": "POST", "path": "/tickets/7?part=a%20b", "headers": ["X-Mine: 1"], "body": "Hei?" })).await;
        assert_eq!((&asked["status"], &asked["body"], &asked["error"]), (&json!(200), &json!("Hei!"), &Value::Null), "{asked}");
        assert!(asked["headers"].as_array().unwrap().contains(&json!("x-greeting: Hei")), "{asked}");
        assert!(!asked.to_string().contains(CANARY), "the plugin read the secret: {asked}");
        let seen = scene.elsewhere.seen();
        let (head, host) = (&seen[0].head, format!("host: localhost:{}", scene.elsewhere.address.port()));
        assert!(head.starts_with("post /api/tickets/7?part=a%20b http/1.1\r\n"), "{head}");
        for line in [&*format!("authorization: bearer {CANARY}"), "x-mine: 1", &*host, "content-length: 4"] {
            assert!(head.lines().any(|found| found == line), "{line}: {head}");
        }
        assert_eq!((seen.len(), seen[0].body.as_slice()), (1, b"Hei?".as_slice()));

        let connections = scene.listed().await["connections"].clone();
        assert_eq!(connections, json!([
            { "name": "crm", "reason": "To know the customer.", "url": scene.elsewhere.url("/api"), "header": "authorization", "secretIsSet": true },
            { "name": "erp", "reason": "To know what is in stock.", "url": null, "header": null, "secretIsSet": false },
        ]));
        let kept = dump(&scene.host).await;
        assert!(holds(&kept, &scene.elsewhere.url("/api")), "this would find what is there");
        assert!(!holds(&kept, CANARY), "the secret is in the database in clear");
        scene.host.stop().await;
    }

    async fn an_answer_is_given_whatever_its_status_and_led_nowhere_by_it(database: Database) {
        let scene = Scene::on(database).await;
        let moved = scene.asks(json!({ "path": "/moved" })).await;
        assert_eq!(moved["status"], 302, "{moved}");
        assert!(moved["headers"].as_array().unwrap().contains(&json!("location: /api/landed")), "{moved}");
        assert_eq!(scene.asks(json!({ "path": "/teapot" })).await["status"], 418);
        let heads: Vec<_> = scene.elsewhere.seen().into_iter().map(|seen| seen.head).collect();
        assert!(heads.len() == 2 && !heads.iter().any(|head| head.contains("landed")), "{heads:?}");
        scene.host.stop().await;
    }

    async fn an_answer_of_1_mib_comes_and_one_byte_more_is_too_much(database: Database) {
        let scene = Scene::on(database).await;
        for kind in ["bytes", "chunked"] {
            let whole = scene.asks_later(&format!("/{kind}/{MIB}")).await;
            assert_eq!((&whole["status"], &whole["bytes"]), (&json!(200), &json!(MIB)), "{kind}: {whole}");
            let more = scene.asks_later(&format!("/{kind}/{}", MIB + 1)).await;
            assert!(more["error"].as_str().is_some_and(|error| error.contains("TooMuch")), "{kind}: {more}");
        }
        let largest = scene.asks(json!({ "method": "PUT", "path": "/", "bodyBytes": MIB / 4 })).await;
        assert_eq!(largest["status"], 200, "{largest}");
        assert_eq!(scene.elsewhere.seen().last().unwrap().body.len(), MIB / 4);
        let error = scene.fails(json!({ "method": "PUT", "path": "/", "bodyBytes": MIB / 4 + 1 })).await;
        assert!(error.contains("TooMuch"), "{error}");
        scene.host.stop().await;
    }

    async fn a_slow_server_is_unavailable_before_the_calls_time_is_over(database: Database) {
        let scene = Scene::on(database).await;
        for path in ["/slow", "/drip"] {
            let begun = Instant::now();
            assert!(scene.fails(json!({ "path": path })).await.contains("Unavailable"), "{path}");
            assert!(begun.elapsed().as_millis() < 1_500, "{path} took {:?}", begun.elapsed());
            assert!(scene.line().await.contains("no whole answer within"), "{path}");
        }
        // Nobody waits for an alarm: it has the whole 5 s of a request.
        let begun = Instant::now();
        let later = scene.asks_later("/slow").await;
        assert!(later["error"].as_str().is_some_and(|error| error.contains("Unavailable")), "{later}");
        let took = begun.elapsed().as_millis();
        assert!((4_500..8_500).contains(&took), "{took} ms");
        // The plugin isn't to blame.
        let failures = scene.owner.data("{ plugins { id failures { text } } }", json!({})).await;
        assert!(!failures.to_string().contains("\"text\""), "{failures}");
        scene.host.stop().await;
    }

    async fn a_connection_that_is_not_declared_or_not_filled_in_is_not_found(database: Database) {
        let scene = Scene::on(database).await;
        for name in ["erp", "other", ""] {
            assert!(scene.fails(json!({ "path": "/", "connection": name })).await.contains("NotFound"), "{name}");
        }
        // Another version may not ask what it doesn't declare, though it is filled in.
        let package = guest_with("caller", |text| text.replace("0.1.0", "0.2.0").replace("connections.crm", "connections.crx"));
        scene.host.domain().add_plugin_package_to(scene.host.organisation, package).await.unwrap();
        assert_eq!(scene.owner.outcome("upgradePlugin", about()).await, "PluginUpgraded");
        assert!(scene.fails(json!({ "path": "/" })).await.contains("NotFound"));
        assert_eq!(scene.owner.outcome("rollBackPlugin", about()).await, "PluginRolledBack");
        assert_eq!(scene.asks(json!({ "path": "/" })).await["status"], 200);
        // Another organisation's is another.
        let other = scene.host.organisation("other").await;
        let outsider = scene.host.member_of(other, "other", "Outsider", Role::Owner).await;
        scene.host.domain().add_plugin_package_to(other, guest("caller")).await.unwrap();
        assert_eq!(outsider.outcome("enablePlugin", about()).await, "PluginEnabled");
        let asked = outsider.acts("ask", json!({ "path": "/" }), "error").await;
        assert!(asked["error"].as_str().unwrap().contains("NotFound"), "{asked}");
        assert_eq!(scene.elsewhere.seen().len(), 1);
        scene.host.stop().await;
    }

    async fn what_is_removed_is_forgotten(database: Database) {
        let scene = Scene::on(database).await;
        let named = json!({ "pluginId": "caller", "name": "crm" });
        let shown = "... on PluginConnectionRemoved { plugin { connections { name url secretIsSet } } }";
        let removed = scene.owner.acts("removePluginConnection", named.clone(), shown).await;
        assert_eq!(removed["plugin"]["connections"][0], json!({ "name": "crm", "url": null, "secretIsSet": false }));
        assert!(scene.fails(json!({ "path": "/" })).await.contains("NotFound"));
        assert_eq!(scene.owner.outcome("removePluginConnection", named).await, "InvalidInput");
        // A plugin that goes takes its connections along.
        let url = scene.elsewhere.url("/api");
        assert_eq!(scene.owner.outcome("setPluginConnection", crm(&url)).await, "PluginConnectionSet");
        assert_eq!(scene.asks(json!({ "path": "/" })).await["status"], 200);
        assert_eq!(scene.owner.outcome("removePlugin", about()).await, "PluginRemoved");
        assert_eq!(scene.owner.outcome("enablePlugin", about()).await, "PluginEnabled");
        assert_eq!(scene.listed().await["connections"][0]["url"], Value::Null);
        assert!(scene.fails(json!({ "path": "/" })).await.contains("NotFound"));
        scene.host.stop().await;
    }

    async fn operators_alone_fill_a_connection_in_and_by_its_rules(database: Database) {
        let scene = Scene::on(database).await;
        let named = json!({ "pluginId": "caller", "name": "crm" });
        let fine = crm("https://crm.example");
        let customer = scene.host.customer("Aino").await;
        for (who, client) in [("a handler", &scene.niilo.client), ("a customer", &customer.client)] {
            assert_eq!(client.outcome(PATH, "setPluginConnection", fine.clone()).await, "FORBIDDEN", "{who}");
            assert_eq!(client.outcome(PATH, "removePluginConnection", named.clone()).await, "FORBIDDEN", "{who}");
        }
        assert_eq!(scene.host.stranger().outcome(PATH, "setPluginConnection", fine.clone()).await, "UNAUTHENTICATED");
        let mut unknown = fine.clone();
        unknown["pluginId"] = "nobody".into();
        assert_eq!(scene.owner.outcome("setPluginConnection", unknown).await, "NOT_FOUND");
        for (field, value) in [
            ("name", json!("other")),
            ("url", json!("http://crm.example")),
            ("url", json!("https://me:you@crm.example")),
            ("url", json!("https://crm.example/?key=1")),
            ("url", json!("https://10.0.0.1/")),
            ("url", json!("https://[::1]/")),
            ("url", json!("https://0xa9fea9fe/")),
            ("header", json!("Host")),
            ("header", Value::Null),
            ("secret", json!("")),
            ("secret", json!("two\nlines")),
            ("secret", json!("x".repeat(4_097))),
            ("secret", Value::Null),
        ] {
            let mut input = fine.clone();
            input[field] = value.clone();
            let refused = scene.owner.acts("setPluginConnection", input, "... on InvalidInput { field message }").await;
            assert_eq!(refused["field"], field, "{value}: {refused}");
            assert!(!refused.to_string().contains(CANARY), "{refused}");
        }
        assert_eq!(scene.listed().await["connections"][0]["url"], scene.elsewhere.url("/api"));
        // What isn't installed has nothing to fill in.
        assert_eq!(scene.owner.outcome("removePlugin", about()).await, "PluginRemoved");
        let refused = scene.owner.acts("setPluginConnection", fine, "... on InvalidInput { field }").await;
        assert_eq!(refused["field"], "pluginId", "{refused}");
        scene.host.stop().await;
    }

    async fn an_address_in_a_network_that_is_not_allowed_is_never_connected_to(database: Database) {
        let scene = Scene::allowing(database, &["10.0.0.0/8"], true).await;
        assert!(scene.fails(json!({ "path": "/" })).await.contains("Unavailable"));
        assert_eq!(scene.elsewhere.connected(), 0);
        let line = scene.line().await;
        assert!(line.contains("crm") && line.contains("plugins.allowed_networks"), "{line}");
        scene.host.stop().await;
    }

    async fn a_server_whose_certificate_is_not_trusted_is_told_nothing(database: Database) {
        let scene = Scene::allowing(database, &["127.0.0.0/8"], false).await;
        assert!(scene.fails(json!({ "path": "/" })).await.contains("Unavailable"));
        assert!(scene.elsewhere.connected() == 1 && scene.elsewhere.seen().is_empty());
        let line = scene.line().await;
        assert!(line.contains("certificate"), "{line}");
        scene.host.stop().await;
    }

    async fn nothing_is_asked_elsewhere_while_a_plugin_decides(database: Database) {
        let scene = Scene::on(database).await;
        let queue = scene.owner.makes_queue("Asiakaspalvelu", true).await;
        scene.owner.lets_handle(&queue, &[&scene.niilo]).await;
        let aino = scene.host.customer("Aino").await;
        let conversation = aino.waits_in(&queue).await;
        assert_eq!(scene.niilo.gets_customer(&queue).await, conversation);
        let refused = scene.niilo.writes(&conversation, "ask /tickets").await;
        assert_eq!(refused["__typename"], "PluginRefused", "{refused}");
        assert!(refused["message"].as_str().unwrap().contains("NotAllowed"), "{refused}");
        assert_eq!(scene.elsewhere.connected(), 0);
        scene.host.stop().await;
    }

    async fn a_request_that_leads_out_of_its_connection_is_not_sent(database: Database) {
        let scene = Scene::on(database).await;
        for input in [
            json!({ "path": "/../admin" }),
            json!({ "path": "/%2e%2e/admin" }),
            json!({ "path": "//evil.example/" }),
            json!({ "path": "https://evil.example/" }),
            json!({ "path": "/", "headers": ["Host: evil.example"] }),
            json!({ "path": "/", "headers": ["authorization: mine"] }),
            json!({ "path": "/", "headers": ["X-A: b\r\nhost: evil.example"] }),
            json!({ "path": "/", "method": "CONNECT" }),
        ] {
            assert!(scene.fails(input.clone()).await.contains("Invalid"), "{input}");
        }
        assert_eq!(scene.elsewhere.connected(), 0);
        scene.host.stop().await;
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_connections_secret_is_in_no_log_no_figures_and_nowhere_on_the_disk() {
    let furnished = Furnished::with(Database::sqlite(), 0).await;
    let folder = tempfile::tempdir().unwrap();
    let elsewhere = Elsewhere::start(folder.path()).await;
    let environment = vec![
        ("VUORO_PLUGINS__ALLOWED_NETWORKS".to_owned(), "127.0.0.0/8".to_owned()),
        (
            "VUORO_PLUGINS__ROOT_CERTIFICATES".to_owned(),
            elsewhere.certificate(folder.path()).to_str().unwrap().to_owned(),
        ),
    ];
    let server = furnished.serve(&Launch { log_level: "trace", metrics: true, environment, ..Launch::default() });
    let owner = furnished.people(&server.base).owner;
    let upload =
        owner.client.request(reqwest::Method::PUT, "/o/test/plugins").header("content-type", "application/wasm");
    assert_eq!(upload.body(guest("caller")).send().await.unwrap().status(), 201);
    assert_eq!(owner.outcome("enablePlugin", about()).await, "PluginEnabled");
    assert_eq!(owner.outcome("setPluginConnection", crm(&elsewhere.url("/api"))).await, "PluginConnectionSet");
    for path in ["/", "/moved", "/slow", "/../admin"] {
        owner.acts("ask", json!({ "path": path }), "status error").await;
    }
    // What is refused, and what isn't of the schema's shape, is told without it.
    for input in [crm("http://crm.example"), json!({ "pluginId": "caller", "secret": [CANARY] })] {
        let query = "mutation($input: SetPluginConnectionInput!) { setPluginConnection(input: $input) { __typename ... on Problem { message } } }";
        let answer = owner.client.ask(PATH, query, json!({ "input": input })).await;
        assert!(!answer.to_string().contains(CANARY), "{answer}");
    }
    assert!(elsewhere.seen()[0].head.contains(CANARY), "it was sent");
    let metrics = server.metrics.clone().unwrap();
    let operators = Client::stranger(metrics.trim_end_matches("/metrics"));
    let figures = operators.request(reqwest::Method::GET, "/metrics").send().await.unwrap().text().await.unwrap();
    assert!(figures.contains("vuoro_http_requests_total") && !figures.contains(CANARY));
    let log = server.log.clone();
    assert_eq!(server.terminate(), Some(0));
    let log = std::fs::read_to_string(log).unwrap();
    assert!(log.lines().filter(|line| line.contains("request: id=")).count() > 5, "the log tells of requests: {log}");
    assert_eq!(log.lines().find(|line| line.contains(CANARY)), None);
    let mut bytes = Vec::new();
    read_all(furnished.folder(), &mut bytes);
    assert!(holds(&bytes, &elsewhere.url("/api")), "the connection is there, so this would find what is there");
    assert!(!holds(&bytes, CANARY), "the secret is on the disk");
}
