//! Plugins in a script language: npm folders whose `npm run build` makes the component `dist/plugin.wasm`.

use std::path::{Path, PathBuf};

use anyhow::Result;

use super::folders::{folders_with, shown};
use crate::{node, sh};

/// The folder whose subfolders are such plugins.
const PARENT: &str = "plugin-api/examples";

/// The sources of their packages outside their own folders.
pub const SHARED: [&str; 2] = ["plugin-api/wit", "plugin-api/package"];

/// All of them, by name.
pub fn folders() -> Result<Vec<PathBuf>> {
    folders_with(&sh::root().join(PARENT), "package.json")
}

/// Builds a folder's component.
pub fn build(folder: &Path) -> Result<()> {
    node::install(folder)?;
    println!("{}: npm run build", shown(folder));
    sh::run(&mut node::npm(folder, &["run", "build"]))
}

/// The path of the built component.
pub fn built(folder: &Path) -> PathBuf {
    folder.join("dist/plugin.wasm")
}

/// Runs their own tests, and passes on each printed line.
pub fn test(mut on_line: impl FnMut(&str)) -> Result<()> {
    for folder in folders()? {
        node::install(&folder)?;
        sh::streamed(&mut node::npm(&folder, &["test"]), &mut on_line)?;
    }
    Ok(())
}
