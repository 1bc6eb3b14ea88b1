//! A compiler for `wasm32-unknown-unknown`: what plugins are built with. The installed toolchain's own where it has the
//! target, else rustup's, else Debian's Rust for web browsers as a second compiler, of which nothing is installed.

use std::env;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context, Result, bail};

use crate::{apt, cargo, sh};

mod debian;

/// What plugins are built for: no system underneath, so nothing to ask it for.
pub const TARGET: &str = "wasm32-unknown-unknown";

/// The profile of the workspace's Cargo.toml that plugins are built with.
pub const PROFILE: &str = "guest";

/// Bytes of a guest's stack; the linker's own choice is 1 MiB, and each call takes what is touched of it.
const STACK_BYTES: u32 = 131_072;

/// Where a compiler comes from.
pub enum Toolchain {
    /// The toolchain that builds everything else.
    Installed,
    /// Unpacked from Debian's packages into this folder.
    Unpacked(PathBuf),
}

impl Toolchain {
    /// Finds one, or gets one.
    ///
    /// # Errors
    /// When there is none to be had, with the command that gets one.
    pub fn find_or_get() -> Result<Self> {
        if is_installed() {
            return Ok(Self::Installed);
        }
        let folder = sh::target().join("wasm-toolchain");
        if debian::is_complete(&folder) {
            return Ok(Self::Unpacked(folder));
        }
        println!("the target {TARGET} is missing: rustup target add {TARGET}");
        let added = sh::run(sh::command("rustup").args(["target", "add", TARGET]));
        if added.is_ok() && is_installed() {
            return Ok(Self::Installed);
        }
        if !apt::is_there() {
            bail!("no compiler for plugins; get one with: rustup target add {TARGET}");
        }
        println!("rustup can't get it; Debian's Rust for web browsers can: unpacked, not installed");
        debian::unpack(&folder)
            .with_context(|| format!("no compiler for plugins; get one with: rustup target add {TARGET}"))?;
        Ok(Self::Unpacked(folder))
    }

    /// A cargo command that builds for the target. Built files are in [`built`].
    pub fn cargo(&self, arguments: &[&str]) -> Command {
        let mut command = cargo::cargo(arguments);
        command.args(["--target", TARGET, "--profile", PROFILE]).arg("--target-dir").arg(target());
        command.env("CARGO_TARGET_WASM32_UNKNOWN_UNKNOWN_RUSTFLAGS", flags());
        // Flags for the server's build would reach the guests too, and have no meaning there.
        command.env_remove("RUSTFLAGS").env_remove("CARGO_ENCODED_RUSTFLAGS");
        if let Self::Unpacked(folder) = self {
            command.env("RUSTC", debian::compiler(folder));
            command.env("CARGO_TARGET_WASM32_UNKNOWN_UNKNOWN_LINKER", debian::linker(folder));
            // The packages have no built standard library for the target, but its source.
            command.env("RUSTC_BOOTSTRAP", "1").arg("-Zbuild-std=std,panic_abort");
        }
        command
    }
}

/// Where the module of a package lies once it is built.
pub fn built(package: &str) -> PathBuf {
    let file = format!("{}.wasm", package.replace('-', "_"));
    target().join(TARGET).join(PROFILE).join(file)
}

/// A target folder of its own: two compilers in one would build everything anew by turns.
fn target() -> PathBuf {
    sh::target().join("wasm")
}

/// Paths are taken out, so that a package is the same wherever it is built.
fn flags() -> String {
    let mut flags = vec![format!("-Clink-arg=-zstack-size={STACK_BYTES}")];
    let home = env::var_os("CARGO_HOME").map(PathBuf::from);
    let home = home.or_else(|| Some(PathBuf::from(env::var_os("HOME")?).join(".cargo")));
    for (path, name) in [(home.as_deref(), "cargo"), (Some(&*sh::target()), "target"), (Some(&*sh::root()), "vuoro")] {
        if let Some(path) = path.and_then(Path::to_str).filter(|path| !path.contains(' ')) {
            flags.push(format!("--remap-path-prefix={path}=/{name}"));
        }
    }
    flags.join(" ")
}

/// Whether the toolchain that builds everything else has the target's standard library.
fn is_installed() -> bool {
    let mut command = sh::command(env::var_os("RUSTC").unwrap_or_else(|| "rustc".into()));
    cargo::forget_ours(&mut command);
    let folder = sh::quiet(command.args(["--print", "target-libdir", "--target", TARGET]));
    folder.is_some_and(|folder| fs::read_dir(folder).is_ok_and(|mut files| files.next().is_some()))
}
