//! An author's steps with the binary itself: `vuoro plugin new`, the project's own tests, `build`, and a field that
//! answers.

use std::path::{Path, PathBuf};

use serde_json::{Value, json};
use tempfile::TempDir;
use vuoro_tests::{
    Client, Database,
    command::{cargo, refused, shown, vuoro, well},
    eventually,
    furnished::Furnished,
    guests::root,
    process::Launch,
};

/// The folder in which all projects of these tests are built, so that what they share is compiled once.
fn target() -> PathBuf {
    root().join("target/authors")
}

/// Nothing is downloaded for a build: the crates are there since the workspace was built, and so is the compiler, which
/// authors have in their cache and this checkout in its own folder.
fn environment() -> [(&'static str, String); 3] {
    let cache = target().join("cache");
    std::fs::create_dir_all(&cache).unwrap();
    // Another test may have made it.
    let _ = std::os::unix::fs::symlink(root().canonicalize().unwrap().join("target"), cache.join("vuoro"));
    let text = |path: PathBuf| path.to_str().unwrap().to_owned();
    [
        ("CARGO_TARGET_DIR", text(target())),
        ("XDG_CACHE_HOME", text(root().canonicalize().unwrap().join("target/authors/cache"))),
        ("CARGO_NET_OFFLINE", "true".to_owned()),
    ]
}

/// A project as an author has it after `vuoro plugin new`.
struct Project {
    folder: TempDir,
    name: &'static str,
}

impl Project {
    fn new(name: &'static str, template: &str, more: &[&str]) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let arguments = [&["plugin", "new", name, "--template", template], more].concat();
        let said = well(folder.path(), &arguments, "");
        assert!(said.contains(&format!("cd {name}")) && said.contains("vuoro plugin build"), "{said}");
        Self { folder, name }
    }

    fn path(&self) -> PathBuf {
        self.folder.path().join(self.name)
    }

    /// Replaces one text by another in a file of the project.
    fn edits(&self, file: &str, from: &str, to: &str) {
        let path = self.path().join(file);
        let text = std::fs::read_to_string(&path).unwrap();
        assert!(text.contains(from), "{file} has no {from}");
        std::fs::write(path, text.replace(from, to)).unwrap();
    }

    /// Runs its own tests; returns how many passed.
    fn tests(&self) -> usize {
        let output = cargo(&self.path(), &target(), &["test"]);
        let said = shown(&output);
        assert!(output.status.success(), "{said}");
        assert!(!said.contains("warning:"), "a new project has no warnings: {said}");
        said.matches("... ok").count()
    }

    /// Builds it, and returns the output.
    fn builds(&self) -> String {
        let environment = environment();
        let environment = environment.each_ref().map(|(name, value)| (*name, value.as_str()));
        let output = vuoro(&self.path(), &["plugin", "build"], "", &environment);
        assert!(output.status.success(), "{}", shown(&output));
        String::from_utf8(output.stdout).unwrap()
    }

    /// The built file.
    fn file(&self) -> String {
        self.path().join(format!("dist/{}.wasm", self.name)).to_str().unwrap().to_owned()
    }
}

#[test]
fn every_template_passes_its_own_tests_builds_and_is_in_order() {
    for (name, template, input, answer) in [
        ("order-status", "fields", ("fields.resolve", r#"{ "field": "Query.orderStatusGreeting" }"#), "Hello, world!"),
        (
            "card-guard",
            "hook",
            ("hooks.before", r#"{ "moment": "send", "event": { "text": "4111 1111 1111 1111" } }"#),
            "•••• •••• •••• 1111",
        ),
        (
            "memo",
            "panel",
            (
                "panels.act",
                r#"{ "slot": "conversation-tools", "input": { "block": "save", "values": { "memo": "Moi" } } }"#,
            ),
            "keeps memo/conv_",
        ),
    ] {
        let project = Project::new(name, template, &[]);
        let path = project.path();
        assert!(project.tests() >= 2, "{template}");
        let said = project.builds();
        let file = format!("dist/{name}.wasm");
        assert!(said.contains(&file) && said.contains("KiB") && said.contains("vuoro plugin install"), "{said}");
        let bytes = std::fs::read(path.join(&file)).unwrap();
        for place in [path.as_path(), &root()] {
            let place = place.canonicalize().unwrap();
            let place = place.to_str().unwrap().as_bytes();
            assert!(!bytes.windows(place.len()).any(|part| part == place), "{template}: it names where it was built");
        }
        let checked = well(&path, &["plugin", "check", &file], "");
        assert!(checked.contains("is in order") && !checked.contains("not used"), "{checked}");
        let ran = well(&path, &["plugin", "run", &file, "--export", input.0, "--input", "-"], input.1);
        assert!(ran.contains(answer), "{ran}");
        let texts: Value = serde_json::from_str(&well(&path, &["plugin", "inspect", &file], "")).unwrap();
        assert!(texts["name"]["fi"].is_string() && texts["description"]["sv"].is_string(), "{texts}");
    }
}

#[test]
fn a_bad_name_and_a_folder_that_is_there_are_refused_and_nothing_is_made() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path();
    let new = |name: &str| refused(path, &["plugin", "new", name, "--template", "hook"], "", &[]);
    for (name, part) in [("Hello", "2 to 40 of a-z"), ("a/b", "2 to 40 of a-z"), ("match", "try match-plugin")] {
        assert!(new(name).contains(part), "{name}");
    }
    assert_eq!(std::fs::read_dir(path).unwrap().count(), 0);
    std::fs::create_dir(path.join("hello")).unwrap();
    assert!(new("hello").contains("hello is there already"));
    assert_eq!(std::fs::read_dir(path.join("hello")).unwrap().count(), 0);
    let said = refused(path, &["plugin", "new", "moi", "--template", "hook", "--sdk", "nowhere"], "", &[]);
    assert!(said.contains("plugin-api/sdk of a checkout") && !path.join("moi").exists(), "{said}");
    let said = refused(path, &["plugin", "new", "moi", "--template", "hok"], "", &[]);
    assert!(said.contains("hook, panel, fields"), "{said}");
}

#[test]
fn a_project_on_a_checkouts_sdk_has_no_copy_of_its_own() {
    let sdk = root().join("plugin-api/sdk");
    let project = Project::new("moi", "fields", &["--sdk", sdk.to_str().unwrap()]);
    assert!(!project.path().join("vuoro").exists());
    assert_eq!(project.tests(), 3);
}

#[test]
fn a_build_says_what_is_wrong_with_a_project() {
    let project = Project::new("moi", "fields", &[]);
    let path = project.path();
    let environment = environment();
    let environment = environment.each_ref().map(|(name, value)| (*name, value.as_str()));
    let build = |folder: &Path| refused(folder, &["plugin", "build"], "", &environment);
    assert!(build(project.folder.path()).contains("vuoro plugin new NAME"));
    let plugin_toml = std::fs::read_to_string(path.join("plugin.toml")).unwrap();
    project.edits("plugin.toml", "api = \"0.1\"", "api = \"0.7\"");
    assert!(build(&path).contains("this server knows api = \"0.1\""));
    // What the code imports and the manifest doesn't ask for.
    std::fs::write(path.join("plugin.toml"), plugin_toml.replace("[permissions.chat]", "[permissions.clock]")).unwrap();
    assert!(build(&path).contains("add this to plugin.toml: [permissions.chat]"));
    std::fs::write(path.join("plugin.toml"), plugin_toml).unwrap();
    project.edits("src/lib.rs", "context.need_member()?;", "context.need_membr()?;");
    let said = build(&path);
    assert!(said.contains("no method named `need_membr`") && said.contains("doesn't compile"), "{said}");
    project.edits("Cargo.toml", "crate-type = [\"cdylib\"]", "crate-type = [\"rlib\"]");
    assert!(build(&path).contains("crate-type = [\"cdylib\"]"));
}

/// The steps of `plugin-api/README.md`: a new field over HTTP, broken on purpose, and why it failed.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_newcomers_own_field_answers_over_http_and_operators_read_why_it_failed() {
    let project = Project::new("hello", "fields", &[]);
    project.builds();
    let furnished = Furnished::with(Database::sqlite(), 1).await;
    let server = furnished.serve(&Launch { arguments: vec![], ..Launch::default() });
    let people = furnished.people(&server.base);
    let plugin = async |arguments: &[&str]| {
        let data = furnished.folder().to_str().unwrap();
        let arguments = [&["plugin"], arguments, &["--org", "test", "--data", data]].concat();
        tokio::task::block_in_place(|| well(&project.path(), &arguments, ""))
    };
    plugin(&["install", &project.file()]).await;
    plugin(&["enable", "hello"]).await;
    let greeting = async |client: &Client| {
        let answer = client.ask(&people.agent.path, "{ helloGreeting }", json!({})).await;
        answer["data"]["helloGreeting"].clone()
    };
    eventually("the field answers", async || greeting(&people.agent.client).await == "Hello, world!").await;
    let (_, conversation) = &people.customers[0];
    let input = json!({ "conversationId": conversation, "stars": 4 });
    let given =
        people.agent.acts("giveHelloStars", input, "... on HelloStarsGiven { conversation { helloStars } }").await;
    assert_eq!(given["conversation"]["helloStars"], 4, "{given}");

    // Broken on purpose, as a new version.
    project.edits("plugin.toml", "version = \"0.1.0\"", "version = \"0.2.0\"");
    let greets = "request.answer(context.text(\"Hei, maailma!\", \"Hello, world!\", \"Hej, världen!\"))";
    project.edits("src/lib.rs", greets, "panic!(\"on purpose\")");
    project.builds();
    plugin(&["install", &project.file()]).await;
    plugin(&["upgrade", "hello"]).await;
    let failures = "{ plugins { id version failures { export outcome text frames } } }";
    let failure = async || {
        let _ = greeting(&people.agent.client).await;
        let data = people.owner.data(failures, json!({})).await;
        let hello = data["plugins"].as_array().unwrap().iter().find(|plugin| plugin["id"] == "hello").cloned();
        hello.unwrap_or_default()["failures"][0].clone()
    };
    eventually("it fails", async || !failure().await.is_null()).await;
    let failure = failure().await;
    let text = failure["text"].as_str().unwrap();
    assert!(text.contains("src/lib.rs") && text.contains("on purpose"), "{failure}");
    assert_eq!(failure["export"], "fields.resolve");
    plugin(&["rollback", "hello"]).await;
    eventually("the one before answers", async || greeting(&people.agent.client).await == "Hello, world!").await;
    assert_eq!(server.terminate(), Some(0));
}
