//! The pages that the server carries inside itself. They are built here, never committed, and the
//! server doesn't compile without them: every command that compiles it makes them first.

use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result};
use serde_json::Value;

use crate::count::Counts;
use crate::{node, sh};

/// Each folder with a page of its own; its build writes `dist/`.
const PAGES: [&str; 1] = ["host/web/graphiql"];

/// Builds what is missing or older than what it is made of.
pub fn make() -> Result<()> {
    for page in pages() {
        make_page(&page)?;
    }
    Ok(())
}

/// Runs the pages' own tests, of those that have any.
pub fn test(counts: &mut Counts) -> Result<()> {
    for page in pages() {
        let manifest: Value = serde_json::from_str(&fs::read_to_string(page.join("package.json"))?)
            .with_context(|| format!("{} is not JSON", page.join("package.json").display()))?;
        if manifest["scripts"]["test"].is_string() {
            node::install(&page)?;
            sh::streamed(&mut node::npm(&page, &["test"]), |line| counts.read(line))?;
        }
    }
    Ok(())
}

fn pages() -> impl Iterator<Item = PathBuf> {
    PAGES.iter().map(|page| sh::root().join(page)).filter(|page| page.join("package.json").is_file())
}

fn make_page(page: &Path) -> Result<()> {
    let mut inputs = Vec::new();
    collect(page, &mut inputs)?;
    inputs.sort();
    let now = node::digest(&inputs)?;
    let name = page.file_name().context("a page has a name")?.to_string_lossy();
    // By content and not by time: a fresh clone's times say nothing. Not in dist/, which is served.
    let stamp = sh::target().join(format!("xtask/web-{name}"));
    let is_fresh = page.join("dist").is_dir() && fs::read_to_string(&stamp).is_ok_and(|before| before == now);
    if is_fresh {
        return Ok(());
    }
    node::install(page)?;
    println!("host/web/{name}: npm run build");
    sh::run(&mut node::npm(page, &["run", "build"]))?;
    fs::create_dir_all(sh::target().join("xtask"))?;
    fs::write(stamp, now)?;
    Ok(())
}

/// All files that a page is made of.
fn collect(folder: &Path, files: &mut Vec<PathBuf>) -> Result<()> {
    for entry in fs::read_dir(folder)? {
        let entry = entry?;
        let name = entry.file_name();
        if name == "node_modules" || name == "dist" {
            continue;
        }
        if entry.file_type()?.is_dir() {
            collect(&entry.path(), files)?;
        } else {
            files.push(entry.path());
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn packages_and_results_are_not_inputs_of_a_page() {
        let folder = tempfile::tempdir().unwrap();
        for file in ["package.json", "src/main.ts", "dist/main.js", "node_modules/a/index.js"] {
            let file = folder.path().join(file);
            fs::create_dir_all(file.parent().unwrap()).unwrap();
            fs::write(file, "").unwrap();
        }
        let mut files = Vec::new();
        collect(folder.path(), &mut files).unwrap();
        files.sort();
        assert_eq!(files, [folder.path().join("package.json"), folder.path().join("src/main.ts")]);
    }
}
