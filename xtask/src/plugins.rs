//! The plugins that come with Vuoro, and the guests of the tests: each a crate that becomes one package, a `.wasm` with its
//! manifest and its GraphQL inside. They are built here, never committed.

use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result, bail};

use vuoro_toolchain::Toolchain;

use crate::{cargo, node, sh};

/// What every guest is made of beside its own folder.
const SHARED: [&str; 6] =
    ["Cargo.toml", "Cargo.lock", "plugin-api/wit", "plugin-api/sdk", "plugin-api/package", "plugin-api/toolchain/src"];

/// A crate that becomes a package.
struct Guest {
    folder: PathBuf,
    /// The crate's name.
    package: String,
    /// Where the package goes.
    place: PathBuf,
}

/// What may follow `plugins`.
#[derive(clap::Args)]
pub struct Arguments {
    /// The folders to build, as `tags`; all of them when none is named.
    #[arg(value_name = "FOLDER")]
    folders: Vec<String>,
}

/// Builds the named ones.
pub fn plugins(arguments: &Arguments) -> Result<()> {
    make_some(&arguments.folders)
}

/// Builds what is missing or older than what it is made of.
///
/// # Errors
/// When there is no compiler for plugins, or a crate doesn't build, or what it builds breaks a rule of packages.
pub fn make() -> Result<()> {
    make_some(&[])
}

fn make_some(folders: &[String]) -> Result<()> {
    let guests = guests(folders)?;
    let mut stale = Vec::new();
    for guest in &guests {
        let now = digest(guest)?;
        // By content and not by time, as for the pages.
        let is_fresh = guest.place.is_file() && fs::read_to_string(stamp(guest)).is_ok_and(|before| before == now);
        if !is_fresh {
            stale.push((guest, now));
        }
    }
    if stale.is_empty() {
        return Ok(());
    }
    let toolchain = Toolchain::find_or_get(&sh::target().join("wasm-toolchain"))?;
    let mut command = cargo::cargo(&["build", "--locked"]);
    toolchain.set_up(&mut command, &target(), &[(&sh::root(), "vuoro")]);
    for (guest, _) in &stale {
        command.args(["-p", &guest.package]);
    }
    let names: Vec<_> = stale.iter().map(|(guest, _)| shown(&guest.folder)).collect();
    println!("building {}", names.join(", "));
    sh::run(&mut command)?;
    for (guest, now) in stale {
        wrap(guest).with_context(|| shown(&guest.folder))?;
        let stamp = stamp(guest);
        fs::create_dir_all(stamp.parent().unwrap_or(Path::new(".")))?;
        fs::write(stamp, now)?;
    }
    Ok(())
}

/// The crates in folders of these names, or all.
fn guests(names: &[String]) -> Result<Vec<Guest>> {
    let is_named = |name: &str| names.is_empty() || names.iter().any(|wanted| wanted == name);
    let mut guests = Vec::new();
    for (parent, is_plugin) in [("plugins", true), ("tests/guests", false)] {
        for folder in crates(&sh::root().join(parent))? {
            let name = folder.file_name().context("a folder has a name")?.to_string_lossy().into_owned();
            if is_named(&name) {
                let place = if is_plugin {
                    sh::root().join("plugins/dist").join(format!("{}.wasm", id(&folder)?))
                } else {
                    sh::target().join("guests").join(format!("{name}.wasm"))
                };
                guests.push(Guest { package: package(&folder)?, place, folder });
            }
        }
    }
    let is_there = |name: &String| guests.iter().any(|guest| guest.folder.ends_with(name));
    if let Some(missing) = names.iter().find(|name| !is_there(name)) {
        bail!("there is no crate plugins/{missing} or tests/guests/{missing}");
    }
    Ok(guests)
}

/// The id that a plugin's manifest gives it.
fn id(folder: &Path) -> Result<String> {
    let file = folder.join("plugin.toml");
    let manifest: toml::Table =
        toml::from_str(&read(&file)?).with_context(|| format!("{} isn't TOML", shown(&file)))?;
    let id = manifest.get("id").and_then(toml::Value::as_str);
    Ok(id.with_context(|| format!("{} has no id", shown(&file)))?.to_owned())
}

/// The folders of a folder that are crates, by name.
fn crates(folder: &Path) -> Result<Vec<PathBuf>> {
    let mut found = Vec::new();
    if folder.is_dir() {
        for entry in fs::read_dir(folder)? {
            let path = entry?.path();
            if path.join("Cargo.toml").is_file() {
                found.push(path);
            }
        }
    }
    found.sort();
    Ok(found)
}

/// The name of a folder's crate.
fn package(folder: &Path) -> Result<String> {
    let file = folder.join("Cargo.toml");
    let manifest: toml::Table =
        toml::from_str(&read(&file)?).with_context(|| format!("{} isn't TOML", shown(&file)))?;
    let name = manifest.get("package").and_then(|package| package.get("name")).and_then(toml::Value::as_str);
    Ok(name.with_context(|| format!("{} names no package", shown(&file)))?.to_owned())
}

/// Makes the package of what was built.
fn wrap(guest: &Guest) -> Result<()> {
    let module = vuoro_toolchain::built(&target(), &guest.package);
    let module = fs::read(&module).with_context(|| format!("{} isn't there; is it a cdylib?", shown(&module)))?;
    let schema = guest.folder.join("schema.graphql");
    let schema = if schema.is_file() { read(&schema)? } else { String::new() };
    let package = vuoro_package::wrap(&module, &read(&guest.folder.join("plugin.toml"))?, &schema)?;
    fs::create_dir_all(guest.place.parent().unwrap_or(Path::new(".")))?;
    // Whoever reads it meanwhile has the old one or the new one, never a part.
    let half = guest.place.with_extension("wasm.part");
    fs::write(&half, &package.bytes)?;
    fs::rename(&half, &guest.place)?;
    println!("{}: {:.0} KiB", shown(&guest.place), package.bytes.len() as f64 / 1024.0);
    Ok(())
}

/// A target folder of its own: two compilers in one would build everything anew by turns.
fn target() -> PathBuf {
    sh::target().join("wasm")
}

/// A digest of everything that the package is made of.
fn digest(guest: &Guest) -> Result<String> {
    let mut inputs = Vec::new();
    collect(&guest.folder, &mut inputs)?;
    for shared in SHARED {
        collect(&sh::root().join(shared), &mut inputs)?;
    }
    inputs.sort();
    node::digest(&inputs)
}

/// The files of a folder, or the file itself.
fn collect(path: &Path, files: &mut Vec<PathBuf>) -> Result<()> {
    if path.is_file() {
        files.push(path.to_path_buf());
    } else if path.is_dir() {
        for entry in fs::read_dir(path)? {
            let entry = entry?;
            if entry.file_name() != "target" && entry.file_name() != "node_modules" {
                collect(&entry.path(), files)?;
            }
        }
    }
    Ok(())
}

fn stamp(guest: &Guest) -> PathBuf {
    sh::target().join(format!("xtask/guest-{}", guest.package))
}

fn read(file: &Path) -> Result<String> {
    fs::read_to_string(file).with_context(|| format!("could not read {}", shown(file)))
}

/// A path as people read it: from the root.
fn shown(path: &Path) -> String {
    path.strip_prefix(sh::root()).unwrap_or(path).display().to_string()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_folders_with_a_manifest_are_crates() {
        let folder = tempfile::tempdir().unwrap();
        for file in ["tags/Cargo.toml", "notes/Cargo.toml", "dist/tags.wasm"] {
            let file = folder.path().join(file);
            fs::create_dir_all(file.parent().unwrap()).unwrap();
            fs::write(file, "[package]\nname = \"vuoro-x\"\n").unwrap();
        }
        let found = crates(folder.path()).unwrap();
        assert_eq!(found, [folder.path().join("notes"), folder.path().join("tags")]);
        assert_eq!(package(&found[0]).unwrap(), "vuoro-x");
        assert!(crates(&folder.path().join("nothing")).unwrap().is_empty());
    }

    #[test]
    fn a_crate_without_a_name_is_told_by_its_file() {
        let folder = tempfile::tempdir().unwrap();
        fs::write(folder.path().join("Cargo.toml"), "[lib]\n").unwrap();
        assert!(package(folder.path()).unwrap_err().to_string().contains("Cargo.toml names no package"));
    }

    #[test]
    fn what_an_author_built_by_hand_is_not_an_input() {
        let folder = tempfile::tempdir().unwrap();
        for file in ["src/lib.rs", "target/debug/x"] {
            let file = folder.path().join(file);
            fs::create_dir_all(file.parent().unwrap()).unwrap();
            fs::write(file, "").unwrap();
        }
        let mut files = Vec::new();
        collect(folder.path(), &mut files).unwrap();
        assert_eq!(files, [folder.path().join("src/lib.rs")]);
    }

    #[test]
    fn a_folder_that_is_not_there_is_told() {
        let error = guests(&["no-such-plugin".to_owned()]).err().unwrap();
        assert_eq!(error.to_string(), "there is no crate plugins/no-such-plugin or tests/guests/no-such-plugin");
    }

    #[test]
    fn everything_shared_is_there() {
        for shared in SHARED {
            assert!(sh::root().join(shared).exists(), "{shared}");
        }
    }
}
