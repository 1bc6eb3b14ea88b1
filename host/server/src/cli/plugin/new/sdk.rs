//! The SDK and the contract, as this binary carries them.

use std::path::Path;

use anyhow::{Context, bail};
use rust_embed::RustEmbed;
use toml::{Table, Value};

use super::files::{put, text_of};

#[derive(RustEmbed)]
#[folder = "../../plugin-api/sdk"]
struct Sdk;

#[derive(RustEmbed)]
#[folder = "../../plugin-api/blocks"]
struct Blocks;

#[derive(RustEmbed)]
#[folder = "../../plugin-api/wit"]
struct Wit;

/// The workspace manifest that the SDK's manifest inherits from.
const WORKSPACE: &str = include_str!(concat!(env!("CARGO_MANIFEST_DIR"), "/../../Cargo.toml"));

const README: &str = "# The SDK of Vuoro, as it was when this project was made\n\n\
`sdk/` is the crate `vuoro-plugin`, `blocks/` the parts of panels, `wit/` the contract that it is made of. They are the same for every plugin: edit \
`../src`, and take newer ones from a newer `vuoro plugin new`.\n";

/// Writes the SDK and the contract into a folder where they build on their own.
pub(super) fn copy(folder: &Path) -> anyhow::Result<()> {
    copy_crate::<Sdk>(&folder.join("sdk"))?;
    copy_crate::<Blocks>(&folder.join("blocks"))?;
    for path in Wit::iter() {
        put(&folder.join("wit").join(&*path), &text_of::<Wit>(&path)?)?;
    }
    put(&folder.join("README.md"), README)
}

fn copy_crate<Crate: RustEmbed>(folder: &Path) -> anyhow::Result<()> {
    let own = |path: &str| path == "Cargo.toml" || path.starts_with("src/");
    for path in Crate::iter().filter(|path| own(path)) {
        let text = text_of::<Crate>(&path)?;
        let text = if path == "Cargo.toml" { alone(&text)? } else { text };
        put(&folder.join(&*path), &text)?;
    }
    Ok(())
}

/// The SDK of a checkout, as a path for a manifest.
pub(super) fn checkout(path: &Path) -> anyhow::Result<String> {
    let manifest = path.join("Cargo.toml");
    let is_it = std::fs::read_to_string(&manifest).is_ok_and(|text| text.contains("name = \"vuoro-plugin\""));
    if !is_it {
        bail!("--sdk {}: that isn't the folder plugin-api/sdk of a checkout of Vuoro", path.display());
    }
    let whole = path.canonicalize().with_context(|| format!("{} can't be found", path.display()))?;
    whole.to_str().map(str::to_owned).with_context(|| format!("{} isn't UTF-8", whole.display()))
}

/// A manifest with the values that it would inherit from the workspace.
fn alone(manifest: &str) -> anyhow::Result<String> {
    let workspace: Table = WORKSPACE.parse()?;
    let workspace = workspace.get("workspace").and_then(Value::as_table).context("the workspace is said")?;
    let mut manifest: Table = manifest.parse()?;
    for section in ["package", "dependencies"] {
        let shared = workspace.get(section).and_then(Value::as_table);
        let Some(Value::Table(own)) = manifest.get_mut(section) else { continue };
        for (key, value) in own.iter_mut().filter(|(_, value)| is_inherited(value)) {
            let shared = shared.and_then(|shared| shared.get(key));
            let shared = shared.with_context(|| format!("the workspace says no {section}.{key}"))?;
            *value = inherited(shared, value);
        }
    }
    if manifest.get("lints").is_some_and(is_inherited) {
        let lints = workspace.get("lints").context("the workspace says no lints")?;
        manifest.insert("lints".to_owned(), lints.clone());
    }
    Ok(toml::to_string(&manifest)?)
}

/// What the workspace says, with what the manifest adds to it, as `optional = true`.
fn inherited(shared: &Value, own: &Value) -> Value {
    let added = own.as_table().into_iter().flatten().filter(|(key, _)| *key != "workspace");
    let added: Table = added.map(|(key, value)| (key.clone(), value.clone())).collect();
    if added.is_empty() {
        return shared.clone();
    }
    let mut whole = match shared {
        Value::Table(shared) => shared.clone(),
        version => Table::from_iter([("version".to_owned(), version.clone())]),
    };
    whole.extend(added);
    Value::Table(whole)
}

fn is_inherited(value: &Value) -> bool {
    value.get("workspace").and_then(Value::as_bool) == Some(true)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_sdks_manifest_stands_on_its_own() {
        let text = alone(&text_of::<Sdk>("Cargo.toml").unwrap()).unwrap();
        let manifest: Table = text.parse().unwrap();
        assert!(!text.contains("workspace"), "{text}");
        assert_eq!(manifest["package"]["edition"].as_str(), Some("2024"));
        assert_eq!(manifest["lints"]["rust"]["unsafe_code"].as_str(), Some("deny"));
        assert!(manifest["dependencies"]["wit-bindgen"].get("features").is_some());
    }

    #[test]
    fn the_blocks_stand_on_their_own_too() {
        let text = alone(&text_of::<Blocks>("Cargo.toml").unwrap()).unwrap();
        let manifest: Table = text.parse().unwrap();
        assert!(!text.contains("workspace"), "{text}");
        assert_eq!(manifest["lints"]["rust"]["unsafe_code"].as_str(), Some("forbid"));
        assert_eq!(manifest["dependencies"]["url"]["optional"].as_bool(), Some(true));
        assert!(manifest["dependencies"]["url"]["version"].is_str());
    }

    #[test]
    fn a_folder_that_is_no_sdk_is_refused() {
        let refused = checkout(Path::new("/nowhere")).unwrap_err().to_string();
        assert!(refused.contains("plugin-api/sdk of a checkout"), "{refused}");
    }
}
