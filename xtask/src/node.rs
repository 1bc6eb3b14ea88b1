//! Node and npm: for the pages that the server carries, and for real JavaScript clients in the tests.

use std::fs;
use std::hash::{DefaultHasher, Hash, Hasher};
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context, Result, bail};

use crate::{apt, sh};

/// The oldest version of Node that our tools run on.
const MAJOR_MIN: u32 = 20;

/// Makes sure that Node and npm exist and are new enough.
pub fn require() -> Result<()> {
    if let (Some(version), true) = (version(), sh::on_path("npm").is_some()) {
        return enough(&version);
    }
    // Debian 12 has Node 18: installing that would help nobody.
    if apt::is_possible() && apt::candidate("nodejs").as_deref().and_then(major) >= Some(MAJOR_MIN) {
        apt::install("Node", &["nodejs", "npm"])?;
        return enough(&version().context("node is still missing after its installation")?);
    }
    bail!("Node {MAJOR_MIN} or newer with npm is missing; get it with: {}", how())
}

/// An npm command in a folder.
pub fn npm(folder: &Path, arguments: &[&str]) -> Command {
    let mut command = Command::new("npm");
    command.current_dir(folder).args(arguments).env("npm_config_update_notifier", "false");
    command
}

/// Installs a folder's packages by its lock file, unless that was done for the same lock file before.
pub fn install(folder: &Path) -> Result<()> {
    require()?;
    // It is inside node_modules, so that it is removed together with that folder.
    let stamp = folder.join("node_modules/.vuoro-installed");
    let now = digest(&[folder.join("package.json"), folder.join("package-lock.json")])?;
    if fs::read_to_string(&stamp).is_ok_and(|before| before == now) {
        return Ok(());
    }
    let place = folder.strip_prefix(sh::root()).unwrap_or(folder).display().to_string();
    println!("{place}: npm ci");
    sh::run(&mut npm(folder, &["ci", "--no-audit", "--no-fund"]))
        .with_context(|| format!("could not install the packages of {place}"))?;
    fs::create_dir_all(folder.join("node_modules"))?;
    fs::write(stamp, now)?;
    Ok(())
}

/// A digest of the contents of files and of their names below the root, so that what was built in one checkout is
/// recognised in another. It only detects changes.
pub fn digest(files: &[PathBuf]) -> Result<String> {
    let mut hasher = DefaultHasher::new();
    for file in files {
        let content = fs::read(file).with_context(|| format!("could not read {}", file.display()))?;
        (file.strip_prefix(sh::root()).unwrap_or(file), content).hash(&mut hasher);
    }
    Ok(format!("{:016x}", hasher.finish()))
}

fn version() -> Option<String> {
    sh::quiet(Command::new("node").arg("--version"))
}

fn enough(version: &str) -> Result<()> {
    if major(version) < Some(MAJOR_MIN) {
        bail!("Node is {version}, but {MAJOR_MIN} or newer is needed; get it with: {}", how());
    }
    Ok(())
}

/// How to install a new enough Node, where apt has none.
fn how() -> String {
    format!("nvm install {MAJOR_MIN} (https://github.com/nvm-sh/nvm), or a package from https://nodejs.org")
}

/// The major version of `v20.20.2`, `20.19.2+dfsg-1` or `1:20.1`.
fn major(version: &str) -> Option<u32> {
    let version = version.trim_start_matches('v');
    let version = version.split_once(':').map_or(version, |(_, version)| version);
    version.split('.').next()?.parse().ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_major_number_is_read_from_node_and_from_debian() {
        assert_eq!(major("v20.20.2"), Some(20));
        assert_eq!(major("18.19.0+dfsg-6~deb12u2"), Some(18));
        assert_eq!(major("1:22.1.0"), Some(22));
        assert_eq!(major("newest"), None);
    }

    #[test]
    fn an_old_node_is_refused_with_the_way_to_a_new_one() {
        let error = enough("v18.19.0").unwrap_err().to_string();
        assert!(error.contains("v18.19.0") && error.contains("nvm install 20"), "{error}");
        assert!(enough("v22.0.0").is_ok());
    }
}
