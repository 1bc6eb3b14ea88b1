//! A compiler for `wasm32-unknown-unknown`, with which plugins are built: the installed toolchain where it has the
//! target, otherwise rustup's, otherwise Debian's Rust for web browsers as a second compiler, of which nothing is
//! installed.
//!
//! What it does beside running cargo is reported on standard error, a line for each step that takes more than a second.

use std::env;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context, Result, bail};

pub mod apt;
mod debian;
pub mod shell;

/// The target of plugins: no operating system underneath, so a plugin can call nothing but the host.
pub const TARGET: &str = "wasm32-unknown-unknown";

/// The cargo profile that plugins are built with.
const PROFILE: &str = "guest";

/// The profile's settings: small, but with function names, which reports of failures show. They are given on the
/// command line, so that they are the same for every project and no project has to repeat them.
const PROFILE_SETTINGS: [&str; 6] = [
    "inherits=\"release\"",
    "opt-level=\"s\"",
    "codegen-units=1",
    "lto=true",
    "panic=\"abort\"",
    "strip=\"debuginfo\"",
];

/// Bytes of a guest's stack. The linker's default is 1 MiB, and each call pays for what is touched of it.
const STACK_BYTES: u32 = 131_072;

/// Where the compiler comes from.
#[derive(Debug)]
pub enum Toolchain {
    /// The toolchain that builds everything else.
    Installed,
    /// Unpacked from Debian's packages into this folder.
    Unpacked(PathBuf),
}

/// A command for the cargo of the toolchain in use, however this process was started.
pub fn cargo() -> Command {
    let mut command = Command::new(env::var_os("CARGO").unwrap_or_else(|| "cargo".into()));
    shell::forget_cargo(&mut command);
    command
}

impl Toolchain {
    /// Finds a compiler, or downloads one into `folder`, where it is found the next time. The folder belongs to this
    /// function.
    ///
    /// # Errors
    /// When none can be found or downloaded; the text names the command that installs one.
    pub fn find_or_get(folder: &Path) -> Result<Self> {
        if is_installed() {
            return Ok(Self::Installed);
        }
        if debian::is_complete(folder) {
            return Ok(Self::Unpacked(folder.to_owned()));
        }
        eprintln!("the target {TARGET} is missing: rustup target add {TARGET}");
        let added = shell::run(Command::new("rustup").args(["target", "add", TARGET]));
        if added.is_ok() && is_installed() {
            return Ok(Self::Installed);
        }
        if !apt::is_there() {
            bail!("no compiler for plugins; get one with: rustup target add {TARGET}");
        }
        eprintln!("rustup can't get it; Debian's Rust for web browsers can: unpacked, not installed");
        debian::unpack(folder)
            .with_context(|| format!("no compiler for plugins; get one with: rustup target add {TARGET}"))?;
        Ok(Self::Unpacked(folder.to_owned()))
    }

    /// Sets up a `cargo build` command for plugins, which builds under the folder `target`. Paths within the folders in
    /// `hidden` are replaced by the word beside them, so that a package is the same wherever it is built.
    pub fn set_up(&self, build: &mut Command, target: &Path, hidden: &[(&Path, &str)]) {
        build.args(["--target", TARGET, "--profile", PROFILE]).arg("--target-dir").arg(target);
        for setting in PROFILE_SETTINGS {
            build.arg("--config").arg(format!("profile.{PROFILE}.{setting}"));
        }
        build.env("CARGO_TARGET_WASM32_UNKNOWN_UNKNOWN_RUSTFLAGS", flags(target, hidden));
        // Flags meant for other builds would reach the guests too, where they mean nothing.
        build.env_remove("RUSTFLAGS").env_remove("CARGO_ENCODED_RUSTFLAGS");
        if let Self::Unpacked(folder) = self {
            build.env("RUSTC", debian::compiler(folder));
            build.env("CARGO_TARGET_WASM32_UNKNOWN_UNKNOWN_LINKER", debian::linker(folder));
            // These packages have the source of the standard library but no build of it for the target.
            build.env("RUSTC_BOOTSTRAP", "1").arg("-Zbuild-std=std,panic_abort");
        }
    }
}

/// The path of a library's module under the folder `target` once it is built.
pub fn built(target: &Path, library: &str) -> PathBuf {
    target.join(TARGET).join(PROFILE).join(format!("{}.wasm", library.replace('-', "_")))
}

fn flags(target: &Path, hidden: &[(&Path, &str)]) -> String {
    let mut flags = vec![format!("-Clink-arg=-zstack-size={STACK_BYTES}")];
    let home = env::var_os("CARGO_HOME").map(PathBuf::from);
    let home = home.or_else(|| Some(PathBuf::from(env::var_os("HOME")?).join(".cargo")));
    let own = home.as_deref().map(|home| (home, "cargo"));
    for (path, name) in own.into_iter().chain([(target, "target")]).chain(hidden.iter().copied()) {
        if let Some(path) = path.to_str().filter(|path| !path.contains(' ')) {
            flags.push(format!("--remap-path-prefix={path}=/{name}"));
        }
    }
    flags.join(" ")
}

/// Whether the toolchain that builds everything else has the target's standard library.
fn is_installed() -> bool {
    let mut command = Command::new(env::var_os("RUSTC").unwrap_or_else(|| "rustc".into()));
    shell::forget_cargo(&mut command);
    let folder = shell::quiet(command.args(["--print", "target-libdir", "--target", TARGET]));
    folder.is_some_and(|folder| fs::read_dir(folder).is_ok_and(|mut files| files.next().is_some()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_build_says_everything_on_the_command_line_and_hides_where_it_is_built() {
        let mut build = Command::new("cargo");
        build.arg("build");
        Toolchain::Installed.set_up(&mut build, Path::new("/home/aino/x/target"), &[(Path::new("/home/aino/x"), "x")]);
        let shown = shell::shown(&build);
        assert!(shown.contains("--target wasm32-unknown-unknown --profile guest"), "{shown}");
        assert!(shown.contains("--config profile.guest.panic=\"abort\""), "{shown}");
        let flags = build.get_envs().find(|(name, _)| name.to_string_lossy().ends_with("UNKNOWN_RUSTFLAGS"));
        let flags = flags.and_then(|(_, value)| value).unwrap().to_string_lossy();
        assert!(
            flags.contains("zstack-size=131072") && flags.ends_with("--remap-path-prefix=/home/aino/x=/x"),
            "{flags}"
        );
    }

    #[test]
    fn a_module_lies_where_cargo_puts_it() {
        let module = built(Path::new("target"), "my-plugin");
        assert_eq!(module, Path::new("target/wasm32-unknown-unknown/guest/my_plugin.wasm"));
    }
}
