//! The folders of plugins.

use std::fs;
use std::path::{Path, PathBuf};

use anyhow::Result;

use crate::sh;

/// The subfolders that have a file of this name, in order.
pub(super) fn folders_with(folder: &Path, file: &str) -> Result<Vec<PathBuf>> {
    let mut found = Vec::new();
    if folder.is_dir() {
        for entry in fs::read_dir(folder)? {
            let path = entry?.path();
            if path.join(file).is_file() {
                found.push(path);
            }
        }
    }
    found.sort();
    Ok(found)
}

/// A path as people read it, from the root of the checkout.
pub(super) fn shown(path: &Path) -> String {
    path.strip_prefix(sh::root()).unwrap_or(path).display().to_string()
}
