//! Packages of Debian and Ubuntu: looks them up, and downloads them without installing.

use std::path::Path;
use std::process::{Command, Stdio};
use std::sync::Once;

use anyhow::{Result, bail};

use crate::shell;

static UPDATE: Once = Once::new();

/// Whether this is Debian, Ubuntu or a relative.
pub fn is_there() -> bool {
    shell::on_path("apt-get").is_some() && shell::on_path("dpkg").is_some()
}

/// Downloads packages into a folder.
///
/// # Errors
/// When apt can't fetch them.
pub fn download(folder: &Path, packages: &[String]) -> Result<()> {
    // When run by root, apt downloads as another user, which may not write in this folder, and prints a needless warning.
    let own = ["-o", "APT::Sandbox::User=root"];
    shell::run(command("apt-get").args(["download", "-q"]).args(own).args(packages).current_dir(folder))
}

/// The names of a package's dependencies.
///
/// # Errors
/// When apt doesn't know the package.
pub fn dependencies(package: &str) -> Result<Vec<String>> {
    if shell::is_root() {
        update();
    }
    let shown = shell::quiet(command("apt-cache").args(["depends", "--no-recommends", "--no-suggests", package]));
    let Some(shown) = shown.filter(|shown| !shown.is_empty()) else {
        bail!("apt has no package {package}");
    };
    Ok(shown.lines().filter_map(|line| Some(line.trim().strip_prefix("Depends: ")?.to_owned())).collect())
}

/// A new machine knows no packages before its first update. Once is enough; a failure shows in what follows.
pub fn update() {
    UPDATE.call_once(|| {
        eprintln!("apt-get update");
        if let Err(error) = shell::run(command("apt-get").args(["update", "-q"])) {
            eprintln!("warning: {error:#}");
        }
    });
}

/// A command for one of apt's programs.
pub fn command(program: &str) -> Command {
    let mut command = Command::new(program);
    // Its output is parsed, and nobody is there to answer questions.
    command.env("LC_ALL", "C").env("DEBIAN_FRONTEND", "noninteractive").stdin(Stdio::null());
    command
}
