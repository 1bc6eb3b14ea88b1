//! Loads components: one at a time, on a thread that blocks nobody. What is loaded is shared by all who use it, and let go
//! with the last of them.

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

use crate::{Digest, Loaded, Package, Plugins, cache::CodeCache, limits, loaded::Exports, state::State};

/// Why a package can't be loaded.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum LoadError {
    /// It breaks a rule of packages.
    #[error("{0}")]
    Refused(String),
    /// wasmtime can't compile it.
    #[error("the component can't be compiled: {0}")]
    Broken(String),
    /// It needs something that the host doesn't have.
    #[error("the component doesn't fit this server: {0}")]
    Unfit(String),
    /// Checking or compiling takes too long.
    #[error("checking and compiling it takes too long; make the component smaller")]
    TooSlow,
    /// The process that checked it ended without a verdict: it nests too deep, or takes too much memory.
    #[error(
        "checking it came to no end: it takes more memory or stack than there is for that; make it smaller, and nest less"
    )]
    TooMuch,
    /// Its compiled code is nowhere to be found.
    #[error("its compiled code can't be kept; the server's disk may be full")]
    NotKept,
    /// It can't be checked, through no fault of its own.
    #[error("it can't be checked now: {0}")]
    NoChecker(String),
    /// Too many packages wait for the compiler, or are in memory.
    #[error("too many plugins are being loaded; try again in a minute")]
    Busy,
}

impl LoadError {
    /// Whether it may pass by itself. Otherwise the package is to blame, and the next try comes to the same.
    pub fn is_passing(&self) -> bool {
        match self {
            Self::Refused(_) | Self::Broken(_) | Self::Unfit(_) | Self::TooSlow | Self::TooMuch => false,
            Self::NotKept | Self::NoChecker(_) | Self::Busy => true,
        }
    }
}

/// The compiler and the loaded packages.
pub(crate) struct Compiler {
    work: Arc<Work>,
    loaded: Mutex<HashMap<Digest, Weak<Loaded>>>,
    /// One for each component that is being loaded: who comes meanwhile waits and finds it.
    underway: Mutex<HashMap<Digest, Weak<tokio::sync::Mutex<()>>>>,
    failed: Cache<Digest, LoadError>,
    turn: Arc<Semaphore>,
    /// Apart from the other: what is slow to check doesn't keep others from loading what was checked.
    check_turn: Semaphore,
    waiting: Arc<Semaphore>,
    waiting_of: Arc<Waiting>,
}

/// How many of each organisation wait.
type Waiting = Mutex<HashMap<OrganisationId, usize>>;

struct Work {
    engine: Engine,
    linker: Linker<State>,
    cache: CodeCache,
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

    fn loaded(&self, digest: &Digest) -> Option<Arc<Loaded>> {
        self.loaded.lock().get(digest)?.upgrade()
    }

    /// How many are in memory; forgets those that are gone.
    fn count(&self) -> usize {
        let mut loaded = self.loaded.lock();
        loaded.retain(|_, loaded| loaded.strong_count() > 0);
        loaded.len()
    }

    fn underway(&self, digest: Digest) -> Arc<tokio::sync::Mutex<()>> {
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

impl Plugins {
    /// The loaded package of a digest, when somebody has it.
    pub fn loaded(&self, digest: &Digest) -> Option<Arc<Loaded>> {
        self.inner.compiler.loaded(digest)
    }

    /// How often compiled code was found on disk since the start.
    pub fn compiled_before(&self) -> usize {
        self.inner.compiler.work.cache.hits()
    }

    /// Compiles a package in this process, or finds it compiled: one that comes with the server, or that the caller answers
    /// for. It stays in memory as long as somebody has what this gives.
    ///
    /// # Errors
    /// When it can't be compiled, or too many are loaded or wait to be.
    pub async fn load(&self, package: Package) -> Result<Arc<Loaded>, LoadError> {
        self.load_of(None, package).await
    }

    /// The same for a package that an organisation brought. It is compiled where [`Plugins::check`] does it, when its
    /// compiled code isn't there any more.
    ///
    /// # Errors
    /// Any of [`LoadError`]. What the package is to blame for is remembered for [`limits::LOAD_AGAIN_AFTER`].
    pub async fn load_brought(&self, by: OrganisationId, package: Package) -> Result<Arc<Loaded>, LoadError> {
        self.load_of(Some(by), package).await
    }

    async fn load_of(&self, brought_by: Option<OrganisationId>, package: Package) -> Result<Arc<Loaded>, LoadError> {
        let (compiler, digest) = (&self.inner.compiler, package.digest);
        if let Some(loaded) = compiler.loaded(&digest) {
            return Ok(loaded);
        }
        let gate = compiler.underway(digest);
        let _first = gate.lock().await;
        if let Some(loaded) = compiler.loaded(&digest) {
            return Ok(loaded);
        }
        if let Some(error) = compiler.failed.get(&digest) {
            return Err(error);
        }
        // Counted before anything is done for it.
        if compiler.count() >= limits::LOADED {
            return Err(LoadError::Busy);
        }
        let loaded = async {
            if brought_by.is_some() {
                self.examine(&package.bytes).await?;
            }
            self.compile(package).await
        };
        let loaded = loaded.await.inspect_err(|error| {
            if !error.is_passing() {
                compiler.failed.insert(digest, error.clone());
            }
        })?;
        let loaded = Arc::new(loaded);
        compiler.loaded.lock().insert(digest, Arc::downgrade(&loaded));
        Ok(loaded)
    }

    /// Compiles a package in this process, unless its compiled code is on disk.
    pub(crate) async fn compile(&self, package: Package) -> Result<Loaded, LoadError> {
        let compiler = &self.inner.compiler;
        let turn = tokio::time::timeout(limits::COMPILE_WAIT, compiler.turn.clone().acquire_owned()).await;
        let turn = turn.map_err(|_| LoadError::Busy)?.map_err(|_| LoadError::Busy)?;
        let work = compiler.work.clone();
        // The turn moves along: a compilation that takes too long can't be stopped, but no other begins beside it.
        let done = self.inner.guests.spawn_blocking(move || {
            let loaded = work.compile(package);
            drop(turn);
            loaded
        });
        let done = tokio::time::timeout(limits::COMPILE_WALL, done).await.map_err(|_| LoadError::TooSlow)?;
        done.map_err(|_| LoadError::Broken("the compiler stopped".to_owned()))?
    }
}

impl Work {
    fn compile(&self, package: Package) -> Result<Loaded, LoadError> {
        // From WebAssembly only: machine code from outside is refused by its first bytes.
        let component = Component::from_binary(&self.engine, &package.bytes)
            .map_err(|error| LoadError::Broken(format!("{error:#}")))?;
        self.cache.seal();
        let exports = Exports::new(&self.linker, &component, &package)?;
        let code = component.image_range();
        Ok(Loaded::new(package, exports, code.end as usize - code.start as usize))
    }
}
