//! Packages that are made to do harm: the operator who uploads one is told so, and nobody else notices.

use std::{
    io::Write,
    process::{Command, Stdio},
};

use sea_orm::{ConnectionTrait, DatabaseConnection, Statement};
use serde_json::{Value, json};
use vuoro_kernel::Role;
use vuoro_package::wrap;
use vuoro_tests::{
    Database, TestHost,
    command::{shown, vuoro},
    furnished::Furnished,
    guest,
    guests::{guest_unchecked, guest_with},
    on_both_databases,
    people::Agent,
    process::{Launch, binary},
};

const LEAST: &str = "id = \"odd\"\nversion = \"0.1.0\"\napi = \"0.1\"\nname = { en = \"Odd\" }\n\
                     description = { en = \"Odd.\" }\n";

/// Brings a package through the door, and gives the answer's status and text.
async fn brings(owner: &Agent, bytes: Vec<u8>) -> (u16, String) {
    let path = owner.path.replace("/graphql", "/plugins");
    let request = owner.client.request(reqwest::Method::PUT, &path).header("content-type", "application/wasm");
    let answer = request.body(bytes).send().await.expect("the server answers");
    (answer.status().as_u16(), answer.text().await.unwrap())
}

#[tokio::test]
async fn a_manifest_that_leads_a_reader_round_or_down_without_end_is_refused_and_the_server_goes_on() {
    let host = TestHost::with_plugins(Database::sqlite()).await;
    let owner = host.owner().await;
    let dots = "a.".repeat(79);
    let inline = format!("{{ {dots}a = ").repeat(79);
    for (manifest, why) in [
        // What its default is checked by is what it is checked by.
        (
            "[settings]\ntype = \"object\"\nproperties.a = { default = 1, \"$ref\" = \"#/properties/a\" }".to_owned(),
            "$ref",
        ),
        (
            "[settings]\ntype = \"object\"\nproperties.a = { default = 1, anyOf = [{ \"$dynamicRef\" = \"#\" }] }"
                .to_owned(),
            "$dynamicRef",
        ),
        (format!("[settings]\ntype = \"object\"\nx = {inline}1{}", "}".repeat(79)), "nests deeper"),
        (format!("a = {}", "[".repeat(60_000)), "nests deeper"),
        (format!("[{}a]", "a.".repeat(30_000)), "nests deeper"),
        (format!("[settings]\ntype = \"object\"\na = {}1{}", "{ not = ".repeat(40), "}".repeat(40)), "nests deeper"),
    ] {
        let (status, text) = brings(&owner, guest_unchecked("sample", &format!("{LEAST}{manifest}"), "")).await;
        assert_eq!(status, 400, "{text}");
        assert!(text.contains(why), "{why}: {text}");
    }
    assert_eq!(brings(&owner, guest("sample")).await.0, 201);
    host.stop().await;
}

#[tokio::test]
async fn a_schema_that_nests_without_end_is_refused_when_it_is_enabled_and_the_server_goes_on() {
    let host = TestHost::with_plugins(Database::sqlite()).await;
    let owner = host.owner().await;
    let deep = 10_000;
    let list = format!("extend type Query {{ odd: {}Int{} }}", "[".repeat(deep), "]".repeat(deep));
    let default = format!("extend type Query {{ odd(a: [Int!] = {}1{}): Int }}", "[".repeat(deep), "]".repeat(deep));
    for (n, schema) in [list, default].into_iter().enumerate() {
        let manifest = LEAST.replace("\"odd\"", &format!("\"odd-{n}\""));
        // The guest's code exports what a schema and these permissions need.
        let all = guest_with("sample", |text| text);
        let package = vuoro_package::Package::read(all).unwrap();
        let permissions: String = (package.manifest.permissions.keys())
            .map(|permission| format!("[permissions.{permission}]\nen = \"To be odd.\"\n"))
            .collect();
        let (status, text) = brings(&owner, guest_unchecked("sample", &(manifest + &permissions), &schema)).await;
        assert_eq!(status, 201, "{text}");
        let about = json!({ "pluginId": format!("odd-{n}") });
        let refused = owner.acts("enablePlugin", about, "... on InvalidInput { message }").await;
        assert!(refused["message"].as_str().is_some_and(|text| text.contains("schema")), "{refused}");
    }
    assert!(owner.data("{ now }", json!({})).await["now"].is_string());
    host.stop().await;
}

#[tokio::test]
async fn an_organisation_that_brings_without_end_is_stopped_before_anybody_works_for_it_and_others_bring_theirs() {
    let host = TestHost::with_plugins(Database::sqlite()).await;
    let owner = host.owner().await;
    // A component with nothing in it: what is counted is packages, not what they do.
    let empty = b"\0asm\x0d\0\x01\0";
    let brought = |version: u32| {
        let manifest = LEAST.replace("0.1.0", &format!("0.1.{version}"));
        wrap(empty, &manifest, "").unwrap().bytes.to_vec()
    };
    for version in 0..50 {
        let (status, text) = brings(&owner, brought(version)).await;
        assert_eq!(status, 201, "{text}");
    }
    let (status, text) = brings(&owner, brought(50)).await;
    assert!(status == 400 && text.contains("one too many"), "{status} {text}");
    // What isn't even a package is counted first, and one that is kept already isn't one more.
    let (_, text) = brings(&owner, b"#!/bin/sh".to_vec()).await;
    assert!(text.contains("one too many"), "{text}");
    assert_eq!(brings(&owner, brought(7)).await.0, 201);
    let other = host.organisation("other").await;
    let other = host.member_of(other, "other", "Aada", Role::Owner).await;
    assert_eq!(brings(&other, guest("sample")).await.0, 201);
    assert_eq!(other.outcome("enablePlugin", json!({ "pluginId": "sample" })).await, "PluginEnabled");
    host.stop().await;
}

/// What the system says a running process may use: by name, the limit and its unit.
fn limits_of(process: u32) -> String {
    std::fs::read_to_string(format!("/proc/{process}/limits")).expect("its limits")
}

#[test]
fn the_process_that_checks_packages_bounds_itself_before_it_reads_one() {
    let folder = tempfile::tempdir().unwrap();
    let code = folder.path().join("code");
    let mut child = Command::new(binary())
        .arg("check-package")
        .arg(&code)
        .env("MIMALLOC_ARENA_RESERVE", "65536")
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    let mut stdin = child.stdin.take().unwrap();
    // More than a pipe holds: once it is taken, the process reads. It isn't a whole package, so it waits for more.
    stdin.write_all(&vec![0; 1 << 20]).unwrap();
    let limits = limits_of(child.id());
    let bounded = |name: &str| {
        let line = limits.lines().find(|line| line.starts_with(name)).unwrap_or_else(|| panic!("{name}: {limits}"));
        line[name.len()..].split_whitespace().next().map(str::to_owned).unwrap()
    };
    assert_eq!(bounded("Max cpu time"), "10", "{limits}");
    assert_eq!(bounded("Max address space"), (1_536_u64 << 20).to_string(), "{limits}");
    assert_eq!(bounded("Max core file size"), "0", "{limits}");
    assert_eq!(bounded("Max file size"), (256_u64 << 20).to_string(), "{limits}");
    drop(stdin);
    let said = child.wait_with_output().unwrap();
    let said: Value = serde_json::from_slice(&said.stdout).unwrap();
    assert_eq!(said, json!({ "refused": "this isn't a .wasm file" }));
}

async fn connect(database: &Database) -> DatabaseConnection {
    let file = database.folder().join("vuoro.db");
    let url = if database.is_postgres() { database.url() } else { format!("sqlite://{}?mode=rw", file.display()) };
    sea_orm::Database::connect(url).await.unwrap()
}

/// Changes the bytes of the only package that an organisation brought, as a fault of the disk would.
async fn spoil(database: &Database, bytes: Vec<u8>) {
    let conn = connect(database).await;
    let sql = "UPDATE plugin_package SET component = $1";
    let spoilt = Statement::from_sql_and_values(conn.get_database_backend(), sql, [bytes.into()]);
    assert_eq!(conn.execute_raw(spoilt).await.unwrap().rows_affected(), 1);
    conn.close().await.unwrap();
}

on_both_databases! {
    async fn where_a_hook_that_has_to_be_asked_cannot_be_loaded_the_act_is_refused_and_operators_read_why(database: Database) {
        let host = TestHost::with_plugins(database).await;
        let about = || json!({ "pluginId": "sample" });
        let (mut owner, mut niilo, aino) = (host.owner().await, host.agent("Niilo").await, host.customer("Aino").await);
        assert_eq!(brings(&owner, guest("sample")).await.0, 201);
        assert_eq!(owner.outcome("enablePlugin", about()).await, "PluginEnabled");
        let queue = owner.makes_queue("Asiakaspalvelu", true).await;
        owner.lets_handle(&queue, &[&niilo]).await;
        let conversation = aino.waits_in(&queue).await;
        assert_eq!(niilo.gets_customer(&queue).await, conversation);
        let database = host.stop().await;

        let mut bytes = guest("sample");
        let at = bytes.windows(11).position(|part| part == b"api = \"0.1\"").unwrap();
        bytes[at + 9] = b'9';
        spoil(&database, bytes).await;
        let host = TestHost::again_with_plugins(database).await;
        owner.client.base = host.base.clone();
        niilo.client.base = host.base.clone();
        let ville = host.customer("Ville").await;
        let enter = json!({ "queueId": queue, "message": "hei" });
        let refused = ville.acts("enqueue", enter.clone(), "... on PluginRefused { plugin message }").await;
        let message = "Sample can't be asked right now. Try again later.";
        assert_eq!(refused, json!({ "__typename": "PluginRefused", "plugin": "sample", "message": message }));
        // `failure = "open"`: that one isn't missed.
        assert_eq!(niilo.writes(&conversation, "swear").await["__typename"], "MessageSent");

        let query = "{ plugins { id state failures { export outcome text } } }";
        let listed = owner.data(query, json!({})).await;
        let sample = listed["plugins"].as_array().unwrap().iter().find(|plugin| plugin["id"] == "sample").unwrap().clone();
        assert_eq!((&sample["state"], &sample["failures"].as_array().unwrap().len()), (&json!("ENABLED"), &1), "{sample}");
        let failure = &sample["failures"][0];
        assert_eq!((&failure["export"], &failure["outcome"]), (&json!("load"), &json!("not-loaded")), "{sample}");
        assert!(failure["text"].as_str().unwrap().contains("breaks a rule"), "{sample}");

        let again = owner.acts("enablePlugin", about(), "... on InvalidInput { message }").await;
        assert!(again["message"].as_str().is_some_and(|message| message.contains("can't be loaded")), "{again}");
        assert_eq!(owner.outcome("disablePlugin", about()).await, "PluginDisabled");
        assert_eq!(ville.outcome("enqueue", enter).await, "Enqueued");
        host.stop().await;
    }

    async fn what_a_command_changed_is_in_effect_on_the_server_that_runs_when_the_command_returns(database: Database) {
        let furnished = Furnished::with(database, 1).await;
        let server = furnished.serve(&Launch::default());
        let people = furnished.people(&server.base);
        let (aino, conversation) = &people.customers[0];
        let package = furnished.folder().join("sample.wasm");
        std::fs::write(&package, guest("sample")).unwrap();
        let url = furnished.database.url();
        let does = |verb: &str, what: &str| {
            let arguments = ["plugin", verb, what, "--org", "test", "--data", furnished.folder().to_str().unwrap()];
            let output = vuoro(furnished.folder(), &arguments, "", &[("VUORO_DATABASE", url.as_str())]);
            assert!(output.status.success(), "{verb}: {}", shown(&output));
            String::from_utf8(output.stdout).unwrap()
        };
        let swears = async || aino.writes(conversation, "swear").await["__typename"].clone();
        does("install", package.to_str().unwrap());
        // The server knows its plugins by now: it has to hear of the change.
        assert_eq!(swears().await, "MessageSent");
        for _ in 0..2 {
            let said = does("enable", "sample");
            assert!(said.starts_with("enabled") && said.contains("in effect on the server that runs"), "{said}");
            assert_eq!(swears().await, "PluginRefused");
            let said = does("disable", "sample");
            assert!(said.starts_with("disabled") && said.contains("in effect on the server that runs"), "{said}");
            assert_eq!(swears().await, "MessageSent");
        }
        assert_eq!(server.terminate(), Some(0));
        let said = does("enable", "sample");
        assert!(said.contains("No server runs on this database"), "{said}");
    }
}
