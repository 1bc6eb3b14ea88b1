//! The packages of the guests in `tests/guests`, and of the examples in other languages.

use std::path::{Path, PathBuf};

use vuoro_package::{MANIFEST_SECTION, SCHEMA_SECTION, unwrap, wrap};

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

/// The same code with another manifest, as in a later version.
///
/// # Panics
/// When the manifest breaks a rule.
pub fn guest_with(name: &str, change: impl FnOnce(String) -> String) -> Vec<u8> {
    let folders = ["tests/guests", "plugin-api/examples"].map(|folder| root().join(folder).join(name));
    let folder = folders.iter().find(|folder| folder.is_dir()).expect("the guest's folder");
    let read = |file: &str| std::fs::read_to_string(folder.join(file)).expect(file);
    let whole = guest(name);
    let manifest = change(read("plugin.toml"));
    wrap(unwrap(&whole), &manifest, &read("schema.graphql")).expect("a package").bytes.to_vec()
}

/// The same code with any text for a manifest, as no tool of ours makes it: nothing is looked at.
pub fn guest_unchecked(name: &str, manifest: &str, schema: &str) -> Vec<u8> {
    let mut package = unwrap(&guest(name)).to_vec();
    for (name, text) in [(MANIFEST_SECTION, manifest), (SCHEMA_SECTION, schema)] {
        let mut section = number(name.len());
        section.extend(name.as_bytes());
        section.extend(text.as_bytes());
        package.push(0);
        package.extend(number(section.len()));
        package.extend(section);
    }
    package
}

/// A number as WebAssembly writes it: seven bits a byte, the lowest first.
fn number(mut value: usize) -> Vec<u8> {
    let mut bytes = Vec::new();
    loop {
        let low = u8::try_from(value & 0x7f).expect("seven bits");
        value >>= 7;
        if value == 0 {
            bytes.push(low);
            return bytes;
        }
        bytes.push(low | 0x80);
    }
}
