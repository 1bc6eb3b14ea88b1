//! Pages for browsers: every route with its headers, for every kind of stranger; who may embed the widget; the demo's shop.

use reqwest::{Method, Response, StatusCode, header::HeaderMap};
use serde_json::{Value, json};
use vuoro_kernel::Role;
use vuoro_tests::{Client, Database, TestHost, eventually, host::PATH};

/// A text that is in the organisation under test, and on no page.
const CANARY: &str = "kanarialintu";

async fn get(client: &Client, path: &str) -> Response {
    client.request(Method::GET, path).send().await.unwrap()
}

fn header<'h>(headers: &'h HeaderMap, name: &str) -> &'h str {
    headers.get(name).map_or("", |value| value.to_str().unwrap())
}

/// One directive of a content security policy.
fn directive<'h>(headers: &'h HeaderMap, name: &str) -> Option<&'h str> {
    let policy = header(headers, "content-security-policy");
    policy.split(';').find_map(|directive| directive.trim().strip_prefix(name)?.strip_prefix(' '))
}

/// The first of the files that a page is made of.
fn asset(page: &str, below: &str) -> String {
    let begin = page.find(below).unwrap_or_else(|| panic!("{page} has nothing of {below}"));
    page[begin..].split('"').next().unwrap().to_owned()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn every_page_is_the_same_for_every_stranger_and_holds_nothing_of_the_organisation() {
    let host = TestHost::start().await;
    let owner = host.owner().await;
    let queue = owner.makes_queue(CANARY, true).await;
    let aino = host.customer(CANARY).await;
    aino.waits_in(&queue).await;
    let other = host.organisation("other").await;
    let outsider = host.member_of(other, "other", "Outsider", Role::Owner).await;
    let callers = [host.stranger(), aino.client, outsider.client, owner.client.clone()];
    // Each route that needs no caller, and what it answers; the others are tried in `access`, `attachments`, `pictures` and `health`.
    let pages = [
        ("/o/test/widget", StatusCode::OK),
        ("/o/nobody/widget", StatusCode::NOT_FOUND),
        ("/widget.js", StatusCode::OK),
        ("/widget/assets/nothing.js", StatusCode::NOT_FOUND),
        ("/", StatusCode::OK),
        ("/console", StatusCode::OK),
        ("/console/", StatusCode::OK),
        ("/console/o/test/queues/x", StatusCode::OK),
        ("/console/assets/nothing.js", StatusCode::NOT_FOUND),
        ("/demo/shop", StatusCode::NOT_FOUND),
        ("/demo/assets/shop.css", StatusCode::NOT_FOUND),
    ];
    let untried = [
        "/graphql",
        PATH,
        "/picture",
        "/pictures/x",
        "/o/test/attachments/x",
        "/o/test/attachments/x/thumbnail",
        "/o/test/plugins",
        "/graphiql/x",
        "/healthz",
        "/readyz",
    ];
    assert_eq!(vuoro_http::ROUTES.len(), pages.len() - 1 + untried.len(), "a route is tried nowhere");
    for (path, status) in pages {
        let mut said = Vec::new();
        for client in &callers {
            let answer = get(client, path).await;
            assert_eq!(answer.status(), status, "{path}");
            let headers = answer.headers().clone();
            assert_eq!(header(&headers, "x-content-type-options"), "nosniff", "{path}");
            assert_eq!(header(&headers, "referrer-policy"), "no-referrer", "{path}");
            assert_eq!(headers.get("set-cookie"), None, "{path}");
            assert_eq!(directive(&headers, "frame-ancestors"), Some("'none'"), "{path}");
            let text = answer.text().await.unwrap();
            assert!(!text.contains(CANARY), "{path}");
            // A refusal names the request.
            said.push(if status.is_success() { text } else { String::new() });
        }
        said.dedup();
        assert_eq!(said.len(), 1, "{path} isn't the same for all");
        let posted = host.stranger().request(Method::POST, path).body("x").send().await.unwrap();
        assert_eq!(posted.status(), StatusCode::METHOD_NOT_ALLOWED, "{path}");
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_console_and_the_widget_run_nothing_but_their_own_files() {
    let host = TestHost::start().await;
    let stranger = host.stranger();
    let socket = host.base.replace("http://", "ws://");
    for (path, below) in [("/console", "/console/assets/"), ("/o/test/widget", "/widget/assets/")] {
        let page = get(&stranger, path).await;
        let headers = page.headers().clone();
        assert_eq!(header(&headers, "content-type"), "text/html; charset=utf-8");
        assert_eq!(header(&headers, "cache-control"), "no-store");
        for (name, value) in [
            ("default-src", "'none'"),
            ("script-src", "'self'"),
            ("style-src", "'self'"),
            ("img-src", "'self' data: blob:"),
            ("connect-src", &*format!("'self' {socket}")),
            ("base-uri", "'none'"),
            ("form-action", "'none'"),
            ("require-trusted-types-for", "'script'"),
            ("frame-ancestors", "'none'"),
        ] {
            assert_eq!(directive(&headers, name), Some(value), "{path}");
        }
        let html = page.text().await.unwrap();
        assert!(!html.contains("<style") && !html.contains(" style=") && !html.contains(" onload="), "{html}");
        for script in html.match_indices("<script") {
            assert!(html[script.0..].split('>').next().unwrap().contains("src=\"/"), "a script in the page: {html}");
        }
        let file = get(&stranger, &asset(&html, below)).await;
        assert_eq!(file.status(), StatusCode::OK);
        assert_eq!(header(file.headers(), "cache-control"), "public, max-age=31536000, immutable");
        assert_eq!(header(file.headers(), "cross-origin-resource-policy"), "same-origin");
    }
    let root = reqwest::Client::builder().redirect(reqwest::redirect::Policy::none()).build().unwrap();
    let root = root.get(&host.base).send().await.unwrap();
    assert_eq!((root.status(), header(root.headers(), "location")), (StatusCode::TEMPORARY_REDIRECT, "/console"));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_loader_is_for_pages_of_any_origin_and_is_sent_once() {
    let host = TestHost::start().await;
    let stranger = host.stranger();
    let loader = get(&stranger, "/widget.js").await;
    let headers = loader.headers().clone();
    assert_eq!(header(&headers, "content-type"), "text/javascript; charset=utf-8");
    assert_eq!(header(&headers, "cross-origin-resource-policy"), "cross-origin");
    assert_eq!(header(&headers, "cache-control"), "public, max-age=300");
    let plain = loader.bytes().await.unwrap();
    let asked = |name: &'static str, value: &str| stranger.request(Method::GET, "/widget.js").header(name, value);
    let again = asked("if-none-match", header(&headers, "etag")).send().await.unwrap();
    assert_eq!(again.status(), StatusCode::NOT_MODIFIED);
    assert!(again.bytes().await.unwrap().is_empty());
    let packed = asked("accept-encoding", "gzip").send().await.unwrap();
    assert_eq!(header(packed.headers(), "content-encoding"), "gzip");
    assert_eq!(header(packed.headers(), "vary"), "accept-encoding");
    assert!(packed.bytes().await.unwrap().len() < plain.len());
}

vuoro_tests::on_both_databases! {
    async fn only_pages_that_the_organisation_names_may_embed_its_widget(database: Database) {
        let host = TestHost::with(database, |config| config.development = true).await;
        let (owner, niilo) = (host.owner().await, host.agent("Niilo").await);
        let set = |origins: Value| json!({ "widgetOrigins": origins });
        let ancestors = async || {
            let page = get(&host.stranger(), "/o/test/widget").await;
            directive(page.headers(), "frame-ancestors").unwrap_or_default().to_owned()
        };
        assert_eq!(ancestors().await, "'none'");
        assert_eq!(owner.outcome("updateOrganisation", set(json!(["https://Shop.example", "http://localhost:3000"]))).await, "OrganisationUpdated");
        // What is known of an organisation may be 5 s old; on this server the news of a change is heard at once.
        eventually("the list counts", async || ancestors().await != "'none'").await;
        assert_eq!(ancestors().await, "https://shop.example http://localhost:3000");
        let seen = niilo.data("{ organisation { name widgetOrigins } }", json!({})).await;
        assert_eq!(seen["organisation"], json!({ "name": "Test", "widgetOrigins": ["https://shop.example", "http://localhost:3000"] }));
        for wrong in ["http://shop.example", "https://shop.example/page", "*", "https://*.example", "'self'", "https://a; script-src *"] {
            let refused = owner.does("updateOrganisation", set(json!(["https://ok.example", wrong]))).await;
            assert_eq!((&refused["__typename"], &refused["field"]), (&json!("InvalidInput"), &json!("widgetOrigins.1")), "{wrong}");
        }
        let many: Vec<_> = (0..51).map(|n| format!("https://shop{n}.example")).collect();
        assert_eq!(owner.does("updateOrganisation", set(json!(many))).await["field"], "widgetOrigins");
        assert_eq!(ancestors().await, "https://shop.example http://localhost:3000");
        // Another organisation's list is its own.
        host.organisation("other").await;
        let page = get(&host.stranger(), "/o/other/widget").await;
        assert_eq!(directive(page.headers(), "frame-ancestors"), Some("'none'"));
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn without_development_mode_a_page_without_tls_embeds_nothing() {
    let host = TestHost::start().await;
    let owner = host.owner().await;
    owner
        .does("updateOrganisation", json!({ "widgetOrigins": ["http://localhost:3000", "https://shop.example"] }))
        .await;
    let ancestors = async || {
        let page = get(&host.stranger(), "/o/test/widget").await;
        directive(page.headers(), "frame-ancestors").unwrap_or_default().to_owned()
    };
    eventually("the list counts", async || ancestors().await != "'none'").await;
    assert_eq!(ancestors().await, "https://shop.example");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_demo_has_a_shop_that_may_embed_its_widget() {
    let database = Database::sqlite();
    let mut config = TestHost::config(&database);
    config.demo.visitors = false;
    let running = vuoro_server::start(&config, true).await.unwrap();
    let address = running.address;
    let stranger = Client::stranger(format!("http://{address}"));
    let shop = get(&stranger, "/demo/shop").await;
    assert_eq!(shop.status(), StatusCode::OK);
    assert_eq!(directive(shop.headers(), "script-src"), Some("'self'"));
    let html = shop.text().await.unwrap();
    assert!(html.contains("src=\"/widget.js\" data-organisation=\"demo\" data-queue=\"queue_"), "{html}");
    for file in ["shop.css", "shop.js", "havu.svg"] {
        assert_eq!(get(&stranger, &format!("/demo/assets/{file}")).await.status(), StatusCode::OK, "{file}");
    }
    assert_eq!(get(&stranger, "/demo/assets/shop.html").await.status(), StatusCode::NOT_FOUND);
    let widget = get(&stranger, "/o/demo/widget").await;
    let own = format!("http://{address} http://localhost:{}", address.port());
    assert_eq!(directive(widget.headers(), "frame-ancestors"), Some(&*own));
    running.stop().await;
}
