//! Packages that an organisation uploads.

use semver::Version;
use vuoro_kernel::{Caller, OrganisationId};
use vuoro_package::{Digest, Package};
use vuoro_store::record::PluginVersion;

use crate::{Domain, Error, Problem, Refusal, error::Halt, rights};

/// Most packages stored for one organisation.
const PACKAGES_MAX: usize = 50;

impl Domain {
    /// Checks whether the caller may upload a package, before its bytes are read.
    ///
    /// # Errors
    /// For callers who aren't operators or owners.
    pub fn may_add_plugin_package(&self, caller: &Caller) -> Result<(), Error> {
        rights::operator(caller).map(|_| ())
    }

    /// Stores a package for the calling operator's organisation. The same version with other contents is refused,
    /// because somebody may have reviewed the first.
    ///
    /// # Errors
    /// For callers who aren't operators or owners. Problems: `InvalidInput` for a file that isn't a package, breaks a
    /// rule, or exceeds the limits of its check, and for one package too many.
    pub async fn add_plugin_package(&self, caller: &Caller, bytes: Vec<u8>) -> Result<Package, Refusal> {
        let by = rights::operator(caller)?;
        self.keep_package(by.organisation, bytes).await
    }

    /// [`Domain::add_plugin_package`] for the server's operator at the command line: no right is checked.
    ///
    /// # Errors
    /// The same ones, apart from those about the caller's rights.
    pub async fn add_plugin_package_to(
        &self,
        organisation: OrganisationId,
        bytes: Vec<u8>,
    ) -> Result<Package, Refusal> {
        self.keep_package(organisation, bytes).await
    }

    async fn keep_package(&self, organisation: OrganisationId, bytes: Vec<u8>) -> Result<Package, Refusal> {
        let floor = self.plugins.floor.as_ref().ok_or_else(super::no_plugins)?;
        let digest = Digest::of(&bytes);
        let kept = self.store.door(organisation).plugin_packages().await.map_err(Error::from)?;
        if kept.iter().any(|(_, version)| version.digest == digest.0)
            && let Some(package) = self.package_of(organisation, &digest).await?
        {
            return Ok(package);
        }
        // Counted before anybody works for it.
        if kept.len() >= PACKAGES_MAX {
            return Err(one_too_many().into());
        }
        // Checked and compiled before it is kept: what can't run is refused when it is brought.
        let package = floor.check(organisation, bytes).await.map_err(|error| Problem::invalid("package", error))?;
        let version = package.manifest.version.to_string();
        let ours = self.plugins.catalogue.find(&package.manifest.id, Some(&version));
        if ours.is_some_and(|ours| ours.digest != package.digest) {
            return Err(another(&package.manifest.id, &version).into());
        }
        let (now, kept) = (self.now(), package.clone());
        let id = kept.manifest.id.clone();
        self.store
            .write::<_, Halt, _>(move |tx| {
                let (id, kept) = (id.clone(), kept.clone());
                Box::pin(async move {
                    let door = tx.door(organisation);
                    if door.plugin_packages().await?.len() >= PACKAGES_MAX {
                        return Err(one_too_many().into());
                    }
                    let version = PluginVersion { version: kept.manifest.version.to_string(), digest: kept.digest.0 };
                    if !door.put_plugin_package(&id, &version, &kept.bytes, now).await? {
                        return Err(another(&id, &version.version).into());
                    }
                    Ok(())
                })
            })
            .await?;
        Ok(package)
    }

    /// A package that an organisation may use: the server's or its own; without a version the newest.
    pub(super) async fn find_package(
        &self,
        organisation: OrganisationId,
        plugin: &str,
        version: Option<&str>,
    ) -> Result<Option<Package>, Error> {
        let own = self.store.door(organisation).plugin_packages().await?;
        let own =
            own.into_iter().filter(|(id, it)| id == plugin && version.is_none_or(|version| it.version == version));
        let newest = own.max_by_key(|(_, it)| Version::parse(&it.version).ok());
        if let Some((_, newest)) = newest {
            return self.package_of(organisation, &Digest(newest.digest)).await;
        }
        Ok(self.plugins.catalogue.find(plugin, version).cloned())
    }

    /// A package by its digest: one of the server's or an earlier server's, or of the organisation's own.
    pub(crate) async fn package_of(
        &self,
        organisation: OrganisationId,
        digest: &Digest,
    ) -> Result<Option<Package>, Error> {
        if let Some(package) = self.plugins.catalogue.by_digest(digest) {
            return Ok(Some(package.clone()));
        }
        let of = (organisation, *digest);
        if let Some(package) = self.plugins.kept_package(&of) {
            return Ok(Some(package));
        }
        let Some(bytes) = self.stored_package(organisation, digest).await? else { return Ok(None) };
        // Read before it was kept; the rules may have become stricter since.
        let read = tokio::task::spawn_blocking(move || Package::read_checked(bytes).ok()).await;
        let package = read.map_err(|error| Error::Internal(error.to_string()))?;
        let package = package.filter(|package| package.digest == *digest);
        if let Some(package) = &package {
            self.plugins.keep_package(of, package);
        }
        Ok(package)
    }

    async fn stored_package(&self, organisation: OrganisationId, digest: &Digest) -> Result<Option<Vec<u8>>, Error> {
        match self.store.door(organisation).plugin_package(&digest.0).await? {
            Some(own) => Ok(Some(own)),
            None => Ok(self.store.platform().bundled_package(&digest.0).await?),
        }
    }

    /// A package; where it can't be read any more, what it says of its hooks, with nothing in it that could be run.
    pub(super) async fn package_or_glimpse(
        &self,
        organisation: OrganisationId,
        digest: &Digest,
    ) -> Result<Option<Package>, Error> {
        if let Some(package) = self.package_of(organisation, digest).await? {
            return Ok(Some(package));
        }
        let Some(bytes) = self.stored_package(organisation, digest).await? else { return Ok(None) };
        let glimpsed = tokio::task::spawn_blocking(move || Package::glimpse(bytes)).await;
        glimpsed.map_err(|error| Error::Internal(error.to_string()))
    }
}

fn one_too_many() -> Problem {
    Problem::invalid("package", format!("is one too many: an organisation keeps {PACKAGES_MAX}"))
}

/// The refusal of the same version with other contents, because somebody may have reviewed the first.
fn another(id: &str, version: &str) -> Problem {
    Problem::invalid("package", format!("is another {id} {version} than the one here; give it a new version"))
}
