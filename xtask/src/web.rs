//! The pages that the server embeds. They are built here and never committed. Every command that compiles the server
//! builds them first, except `codegen`, which must run before them when the schema changes.

use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result};
use serde_json::Value;

use crate::{browser, node, sh};

/// An npm package of pages.
struct Package {
    /// Its path from the root.
    folder: &'static str,
    /// Its folders that its build writes.
    results: &'static [&'static str],
    /// Its folders that are separate packages.
    others: &'static [&'static str],
}

const PACKAGES: [Package; 2] = [
    Package { folder: "host/web", results: &["console/dist", "widget/dist"], others: &["graphiql"] },
    Package { folder: "host/web/graphiql", results: &["dist"], others: &[] },
];

/// Builds what is missing or older than its sources.
pub fn make() -> Result<()> {
    PACKAGES.iter().try_for_each(make_package)
}

/// Creates the pages' folders where they don't exist. A debug build of the server looks for pages in the folders that
/// existed when it was compiled.
pub fn make_room() -> Result<()> {
    let results = PACKAGES.iter().flat_map(|package| package.results.iter().map(|result| (package.folder, result)));
    for (folder, result) in results {
        fs::create_dir_all(sh::root().join(folder).join(result))?;
    }
    Ok(())
}

/// Regenerates the types and documents of the pages' operations.
pub fn codegen() -> Result<()> {
    run_script("codegen", &[], |_| {})
}

/// Runs the pages' own tests.
pub fn test(on_line: impl FnMut(&str)) -> Result<()> {
    run_script("test", &[], on_line)
}

/// Runs the tests in real browsers, with a server's binary.
pub fn test_in_browsers(server: &Path, on_line: impl FnMut(&str)) -> Result<()> {
    let browser = browser::require()?;
    let guests = sh::target().join("guests");
    run_script("test:browser", &[("VUORO", server), ("VUORO_CHROMIUM", &browser), ("VUORO_GUESTS", &guests)], on_line)
}

/// Runs a script in each package that has it, and passes on each printed line.
fn run_script(script: &str, variables: &[(&str, &Path)], mut on_line: impl FnMut(&str)) -> Result<()> {
    for Package { folder, .. } in &PACKAGES {
        let folder = sh::root().join(folder);
        let manifest: Value = serde_json::from_str(&fs::read_to_string(folder.join("package.json"))?)
            .with_context(|| format!("{} is not JSON", folder.join("package.json").display()))?;
        if manifest["scripts"][script].is_string() {
            node::install(&folder)?;
            let mut command = node::npm(&folder, &["run", script]);
            sh::streamed(command.envs(variables.iter().copied()), &mut on_line)?;
        }
    }
    Ok(())
}

fn make_package(package: &Package) -> Result<()> {
    let folder = sh::root().join(package.folder);
    let others: Vec<PathBuf> = package.others.iter().map(|other| folder.join(other)).collect();
    let mut inputs = Vec::new();
    collect(&folder, &others, &mut inputs)?;
    inputs.sort();
    let now = node::digest(&inputs)?;
    // Compares contents and not times, since a fresh clone's times say nothing. Not in dist/, which is served.
    let stamp = sh::target().join(format!("xtask/{}", package.folder.replace('/', "-")));
    let is_full =
        |result: &&'static str| fs::read_dir(folder.join(result)).is_ok_and(|mut files| files.next().is_some());
    let is_there = package.results.iter().all(is_full);
    if is_there && fs::read_to_string(&stamp).is_ok_and(|before| before == now) {
        return Ok(());
    }
    node::install(&folder)?;
    println!("{}: npm run build", package.folder);
    sh::run(&mut node::npm(&folder, &["run", "build"]))?;
    fs::create_dir_all(sh::target().join("xtask"))?;
    fs::write(stamp, now)?;
    Ok(())
}

/// All source files of a package.
fn collect(folder: &Path, others: &[PathBuf], files: &mut Vec<PathBuf>) -> Result<()> {
    for entry in fs::read_dir(folder)? {
        let entry = entry?;
        let (name, path) = (entry.file_name(), entry.path());
        if NOT_INPUTS.iter().any(|other| name == *other) || others.contains(&path) {
            continue;
        }
        if entry.file_type()?.is_dir() {
            collect(&path, others, files)?;
        } else {
            files.push(path);
        }
    }
    Ok(())
}

/// Folders with what is installed, built or written by tests.
const NOT_INPUTS: [&str; 4] = ["node_modules", "dist", "tests", "test-results"];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn packages_results_and_other_packages_are_not_inputs_of_a_page() {
        let folder = tempfile::tempdir().unwrap();
        for file in ["package.json", "src/main.ts", "dist/main.js", "node_modules/a/index.js", "other/package.json"] {
            let file = folder.path().join(file);
            fs::create_dir_all(file.parent().unwrap()).unwrap();
            fs::write(file, "").unwrap();
        }
        let mut files = Vec::new();
        collect(folder.path(), &[folder.path().join("other")], &mut files).unwrap();
        files.sort();
        assert_eq!(files, [folder.path().join("package.json"), folder.path().join("src/main.ts")]);
    }
}
