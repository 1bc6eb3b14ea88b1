//! Checks that every crate of the workspace inherits the workspace's lints and package fields.

use anyhow::{Context, Result};

use super::findings::Findings;
use crate::cargo::Metadata;

/// Fields of `[package]` that are set once, in the workspace.
const INHERITED: [&str; 5] = ["version", "edition", "rust-version", "license", "publish"];

/// A crate with different lints, and why.
struct Exception {
    name: &'static str,
    /// The one line of its `[lints.rust]` that differs from the workspace's.
    line: (&'static str, &'static str),
    reason: &'static str,
}

/// Every exception.
const EXCEPTIONS: [Exception; 1] = [Exception {
    name: "vuoro-plugin",
    line: ("unsafe_code", "deny"),
    reason: "its generated bindings hand memory to the host; one module allows it, all else is still refused",
}];

/// Checks the manifest of every crate of the workspace.
pub fn check(metadata: &Metadata, findings: &mut Findings) -> Result<()> {
    let root: toml::Table = toml::from_str(&std::fs::read_to_string(crate::sh::root().join("Cargo.toml"))?)?;
    let workspace = root.get("workspace").and_then(|workspace| workspace.get("lints")).cloned();
    let workspace = workspace.context("the workspace has no lints")?;
    for package in metadata.members() {
        let path = package.manifest_path.display();
        let manifest =
            std::fs::read_to_string(&package.manifest_path).with_context(|| format!("could not read {path}"))?;
        let exception = EXCEPTIONS.iter().find(|exception| exception.name == package.name);
        let missing = not_inherited(&manifest, exception, &workspace).with_context(|| format!("{path} is not TOML"))?;
        for line in missing {
            findings.problem(format!("{}: its Cargo.toml lacks `{line}`", package.name));
        }
    }
    Ok(())
}

/// The lines that a manifest lacks.
fn not_inherited(manifest: &str, exception: Option<&Exception>, workspace: &toml::Value) -> Result<Vec<String>> {
    let manifest: toml::Table = toml::from_str(manifest)?;
    let is_inherited = |item: Option<&toml::Value>| {
        item.and_then(|item| item.get("workspace")).and_then(toml::Value::as_bool) == Some(true)
    };
    let mut missing = Vec::new();
    match exception {
        None if !is_inherited(manifest.get("lints")) => missing.push("[lints] workspace = true".to_owned()),
        Some(exception) if manifest.get("lints") != Some(&but_for(workspace, exception)) => {
            let Exception { line: (lint, level), reason, .. } = exception;
            missing.push(format!("the workspace's [lints], but for {lint} = \"{level}\" ({reason})"));
        }
        _ => {}
    }
    let package = manifest.get("package");
    for field in INHERITED {
        if !is_inherited(package.and_then(|package| package.get(field))) {
            missing.push(format!("{field}.workspace = true"));
        }
    }
    Ok(missing)
}

/// The workspace's lints with the exception's line.
fn but_for(workspace: &toml::Value, exception: &Exception) -> toml::Value {
    let mut lints = workspace.clone();
    let (lint, level) = exception.line;
    if let Some(rust) = lints.get_mut("rust").and_then(toml::Value::as_table_mut) {
        rust.insert(lint.to_owned(), level.into());
    }
    lints
}

#[cfg(test)]
mod tests {
    use super::*;

    fn lacks(manifest: &str, exception: Option<&Exception>) -> Vec<String> {
        let workspace = toml::from_str("[rust]\nunsafe_code = \"forbid\"\nmissing_docs = \"warn\"\n").unwrap();
        not_inherited(manifest, exception, &workspace).unwrap()
    }

    #[test]
    fn an_exception_is_as_narrow_as_it_says() {
        let fields: String = INHERITED.iter().map(|field| format!("{field}.workspace = true\n")).collect();
        let with = |lints: &str| format!("[package]\nname = \"a\"\n{fields}[lints.rust]\n{lints}");
        let exception = Some(&EXCEPTIONS[0]);
        assert!(lacks(&with("unsafe_code = \"deny\"\nmissing_docs = \"warn\"\n"), exception).is_empty());
        for lints in ["unsafe_code = \"allow\"\nmissing_docs = \"warn\"\n", "unsafe_code = \"deny\"\n"] {
            assert_eq!(lacks(&with(lints), exception).len(), 1, "{lints}");
        }
    }

    #[test]
    fn a_manifest_that_inherits_everything_is_fine() {
        let fields: String = INHERITED.iter().map(|field| format!("{field}.workspace = true\n")).collect();
        let manifest = format!("[package]\nname = \"a\"\n{fields}[lints]\nworkspace = true\n");
        assert!(lacks(&manifest, None).is_empty());
    }

    #[test]
    fn lints_of_a_crates_own_and_a_licence_of_its_own_are_found() {
        let manifest = "[package]\nname = \"a\"\nversion.workspace = true\nedition.workspace = true\n\
                        rust-version.workspace = true\npublish.workspace = true\nlicense = \"MIT\"\n\
                        [lints.rust]\nunsafe_code = \"allow\"\n";
        let missing = lacks(manifest, None);
        assert_eq!(missing, ["[lints] workspace = true", "license.workspace = true"]);
    }
}
