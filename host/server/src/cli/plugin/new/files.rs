//! Files that this binary carries, and those that it writes.

use std::{fs, path::Path};

use anyhow::Context;
use rust_embed::RustEmbed;

/// The text of a file that this binary carries.
pub(super) fn text_of<F: RustEmbed>(path: &str) -> anyhow::Result<String> {
    let file = F::get(path).with_context(|| format!("this build lacks {path}"))?;
    String::from_utf8(file.data.into_owned()).with_context(|| format!("{path} isn't UTF-8"))
}

pub(super) fn put(file: &Path, text: &str) -> anyhow::Result<()> {
    let folder = file.parent().unwrap_or(Path::new("."));
    fs::create_dir_all(folder)
        .and_then(|()| fs::write(file, text))
        .with_context(|| format!("{} can't be written", file.display()))
}
