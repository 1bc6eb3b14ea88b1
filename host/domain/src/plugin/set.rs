//! The plugins that are switched on, ready to be called: built once for each organisation and kept until something changes, or
//! until others need the memory more.

use std::sync::Arc;

use vuoro_kernel::{Change, OrganisationId};
use vuoro_package::{Digest, Manifest, Package};
use vuoro_plugins::{LoadError, Loaded, PluginId, Plugins, Target};
use vuoro_store::record::InstalledPlugin;

use super::{
    enabled::{EnabledPlugin, MissingPlugin, PluginSet},
    grants::Grants,
    host::{CODE_KIB_LEAST, CODE_KIB_OF_ONE_MAX, SET_KIB},
};
use crate::{Domain, Error};

/// How often a set is built again when plugins keep changing meanwhile.
const BUILT_AGAIN_MAX: usize = 3;

/// Why a plugin isn't ready to be called.
struct NotReady {
    why: String,
    is_passing: bool,
}

impl NotReady {
    fn for_good(why: String) -> Self {
        Self { why, is_passing: false }
    }
}

impl From<LoadError> for NotReady {
    fn from(error: LoadError) -> Self {
        Self { why: error.to_string(), is_passing: error.is_passing() }
    }
}

impl Domain {
    /// The plugins that an organisation had enabled a moment ago, without waiting; none before anybody asked.
    pub fn plugin_set_now(&self, organisation: OrganisationId) -> Arc<PluginSet> {
        self.plugins.last_set(organisation).unwrap_or_default()
    }

    /// Builds what a change from elsewhere made stale, so that open sockets learn of it.
    pub(crate) async fn refresh_plugins(&self, change: &Change) {
        if let Change::Plugins { organisation } = change
            && self.plugins.last_set(*organisation).is_some()
            && let Err(error) = self.plugin_set(*organisation).await
        {
            tracing::warn!(%organisation, %error, "the plugins of an organisation can't be read; the next to ask tries again");
        }
    }

    /// The plugins that an organisation has enabled. For the host itself, which shows them to nobody.
    ///
    /// # Errors
    /// Only when the database fails.
    pub async fn plugin_set(&self, organisation: OrganisationId) -> Result<Arc<PluginSet>, Error> {
        if self.plugins.floor.is_none() {
            return Ok(Arc::default());
        }
        self.follow_rights();
        let mut set = Arc::default();
        for _ in 0..BUILT_AGAIN_MAX {
            if let Some(set) = self.plugins.fresh(organisation) {
                return Ok(set);
            }
            let begun = self.plugins.changes();
            set = Arc::new(self.build_set(organisation).await?);
            // A change during building may be in the set or not; callers that can't wait must not find an older one.
            if self.plugins.keep(begun, organisation, &set) {
                break;
            }
        }
        Ok(set)
    }

    async fn build_set(&self, organisation: OrganisationId) -> Result<PluginSet, Error> {
        let before = self.plugin_set_now(organisation);
        let mut set = PluginSet { kib: SET_KIB, ..PluginSet::default() };
        let mut own_kib = 0_u32;
        let installed = self.store.door(organisation).plugins().await?;
        for installed in self.renewed(organisation, installed).await? {
            if !installed.enabled {
                continue;
            }
            let same = before.iter().find(|plugin| plugin.installed == installed).cloned();
            let found = match same {
                Some(same) => Ok(same),
                None => self.make_ready(organisation, &installed).await?,
            };
            let is_within =
                |plugin: &EnabledPlugin| own_kib.saturating_add(self.own_kib(plugin)) <= CODE_KIB_OF_ONE_MAX;
            let found = found.and_then(|plugin| if is_within(&plugin) { Ok(plugin) } else { Err(too_much_code()) });
            match found {
                Ok(plugin) => {
                    own_kib += self.own_kib(&plugin);
                    set.key.push(Digest(installed.current.digest));
                    set.plugins.push(plugin);
                }
                // The others go on; operators see why among its failures.
                Err(not_ready) => {
                    let why = &not_ready.why;
                    tracing::error!(%organisation, plugin = installed.plugin, why, "a plugin can't be loaded");
                    set.missing.push(self.missing(organisation, &installed, not_ready).await?);
                }
            }
        }
        set.kib = set.kib.saturating_add(own_kib);
        Ok(set)
    }

    /// What a plugin counts for in memory; nothing when it comes with the server.
    fn own_kib(&self, plugin: &EnabledPlugin) -> u32 {
        if self.plugins.catalogue.by_digest(&plugin.target.loaded.digest).is_some() {
            return 0;
        }
        u32::try_from(plugin.target.loaded.code_bytes / 1024).unwrap_or(u32::MAX).max(CODE_KIB_LEAST)
    }

    /// A plugin, ready to be called; else why it isn't.
    async fn make_ready(
        &self,
        organisation: OrganisationId,
        installed: &InstalledPlugin,
    ) -> Result<Result<EnabledPlugin, NotReady>, Error> {
        let Some(package) = self.package_of(organisation, &Digest(installed.current.digest)).await? else {
            return Ok(Err(NotReady::for_good(self.why_gone(installed))));
        };
        self.store_ours(&package).await?;
        let (floor, loaded) = (self.plugin_floor()?, self.load(organisation, &package).await);
        Ok(loaded.map(|loaded| enabled(floor, organisation, installed, &package, loaded)).map_err(NotReady::from))
    }

    /// What is known of a plugin that can't be loaded. Its operators are told why.
    async fn missing(
        &self,
        organisation: OrganisationId,
        installed: &InstalledPlugin,
        not_ready: NotReady,
    ) -> Result<MissingPlugin, Error> {
        let digest = Digest(installed.current.digest);
        if let Some(floor) = &self.plugins.floor {
            floor.note_missing(organisation, &PluginId::new(&installed.plugin), digest, &not_ready.why);
        }
        let package = self.package_or_glimpse(organisation, &digest).await?;
        let manifest = package.map(|package| package.manifest);
        let granted_hooks = |manifest: &Arc<Manifest>| {
            let grants = Grants::of(installed, Some(manifest));
            grants.hooks(manifest, &grants.permissions())
        };
        Ok(MissingPlugin {
            id: installed.plugin.as_str().into(),
            hooks: manifest.as_ref().map(granted_hooks).unwrap_or_default(),
            name: manifest.map(|manifest| manifest.name.clone()),
            is_passing: not_ready.is_passing,
        })
    }

    /// The code of a package: one that comes with the server, or one of the organisation's own.
    ///
    /// # Errors
    /// Why it can't be loaded.
    pub(super) async fn load(&self, organisation: OrganisationId, package: &Package) -> Result<Arc<Loaded>, LoadError> {
        let none = || LoadError::NoChecker("this server runs no plugins".to_owned());
        let floor = self.plugins.floor.as_ref().ok_or_else(none)?;
        match self.plugins.catalogue.by_digest(&package.digest) {
            Some(ours) => floor.load(ours.clone()).await,
            None => floor.load_brought(organisation, package.clone()).await,
        }
    }
}

fn too_much_code() -> NotReady {
    let mib = CODE_KIB_OF_ONE_MAX / 1024;
    NotReady::for_good(format!("the organisation's plugins together have more than {mib} MiB of compiled code"))
}

fn enabled(
    floor: &Plugins,
    organisation: OrganisationId,
    installed: &InstalledPlugin,
    package: &Package,
    loaded: Arc<Loaded>,
) -> EnabledPlugin {
    let grants = Grants::of(installed, Some(&package.manifest));
    let settings = package.manifest.complete_settings(&installed.settings).to_string().into();
    let target = Target { organisation, loaded, granted: Arc::new(grants.permissions()), settings };
    EnabledPlugin {
        id: installed.plugin.as_str().into(),
        sdl: package.sdl.clone(),
        manifest: package.manifest.clone(),
        hooks: grants.hooks(&package.manifest, &floor.effective(&target)),
        target,
        installed: installed.clone(),
    }
}
