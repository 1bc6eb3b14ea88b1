//! The plugins that come with Vuoro, the tests' guests and the examples in other languages: each is a folder that
//! becomes one package, a `.wasm` file with its manifest and its GraphQL inside. Packages are built here and never
//! committed.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context, Result, bail};

use vuoro_toolchain::Toolchain;

use crate::{cargo, node, sh};
use folders::{folders_with, shown};

mod folders;
pub mod script;

/// The sources of every guest outside its own folder.
const SHARED: [&str; 7] = [
    "Cargo.toml",
    "Cargo.lock",
    "plugin-api/wit",
    "plugin-api/sdk",
    "plugin-api/blocks",
    "plugin-api/package",
    "plugin-api/toolchain/src",
];

/// A folder that becomes a package.
struct Guest {
    folder: PathBuf,
    source: Source,
    /// The path of the package.
    place: PathBuf,
}

/// The language of a guest.
enum Source {
    /// A crate of this name.
    Crate(String),
    /// A script language, built by npm.
    Script,
}

/// The arguments of `plugins`.
#[derive(clap::Args)]
pub struct Arguments {
    /// The folders to build, as `tags`; all of them when none is named.
    #[arg(value_name = "FOLDER")]
    folders: Vec<String>,
}

/// Builds the named guests.
pub fn build(arguments: &Arguments) -> Result<()> {
    make_some(&arguments.folders)
}

/// Builds what is missing or older than its sources.
///
/// # Errors
/// When there is no compiler for plugins, a crate doesn't build, or a package breaks a rule.
pub fn make() -> Result<()> {
    make_some(&[])
}

fn make_some(folders: &[String]) -> Result<()> {
    let guests = guests(folders)?;
    let mut stale = Vec::new();
    for guest in &guests {
        let now = digest(guest)?;
        // Compares contents and not times, as for the pages.
        let is_fresh = guest.place.is_file() && fs::read_to_string(stamp(guest)).is_ok_and(|before| before == now);
        if !is_fresh {
            stale.push((guest, now));
        }
    }
    if stale.is_empty() {
        return Ok(());
    }
    build_crates(stale.iter().map(|(guest, _)| *guest))?;
    for (guest, now) in stale {
        if matches!(guest.source, Source::Script) {
            script::build(&guest.folder)?;
        }
        wrap(guest).with_context(|| shown(&guest.folder))?;
        let stamp = stamp(guest);
        fs::create_dir_all(stamp.parent().unwrap_or(Path::new(".")))?;
        fs::write(stamp, now)?;
    }
    Ok(())
}

/// Builds the guests that are crates together.
fn build_crates<'a>(guests: impl Iterator<Item = &'a Guest>) -> Result<()> {
    let (mut packages, mut names) = (Vec::new(), Vec::new());
    for guest in guests {
        if let Source::Crate(package) = &guest.source {
            packages.extend(["-p", package]);
            names.push(shown(&guest.folder));
        }
    }
    if packages.is_empty() {
        return Ok(());
    }
    let mut command = guest_cargo(&["build", "--locked"])?;
    println!("building {}", names.join(", "));
    sh::run(command.args(packages))
}

/// A cargo command that builds for WebAssembly; its results are in [`built`].
///
/// # Errors
/// When there is no compiler for WebAssembly.
pub fn guest_cargo(arguments: &[&str]) -> Result<Command> {
    let toolchain = Toolchain::find_or_get(&sh::target().join("wasm-toolchain"))?;
    let mut command = cargo::cargo(arguments);
    toolchain.set_up(&mut command, &target(), &[(&sh::root(), "vuoro")]);
    Ok(command)
}

/// The path of the module of a crate that [`guest_cargo`] built.
pub fn built(package: &str) -> PathBuf {
    vuoro_toolchain::built(&target(), package)
}

/// The guests in folders of these names, or all guests.
fn guests(names: &[String]) -> Result<Vec<Guest>> {
    let is_named = |name: &str| names.is_empty() || names.iter().any(|wanted| wanted == name);
    let mut guests = Vec::new();
    for (parent, is_plugin) in [("plugins", true), ("tests/guests", false)] {
        for folder in folders_with(&sh::root().join(parent), "Cargo.toml")? {
            let name = name_of(&folder)?;
            if is_named(&name) {
                let place = if is_plugin {
                    sh::root().join("plugins/dist").join(format!("{}.wasm", id(&folder)?))
                } else {
                    guest_place(&name)
                };
                guests.push(Guest { source: Source::Crate(package(&folder)?), place, folder });
            }
        }
    }
    for folder in script::folders()? {
        let name = name_of(&folder)?;
        if is_named(&name) {
            guests.push(Guest { source: Source::Script, place: guest_place(&name), folder });
        }
    }
    let is_there = |name: &String| guests.iter().any(|guest| guest.folder.ends_with(name));
    if let Some(missing) = names.iter().find(|name| !is_there(name)) {
        bail!("there is no plugins/{missing}, tests/guests/{missing} or plugin-api/examples/{missing}");
    }
    Ok(guests)
}

fn name_of(folder: &Path) -> Result<String> {
    Ok(folder.file_name().context("a folder has a name")?.to_string_lossy().into_owned())
}

/// The path of the package of a guest that doesn't come with the server.
fn guest_place(name: &str) -> PathBuf {
    sh::target().join("guests").join(format!("{name}.wasm"))
}

/// The id in a plugin's manifest.
fn id(folder: &Path) -> Result<String> {
    let file = folder.join("plugin.toml");
    let manifest: toml::Table =
        toml::from_str(&read(&file)?).with_context(|| format!("{} isn't TOML", shown(&file)))?;
    let id = manifest.get("id").and_then(toml::Value::as_str);
    Ok(id.with_context(|| format!("{} has no id", shown(&file)))?.to_owned())
}

/// The name of a folder's crate.
fn package(folder: &Path) -> Result<String> {
    let file = folder.join("Cargo.toml");
    let manifest: toml::Table =
        toml::from_str(&read(&file)?).with_context(|| format!("{} isn't TOML", shown(&file)))?;
    let name = manifest.get("package").and_then(|package| package.get("name")).and_then(toml::Value::as_str);
    Ok(name.with_context(|| format!("{} names no package", shown(&file)))?.to_owned())
}

/// Makes a package of a built module.
fn wrap(guest: &Guest) -> Result<()> {
    let module = match &guest.source {
        Source::Crate(package) => built(package),
        Source::Script => script::built(&guest.folder),
    };
    let module = fs::read(&module).with_context(|| format!("{} isn't there; is it a cdylib?", shown(&module)))?;
    let schema = guest.folder.join("schema.graphql");
    let schema = if schema.is_file() { read(&schema)? } else { String::new() };
    let package = vuoro_package::wrap(&module, &read(&guest.folder.join("plugin.toml"))?, &schema)?;
    fs::create_dir_all(guest.place.parent().unwrap_or(Path::new(".")))?;
    // A concurrent reader gets the old file or the new one, never a part.
    let half = guest.place.with_extension("wasm.part");
    fs::write(&half, &package.bytes)?;
    fs::rename(&half, &guest.place)?;
    println!("{}: {:.0} KiB", shown(&guest.place), package.bytes.len() as f64 / 1024.0);
    Ok(())
}

/// A separate target folder: two compilers sharing one would each build everything again.
fn target() -> PathBuf {
    sh::target().join("wasm")
}

/// A digest of all sources of the package.
fn digest(guest: &Guest) -> Result<String> {
    let mut inputs = Vec::new();
    collect(&guest.folder, &mut inputs)?;
    let shared: &[&str] = match guest.source {
        Source::Crate(_) => &SHARED,
        Source::Script => &script::SHARED,
    };
    for shared in shared {
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
            if !["target", "node_modules", "dist"].iter().any(|made| entry.file_name() == *made) {
                collect(&entry.path(), files)?;
            }
        }
    }
    Ok(())
}

fn stamp(guest: &Guest) -> PathBuf {
    let name = match &guest.source {
        Source::Crate(package) => package.clone(),
        Source::Script => guest.place.file_stem().unwrap_or_default().to_string_lossy().into_owned(),
    };
    sh::target().join(format!("xtask/guest-{name}"))
}

fn read(file: &Path) -> Result<String> {
    fs::read_to_string(file).with_context(|| format!("could not read {}", shown(file)))
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
        let found = folders_with(folder.path(), "Cargo.toml").unwrap();
        assert_eq!(found, [folder.path().join("notes"), folder.path().join("tags")]);
        assert_eq!(package(&found[0]).unwrap(), "vuoro-x");
        assert!(folders_with(&folder.path().join("nothing"), "Cargo.toml").unwrap().is_empty());
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
        for file in ["src/lib.rs", "target/debug/x", "dist/plugin.js", "node_modules/x/index.js"] {
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
        assert!(error.to_string().starts_with("there is no plugins/no-such-plugin, "), "{error}");
    }

    #[test]
    fn the_examples_in_other_languages_are_guests_too() {
        let guests = guests(&["typescript".to_owned()]).unwrap();
        assert!(matches!(guests[0].source, Source::Script));
        assert!(guests[0].place.ends_with("guests/typescript.wasm"));
    }

    #[test]
    fn everything_shared_is_there() {
        for shared in SHARED.into_iter().chain(script::SHARED) {
            assert!(sh::root().join(shared).exists(), "{shared}");
        }
    }
}
