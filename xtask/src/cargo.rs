//! Cargo as a tool: commands of it, its components, what it knows of the workspace.

use std::io::BufReader;
use std::path::PathBuf;
use std::process::{Command, Stdio};

use anyhow::{Context, Result, bail};
use serde::Deserialize;
use serde_json::Value;

use crate::sh;

/// A cargo command of the toolchain that runs xtask, at the root of the checkout.
pub fn cargo(arguments: &[&str]) -> Command {
    let mut command = vuoro_toolchain::cargo();
    command.current_dir(sh::root()).args(arguments);
    command
}

/// Makes sure that `cargo <tool>` is there, by rustup when it isn't.
pub fn component(tool: &str, component: &str) -> Result<()> {
    let is_there = || sh::quiet(&mut cargo(&[tool, "--version"])).is_some();
    if is_there() {
        return Ok(());
    }
    println!("cargo {tool} is missing: rustup component add {component}");
    let added = sh::run(sh::command("rustup").args(["component", "add", component]));
    if let Err(error) = added {
        bail!("cargo {tool} is missing ({error:#}); get it with: rustup component add {component}");
    }
    if !is_there() {
        bail!("cargo {tool} is still missing after `rustup component add {component}`");
    }
    Ok(())
}

/// Builds with these arguments and gives the path of the binary `name`, wherever the target folder is.
pub fn build_binary(arguments: &[&str], name: &str) -> Result<PathBuf> {
    let mut command = cargo(arguments);
    command.args(["--message-format", "json-render-diagnostics"]).stdout(Stdio::piped());
    let mut child = command.spawn().with_context(|| format!("could not start `{}`", sh::shown(&command)))?;
    let messages = BufReader::new(child.stdout.take().context("the output is piped")?);
    let mut found = None;
    for message in serde_json::Deserializer::from_reader(messages).into_iter::<Value>() {
        let message = message.context("cargo printed something that isn't JSON")?;
        if message["target"]["name"] == name
            && let Some(path) = message["executable"].as_str()
        {
            found = Some(PathBuf::from(path));
        }
    }
    let status = child.wait()?;
    if !status.success() {
        bail!("`{}` failed ({status})", sh::shown(&command));
    }
    found.with_context(|| format!("`{}` made no binary `{name}`", sh::shown(&command)))
}

/// The server, unoptimised. Built with the features of the whole workspace, as `cargo test
/// --workspace` does, so that both use the same compiled crates.
pub fn debug_server() -> Result<PathBuf> {
    build_binary(&["build", "--locked", "--workspace", "--bin", "vuoro"], "vuoro")
}

/// What cargo knows of the workspace and of everything it depends on, for every platform.
#[derive(Deserialize)]
pub struct Metadata {
    /// Every crate, the workspace's own included.
    pub packages: Vec<Package>,
    workspace_members: Vec<String>,
}

/// One crate.
#[derive(Deserialize)]
pub struct Package {
    id: String,
    /// Its name, as on the registry.
    pub name: String,
    /// Its version.
    pub version: String,
    /// Its SPDX expression.
    pub license: Option<String>,
    /// The file with its licence, from its folder, where there is no expression.
    pub license_file: Option<PathBuf>,
    /// Its Cargo.toml.
    pub manifest_path: PathBuf,
    /// What it names in its manifest.
    pub dependencies: Vec<Dependency>,
}

/// An arrow to another crate.
#[derive(Deserialize)]
pub struct Dependency {
    /// The crate's name, as on the registry.
    pub name: String,
    /// `None` for a normal one, else "dev" or "build".
    pub kind: Option<String>,
}

impl Metadata {
    /// Asks cargo.
    pub fn load() -> Result<Self> {
        let text = sh::output(&mut cargo(&["metadata", "--format-version", "1", "--locked"]))?;
        serde_json::from_str(&text).context("`cargo metadata` printed something unexpected")
    }

    /// The workspace's own crates.
    pub fn members(&self) -> impl Iterator<Item = &Package> {
        self.packages.iter().filter(|package| self.workspace_members.contains(&package.id))
    }
}
