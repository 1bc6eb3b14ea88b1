//! Cargo as a tool: its commands, its components, and what it knows of the workspace.

use std::io::BufReader;
use std::path::PathBuf;
use std::process::{Command, Stdio};

use anyhow::{Context, Result, bail};
use serde::Deserialize;
use serde_json::Value;

use crate::sh;

/// A command for the cargo that runs xtask, at the root of the checkout.
pub fn cargo(arguments: &[&str]) -> Command {
    let mut command = vuoro_toolchain::cargo();
    command.current_dir(sh::root()).args(arguments);
    command
}

/// Makes sure that `cargo <tool>` exists, by rustup when it doesn't.
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

/// Builds the optimised server and the programs that measure it with one selection of packages, so that both commands
/// that build them choose the same features and neither compiles again what the other has compiled.
pub fn release(binary: &str) -> Result<PathBuf> {
    let packages = ["build", "--release", "--locked", "-p", "vuoro-server", "-p", "vuoro-bench", "--bin", binary];
    compile(cargo(&packages))?.binary(binary)
}

/// Builds the server without optimisation and with the features of the whole workspace, as the tests use it.
pub fn debug_server() -> Result<PathBuf> {
    compile(linting(&["build", "--workspace", "--locked", "--bin", "vuoro"])?)?.binary("vuoro")
}

/// A cargo command that compiles the workspace's own crates with clippy's driver, which is the compiler with more
/// lints. So one compilation gives both the warnings and the code to test; a separate `cargo clippy` would check every
/// dependency once more.
///
/// # Errors
/// When clippy can't be installed.
pub fn linting(arguments: &[&str]) -> Result<Command> {
    component("clippy", "clippy")?;
    let mut command = cargo(arguments);
    let driver = sh::on_path("clippy-driver").context("clippy-driver isn't beside cargo clippy")?;
    // `cargo clippy` sets the same variable to the same program.
    command.env("RUSTC_WORKSPACE_WRAPPER", driver);
    Ok(command)
}

/// The results of a build, and the number of its warnings.
#[derive(Default)]
pub struct Built {
    artifacts: Vec<Value>,
    /// The number of warnings in the workspace's own crates, including crates compiled earlier.
    pub warnings: usize,
}

impl Built {
    /// The path of a binary, wherever the target folder is.
    pub fn binary(&self, name: &str) -> Result<PathBuf> {
        self.executable(name, false)
    }

    /// The path of a library's unit tests.
    pub fn unit_tests(&self, library: &str) -> Result<PathBuf> {
        self.executable(library, true)
    }

    fn executable(&self, target: &str, is_test: bool) -> Result<PathBuf> {
        let mut named = self
            .artifacts
            .iter()
            .filter(|built| built["target"]["name"] == target && built["profile"]["test"] == is_test);
        let path = named.find_map(|built| built["executable"].as_str());
        path.map(PathBuf::from).with_context(|| format!("cargo built no {target}"))
    }
}

/// Runs a build and shows the compiler's output.
pub fn compile(mut command: Command) -> Result<Built> {
    command.args(["--message-format", "json-diagnostic-rendered-ansi"]).stdout(Stdio::piped());
    let mut child = command.spawn().with_context(|| format!("could not start `{}`", sh::shown(&command)))?;
    let messages = BufReader::new(child.stdout.take().context("the output is piped")?);
    let mut built = Built::default();
    for message in serde_json::Deserializer::from_reader(messages).into_iter::<Value>() {
        let message = message.context("cargo printed something that isn't JSON")?;
        match message["reason"].as_str() {
            Some("compiler-artifact") => built.artifacts.push(message),
            Some("compiler-message") => {
                eprint!("{}", message["message"]["rendered"].as_str().unwrap_or_default());
                if message["message"]["level"] == "warning" {
                    built.warnings += 1;
                }
            }
            _ => {}
        }
    }
    let status = child.wait()?;
    if !status.success() {
        bail!("`{}` failed ({status})", sh::shown(&command));
    }
    Ok(built)
}

/// What cargo knows of the workspace and all its dependencies, for every platform.
#[derive(Deserialize)]
pub struct Metadata {
    /// Every crate, including the workspace's own.
    pub packages: Vec<Package>,
    workspace_members: Vec<String>,
}

/// One crate.
#[derive(Deserialize)]
pub struct Package {
    id: String,
    /// The crate's name in the registry.
    pub name: String,
    /// Its version.
    pub version: String,
    /// The licence as an SPDX expression.
    pub license: Option<String>,
    /// The path of the licence file within the crate, where there is no expression.
    pub license_file: Option<PathBuf>,
    /// The path of its Cargo.toml.
    pub manifest_path: PathBuf,
    /// The dependencies named in its manifest.
    pub dependencies: Vec<Dependency>,
}

/// A dependency on another crate.
#[derive(Deserialize)]
pub struct Dependency {
    /// The crate's name in the registry.
    pub name: String,
    /// `None` for a normal dependency, otherwise "dev" or "build".
    pub kind: Option<String>,
}

impl Metadata {
    /// Reads the metadata from cargo.
    pub fn load() -> Result<Self> {
        let text = sh::output(&mut cargo(&["metadata", "--format-version", "1", "--locked"]))?;
        serde_json::from_str(&text).context("`cargo metadata` printed something unexpected")
    }

    /// The workspace's own crates.
    pub fn members(&self) -> impl Iterator<Item = &Package> {
        self.packages.iter().filter(|package| self.workspace_members.contains(&package.id))
    }
}
