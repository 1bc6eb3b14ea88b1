//! `cargo xtask tidy`: checks what no compiler checks and readers must be able to rely on.

use anyhow::{Result, bail};

use crate::cargo::Metadata;
use findings::Findings;

mod arrows;
mod circles;
mod findings;
mod licences;
mod lints;
mod marks;
mod promises;
mod sizes;
mod source;

/// Runs every check and prints all findings.
pub fn tidy() -> Result<()> {
    let metadata = Metadata::load()?;
    let files = source::files()?;
    let mut findings = Findings::default();
    arrows::check(&metadata, &mut findings);
    licences::check(&metadata, &mut findings);
    circles::check(&files, &mut findings);
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
