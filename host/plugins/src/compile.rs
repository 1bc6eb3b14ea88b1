//! Compiles components, one at a time, and knows what is loaded: that is shared by all who use it, and let go with the last
//! of them.

use std::{
    collections::HashMap,
    path::Path,
    sync::{Arc, Weak},
};

use moka::sync::Cache;
use parking_lot::Mutex;
use tokio::sync::{OwnedSemaphorePermit, Semaphore, SemaphorePermit};
use vuoro_kernel::OrganisationId;
use wasmtime::{
    Engine,
    component::{Component, Linker},
};

use crate::{Digest, LoadError, Loaded, Package, cache::CodeCache, limits, loaded::Exports, state::State};

/// The compiler and the loaded packages.
pub(crate) struct Compiler {
    pub(crate) work: Arc<Work>,
    pub(crate) loaded: Mutex<HashMap<Digest, Weak<Loaded>>>,
    /// One for each component that is being loaded: who comes meanwhile waits and finds it.
    underway: Mutex<HashMap<Digest, Weak<tokio::sync::Mutex<()>>>>,
    pub(crate) failed: Cache<Digest, LoadError>,
    pub(crate) turn: Arc<Semaphore>,
    /// Apart from the other: what is slow to check doesn't keep others from loading what was checked.
    check_turn: Semaphore,
    waiting: Arc<Semaphore>,
    waiting_of: Arc<Waiting>,
}

/// How many of each organisation wait.
type Waiting = Mutex<HashMap<OrganisationId, usize>>;

pub(crate) struct Work {
    engine: Engine,
    linker: Linker<State>,
    pub(crate) cache: CodeCache,
}

/// A place among those who wait for a check; free again when dropped.
pub(crate) struct Place {
    _permit: OwnedSemaphorePermit,
    organisation: OrganisationId,
    waiting: Arc<Waiting>,
}

impl Drop for Place {
    fn drop(&mut self) {
        let mut waiting = self.waiting.lock();
        if let Some(count) = waiting.get_mut(&self.organisation) {
            *count -= 1;
            if *count == 0 {
                waiting.remove(&self.organisation);
            }
        }
    }
}

impl Compiler {
    pub(crate) fn new(engine: Engine, linker: Linker<State>, cache: CodeCache) -> Self {
        Self {
            work: Arc::new(Work { engine, linker, cache }),
            loaded: Mutex::default(),
            underway: Mutex::default(),
            failed: Cache::builder().max_capacity(limits::LOAD_FAILURES).time_to_live(limits::LOAD_AGAIN_AFTER).build(),
            turn: Arc::new(Semaphore::new(1)),
            check_turn: Semaphore::new(1),
            waiting: Arc::new(Semaphore::new(limits::COMPILE_WAITING)),
            waiting_of: Arc::default(),
        }
    }

    /// The folder of compiled code.
    pub(crate) fn folder(&self) -> &Path {
        self.work.cache.folder()
    }

    /// Keeps the sums of what a check compiled.
    pub(crate) async fn seal(&self) {
        let work = self.work.clone();
        // What it can't keep it has logged.
        let _ = tokio::task::spawn_blocking(move || work.cache.seal()).await;
    }

    /// A place for a check to wait in, within the share of the organisation that asks for it.
    pub(crate) fn place(&self, organisation: OrganisationId) -> Result<Place, LoadError> {
        let permit = self.waiting.clone().try_acquire_owned().map_err(|_| LoadError::Busy)?;
        let mut waiting = self.waiting_of.lock();
        let count = waiting.entry(organisation).or_default();
        if *count >= limits::COMPILE_WAITING_OF_ONE {
            return Err(LoadError::Busy);
        }
        *count += 1;
        Ok(Place { _permit: permit, organisation, waiting: self.waiting_of.clone() })
    }

    /// The turn to check a package.
    pub(crate) async fn check_turn(&self) -> Result<SemaphorePermit<'_>, LoadError> {
        self.check_turn.acquire().await.map_err(|_| LoadError::Busy)
    }

    pub(crate) fn loaded(&self, digest: &Digest) -> Option<Arc<Loaded>> {
        self.loaded.lock().get(digest)?.upgrade()
    }

    /// How many are in memory; forgets those that are gone.
    pub(crate) fn count(&self) -> usize {
        let mut loaded = self.loaded.lock();
        loaded.retain(|_, loaded| loaded.strong_count() > 0);
        loaded.len()
    }

    pub(crate) fn underway(&self, digest: Digest) -> Arc<tokio::sync::Mutex<()>> {
        let mut underway = self.underway.lock();
        underway.retain(|_, gate| gate.strong_count() > 0);
        if let Some(gate) = underway.get(&digest).and_then(Weak::upgrade) {
            return gate;
        }
        let gate = Arc::default();
        underway.insert(digest, Arc::downgrade(&gate));
        gate
    }
}

impl Work {
    pub(crate) fn compile(&self, package: Package) -> Result<Loaded, LoadError> {
        // From WebAssembly only: machine code from outside is refused by its first bytes.
        let component = Component::from_binary(&self.engine, &package.bytes)
            .map_err(|error| LoadError::Broken(format!("{error:#}")))?;
        self.cache.seal();
        let exports = Exports::new(&self.linker, &component, &package)?;
        let code = component.image_range();
        Ok(Loaded::new(package, exports, code.end as usize - code.start as usize))
    }
}
