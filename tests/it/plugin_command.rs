//! `vuoro plugin` with the binary itself: checking and running packages, and the plugins of an organisation.

use std::{
    io::Read,
    path::{Path, PathBuf},
    process::{Command, Stdio},
};

use serde_json::Value;
use tempfile::TempDir;
use vuoro_tests::{
    command::{refused, shown, vuoro, well},
    guest,
    guests::{bundled, guest_with},
    process::binary,
};

fn folder() -> TempDir {
    tempfile::tempdir().expect("a folder")
}

/// A file with a package.
fn file(folder: &Path, name: &str, bytes: &[u8]) -> PathBuf {
    let path = folder.join(name);
    std::fs::write(&path, bytes).unwrap();
    path
}

fn text(path: &Path) -> &str {
    path.to_str().expect("UTF-8")
}

/// A command about the plugins of the organisation `acme`.
fn in_acme<'a>(arguments: &[&'a str]) -> Vec<&'a str> {
    [&["plugin"], arguments, &["--org", "acme", "--data", "d"]].concat()
}

#[test]
fn check_says_each_thing_that_it_looked_at() {
    let folder = folder();
    for name in ["canned-replies", "notes", "tags"] {
        let said = well(folder.path(), &["plugin", "check", text(&bundled(name))], "");
        for part in ["component", "manifest", "size", "imports", "exports", "code", "schema"] {
            assert!(said.contains(&format!("ok  {part}")), "{name}: {part}: {said}");
        }
        assert!(said.contains("store: Keeps") && said.ends_with(&format!("{name} 0.2.0 is in order.\n")), "{said}");
    }
    let said = well(folder.path(), &["plugin", "check", text(&bundled("tags"))], "");
    assert!(said.contains("with the core, canned-replies, notes"), "{said}");
}

#[test]
fn check_says_what_is_wrong_where_and_what_it_did_not_look_at() {
    let folder = folder();
    let path = folder.path();
    let whole = guest("sample");
    let clash = |text: String| text.replace("id = \"sample\"", "id = \"twin\"");
    let asks_less = |text: String| text.replace("[permissions.store]", "[permissions.clock]");
    let unused = |text: String| format!("{text}\n[permissions.random]\nen = \"For luck.\"\n");
    assert!(guest_with("sample", clash).len() > 1_000);
    for (bytes, at, parts) in [
        (b"#!/bin/sh".to_vec(), "component", ["isn't a .wasm file", "not looked at: manifest, size"]),
        (b"\0asm\x01\0\0\0".to_vec(), "component", ["core module", "not looked at: manifest"]),
        (whole[..whole.len() / 2].to_vec(), "component", ["broken", "schema"]),
        (vec![0; 17 << 20], "size", ["bytes", "not looked at: imports"]),
    ] {
        let output = vuoro(path, &["plugin", "check", text(&file(path, "bad.wasm", &bytes))], "", &[]);
        let said = shown(&output);
        assert_eq!(output.status.code(), Some(1), "{said}");
        let wrong = said.lines().any(|line| line.starts_with("NO") && line.contains(at));
        assert!(wrong && parts.iter().all(|part| said.contains(part)), "{at}: {said}");
    }
    let extra = file(path, "extra.wasm", &guest_with("sample", unused));
    let said = well(path, &["plugin", "check", text(&extra)], "");
    assert!(said.contains("random: For luck.  (not used"), "{said}");
    assert_eq!(said.matches("not used").count(), 1, "hooks are used though nothing imports them: {said}");
    let silent = |text: String| {
        text.replace("[permissions.hooks-before]\nen = \"To refuse, change and move what people do.\"", "")
    };
    let silent = file(path, "silent.wasm", &guest_with("sample", silent));
    let said = well(path, &["plugin", "check", text(&silent)], "");
    assert!(said.contains("(say why yourself: [permissions.hooks-before] in plugin.toml)"), "{said}");
    // Such a package isn't made at all; the host says the line to add.
    let made = std::panic::catch_unwind(|| guest_with("sample", asks_less));
    assert!(made.is_err());
    let nowhere = refused(path, &["plugin", "check", "nowhere.wasm"], "", &[]);
    assert!(nowhere.contains("nowhere.wasm can't be read"), "{nowhere}");
}

#[test]
fn inspect_shows_what_a_package_says_of_itself() {
    let folder = folder();
    let said = well(folder.path(), &["plugin", "inspect", text(&bundled("notes"))], "");
    let shown: Value = serde_json::from_str(&said).unwrap();
    assert_eq!(
        (&shown["id"], &shown["exports"][0], &shown["name"]["fi"]),
        (&"notes".into(), &"fields".into(), &"Merkinnät".into())
    );
    assert!(shown["schema"].as_str().is_some_and(|schema| schema.contains("extend type")), "{said}");
}

#[test]
fn run_makes_one_call_and_says_what_it_changed_and_used() {
    let folder = folder();
    let path = folder.path();
    let tags = bundled("tags");
    let run = |export: &str, input: &str| {
        let output = vuoro(path, &["plugin", "run", text(&tags), "--export", export, "--input", "-"], input, &[]);
        (output.status.code(), shown(&output))
    };
    let input = r##"{ "field": "Mutation.createTag", "as": "operator",
        "arguments": { "input": { "name": "Refund", "colour": "#2f6fde" } } }"##;
    std::fs::write(path.join("x.json"), input).unwrap();
    let said = well(path, &["plugin", "run", text(&tags), "--export", "fields.resolve", "--input", "x.json"], "");
    for part in [
        "\"TagCreated\"",
        "keeps tree: ",
        "CPU ",
        " of 50 ms",
        " of 500 ms",
        " of 16.0 MiB",
        " of 8.0 MiB",
        " of 1.0 MiB",
    ] {
        assert!(said.contains(part), "{part}: {said}");
    }
    // An expected refusal is an answer; nothing was changed.
    let (code, said) = run("fields.resolve", &input.replace("operator", "handler"));
    assert!(code == Some(0) && said.contains("they may not") && said.contains("changes nothing"), "{said}");
    let (code, said) = run("hooks.after", r#"{ "entries": [{ "kind": "ClaimContent", "content": {} }] }"#);
    assert!(code == Some(0) && said.contains("hooks.after: done"), "{said}");
    let (code, said) = run("alarms.ring", r#"{ "key": "a" }"#);
    assert!(code == Some(1) && said.contains("doesn't offer that"), "{said}");
    let (code, said) = run("fields.resolve", r#"{ "field": "Query.nothing" }"#);
    assert!(code == Some(1) && said.contains("FAILED: said"), "{said}");
    let (code, said) = run("fields.resolve", r#"{ "feild": "Query.tags" }"#);
    assert!(code == Some(1) && said.contains("unknown field `feild`") && said.contains("plugin run --help"), "{said}");
    let help = well(path, &["plugin", "run", "--help"], "");
    assert!(help.contains("panels.act") && help.contains("\"moment\""), "{help}");
}

#[test]
fn run_tells_a_failure_as_operators_read_it() {
    let folder = folder();
    let path = folder.path();
    let sample = file(path, "sample.wasm", &guest("sample"));
    let call = ["plugin", "run", text(&sample), "--export", "fields.resolve", "--input", "-"];
    let output = vuoro(path, &call, r#"{ "field": "Query.broken" }"#, &[]);
    let said = shown(&output);
    assert_eq!(output.status.code(), Some(1), "{said}");
    assert!(said.contains("FAILED: panic: panicked at") && said.contains("broken on purpose"), "{said}");
    assert!(said.contains("    in ") && said.contains("changes nothing") && said.contains("log\n    error"), "{said}");
    let call = ["plugin", "run", text(&sample), "--export", "hooks.before", "--input", "-"];
    for (text, answer) in [("swear", "Kauniisti."), ("shout", "whisper"), ("hei", "\"allow\"")] {
        let input =
            format!(r#"{{ "moment": "send", "language": "fi", "as": "visitor", "event": {{ "text": "{text}" }} }}"#);
        assert!(well(path, &call, &input).contains(answer), "{text}");
    }
}

#[test]
fn an_operator_brings_switches_moves_and_removes_a_plugin() {
    let folder = folder();
    let path = folder.path();
    well(path, &["org", "create", "acme", "--data", "d"], "");
    let does = |arguments: &[&str]| well(path, &in_acme(arguments), "");
    let refuses = |arguments: &[&str]| refused(path, &in_acme(arguments), "", &[]);
    let listed =
        |id: &str| does(&["list"]).lines().find(|line| line.contains(id)).map(str::to_owned).unwrap_or_default();

    assert!(listed("tags").starts_with("available"), "those that come with the server");
    assert_eq!(listed("sample"), "");
    let first = file(path, "sample.wasm", &guest("sample"));
    let said = does(&["install", text(&first)]);
    assert!(
        said.contains("Brought sample 0.1.0") && said.contains("Next: vuoro plugin enable sample --org acme"),
        "{said}"
    );
    assert!(listed("sample").starts_with("available"));
    assert!(does(&["install", text(&first)]).contains("Brought sample 0.1.0"), "the same again is fine");
    let mut other = guest("sample");
    other.extend([0, 5, 4, b'n', b'o', b't', b'e']);
    let other = file(path, "other.wasm", &other);
    assert!(refuses(&["install", text(&other)]).contains("give it a new version"));

    assert!(does(&["enable", "sample"]).starts_with("enabled"));
    let granted = does(&["enable", "sample"]);
    let hooks = "hooks-before (enqueue, claim, send, transfer, end): To refuse, change and move what people do.";
    assert!(granted.contains(hooks) && granted.contains("hooks-after (MessageContent, PostContent): "), "{granted}");
    assert!(does(&["disable", "sample"]).starts_with("disabled"));
    assert!(does(&["enable", "sample"]).starts_with("enabled"));
    assert!(refuses(&["enable", "nothing"]).contains("vuoro plugin list"));
    assert!(refuses(&["rollback", "sample"]).contains("version"));

    let asks_more = "\n[permissions.clock]\nen = \"To know the time.\"\n";
    let second = guest_with("sample", |text| text.replace("0.1.0", "0.2.0") + asks_more);
    let second = file(path, "second.wasm", &second);
    does(&["install", text(&second)]);
    let waits = does(&["upgrade", "sample"]);
    assert!(waits.contains("0.2.0 waits") && waits.contains("clock: To know the time."), "{waits}");
    assert!(waits.contains("Next: vuoro plugin upgrade sample --grant --org acme"), "{waits}");
    assert!(listed("sample").contains("0.1.0"));
    assert!(does(&["upgrade", "sample", "--grant"]).contains("0.2.0"));
    assert!(does(&["rollback", "sample"]).contains("0.1.0"));
    assert!(does(&["upgrade", "sample", "--version", "0.2.0", "--grant"]).contains("0.2.0"));
    assert!(does(&["remove", "sample"]).contains("Removed sample from acme"));
    assert!(listed("sample").starts_with("available"));
    let elsewhere = refused(path, &["plugin", "list", "--org", "nope", "--data", "d"], "", &[]);
    assert!(elsewhere.contains("vuoro org create nope"), "{elsewhere}");
}

#[test]
fn a_command_whose_output_nobody_reads_on_ends_without_a_word() {
    let folder = folder();
    let notes = bundled("notes");
    let inspect = ["plugin", "inspect", text(&notes)];
    for arguments in [&inspect[..], &["schema", "print", "--organisation"], &["config", "example"]] {
        let mut child = Command::new(binary())
            .args(arguments)
            .current_dir(folder.path())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        // Closed before it writes its first byte, or soon after: `… | head -c 0`.
        drop(child.stdout.take());
        let mut said = String::new();
        child.stderr.take().unwrap().read_to_string(&mut said).unwrap();
        assert_eq!((said.as_str(), child.wait().unwrap().code()), ("", Some(0)), "{arguments:?}");
    }
}
