//! Compiles components: one at a time, on a thread that blocks nobody, and keeps them by their digest.

use std::{collections::HashMap, sync::Arc};

use parking_lot::Mutex;
use tokio::sync::Semaphore;
use wasmtime::{
    Engine,
    component::{Component, Linker},
};

use crate::{Digest, Loaded, Package, Plugins, cache::CodeCache, limits, loaded::Exports, state::State};

/// Why a package isn't loaded.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum LoadError {
    /// wasmtime can't compile it.
    #[error("the component can't be compiled: {0}")]
    Broken(String),
    /// It needs what there isn't.
    #[error("the component doesn't fit this server: {0}")]
    Unfit(String),
    /// Compiling takes too long.
    #[error("compiling took longer than {} s; make the component smaller", limits::COMPILE_WALL.as_secs())]
    TooSlow,
    /// Too many wait for the compiler, or are in memory.
    #[error("too many plugins are being loaded; try again in a minute")]
    Busy,
}

/// The compiler, and what it made.
pub(crate) struct Compiler {
    work: Arc<Work>,
    loaded: Mutex<HashMap<Digest, Arc<Loaded>>>,
    turn: Arc<Semaphore>,
    waiting: Semaphore,
}

struct Work {
    engine: Engine,
    linker: Linker<State>,
    cache: CodeCache,
}

impl Compiler {
    pub(crate) fn new(engine: Engine, linker: Linker<State>, cache: CodeCache) -> Self {
        Self {
            work: Arc::new(Work { engine, linker, cache }),
            loaded: Mutex::default(),
            turn: Arc::new(Semaphore::new(1)),
            waiting: Semaphore::new(limits::COMPILE_WAITING),
        }
    }
}

impl Plugins {
    /// The loaded package of a digest, when it is loaded.
    pub fn loaded(&self, digest: &Digest) -> Option<Arc<Loaded>> {
        self.inner.compiler.loaded.lock().get(digest).cloned()
    }

    /// Forgets a package; calls under way finish. Its compiled code stays on disk.
    pub fn unload(&self, digest: &Digest) {
        self.inner.compiler.loaded.lock().remove(digest);
    }

    /// How often compiled code was found on disk since the start.
    pub fn compiled_before(&self) -> usize {
        self.inner.compiler.work.cache.hits()
    }

    /// Compiles a package, or finds it compiled. It stays in memory until it is unloaded.
    pub async fn load(&self, package: Package) -> Result<Arc<Loaded>, LoadError> {
        let compiler = &self.inner.compiler;
        let digest = package.digest;
        if let Some(loaded) = self.loaded(&digest) {
            return Ok(loaded);
        }
        let _waiting = compiler.waiting.try_acquire().map_err(|_| LoadError::Busy)?;
        let compiled = async {
            let turn = compiler.turn.clone().acquire_owned().await.map_err(|_| LoadError::Busy)?;
            // Somebody may have loaded it while this one waited.
            if let Some(loaded) = self.loaded(&digest) {
                return Ok(loaded);
            }
            let work = compiler.work.clone();
            // The turn goes along: a compilation that takes too long can't be stopped, but no other begins beside it.
            let done = self.inner.guests.spawn_blocking(move || {
                let loaded = work.compile(package);
                drop(turn);
                loaded
            });
            let loaded = Arc::new(done.await.map_err(|_| LoadError::Broken("the compiler stopped".to_owned()))??);
            let mut kept = compiler.loaded.lock();
            if kept.len() >= limits::LOADED {
                return Err(LoadError::Busy);
            }
            kept.insert(digest, loaded.clone());
            Ok(loaded)
        };
        tokio::time::timeout(limits::COMPILE_WALL, compiled).await.unwrap_or(Err(LoadError::TooSlow))
    }
}

impl Work {
    fn compile(&self, package: Package) -> Result<Loaded, LoadError> {
        // From bytes of WebAssembly alone: machine code from outside is refused by its first bytes.
        let component = Component::from_binary(&self.engine, &package.bytes)
            .map_err(|error| LoadError::Broken(format!("{error:#}")))?;
        self.cache.seal();
        let exports = Exports::new(&self.linker, &component, &package)?;
        Ok(Loaded::new(package, exports))
    }
}
