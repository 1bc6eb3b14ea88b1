//! The built packages of the plugins that come with the server: what only the real component within the real limits can
//! show. Their rules are tested in their own crates.

mod canned_replies;
mod guests;
mod notes;
mod tags;

use std::path::{Path, PathBuf};

use vuoro_harness::{CallError, Harness, Role, Usage, limits};

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../..")
}

/// A bundled plugin, as `cargo xtask plugins` builds it.
async fn plugin(name: &str) -> Harness {
    load(&root().join(format!("plugins/dist/{name}.wasm"))).await
}

async fn load(file: &Path) -> Harness {
    let loaded = Harness::load(file).await;
    loaded.unwrap_or_else(|error| panic!("{error}; run `cargo xtask plugins` first"))
}

/// What the last call used, checked to be well within its limits: a tenth of the memory, half of the time. The host
/// here is a debug build; the guest's code is the real one.
fn modest(harness: &Harness) -> Usage {
    let usage = harness.usage().expect("a call");
    assert!(usage.cpu < usage.limits.cpu / 2, "{usage:?}");
    assert!(usage.memory_bytes > 0 && usage.memory_bytes < usage.limits.memory_bytes / 4, "{usage:?}");
    assert!(usage.in_bytes <= limits::IN_BYTES && usage.out_bytes <= usage.limits.out_bytes, "{usage:?}");
    usage
}

/// The message that a person gets when the plugin refuses.
fn told(error: CallError) -> String {
    match error {
        CallError::Refused(text) => text,
        CallError::Invalid(fields) => fields.iter().map(|it| format!("{}: {}", it.field, it.message)).collect(),
        other => panic!("{other:?}"),
    }
}

/// The members that every test has.
struct Staff {
    handler: vuoro_harness::Person,
    operator: vuoro_harness::Person,
}

impl Staff {
    fn of(harness: &Harness) -> Self {
        Self {
            handler: harness.member("Niilo", Role::Handler),
            operator: harness.member("Operaattori", Role::Operator),
        }
    }
}
