use super::*;
use crate::{PARTS_MAX, SECTION_BYTES_MAX, unwrap, wrap};

const MANIFEST: &str = "id = \"tags\"\nversion = \"0.1.0\"\napi = \"0.1\"\nname = { en = \"Tags\" }\n\
                        description = { en = \"Marks conversations.\" }\n";

/// A component of this text.
fn component(text: &str) -> Vec<u8> {
    wat::parse_str(format!("(component {text})")).unwrap()
}

fn refusal(text: &str, manifest: &str, sdl: &str) -> String {
    wrap(&component(text), &format!("{MANIFEST}{manifest}"), sdl).unwrap_err().to_string()
}

const STORE: &str = "(import \"vuoro:plugin/store@0.1.0\" (instance))";
const FIELDS: &str = "(instance $i) (export \"vuoro:plugin/fields@0.1.0\" (instance $i))";

#[test]
fn a_package_reads_back_with_manifest_and_schema_under_its_digest() {
    let manifest = format!("{MANIFEST}[permissions.store]\nen = \"Keeps tags.\"\n");
    let sdl = "extend type Query { tags: [String!] }";
    let package = wrap(&component(&format!("{STORE}{FIELDS}")), &manifest, sdl).unwrap();
    assert_eq!((package.manifest.id.as_str(), &*package.sdl), ("tags", sdl));
    assert_eq!(package.exports, BTreeSet::from([Export::Fields]));
    let again = Package::read(package.bytes.clone()).unwrap();
    assert_eq!((again.digest, again.digest.to_string().parse()), (package.digest, Ok(package.digest)));
}

#[test]
fn a_package_is_unwrapped_to_the_component_that_it_was_made_of() {
    let component = component(&format!("(core module) (component) {FIELDS}"));
    for length in [0, 20, 100, 20_000] {
        let manifest = format!("{MANIFEST}# {}\n", "x".repeat(length));
        let package = wrap(&component, &manifest, "extend type Query { tags: [String!] }").unwrap();
        assert_eq!(unwrap(&package.bytes), component);
        assert!(wrap(unwrap(&package.bytes), MANIFEST, "").is_ok());
    }
    assert_eq!(unwrap(b"no package"), b"no package");
}

#[test]
fn an_import_without_permission_is_refused_with_the_line_to_add() {
    assert_eq!(
        refusal(STORE, "", ""),
        "it imports vuoro:plugin/store@0.1.0: add this to plugin.toml: [permissions.store] with en = \"the reason\""
    );
    assert!(refusal("(import \"wasi:cli/stdout@0.2.0\" (instance))", "", "").contains("there is no WASI here"));
    assert!(refusal("(import \"vuoro:plugin/sotre@0.1.0\" (instance))", "", "").contains("no such interface"));
    let hooks = "[hooks.after]\n[permissions.hooks-after]\nen = \"x\"";
    assert!(refusal("(import \"vuoro:plugin/hooks-after@0.1.0\" (instance))", hooks, "").contains("no such interface"));
    assert!(refusal("(import \"vuoro:plugin/store@0.2.0\" (instance))", "", "").contains("@0.1.x"));
    assert!(refusal("(import \"other:thing/store@0.1.0\" (instance))", "", "").contains("@0.1.x"));
    assert!(refusal("(import \"store\" (func))", "", "").contains("only interfaces"));
}

#[test]
fn what_is_declared_has_to_be_exported() {
    assert!(refusal("", "", "extend type Query { a: Int }").contains("schema.graphql needs the export fields"));
    assert!(refusal("", "[hooks.before.send]\nfailure = \"open\"", "").contains("needs the export hooks"));
    let panel = "panels = [{ slot = \"composer\", title = { en = \"T\" } }]";
    assert!(refusal("", panel, "").contains("needs the export panels"));
    assert!(refusal("", "[permissions.alarm-clock]\nen = \"x\"", "").contains("needs the export alarms"));
    let other = "(instance $i) (export \"vuoro:plugin/feelds@0.1.0\" (instance $i))";
    assert!(refusal(other, "", "").contains("isn't known here"));
}

#[test]
fn a_file_that_is_no_package_is_told_what_it_is() {
    let read = |bytes: &[u8]| Package::read(bytes).unwrap_err();
    assert_eq!(read(b""), PackageError::NotWasm);
    assert_eq!(read(b"#!/bin/sh"), PackageError::NotWasm);
    assert_eq!(read(&wat::parse_str("(module)").unwrap()), PackageError::CoreModule);
    assert!(matches!(read(&component("")), PackageError::Section("vuoro:manifest", "is missing")));
    let whole = wrap(&component(""), MANIFEST, "").unwrap().bytes;
    for cut in 9..whole.len() {
        assert!(Package::read(&whole[..cut]).is_err(), "cut at {cut}");
    }
    let twice = [&whole[..], &whole[8..]].concat();
    assert!(matches!(read(&twice), PackageError::Section("vuoro:manifest", "is there twice")));
}

#[test]
fn a_flipped_byte_never_panics() {
    let whole = wrap(&component(FIELDS), MANIFEST, "").unwrap().bytes;
    for at in 0..whole.len() {
        for flip in [1, 0x80, 0xff] {
            let mut bytes = whole.to_vec();
            bytes[at] ^= flip;
            let _ = Package::read(bytes);
        }
    }
}

#[test]
fn a_package_out_of_bounds_is_refused() {
    let long = " ".repeat(SECTION_BYTES_MAX + 1);
    assert!(wrap(&component(""), MANIFEST, &long).unwrap_err().to_string().contains("vuoro:schema is larger"));
    let parts = "(component)".repeat(PARTS_MAX as usize);
    assert!(refusal(&parts, "", "").contains("modules and components"));
    let padding = component(&format!("(@custom \"x\" \"{}\")", "x".repeat(PACKAGE_BYTES_MAX)));
    assert!(wrap(&padding, MANIFEST, "").unwrap_err().to_string().contains("script = true"));
    assert!(wrap(&padding, &format!("{MANIFEST}script = true\n"), "").is_ok());
    assert_eq!(
        Package::read(vec![0; SCRIPT_PACKAGE_BYTES_MAX + 1]).unwrap_err().to_string().split(':').next(),
        Some("the plugin is too large")
    );
}

#[test]
fn a_package_that_was_checked_is_read_again_without_what_takes_long_and_with_every_rule_that_does_not() {
    let settings = "[settings]\ntype = \"object\"\nproperties.a = { type = \"integer\", default = 7 }\n";
    let package = wrap(&component(FIELDS), &format!("{MANIFEST}{settings}"), "").unwrap();
    let again = Package::read_checked(package.bytes.clone()).unwrap();
    assert_eq!((again.digest, again.exports, again.manifest), (package.digest, package.exports, package.manifest));
    assert_eq!(Package::read_checked(&b"#!/bin/sh"[..]).unwrap_err(), PackageError::NotWasm);
}

#[test]
fn a_package_that_breaks_a_rule_still_says_what_its_hooks_are() {
    let manifest = format!("{MANIFEST}[hooks.before.send]\nfailure = \"closed\"\n");
    let whole =
        wrap(&component("(instance $i) (export \"vuoro:plugin/hooks@0.1.0\" (instance $i))"), &manifest, "").unwrap();
    // As a rule that comes later finds it.
    let bytes = String::from_utf8_lossy(&whole.bytes).contains("api = \"0.1\"").then(|| {
        let mut bytes = whole.bytes.to_vec();
        let at = bytes.windows(11).position(|part| part == b"api = \"0.1\"").unwrap();
        bytes[at + 9] = b'9';
        bytes
    });
    let bytes = bytes.expect("the manifest is in the file as it was written");
    assert!(Package::read_checked(bytes.clone()).unwrap_err().to_string().contains("api"));
    let glimpse = Package::glimpse(bytes).unwrap();
    assert_eq!(glimpse.manifest.hooks, whole.manifest.hooks);
    assert_eq!((glimpse.manifest.id.as_str(), glimpse.exports.len()), ("tags", 0));
    assert!(Package::glimpse(&b"#!/bin/sh"[..]).is_none());
}
