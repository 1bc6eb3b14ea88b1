//! Every crate of the workspace has the workspace's lints and package fields: one place to look.

use anyhow::{Context, Result};

use super::Findings;
use crate::cargo::Metadata;

/// Fields of `[package]` that are said once, in the workspace.
const INHERITED: [&str; 5] = ["version", "edition", "rust-version", "license", "publish"];

/// Checks the manifest of every crate of the workspace.
pub fn check(metadata: &Metadata, findings: &mut Findings) -> Result<()> {
    for package in metadata.members() {
        let path = package.manifest_path.display();
        let manifest =
            std::fs::read_to_string(&package.manifest_path).with_context(|| format!("could not read {path}"))?;
        let missing = not_inherited(&manifest).with_context(|| format!("{path} is not TOML"))?;
        for line in missing {
            findings.problem(format!("{}: its Cargo.toml lacks `{line}`", package.name));
        }
    }
    Ok(())
}

/// The lines that a manifest lacks.
fn not_inherited(manifest: &str) -> Result<Vec<String>> {
    let manifest: toml::Table = toml::from_str(manifest)?;
    let is_inherited = |item: Option<&toml::Value>| {
        item.and_then(|item| item.get("workspace")).and_then(toml::Value::as_bool) == Some(true)
    };
    let mut missing = Vec::new();
    if !is_inherited(manifest.get("lints")) {
        missing.push("[lints] workspace = true".to_owned());
    }
    let package = manifest.get("package");
    for field in INHERITED {
        if !is_inherited(package.and_then(|package| package.get(field))) {
            missing.push(format!("{field}.workspace = true"));
        }
    }
    Ok(missing)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_manifest_that_inherits_everything_is_fine() {
        let fields: String = INHERITED.iter().map(|field| format!("{field}.workspace = true\n")).collect();
        let manifest = format!("[package]\nname = \"a\"\n{fields}[lints]\nworkspace = true\n");
        assert!(not_inherited(&manifest).unwrap().is_empty());
    }

    #[test]
    fn lints_of_a_crates_own_and_a_licence_of_its_own_are_found() {
        let manifest = "[package]\nname = \"a\"\nversion.workspace = true\nedition.workspace = true\n\
                        rust-version.workspace = true\npublish.workspace = true\nlicense = \"MIT\"\n\
                        [lints.rust]\nunsafe_code = \"allow\"\n";
        let missing = not_inherited(manifest).unwrap();
        assert_eq!(missing, ["[lints] workspace = true", "license.workspace = true"]);
    }
}
