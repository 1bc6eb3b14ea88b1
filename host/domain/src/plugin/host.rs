//! The domain's side of plugins: what it remembers of them.

use std::{
    collections::{HashMap, HashSet},
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
use vuoro_kernel::{Change, OrganisationId};
use vuoro_package::{Digest, Package};
use vuoro_plugins::{Delegate, Plugins};
use vuoro_store::Committed;

use super::{PluginSet, PluginSetup, SchemaCheck, catalogue::Catalogue, noted::News};

/// Memory of the plugins that are kept ready, in KiB: the compiled code of what organisations brought, with
/// [`SET_KIB`] for each organisation and [`CODE_KIB_LEAST`] at least for each plugin. Those of the organisation that was asked
/// for least lately are let go first. What comes with the server is shared by all and not counted.
const SETS_KIB_MAX: u64 = 1024 * 1024;
/// What is counted for an organisation itself, in KiB.
pub(super) const SET_KIB: u32 = 16;
/// What is counted for a plugin at least, in KiB: there may be many small ones.
pub(super) const CODE_KIB_LEAST: u32 = 1024;
/// An organisation's share of that, in KiB of what it brought itself; further plugins of it aren't loaded.
pub(super) const CODE_KIB_OF_ONE_MAX: u32 = 128 * 1024;

/// Most bytes of organisations' own packages in memory; when it is full, the cache is cleared.
const PACKAGES_BYTES_MAX: usize = 128 * 1024 * 1024;

/// How late a change that another process made without telling takes effect at most.
const BELIEVED: Duration = Duration::from_secs(5);
/// The same of a set in which a plugin is missing for a reason that may have passed.
const BELIEVED_WITH_MISSING: Duration = Duration::from_secs(1);

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
    /// Packages of the server's own that are known to be in the store; no more than the catalogue has.
    pub stored: Mutex<HashSet<Digest>>,
    /// Organisations' own packages that were read; at most [`PACKAGES_BYTES_MAX`].
    packages: Mutex<HashMap<(OrganisationId, Digest), Package>>,
    sets: Cache<OrganisationId, Arc<Kept>>,
    changes: AtomicU64,
    /// Held while a set is kept and while a change is heard, so that none is kept that a change just made stale.
    one_by_one: Mutex<()>,
}

/// A built set; when it is stale, the next caller that can wait builds it again.
pub(super) struct Kept {
    pub(super) set: Arc<PluginSet>,
    pub(super) is_stale: AtomicBool,
    pub(super) since: Instant,
}

impl Kept {
    pub(super) fn is_stale(&self) -> bool {
        self.is_stale.load(Ordering::SeqCst)
    }

    pub(super) fn is_believed(&self) -> bool {
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
            stored: Mutex::default(),
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
    pub(super) fn may_listen(&self, organisation: OrganisationId, kind: &str) -> bool {
        let Some(kept) = self.sets.get(&organisation).filter(|kept| !kept.is_stale()) else { return true };
        kept.set.misses_a_listener() || kept.set.hooks_after().iter().any(|(_, hook)| hook.hears_of(kind))
    }

    /// An organisation's own package, when it was read before. Each organisation has its own, so that none learns from
    /// response times what another has.
    pub(super) fn kept_package(&self, of: &(OrganisationId, Digest)) -> Option<Package> {
        self.packages.lock().get(of).cloned()
    }

    pub(super) fn keep_package(&self, of: (OrganisationId, Digest), package: &Package) {
        let mut packages = self.packages.lock();
        let bytes: usize = packages.values().map(|package| package.bytes.len()).sum();
        if bytes + package.bytes.len() > PACKAGES_BYTES_MAX {
            packages.clear();
        }
        packages.insert(of, package.clone());
    }

    /// The last set of an organisation, which may be out of date.
    pub(super) fn last_set(&self, organisation: OrganisationId) -> Option<Arc<PluginSet>> {
        self.sets.get(&organisation).map(|kept| kept.set.clone())
    }

    /// The number of changes so far, to be given to [`PluginHost::keep`].
    pub(super) fn changes(&self) -> u64 {
        self.changes.load(Ordering::SeqCst)
    }

    /// The set of an organisation, unless it may be out of date.
    pub(super) fn fresh(&self, organisation: OrganisationId) -> Option<Arc<PluginSet>> {
        self.sets.get(&organisation).filter(|kept| kept.is_believed()).map(|kept| kept.set.clone())
    }

    /// Keeps a set, unless something changed since its building began; returns whether it did.
    pub(super) fn keep(&self, begun: u64, organisation: OrganisationId, set: &Arc<PluginSet>) -> bool {
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
