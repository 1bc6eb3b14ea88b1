//! The plugins that are switched on, ready to be called: built once for each organisation and kept until something changes, or
//! until others need the memory more.

use std::{
    collections::HashMap,
    sync::{
        Arc, OnceLock,
        atomic::{AtomicBool, AtomicU64, Ordering},
    },
    time::{Duration, Instant},
};

use moka::{policy::EvictionPolicy, sync::Cache};
use parking_lot::Mutex;
use tokio::sync::Notify;
use uuid::Uuid;
use vuoro_kernel::{Change, OrganisationId, Time};
use vuoro_package::{BeforeHook, Digest, FailureMode, Hooks, Manifest, Moment, Package, Texts};
use vuoro_plugins::{Delegate, LoadError, Loaded, PluginId, Plugins, Target};
use vuoro_store::{Committed, record::InstalledPlugin};

use super::{PluginSetup, SchemaCheck, catalogue::Catalogue, grants::Grants, news::News};
use crate::{Domain, Error};

/// Memory of the plugins that are kept ready, in KiB: the compiled code of what organisations brought, with
/// [`SET_KIB`] for each organisation and [`CODE_KIB_LEAST`] at least for each plugin. Those of the organisation that was asked
/// for least lately are let go first. What comes with the server is shared by all and not counted.
const SETS_KIB_MAX: u64 = 1024 * 1024;
/// What is counted for an organisation itself, in KiB.
const SET_KIB: u32 = 16;
/// What is counted for a plugin at least, in KiB: there may be many small ones.
const CODE_KIB_LEAST: u32 = 1024;
/// An organisation's share of that, in KiB of what it brought itself; further plugins of it aren't loaded.
const CODE_KIB_OF_ONE_MAX: u32 = 128 * 1024;

/// Most bytes of organisations' own packages in memory; when it is full, the cache is cleared.
const PACKAGES_BYTES_MAX: usize = 128 * 1024 * 1024;

/// How often a set is built again when plugins keep changing meanwhile.
const BUILT_AGAIN_MAX: usize = 3;

/// How late a change that another process made without telling takes effect at most.
const BELIEVED: Duration = Duration::from_secs(5);
/// The same of a set in which a plugin is missing for a reason that may have passed.
const BELIEVED_WITH_MISSING: Duration = Duration::from_secs(1);

/// An enabled plugin.
#[derive(Clone, Debug)]
pub struct EnabledPlugin {
    /// The plugin's id.
    pub id: Arc<str>,
    /// Its SDL fragment.
    pub sdl: Arc<str>,
    /// Its manifest.
    pub manifest: Arc<Manifest>,
    /// The hooks of its manifest that are granted.
    pub(super) hooks: Hooks,
    pub(crate) target: Target,
    installed: InstalledPlugin,
}

impl EnabledPlugin {
    /// When the organisation installed it.
    pub(crate) fn installed_at(&self) -> Time {
        self.installed.installed_at
    }
}

/// A plugin that is switched on and can't be loaded.
#[derive(Clone, Debug)]
pub(crate) struct MissingPlugin {
    pub id: Arc<str>,
    /// Its name, when that can be read.
    pub name: Option<Texts>,
    /// The hooks of its manifest that are granted, as far as they can be read.
    hooks: Hooks,
    /// What keeps it from being loaded may pass by itself.
    is_passing: bool,
}

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

/// The plugins that an organisation has enabled, by id.
#[derive(Debug, Default)]
pub struct PluginSet {
    plugins: Vec<EnabledPlugin>,
    missing: Vec<MissingPlugin>,
    /// What it counts for in memory.
    kib: u32,
    /// The digests of the packages. Organisations with the same packages have the same key, and so share a schema.
    pub key: Vec<Digest>,
}

impl PluginSet {
    /// The enabled plugin with this id.
    pub fn get(&self, id: &str) -> Option<&EnabledPlugin> {
        self.plugins.iter().find(|plugin| &*plugin.id == id)
    }

    /// The plugins with a before-hook for a moment.
    pub(super) fn hooks_before(&self, moment: Moment) -> Vec<(&EnabledPlugin, BeforeHook)> {
        let hook = |plugin: &EnabledPlugin| plugin.hooks.before.get(&moment).copied();
        self.plugins.iter().filter_map(|plugin| Some((plugin, hook(plugin)?))).collect()
    }

    /// Those that have to be asked before a moment and can't be, since they aren't loaded.
    pub(super) fn unasked_before(&self, moment: Moment) -> impl Iterator<Item = &MissingPlugin> {
        let is_closed = |hook: &BeforeHook| hook.failure == FailureMode::Closed;
        self.missing.iter().filter(move |plugin| plugin.hooks.before.get(&moment).is_some_and(is_closed))
    }

    /// Whether one that hears of what happened isn't loaded: it is told later.
    pub(super) fn misses_a_listener(&self) -> bool {
        self.missing.iter().any(|plugin| plugin.hooks.after.is_some())
    }

    /// All of them that can be called.
    pub fn iter(&self) -> impl Iterator<Item = &EnabledPlugin> {
        self.plugins.iter()
    }
}

/// The domain's side of plugins.
pub(crate) struct PluginHost {
    /// Names this server to others on the same database.
    pub server: Uuid,
    pub floor: Option<Plugins>,
    pub catalogue: Catalogue,
    pub delegate: OnceLock<Arc<dyn Delegate>>,
    pub schema_check: OnceLock<SchemaCheck>,
    pub news: News,
    /// Notified when a plugin set an alarm.
    pub alarm_set: Notify,
    /// Organisations' own packages that were read; at most [`PACKAGES_BYTES_MAX`].
    packages: Mutex<HashMap<(OrganisationId, Digest), Package>>,
    sets: Cache<OrganisationId, Arc<Kept>>,
    changes: AtomicU64,
    /// Held while a set is kept and while a change is heard, so that none is kept that a change just made stale.
    one_by_one: Mutex<()>,
}

/// A built set; when it is stale, the next caller that can wait builds it again.
struct Kept {
    set: Arc<PluginSet>,
    is_stale: AtomicBool,
    since: Instant,
}

impl Kept {
    fn is_stale(&self) -> bool {
        self.is_stale.load(Ordering::SeqCst)
    }

    fn is_believed(&self) -> bool {
        let may_be_better = self.set.missing.iter().any(|plugin| plugin.is_passing);
        let believed = if may_be_better { BELIEVED_WITH_MISSING } else { BELIEVED };
        !self.is_stale() && self.since.elapsed() < believed
    }
}

impl PluginHost {
    pub fn new(setup: Option<PluginSetup>) -> Self {
        let (floor, bundled) = setup.map(|PluginSetup { floor, bundled }| (floor, bundled)).unzip();
        Self {
            server: Uuid::now_v7(),
            floor,
            catalogue: Catalogue::of(bundled.unwrap_or_default()),
            delegate: OnceLock::new(),
            schema_check: OnceLock::new(),
            news: News::default(),
            alarm_set: Notify::new(),
            packages: Mutex::default(),
            sets: sets(SETS_KIB_MAX),
            changes: AtomicU64::new(0),
            one_by_one: Mutex::default(),
        }
    }

    /// Removes what a change concerns. Fast, never waits, and may be called twice for one change.
    pub fn heard(&self, change: &Change) {
        match change {
            Change::Plugins { organisation } => {
                let _one = self.one_by_one.lock();
                self.changes.fetch_add(1, Ordering::SeqCst);
                if let Some(kept) = self.sets.get(organisation) {
                    kept.is_stale.store(true, Ordering::SeqCst);
                }
            }
            Change::Missed => {
                let _one = self.one_by_one.lock();
                self.changes.fetch_add(1, Ordering::SeqCst);
                self.sets.iter().for_each(|(_, kept)| kept.is_stale.store(true, Ordering::SeqCst));
            }
            _ => {}
        }
    }

    /// Notes the conversations of a commit that a plugin wants to hear of. Fast; never waits.
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

    /// Whether a plugin of the organisation may listen to such entries, as far as is known.
    fn may_listen(&self, organisation: OrganisationId, kind: &str) -> bool {
        let Some(kept) = self.sets.get(&organisation).filter(|kept| !kept.is_stale()) else { return true };
        kept.set.misses_a_listener() || kept.set.hooks_after().iter().any(|(_, hook)| hook.hears_of(kind))
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
        self.sets.get(&organisation).filter(|kept| kept.is_believed()).map(|kept| kept.set.clone())
    }

    /// Keeps a set, unless something changed since its building began; returns whether it did.
    fn keep(&self, begun: u64, organisation: OrganisationId, set: &Arc<PluginSet>) -> bool {
        let _one = self.one_by_one.lock();
        if self.changes.load(Ordering::SeqCst) != begun {
            return false;
        }
        let kept = Kept { set: set.clone(), is_stale: AtomicBool::new(false), since: Instant::now() };
        self.sets.insert(organisation, Arc::new(kept));
        // At once and not in the background, so that code which nobody needs any more is dropped before more is loaded.
        self.sets.run_pending_tasks();
        true
    }
}

/// Sets by organisation, within so many KiB.
fn sets(kib_max: u64) -> Cache<OrganisationId, Arc<Kept>> {
    Cache::builder()
        .max_capacity(kib_max)
        .weigher(|_, kept: &Arc<Kept>| kept.set.kib)
        .eviction_policy(EvictionPolicy::lru())
        .build()
}

impl Domain {
    /// The plugins that an organisation had enabled a moment ago, without waiting; none before anybody asked.
    pub fn plugin_set_now(&self, organisation: OrganisationId) -> Arc<PluginSet> {
        self.plugins.sets.get(&organisation).map(|kept| kept.set.clone()).unwrap_or_default()
    }

    /// Builds what a change from elsewhere made stale, so that open sockets learn of it.
    pub(crate) async fn refresh_plugins(&self, change: &Change) {
        if let Change::Plugins { organisation } = change
            && self.plugins.sets.contains_key(organisation)
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
            let begun = self.plugins.changes.load(Ordering::SeqCst);
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
        for installed in self.store.door(organisation).plugins().await? {
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
            let why = "its package is gone, or breaks a rule that there wasn't when it was brought";
            return Ok(Err(NotReady::for_good(why.to_owned())));
        };
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

    /// A package; where it can't be read any more, what it says of its hooks, with nothing in it that could be run.
    pub(super) async fn package_or_glimpse(
        &self,
        organisation: OrganisationId,
        digest: &Digest,
    ) -> Result<Option<Package>, Error> {
        if let Some(package) = self.package_of(organisation, digest).await? {
            return Ok(Some(package));
        }
        let Some(bytes) = self.store.door(organisation).plugin_package(&digest.0).await? else { return Ok(None) };
        let glimpsed = tokio::task::spawn_blocking(move || Package::glimpse(bytes)).await;
        glimpsed.map_err(|error| Error::Internal(error.to_string()))
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

    /// A package by its digest: one of the server's, or of the organisation's own.
    pub(crate) async fn package_of(
        &self,
        organisation: OrganisationId,
        digest: &Digest,
    ) -> Result<Option<Package>, Error> {
        if let Some(package) = self.plugins.catalogue.by_digest(digest) {
            return Ok(Some(package.clone()));
        }
        // Cached separately for each organisation, so that one can't learn from response times what another has.
        let of = (organisation, *digest);
        if let Some(package) = self.plugins.packages.lock().get(&of) {
            return Ok(Some(package.clone()));
        }
        let Some(bytes) = self.store.door(organisation).plugin_package(&digest.0).await? else { return Ok(None) };
        // Read before it was kept; the rules may have become stricter since.
        let read = tokio::task::spawn_blocking(move || Package::read_checked(bytes).ok()).await;
        let package = read.map_err(|error| Error::Internal(error.to_string()))?;
        let package = package.filter(|package| package.digest == *digest);
        if let Some(package) = &package {
            self.plugins.keep_package(of, package);
        }
        Ok(package)
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

#[cfg(test)]
mod tests {
    use super::*;

    fn kept(kib: u32) -> Arc<Kept> {
        let set = Arc::new(PluginSet { kib, ..PluginSet::default() });
        Arc::new(Kept { set, is_stale: AtomicBool::new(false), since: Instant::now() })
    }

    #[test]
    fn the_sets_that_were_asked_for_least_lately_are_let_go_first() {
        let sets = sets(10);
        let organisations: Vec<_> = (0..3).map(|_| OrganisationId::new()).collect();
        sets.insert(organisations[0], kept(4));
        sets.insert(organisations[1], kept(4));
        sets.run_pending_tasks();
        assert!(sets.get(&organisations[0]).is_some());
        // The newest set always has room, of whichever organisation it is.
        sets.insert(organisations[2], kept(4));
        sets.run_pending_tasks();
        let are_kept: Vec<_> = organisations.iter().map(|organisation| sets.contains_key(organisation)).collect();
        assert_eq!(are_kept, [true, false, true]);
    }

    #[test]
    fn an_organisation_with_all_that_it_may_have_leaves_room_for_others() {
        assert!(u64::from(SET_KIB + CODE_KIB_OF_ONE_MAX) * 4 < SETS_KIB_MAX);
        // The floor counts what calls under way still use: it has room for all that is kept here, and nearly as much again.
        let most = usize::try_from(SETS_KIB_MAX / u64::from(CODE_KIB_LEAST)).unwrap();
        assert!(most < vuoro_plugins::limits::LOADED);
    }
}
