//! Packages of Debian and Ubuntu, installed only where that is possible without asking anybody.

use std::path::Path;
use std::sync::Once;

use anyhow::{Result, bail};

use crate::sh;

static UPDATE: Once = Once::new();

/// Whether `install` can work at all: apt is there and this is root.
pub fn is_possible() -> bool {
    sh::on_path("apt-get").is_some() && sh::is_root()
}

/// Whether this is Debian, Ubuntu or one of their kind.
pub fn is_there() -> bool {
    sh::on_path("apt-get").is_some() && sh::on_path("dpkg").is_some()
}

/// Fetches packages into a folder without installing them.
pub fn download(folder: &Path, packages: &[String]) -> Result<()> {
    // As root apt fetches as a user of its own, who can't write here, and says so without need.
    let own = ["-o", "APT::Sandbox::User=root"];
    sh::run(apt("apt-get").args(["download", "-q"]).args(own).args(packages).current_dir(folder))
}

/// The names of the packages that a package needs.
pub fn dependencies(package: &str) -> Result<Vec<String>> {
    if sh::is_root() {
        update();
    }
    let shown = sh::quiet(apt("apt-cache").args(["depends", "--no-recommends", "--no-suggests", package]));
    let Some(shown) = shown.filter(|shown| !shown.is_empty()) else {
        bail!("apt has no package {package}");
    };
    Ok(shown.lines().filter_map(|line| Some(line.trim().strip_prefix("Depends: ")?.to_owned())).collect())
}

/// Installs packages, or fails with the command that does. `what` is said in both cases.
pub fn install(what: &str, packages: &[&str]) -> Result<()> {
    let command = format!("apt-get install -y {}", packages.join(" "));
    if !is_possible() {
        bail!("{what} is missing; get it with (Debian, Ubuntu): sudo {command}");
    }
    update();
    println!("{what} is missing: {command}");
    if let Err(error) = sh::run(apt("apt-get").args(["install", "-q", "-y", "--no-install-recommends"]).args(packages))
    {
        bail!("{what} could not be installed ({error:#}); try: {command}");
    }
    Ok(())
}

/// The version that `install` would bring.
pub fn candidate(package: &str) -> Option<String> {
    update();
    let policy = sh::quiet(apt("apt-cache").args(["policy", package]))?;
    let version = policy.lines().find_map(|line| line.trim().strip_prefix("Candidate: "))?;
    (version != "(none)").then(|| version.to_owned())
}

/// A new machine knows no packages before its first update. Once is enough; a failure shows in
/// what follows.
fn update() {
    UPDATE.call_once(|| {
        println!("apt-get update");
        if let Err(error) = sh::run(apt("apt-get").args(["update", "-q"])) {
            eprintln!("warning: {error:#}");
        }
    });
}

fn apt(program: &str) -> std::process::Command {
    let mut command = sh::command(program);
    // The answers are parsed, and nobody is there to answer questions.
    command.env("LC_ALL", "C").env("DEBIAN_FRONTEND", "noninteractive").stdin(std::process::Stdio::null());
    command
}
