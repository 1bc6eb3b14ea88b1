//! The files that checks look at.

use std::path::PathBuf;

use anyhow::{Context, Result};

use crate::sh;

/// A text file of the repository.
pub struct SourceFile {
    /// The path from the root, with slashes.
    pub path: String,
    /// The whole text.
    pub text: String,
}

/// Every text file that git tracks or would track; ignored files aren't sources.
pub(super) fn files() -> Result<Vec<SourceFile>> {
    let list = ["ls-files", "--cached", "--others", "--exclude-standard", "-z"];
    let list = sh::output(sh::command("git").args(list)).context("tidy asks git which files are source")?;
    let mut files = Vec::new();
    for path in list.split('\0').filter(|path| !path.is_empty()) {
        let file: PathBuf = sh::root().join(path);
        // Skips what is deleted and not yet committed, a link, or not text.
        let is_file = file.symlink_metadata().is_ok_and(|about| about.is_file());
        if is_file && let Ok(text) = std::fs::read_to_string(&file) {
            files.push(SourceFile { path: path.to_owned(), text });
        }
    }
    files.sort_by(|one, other| one.path.cmp(&other.path));
    files.dedup_by(|one, other| one.path == other.path);
    Ok(files)
}
