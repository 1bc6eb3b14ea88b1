//! The browser for tests: the system's Chromium. No step downloads another one.

use std::path::PathBuf;

use anyhow::{Context, Result};

use crate::{apt, sh};

/// Chromium's names where it is packaged.
const NAMES: [&str; 3] = ["chromium", "chromium-browser", "google-chrome"];

/// Finds Chromium, or installs Debian's.
pub fn require() -> Result<PathBuf> {
    if let Some(found) = find() {
        return Ok(found);
    }
    apt::install("Chromium", &["chromium"])?;
    find().context("chromium is still missing after its installation")
}

fn find() -> Option<PathBuf> {
    NAMES.iter().find_map(|name| sh::on_path(name))
}
