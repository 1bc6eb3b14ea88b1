//! The command line, the configuration, and what the server says when it can't start.

use std::time::{Duration, Instant};

use serde_json::{Value, json};
use tempfile::TempDir;
use vuoro_tests::{
    Client, Database,
    command::{refused, well},
    furnished::Furnished,
    host::PATH,
    process::{Launch, Server},
};

fn folder() -> TempDir {
    tempfile::tempdir().expect("a folder")
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_operator_makes_an_organisation_and_its_owner_who_signs_in() {
    let folder = folder();
    let path = folder.path();
    assert!(well(path, &["migrate", "--data", "d"], "").contains("up to date"));
    assert!(well(path, &["migrate", "--data", "d"], "").contains("up to date"), "and once more");
    let made = well(path, &["org", "create", "acme", "--name", "Acme Oy", "--data", "d"], "");
    assert!(made.contains("Acme Oy") && made.contains("/o/acme/graphql"), "{made}");
    let again = refused(path, &["org", "create", "acme", "--data", "d"], "", &[]);
    assert!(again.contains("slug is taken"), "{again}");
    let create = [
        "account",
        "create",
        "Aino@Acme.Example",
        "--name",
        "Aino A",
        "--org",
        "acme",
        "--role",
        "owner",
        "--data",
        "d",
    ];
    let short = refused(path, &create, "short\n", &[]);
    assert!(short.contains("password") && short.contains("12"), "{short}");
    let none = refused(path, &create, "", &[]);
    assert!(none.contains("password"), "{none}");
    let nowhere =
        refused(path, &["account", "create", "a@b.example", "--name", "A", "--org", "nope", "--data", "d"], "x", &[]);
    assert!(nowhere.contains("vuoro org create nope"), "{nowhere}");
    let made = well(path, &create, "  a long password \r\n");
    assert!(made.contains("owner of Acme Oy") && !made.contains("long password"), "{made}");

    let server = Server::start(&path.join("d"), "", &[]);
    let stranger = Client::stranger(&server.base);
    let query = "mutation($input: SignInInput!) { signIn(input: $input) { ... on SignedIn { account { memberships { role organisation { slug } } } } } }";
    let input = json!({ "email": "aino@acme.example", "password": "  a long password " });
    let signed_in = stranger.field("/graphql", query, json!({ "input": input })).await;
    let wanted = json!([{ "role": "OWNER", "organisation": { "slug": "acme" } }]);
    assert_eq!(signed_in["account"]["memberships"], wanted, "{signed_in}");
    assert_eq!(server.terminate(), Some(0));
}

#[test]
fn the_schema_and_an_example_of_the_configuration_are_printed() {
    let folder = folder();
    for endpoint in ["--platform", "--organisation"] {
        let sdl = well(folder.path(), &["schema", "print", endpoint], "");
        apollo_compiler::Schema::parse_and_validate(&sdl, "schema.graphql")
            .unwrap_or_else(|error| panic!("{endpoint}: {error}"));
    }
    let example = well(folder.path(), &["config", "example"], "");
    std::fs::write(folder.path().join("vuoro.toml"), &example).unwrap();
    assert!(example.contains("# listen = \"127.0.0.1:8080\""), "{example}");
    well(folder.path(), &["migrate", "--data", "d"], "");
    assert_eq!(std::fs::read_dir(folder.path()).unwrap().count(), 2, "printing makes no files");
}

#[test]
fn a_wrong_configuration_stops_the_start_with_its_place_and_the_nearest_name() {
    let folder = folder();
    let path = folder.path();
    let serve = ["serve", "--data", "d", "--listen", "127.0.0.1:0", "--metrics-listen", ""];
    for (file, parts) in [
        ("listne = \"x\"\n", ["vuoro.toml, line 1", "did you mean listen?"]),
        ("\n[log]\nlevle = \"info\"\n", ["vuoro.toml, line 3", "did you mean log.level?"]),
        ("[limits]\nattachment_bytes = \"lots\"\n", ["vuoro.toml, line 2", "a whole number from 0"]),
        ("[log]\nlevel = \"loud\"\n", ["log.level", "error, warn, info, debug or trace"]),
        ("database = \"mysql://x\"\n", ["database", "postgres://"]),
        ("listen = \n", ["vuoro.toml, line 1", ""]),
    ] {
        std::fs::write(path.join("vuoro.toml"), file).unwrap();
        let said = refused(path, &serve, "", &[]);
        assert!(parts.iter().all(|part| said.contains(part)), "{file}: {said}");
    }
    std::fs::remove_file(path.join("vuoro.toml")).unwrap();
    let said = refused(path, &serve, "", &[("VUORO_LOG__LEVLE", "info")]);
    assert!(said.contains("VUORO_LOG__LEVLE") && said.contains("log.level"), "{said}");
    let said = refused(path, &["serve", "--listen", "nowhere"], "", &[]);
    assert!(said.contains("listen") && said.contains("127.0.0.1:8080"), "{said}");
    let said = refused(path, &["serve", "--lisen", "127.0.0.1:0"], "", &[]);
    assert!(said.contains("--lisen") && said.contains("'--listen'"), "{said}");
    let said = refused(path, &["serve", "--config", "missing.toml"], "", &[]);
    assert!(said.contains("missing.toml"), "{said}");
    assert!(!path.join("d").exists(), "nothing was made");
}

#[test]
fn an_address_in_use_a_public_demo_and_a_broken_certificate_stop_the_start() {
    let folder = folder();
    let path = folder.path();
    let taken = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let address = taken.local_addr().unwrap().to_string();
    let said = refused(path, &["serve", "--data", "d", "--listen", &address, "--metrics-listen", ""], "", &[]);
    assert!(said.contains(&format!("can't listen on {address}")) && said.contains("in use"), "{said}");
    let said =
        refused(path, &["serve", "--data", "d", "--listen", "127.0.0.1:0", "--metrics-listen", &address], "", &[]);
    assert!(said.contains("metrics_listen"), "{said}");
    let said =
        refused(path, &["serve", "--demo", "--data", "demo", "--listen", "0.0.0.0:0", "--metrics-listen", ""], "", &[]);
    assert!(said.contains("--demo") && said.contains("--listen 127.0.0.1"), "{said}");
    assert!(!path.join("demo").exists());

    std::fs::write(path.join("cert.pem"), "-----BEGIN CERTIFICATE-----\nnonsense\n").unwrap();
    let serve = ["serve", "--data", "d", "--listen", "127.0.0.1:0", "--metrics-listen", ""];
    let files = |certificate, key| [("VUORO_TLS__CERTIFICATE", certificate), ("VUORO_TLS__KEY", key)];
    let said = refused(path, &serve, "", &files("cert.pem", "key.pem"));
    assert!(said.contains("cert.pem"), "{said}");
    let made = rcgen::generate_simple_self_signed(["localhost".to_owned()]).unwrap();
    let other = rcgen::generate_simple_self_signed(["localhost".to_owned()]).unwrap();
    std::fs::write(path.join("cert.pem"), made.cert.pem()).unwrap();
    let said = refused(path, &serve, "", &files("cert.pem", "key.pem"));
    assert!(said.contains("can't read key.pem"), "{said}");
    std::fs::write(path.join("key.pem"), other.signing_key.serialize_pem()).unwrap();
    let said = refused(path, &serve, "", &files("cert.pem", "key.pem"));
    assert!(said.contains("the certificate and the key can't be used"), "{said}");
    let said = refused(path, &serve, "", &[("VUORO_TLS__CERTIFICATE", "cert.pem")]);
    assert!(said.contains("both certificate and key"), "{said}");
}

#[test]
fn a_database_that_can_not_be_reached_or_read_stops_the_start_without_its_password() {
    let folder = folder();
    let path = folder.path();
    let serve = ["serve", "--data", "d", "--listen", "127.0.0.1:0", "--metrics-listen", ""];
    let said = refused(path, &serve, "", &[("VUORO_DATABASE", "postgres://me:kanarialintu@127.0.0.1:1/vuoro")]);
    assert!(said.contains("PostgreSQL") && !said.contains("kanarialintu"), "{said}");
    std::fs::create_dir_all(path.join("d")).unwrap();
    std::fs::write(path.join("d/vuoro.db"), "this is no database, and long enough to be taken for one; ".repeat(50))
        .unwrap();
    let said = refused(path, &serve, "", &[]);
    assert!(said.contains("the database in d can't be opened"), "{said}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_server_on_an_existing_database_is_up_in_a_second() {
    let furnished = Furnished::with(Database::sqlite(), 3).await;
    let since = Instant::now();
    let server = furnished.serve(&Launch::default());
    let took = since.elapsed();
    println!("up in {took:?}");
    // The promise is one second; this is a build for debugging on a busy machine.
    assert!(took < Duration::from_secs(5), "{took:?}");
    let people = furnished.people(&server.base);
    people.agent.data("{ viewer { __typename } }", json!({})).await;
    assert_eq!(server.terminate(), Some(0));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn each_request_has_one_line_in_the_log() {
    let furnished = Furnished::with(Database::sqlite(), 1).await;
    let environment = vec![("VUORO_LOG__FORMAT".to_owned(), "json".to_owned())];
    let server = furnished.serve(&Launch { environment, ..Launch::default() });
    let people = furnished.people(&server.base);
    let ask = async |client: &Client, path: &str, query: &str| {
        let request = client.request(reqwest::Method::POST, path).json(&json!({ "query": query }));
        let answer = request.send().await.unwrap();
        answer.headers()["x-request-id"].to_str().unwrap().to_owned()
    };
    let client = &people.agent.client;
    let ids = [
        (ask(client, PATH, "query WhoAmI { viewer { __typename } }").await, json!("test"), json!("WhoAmI"), 200),
        (ask(client, PATH, "{ now }").await, json!("test"), Value::Null, 200),
        (ask(client, "/graphql", "query Time { now }").await, Value::Null, json!("Time"), 200),
        (ask(client, "/o/nope/graphql", "query Time { now }").await, Value::Null, Value::Null, 404),
        (ask(client, PATH, "query Wrong { nothing }").await, json!("test"), Value::Null, 200),
    ];
    let mut socket = people.agent.socket().await;
    socket.subscribe("query BySocket { now }", json!({})).await;
    socket.event().await;
    socket.close().await;
    let log = server.log.clone();
    assert_eq!(server.terminate(), Some(0));
    let log = std::fs::read_to_string(log).unwrap();
    let lines: Vec<Value> =
        log.lines().map(|line| serde_json::from_str(line).unwrap_or_else(|_| panic!("{line}"))).collect();
    for (id, organisation, operation, status) in ids {
        let of_it: Vec<_> = lines.iter().filter(|line| line["id"] == *id).collect();
        let [line] = of_it[..] else { panic!("{id}: {of_it:?}") };
        let found = (&line["organisation"], &line["operation"], &line["status"]);
        assert_eq!(found, (&organisation, &operation, &json!(status)), "{line}");
        assert!(line["ms"].as_f64().is_some_and(|ms| ms >= 0.0) && line["timestamp"].is_string(), "{line}");
    }
    let by_socket: Vec<_> = lines.iter().filter(|line| line["operation"] == "BySocket").collect();
    let [line] = by_socket[..] else { panic!("{by_socket:?}") };
    assert!(line["organisation"] == "test" && line["id"].is_string() && line["ms"].is_number(), "{line}");
}
