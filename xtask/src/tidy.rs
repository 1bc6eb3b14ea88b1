//! `cargo xtask tidy`: checks what no compiler checks and readers must be able to rely on.

use std::path::PathBuf;

use anyhow::{Context, Result, bail};

use crate::cargo::Metadata;
use crate::sh;

mod arrows;
mod licences;
mod lints;
mod marks;
mod promises;
mod sizes;

/// The findings of a check.
#[derive(Default)]
pub struct Findings {
    problems: Vec<String>,
    warnings: Vec<String>,
}

impl Findings {
    /// Reports something that must be fixed.
    pub fn problem(&mut self, text: impl Into<String>) {
        self.problems.push(text.into());
    }

    /// Reports something to look at again.
    pub fn warning(&mut self, text: impl Into<String>) {
        self.warnings.push(text.into());
    }
}

/// Runs every check and prints all findings.
pub fn tidy() -> Result<()> {
    let metadata = Metadata::load()?;
    let files = files()?;
    let mut findings = Findings::default();
    arrows::check(&metadata, &mut findings);
    licences::check(&metadata, &mut findings);
    lints::check(&metadata, &mut findings)?;
    sizes::check(&files, &mut findings);
    marks::check(&files, &mut findings);
    promises::check(&files, &mut findings);

    for warning in &findings.warnings {
        println!("warning: {warning}");
    }
    for problem in &findings.problems {
        println!("problem: {problem}");
    }
    if !findings.problems.is_empty() {
        bail!("{} to put right", findings.problems.len());
    }
    println!("{} files and {} crates looked at", files.len(), metadata.packages.len());
    Ok(())
}

/// A text file of the repository.
pub struct SourceFile {
    /// The path from the root, with slashes.
    pub path: String,
    /// The whole text.
    pub text: String,
}

/// Every text file that git tracks or would track; ignored files aren't sources.
fn files() -> Result<Vec<SourceFile>> {
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
