//! Packages in files.

use std::path::Path;

use anyhow::Context;
use vuoro_package::Package;

pub(super) fn bytes(file: &Path) -> anyhow::Result<Vec<u8>> {
    std::fs::read(file).with_context(|| format!("{} can't be read", file.display()))
}

pub(super) fn read(file: &Path) -> anyhow::Result<Package> {
    Package::read(bytes(file)?).with_context(|| format!("{} is no plugin", file.display()))
}
