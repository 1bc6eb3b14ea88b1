//! Packages of Debian and Ubuntu, installed only where that is possible without asking anybody.

use anyhow::{Result, bail};
use vuoro_toolchain::apt::{command as apt, update};

use crate::sh;

/// Whether `install` can work at all: apt exists and this is root.
pub fn is_possible() -> bool {
    sh::on_path("apt-get").is_some() && sh::is_root()
}

/// Installs packages, or fails with the command that would. `what` is named in both cases.
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

/// The version that `install` would install.
pub fn candidate(package: &str) -> Option<String> {
    update();
    let policy = sh::quiet(apt("apt-cache").args(["policy", package]))?;
    let version = policy.lines().find_map(|line| line.trim().strip_prefix("Candidate: "))?;
    (version != "(none)").then(|| version.to_owned())
}
