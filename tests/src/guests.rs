//! The packages of the guests in `tests/guests`.

use std::path::{Path, PathBuf};

use vuoro_package::{MANIFEST_SECTION, wrap};

/// The root of the checkout.
pub fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("..")
}

/// The file of a plugin that comes with the server.
pub fn bundled(name: &str) -> PathBuf {
    root().join(format!("plugins/dist/{name}.wasm"))
}

/// The package of a guest.
///
/// # Panics
/// When `cargo xtask plugins` hasn't built it.
pub fn guest(name: &str) -> Vec<u8> {
    let path = root().join(format!("target/guests/{name}.wasm"));
    std::fs::read(&path).unwrap_or_else(|error| panic!("{}: {error}; run `cargo xtask plugins` first", path.display()))
}

/// The same code with another manifest, as a later version of it would be.
///
/// # Panics
/// When the manifest breaks a rule.
pub fn guest_with(name: &str, change: impl FnOnce(String) -> String) -> Vec<u8> {
    let read = |file: &str| std::fs::read_to_string(root().join(format!("tests/guests/{name}/{file}"))).expect(file);
    let whole = guest(name);
    let manifest = change(read("plugin.toml"));
    wrap(component(&whole), &manifest, &read("schema.graphql")).expect("a package").bytes.to_vec()
}

/// A package without its sections, which stand at its end, the manifest's first: a zero, the length of what follows, the
/// length of the name, the name.
fn component(package: &[u8]) -> &[u8] {
    let name = [&[MANIFEST_SECTION.len() as u8], MANIFEST_SECTION.as_bytes()].concat();
    let at = package.windows(name.len()).position(|window| window == name).expect("a manifest");
    let is_last = |byte: u8| byte & 0x80 == 0;
    let length = (1..=5).find(|length| package[at - length - 1] == 0 && is_last(package[at - 1])).expect("a section");
    &package[..at - length - 1]
}
