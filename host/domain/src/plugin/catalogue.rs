//! The packages that come with the server.

use std::collections::BTreeMap;

use vuoro_package::{Digest, Package};

/// Packages by plugin, newest version last.
#[derive(Default)]
pub(crate) struct Catalogue {
    plugins: BTreeMap<String, Vec<Package>>,
}

impl Catalogue {
    pub fn of(packages: Vec<Package>) -> Self {
        let mut plugins: BTreeMap<String, Vec<Package>> = BTreeMap::new();
        for package in packages {
            plugins.entry(package.manifest.id.clone()).or_default().push(package);
        }
        plugins.values_mut().for_each(|versions| versions.sort_by(|a, b| a.manifest.version.cmp(&b.manifest.version)));
        Self { plugins }
    }

    pub fn by_digest(&self, digest: &Digest) -> Option<&Package> {
        self.plugins.values().flatten().find(|package| package.digest == *digest)
    }

    /// The newest version of each plugin.
    pub fn newest(&self) -> impl Iterator<Item = &Package> {
        self.plugins.values().filter_map(|versions| versions.last())
    }

    /// One version of a plugin; without a version, its newest.
    pub fn find(&self, plugin: &str, version: Option<&str>) -> Option<&Package> {
        let versions = self.plugins.get(plugin)?;
        match version {
            Some(version) => versions.iter().find(|package| package.manifest.version.to_string() == version),
            None => versions.last(),
        }
    }
}
