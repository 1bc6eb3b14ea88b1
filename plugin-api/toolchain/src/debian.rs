//! Debian's and Ubuntu's Rust for web browsers (`rustc-web`), which is newer than their `rustc` and has a linker for
//! WebAssembly. Its packages are downloaded and unpacked into a folder; the system isn't changed.

use std::collections::BTreeSet;
use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context, Result, bail};

use crate::{apt, shell};

/// The compiler and the source of its standard library; the rest follows by their dependencies.
const PACKAGES: [&str; 2] = ["rustc-web", "rust-web-src"];

/// Dependencies that are unpacked too: the rest (libc6, gcc, …) is on every machine that builds Rust at all.
const FAMILY: [&str; 2] = ["libstd-rust-web", "libllvm"];

/// Most packages; more would mean that a dependency was misread.
const PACKAGES_MAX: usize = 20;

/// A marker that is written last, so that an interrupted unpacking is done again.
const STAMP: &str = "complete";

/// Whether everything was unpacked into the folder.
pub fn is_complete(folder: &Path) -> bool {
    folder.join(STAMP).is_file()
}

/// Downloads and unpacks the packages.
pub fn unpack(folder: &Path) -> Result<()> {
    if folder.exists() {
        fs::remove_dir_all(folder)?;
    }
    let packages = folder.join("packages");
    fs::create_dir_all(&packages)?;
    let names = names()?;
    eprintln!("apt-get download {}", names.join(" "));
    apt::download(&packages, &names)?;
    for file in fs::read_dir(&packages)? {
        shell::run(Command::new("dpkg").arg("-x").arg(file?.path()).arg(folder))?;
    }
    fs::remove_dir_all(&packages)?;
    link_linker(folder)?;
    write_compiler(folder)?;
    let version = shell::quiet(Command::new(compiler(folder)).arg("--version"));
    let version = version.context("the unpacked compiler doesn't start")?;
    eprintln!("{version}");
    fs::write(folder.join(STAMP), version)?;
    Ok(())
}

/// The path of the compiler: a script that finds its libraries.
pub fn compiler(folder: &Path) -> PathBuf {
    folder.join("rustc")
}

/// The path of the linker.
pub fn linker(folder: &Path) -> PathBuf {
    folder.join("rust-lld")
}

/// The names of the packages from today's dependencies, because the names contain versions.
fn names() -> Result<Vec<String>> {
    let mut names = BTreeSet::new();
    let mut open: Vec<String> = PACKAGES.map(str::to_owned).to_vec();
    while let Some(name) = open.pop() {
        if names.len() >= PACKAGES_MAX {
            bail!("{name}: more than {PACKAGES_MAX} packages; the dependencies were misread");
        }
        if !names.insert(name.clone()) {
            continue;
        }
        let needed = apt::dependencies(&name)?;
        // The linker's package is named by LLVM's version.
        if let Some(version) = needed.iter().find_map(|name| name.strip_prefix("libllvm")) {
            open.push(format!("lld-{version}"));
        }
        open.extend(needed.into_iter().filter(|name| is_family(name)));
    }
    Ok(names.into_iter().collect())
}

fn is_family(name: &str) -> bool {
    FAMILY.iter().any(|start| name.starts_with(start))
}

/// Links the linker under the name by which rustc recognises its kind.
fn link_linker(folder: &Path) -> Result<()> {
    let lld = llvm(folder)?.join("bin/lld");
    if !lld.is_file() {
        bail!("the packages have no {}", lld.display());
    }
    write_script(&linker(folder), folder, &lld)
}

fn write_compiler(folder: &Path) -> Result<()> {
    write_script(&compiler(folder), folder, &folder.join("usr/bin/rustc"))
}

/// Writes a script that runs a program with the folder's libraries.
fn write_script(script: &Path, folder: &Path, program: &Path) -> Result<()> {
    let mut libraries = vec![llvm(folder)?.join("lib")];
    for entry in fs::read_dir(folder.join("usr/lib"))? {
        let path = entry?.path();
        // Such as `x86_64-linux-gnu`.
        if path.to_string_lossy().contains("-linux-") {
            libraries.push(path);
        }
    }
    let libraries: Vec<_> = libraries.iter().map(|path| path.display().to_string()).collect();
    let name = script.file_name().context("a script has a name")?.to_string_lossy();
    let text = format!(
        "#!/bin/bash\nexport LD_LIBRARY_PATH=\"{}\"\nexec -a {name} \"{}\" \"$@\"\n",
        libraries.join(":"),
        program.display()
    );
    fs::write(script, text)?;
    fs::set_permissions(script, fs::Permissions::from_mode(0o755))?;
    Ok(())
}

/// The path of `usr/lib/llvm-22`, in whatever version.
fn llvm(folder: &Path) -> Result<PathBuf> {
    for entry in fs::read_dir(folder.join("usr/lib"))? {
        let entry = entry?;
        if entry.file_name().to_string_lossy().starts_with("llvm-") {
            return Ok(entry.path());
        }
    }
    bail!("the packages have no LLVM")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_the_compilers_own_family_is_unpacked() {
        for name in ["libstd-rust-web-dev", "libstd-rust-web-1.96", "libllvm22"] {
            assert!(is_family(name), "{name}");
        }
        for name in ["libc6", "gcc", "llvm-22", "binutils", "libstdc++6"] {
            assert!(!is_family(name), "{name}");
        }
    }

    #[test]
    fn a_folder_without_the_stamp_is_unpacked_again() {
        let folder = tempfile::tempdir().unwrap();
        assert!(!is_complete(folder.path()));
        fs::write(folder.path().join(STAMP), "rustc 1.96.0").unwrap();
        assert!(is_complete(folder.path()));
    }

    #[test]
    fn a_script_runs_the_program_with_the_folders_libraries_and_the_scripts_name() {
        let folder = tempfile::tempdir().unwrap();
        for path in ["usr/lib/llvm-22/lib", "usr/lib/x86_64-linux-gnu", "usr/lib/rustlib"] {
            fs::create_dir_all(folder.path().join(path)).unwrap();
        }
        let script = folder.path().join("rust-lld");
        write_script(&script, folder.path(), Path::new("/bin/bash")).unwrap();
        let shown = shell::quiet(Command::new(&script).args(["-c", "echo $0 $LD_LIBRARY_PATH"])).unwrap();
        let root = folder.path().display();
        assert_eq!(shown, format!("rust-lld {root}/usr/lib/llvm-22/lib:{root}/usr/lib/x86_64-linux-gnu"));
    }
}
