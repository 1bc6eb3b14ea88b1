//! Plugins in a script language: folders of npm whose `npm run build` makes `dist/plugin.wasm`, a component.

use std::path::{Path, PathBuf};

use anyhow::Result;

use crate::{node, sh};

/// The folders whose folders are such plugins.
const PARENT: &str = "plugin-api/examples";

/// What their packages are made of beside their own folders.
pub const SHARED: [&str; 2] = ["plugin-api/wit", "plugin-api/package"];

/// All of them, by name.
pub fn folders() -> Result<Vec<PathBuf>> {
    super::folders_with(&sh::root().join(PARENT), "package.json")
}

/// Builds one's component.
pub fn build(folder: &Path) -> Result<()> {
    node::install(folder)?;
    println!("{}: npm run build", super::shown(folder));
    sh::run(&mut node::npm(folder, &["run", "build"]))
}

/// Where the component lies once it is built.
pub fn built(folder: &Path) -> PathBuf {
    folder.join("dist/plugin.wasm")
}

/// Runs their own tests, and hands over each line that these print.
pub fn test(mut on_line: impl FnMut(&str)) -> Result<()> {
    for folder in folders()? {
        node::install(&folder)?;
        sh::streamed(&mut node::npm(&folder, &["test"]), &mut on_line)?;
    }
    Ok(())
}
