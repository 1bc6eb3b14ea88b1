//! The plugins that are switched on, ready to be called: built once for each organisation and kept until something changes.

use std::{
    collections::HashMap,
    sync::{
        Arc, OnceLock,
        atomic::{AtomicU64, Ordering},
    },
    time::{Duration, Instant},
};

use parking_lot::Mutex;
use tokio::sync::Notify;
use vuoro_kernel::{Change, OrganisationId, Time};
use vuoro_package::{BeforeHook, Digest, Hooks, Manifest, Moment, Package};
use vuoro_plugins::{Delegate, Loaded, Plugins, Target};
use vuoro_store::{Committed, record::InstalledPlugin};

use super::{PluginSetup, SchemaCheck, catalogue::Catalogue, grants::Grants, news::News};
use crate::{Domain, Error};

/// Organisations whose plugins are kept ready; more begin anew.
const SETS_MAX: usize = 10_000;

/// Bytes of organisations' own packages that are kept in memory; more begin anew.
const PACKAGES_BYTES_MAX: usize = 128 * 1024 * 1024;

/// How often a set is built when plugins change all the while.
const BUILT_AGAIN_MAX: usize = 3;

/// What another process changed without telling acts after this time at the latest.
const BELIEVED: Duration = Duration::from_secs(5);

/// A plugin that is switched on.
#[derive(Clone, Debug)]
pub struct EnabledPlugin {
    /// Its id.
    pub id: Arc<str>,
    /// What it adds to the schema.
    pub sdl: Arc<str>,
    /// What it says of itself.
    pub manifest: Arc<Manifest>,
    /// The hooks of its manifest that are granted.
    pub(super) hooks: Hooks,
    pub(crate) target: Target,
    installed: InstalledPlugin,
}

impl EnabledPlugin {
    /// Since when the organisation has it.
    pub(crate) fn installed_at(&self) -> Time {
        self.installed.installed_at
    }
}

/// The plugins that an organisation has switched on, by id.
#[derive(Debug, Default)]
pub struct PluginSet {
    plugins: Vec<EnabledPlugin>,
    /// Equal for equal sets of packages, whichever organisation's.
    pub key: Vec<Digest>,
}

impl PluginSet {
    /// One of them.
    pub fn get(&self, id: &str) -> Option<&EnabledPlugin> {
        self.plugins.iter().find(|plugin| &*plugin.id == id)
    }

    /// Those that have a say before a moment.
    pub(super) fn hooks_before(&self, moment: Moment) -> Vec<(&EnabledPlugin, BeforeHook)> {
        let hook = |plugin: &EnabledPlugin| plugin.hooks.before.get(&moment).copied();
        self.plugins.iter().filter_map(|plugin| Some((plugin, hook(plugin)?))).collect()
    }

    /// All of them.
    pub fn iter(&self) -> impl Iterator<Item = &EnabledPlugin> {
        self.plugins.iter()
    }
}

/// The domain's side of plugins.
#[derive(Default)]
pub(crate) struct PluginHost {
    pub floor: Option<Plugins>,
    pub catalogue: Catalogue,
    pub delegate: OnceLock<Arc<dyn Delegate>>,
    pub schema_check: OnceLock<SchemaCheck>,
    pub news: News,
    /// Told when a plugin set an alarm.
    pub alarm_set: Notify,
    /// Organisations' own packages as they were read; at most [`PACKAGES_BYTES_MAX`].
    packages: Mutex<HashMap<(OrganisationId, Digest), Package>>,
    sets: Mutex<HashMap<OrganisationId, Kept>>,
    changes: AtomicU64,
}

/// A set as it was built; a stale one is built anew by the next who can wait for it.
struct Kept {
    set: Arc<PluginSet>,
    is_stale: bool,
    since: Instant,
}

impl PluginHost {
    pub fn new(setup: Option<PluginSetup>) -> Self {
        let Some(PluginSetup { floor, bundled }) = setup else { return Self::default() };
        Self { floor: Some(floor), catalogue: Catalogue::of(bundled), ..Self::default() }
    }

    /// Forgets what a change touches. Quick, waits for nothing, and may be told twice.
    pub fn heard(&self, change: &Change) {
        match change {
            Change::Plugins { organisation } => {
                self.changes.fetch_add(1, Ordering::SeqCst);
                if let Some(kept) = self.sets.lock().get_mut(organisation) {
                    kept.is_stale = true;
                }
            }
            Change::Missed => {
                self.changes.fetch_add(1, Ordering::SeqCst);
                self.sets.lock().values_mut().for_each(|kept| kept.is_stale = true);
            }
            _ => {}
        }
    }

    /// Notes the conversations of a commit that a plugin wants to hear of. Quick, waits for nothing.
    pub fn heard_of(&self, committed: &Committed) {
        if self.floor.is_none() {
            return;
        }
        let conversations = committed.changes.iter().filter_map(|change| match *change {
            Change::Entry { organisation, conversation, .. } => Some((organisation, conversation)),
            _ => None,
        });
        // A change and its entry are noted together, so both lists have the same order.
        for (of, entry) in conversations.zip(&committed.entries) {
            if self.may_listen(of.0, entry.content.type_name()) {
                self.news.note(of, 0);
            }
        }
    }

    /// Whether a plugin of the organisation hears of such entries, as far as is known.
    fn may_listen(&self, organisation: OrganisationId, kind: &str) -> bool {
        let sets = self.sets.lock();
        let Some(kept) = sets.get(&organisation).filter(|kept| !kept.is_stale) else { return true };
        kept.set.hooks_after().iter().any(|(_, hook)| hook.hears_of(kind))
    }

    fn keep_package(&self, of: (OrganisationId, Digest), package: &Package) {
        let mut packages = self.packages.lock();
        let bytes: usize = packages.values().map(|package| package.bytes.len()).sum();
        if bytes + package.bytes.len() > PACKAGES_BYTES_MAX {
            packages.clear();
        }
        packages.insert(of, package.clone());
    }

    fn fresh(&self, organisation: OrganisationId) -> Option<Arc<PluginSet>> {
        let sets = self.sets.lock();
        sets.get(&organisation)
            .filter(|kept| !kept.is_stale && kept.since.elapsed() < BELIEVED)
            .map(|kept| kept.set.clone())
    }

    /// Keeps a set, unless something changed since it was begun; whether it did.
    fn keep(&self, begun: u64, organisation: OrganisationId, set: &Arc<PluginSet>) -> bool {
        let mut sets = self.sets.lock();
        if self.changes.load(Ordering::SeqCst) != begun {
            return false;
        }
        if sets.len() >= SETS_MAX {
            sets.clear();
        }
        sets.insert(organisation, Kept { set: set.clone(), is_stale: false, since: Instant::now() });
        true
    }
}

impl Domain {
    /// The plugins that an organisation had switched on a moment ago, for who can't wait; none before anybody asked.
    pub fn plugin_set_now(&self, organisation: OrganisationId) -> Arc<PluginSet> {
        self.plugins.sets.lock().get(&organisation).map(|kept| kept.set.clone()).unwrap_or_default()
    }

    /// Builds what a change from elsewhere made stale, so that open sockets come to know of it.
    pub(crate) async fn refresh_plugins(&self, change: &Change) {
        if let Change::Plugins { organisation } = change
            && self.plugins.sets.lock().contains_key(organisation)
            && let Err(error) = self.plugin_set(*organisation).await
        {
            tracing::warn!(%organisation, %error, "the plugins of an organisation can't be read; the next to ask tries again");
        }
    }

    /// The plugins that an organisation has switched on. For the host itself: it shows nothing to anybody.
    pub async fn plugin_set(&self, organisation: OrganisationId) -> Result<Arc<PluginSet>, Error> {
        let Some(floor) = &self.plugins.floor else { return Ok(Arc::default()) };
        self.follow_rights();
        let mut set = Arc::default();
        for _ in 0..BUILT_AGAIN_MAX {
            if let Some(set) = self.plugins.fresh(organisation) {
                return Ok(set);
            }
            let begun = self.plugins.changes.load(Ordering::SeqCst);
            set = Arc::new(self.build_set(floor, organisation).await?);
            // What changed while it was built may be in it or not: those who can't wait must not find an older one.
            if self.plugins.keep(begun, organisation, &set) {
                break;
            }
        }
        Ok(set)
    }

    async fn build_set(&self, floor: &Plugins, organisation: OrganisationId) -> Result<PluginSet, Error> {
        let before = self.plugin_set_now(organisation);
        let mut set = PluginSet::default();
        for installed in self.store.door(organisation).plugins().await? {
            if !installed.enabled {
                continue;
            }
            let digest = Digest(installed.current.digest);
            if let Some(same) = before.iter().find(|plugin| plugin.installed == installed) {
                set.key.push(digest);
                set.plugins.push(same.clone());
                continue;
            }
            let found = self.package_of(organisation, &digest).await?;
            let loaded = match found {
                Some(package) => {
                    floor.load(package.clone()).await.map(|loaded| (package, loaded)).map_err(|e| e.to_string())
                }
                None => Err("its package is gone".to_owned()),
            };
            match loaded {
                Ok((package, loaded)) => {
                    set.key.push(digest);
                    set.plugins.push(enabled(floor, organisation, &installed, &package, loaded));
                }
                // The others go on; operators see why in the list.
                Err(error) => {
                    tracing::error!(%organisation, plugin = installed.plugin, error, "a plugin can't be loaded");
                }
            }
        }
        Ok(set)
    }

    /// A package by its digest: one of the server's, or of the organisation's own.
    pub(crate) async fn package_of(
        &self,
        organisation: OrganisationId,
        digest: &Digest,
    ) -> Result<Option<Package>, Error> {
        if let Some(package) = self.plugins.catalogue.by_digest(digest) {
            return Ok(Some(package.clone()));
        }
        // Kept apart for each organisation: one must not learn by the time it takes what another has.
        let of = (organisation, *digest);
        if let Some(package) = self.plugins.packages.lock().get(&of) {
            return Ok(Some(package.clone()));
        }
        let Some(bytes) = self.store.door(organisation).plugin_package(&digest.0).await? else { return Ok(None) };
        // Read before it was kept; the rules may have become stricter since. Reading checks every function.
        let read = tokio::task::spawn_blocking(move || Package::read(bytes).ok()).await;
        let package = read.map_err(|error| Error::Internal(error.to_string()))?;
        let package = package.filter(|package| package.digest == *digest);
        if let Some(package) = &package {
            self.plugins.keep_package(of, package);
        }
        Ok(package)
    }
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
