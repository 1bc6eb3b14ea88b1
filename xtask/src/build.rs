//! `cargo xtask build`: the binary to hand out.

use std::fs;
use std::process::Command;

use anyhow::{Context, Result, bail};

use crate::{cargo, plugins, sh, web};

/// Builds the release binary and proves that it needs nothing beside it.
pub fn build() -> Result<()> {
    sh::step("web", web::make)?;
    sh::step("plugins", plugins::make)?;
    let binary = sh::step("server", || {
        // This package alone: features that only tests and tools ask for stay out of it.
        cargo::build_binary(&["build", "--release", "--locked", "-p", "vuoro-server", "--bin", "vuoro"], "vuoro")
    })?;
    let version = sh::step("self-contained", || alone(&binary))?;
    let size = fs::metadata(&binary)?.len();
    let place = binary.strip_prefix(sh::root()).unwrap_or(&binary);
    println!("{}: {version}, {:.1} MiB", place.display(), size as f64 / (1024.0 * 1024.0));
    Ok(())
}

/// Starts a copy of the binary in an empty folder and an empty environment.
fn alone(binary: &std::path::Path) -> Result<String> {
    let folder = tempfile::tempdir()?;
    let copy = folder.path().join(binary.file_name().context("a binary has a name")?);
    fs::copy(binary, &copy)?;
    let output = Command::new(&copy).arg("--version").current_dir(folder.path()).env_clear().output()?;
    if !output.status.success() {
        let error = String::from_utf8_lossy(&output.stderr);
        bail!("`vuoro --version` failed alone ({}): {}", output.status, error.trim());
    }
    Ok(String::from_utf8_lossy(&output.stdout).trim().to_owned())
}
