//! Moving plugins that came with an earlier version of the server to the versions that this one brings. What organisations use
//! of a server's packages is stored, so that it runs on under a newer server until it is moved.

use std::sync::Arc;

use semver::Version;
use vuoro_kernel::OrganisationId;
use vuoro_package::{Digest, Package};
use vuoro_store::{
    StoreError,
    record::{InstalledPlugin, PluginVersion},
};

use super::{
    change::{asks, version},
    grants::Grants,
};
use crate::{Domain, Error, error::Halt};

impl Domain {
    /// The plugins of an organisation, after each that came with an earlier server was moved to the newer version that this server
    /// brings. One that asks for more than was granted waits for an operator instead. Nothing is moved to an older version: where
    /// an earlier server still runs on the same database, the two would move it to and fro.
    ///
    /// # Errors
    /// Only when the database fails.
    pub(super) async fn renewed(
        &self,
        organisation: OrganisationId,
        mut installed: Vec<InstalledPlugin>,
    ) -> Result<Vec<InstalledPlugin>, Error> {
        for index in 0..installed.len() {
            let Some(newer) = self.successor(organisation, &installed[index]).await? else { continue };
            if let Err(report) = self.fits_beside(organisation, &newer, &installed).await? {
                tracing::error!(%organisation, plugin = newer.manifest.id, report, "the newer version of a plugin doesn't fit");
                continue;
            }
            if let Some(moved) = self.move_to(organisation, &installed[index], newer).await? {
                installed[index] = moved;
            }
        }
        Ok(installed)
    }

    /// The newer version that this server brings of a plugin that came with an earlier one.
    async fn successor(
        &self,
        organisation: OrganisationId,
        installed: &InstalledPlugin,
    ) -> Result<Option<Package>, Error> {
        let Some(ours) = self.plugins.catalogue.find(&installed.plugin, None) else { return Ok(None) };
        let is_newer = Version::parse(&installed.current.version).is_ok_and(|current| current < ours.manifest.version);
        let is_ours = self.plugins.catalogue.by_digest(&Digest(installed.current.digest)).is_some();
        let ours_is = |known: &Option<PluginVersion>| known.as_ref() == Some(&version(ours));
        // It waits already, or an operator went back from it.
        if !is_newer || is_ours || ours_is(&installed.waiting) || ours_is(&installed.previous) {
            return Ok(None);
        }
        let own = self.store.door(organisation).plugin_packages().await?;
        let is_own = own.iter().any(|(_, version)| version.digest == installed.current.digest);
        Ok((!is_own).then(|| ours.clone()))
    }

    /// Stores a package that this server brings, once for all organisations, so that it is there for a newer server too.
    pub(super) async fn store_ours(&self, package: &Package) -> Result<(), Error> {
        let digest = package.digest;
        let is_ours = self.plugins.catalogue.by_digest(&digest).is_some();
        if !is_ours || self.plugins.stored.lock().contains(&digest) {
            return Ok(());
        }
        if !self.store.platform().has_bundled_package(&digest.0).await? {
            let (package, now) = (package.clone(), self.now());
            let stored = self.store.write::<_, StoreError, _>(move |tx| {
                let package = package.clone();
                Box::pin(async move {
                    let id = &package.manifest.id;
                    tx.platform().put_bundled_package(id, &version(&package), &package.bytes, now).await
                })
            });
            stored.await?;
        }
        self.plugins.stored.lock().insert(digest);
        Ok(())
    }

    /// Why a plugin's package can't be found, for its operators.
    pub(super) fn why_gone(&self, installed: &InstalledPlugin) -> String {
        let Some(ours) = self.plugins.catalogue.find(&installed.plugin, None) else {
            return "its package is gone, or breaks a rule that there wasn't when it was brought".to_owned();
        };
        let (version, ours) = (&installed.current.version, &ours.manifest.version);
        format!("its version {version} came with another version of the server, and this one brings {ours}: upgrade it")
    }

    /// Whether the organisation's schema holds together with a package in place of the plugin's earlier one; else why not.
    async fn fits_beside(
        &self,
        organisation: OrganisationId,
        package: &Package,
        installed: &[InstalledPlugin],
    ) -> Result<Result<(), String>, Error> {
        let Some(check) = self.plugins.schema_check.get().cloned() else { return Ok(Ok(())) };
        let id: Arc<str> = package.manifest.id.as_str().into();
        let mut fragments = vec![(id, package.sdl.clone())];
        for other in installed.iter().filter(|other| other.enabled && other.plugin != package.manifest.id) {
            if let Some(package) = self.package_of(organisation, &Digest(other.current.digest)).await? {
                fragments.push((other.plugin.as_str().into(), package.sdl.clone()));
            }
        }
        let checked = tokio::task::spawn_blocking(move || check(&fragments)).await;
        checked.map_err(|error| Error::Internal(error.to_string()))
    }

    /// Moves a plugin, or lets the newer version wait; `None` when somebody else changed it meanwhile.
    async fn move_to(
        &self,
        organisation: OrganisationId,
        installed: &InstalledPlugin,
        newer: Package,
    ) -> Result<Option<InstalledPlugin>, Error> {
        let (now, seen) = (self.now(), installed.clone());
        let has_way_back = self.package_of(organisation, &Digest(seen.current.digest)).await?.is_some();
        let moved = self.store.write::<_, Halt, _>(move |tx| {
            let (seen, newer) = (seen.clone(), newer.clone());
            Box::pin(async move {
                let door = tx.door(organisation);
                let Some(found) = door.lock_plugin(&seen.plugin).await?.filter(|found| *found == seen) else {
                    return Ok(None);
                };
                let to = version(&newer);
                let moved = match Grants::of(&found, None).cover(&newer.manifest) {
                    true => {
                        let previous = has_way_back.then(|| found.current.clone());
                        InstalledPlugin { current: to, previous, waiting: None, granted: asks(&newer), ..found }
                    }
                    false => InstalledPlugin { waiting: Some(to), ..found },
                };
                let moved = InstalledPlugin { changed_at: now, ..moved };
                door.put_plugin(&moved).await?;
                Ok(Some(moved))
            })
        });
        moved.await.map_err(|halt| match halt {
            Halt::Store(error) => error.into(),
            Halt::Refused(refusal) => Error::Internal(format!("{refusal:?}")),
        })
    }
}
