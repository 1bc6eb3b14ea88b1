//! `cargo xtask build`: the binary to distribute, with its symbols in a file beside it.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context, Result, bail};

use crate::{apt, cargo, guests, sh, web};

/// The largest size of the binary, in MiB. A part of the product that adds a large dependency states its size and
/// raises this.
const BINARY_MIB_MAX: f64 = 60.0;

/// Builds the release binary into `target/dist` and shows that it needs nothing else.
pub fn build() -> Result<()> {
    sh::step("web", web::make)?;
    sh::step("plugins", guests::make)?;
    let whole = sh::step("server", || cargo::release("vuoro"))?;
    let binary = sh::step("symbols", || strip(&whole))?;
    let version = sh::step("self-contained", || alone(&binary))?;
    let binary_mib = mib(&binary)?;
    println!("{}: {version}, {binary_mib:.1} MiB", shown(&binary));
    println!("{}: its symbols, {:.1} MiB", shown(&symbols_of(&binary)), mib(&symbols_of(&binary))?);
    if binary_mib > BINARY_MIB_MAX {
        bail!("the binary weighs {binary_mib:.1} MiB, more than {BINARY_MIB_MAX} MiB");
    }
    Ok(())
}

/// Copies the binary without its line tables, and those into a file beside it. Debuggers and the server's own
/// backtraces find them there by a link in the binary.
fn strip(whole: &Path) -> Result<PathBuf> {
    if sh::on_path("objcopy").is_none() {
        apt::install("objcopy", &["binutils"])?;
    }
    let folder = sh::target().join("dist");
    fs::create_dir_all(&folder)?;
    let binary = folder.join(whole.file_name().context("a binary has a name")?);
    let symbols = symbols_of(&binary);
    let objcopy = || sh::command("objcopy");
    sh::run(objcopy().args(["--only-keep-debug", "--compress-debug-sections=zlib"]).arg(whole).arg(&symbols))?;
    let mut link = std::ffi::OsString::from("--add-gnu-debuglink=");
    link.push(&symbols);
    sh::run(objcopy().arg("--strip-all").arg(link).arg(whole).arg(&binary))?;
    Ok(binary)
}

fn symbols_of(binary: &Path) -> PathBuf {
    binary.with_extension("debug")
}

fn mib(file: &Path) -> Result<f64> {
    Ok(fs::metadata(file)?.len() as f64 / (1024.0 * 1024.0))
}

fn shown(path: &Path) -> std::path::Display<'_> {
    path.strip_prefix(sh::root()).unwrap_or(path).display()
}

/// Runs a copy of the binary in an empty folder and an empty environment.
fn alone(binary: &Path) -> Result<String> {
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
