//! Third-party clients and audits in JavaScript: `tests/js`.

use std::{path::PathBuf, process::Stdio, time::Duration};

use tokio::{process::Command, time::timeout};
use vuoro_tests::{TestHost, rounds};

/// Runs a script of `tests/js` and returns its output.
///
/// # Panics
/// When it fails, or when something that it needs is missing: a run without it would show less than it claims.
async fn node(script: &str, arguments: &[&str]) -> String {
    let folder = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("js");
    let needs = "run `cargo xtask test`, or `npm ci` in tests/js";
    assert!(folder.join("node_modules/graphql-ws/package.json").exists(), "tests/js has no node_modules; {needs}");
    let run = Command::new("node")
        .arg(script)
        .args(arguments)
        .current_dir(folder)
        .stdin(Stdio::null())
        .kill_on_drop(true)
        .output();
    let output = timeout(Duration::from_secs(120), run).await.expect("the script ends");
    let output = output.unwrap_or_else(|error| panic!("node can't be started ({error}); install Node 20 and {needs}"));
    let (said, failed) = (String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr));
    assert!(output.status.success(), "{script}: {}\n{said}\n{failed}", output.status);
    said.into_owned()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn both_endpoints_pass_all_audits_of_graphql_over_http() {
    let host = TestHost::start().await;
    let (platform, organisation) = (format!("{}/graphql", host.base), format!("{}/o/test/graphql", host.base));
    let niilo = host.agent("Niilo").await;
    let token = niilo.client.token.expect("a token");
    let said = node("audits.mjs", &[&token, &platform, &organisation]).await;
    assert_eq!(said.matches("61 audits, 0 errors and warnings").count(), 2, "{said}");
    host.stop().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_graphql_ws_client_talks_and_resumes_after_each_cut() {
    let host = TestHost::start().await;
    let (owner, niilo) = (host.owner().await, host.agent("Niilo").await);
    let queue = owner.makes_queue("Asiakaspalvelu", true).await;
    owner.lets_handle(&queue, &[&niilo]).await;
    let aino = host.customer("Aino").await;
    let conversation = aino.waits_in(&queue).await;
    assert_eq!(niilo.gets_customer(&queue).await, conversation);
    let url = format!("{}/o/test/graphql", host.base.replacen("http", "ws", 1));
    let token = |client: &vuoro_tests::Client| client.token.clone().expect("a token");
    let (customers, agents) = (token(&aino.client), token(&niilo.client));
    let messages = rounds(100, 2_000).to_string();
    let said = node("chat.mjs", &[&url, &conversation, &customers, &agents, &messages]).await;
    assert!(said.contains("each once and in order"), "{said}");
    host.stop().await;
}
