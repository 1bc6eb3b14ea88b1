//! Loads components: one at a time, on a thread that blocks nobody, and each once, however many callers ask for it.

use std::sync::Arc;

use vuoro_kernel::OrganisationId;

use crate::{Digest, LoadError, Loaded, Package, Plugins, limits};

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
