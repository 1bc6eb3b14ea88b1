//! The plugin floor: its engine, its runtime, and its records.

use std::{collections::BTreeSet, io, path::PathBuf, sync::Arc};

use ipnet::IpNet;
use parking_lot::Mutex;
use rustls::pki_types::CertificateDer;
use tokio::{
    runtime::{Builder, Handle, Runtime},
    sync::mpsc,
};
use vuoro_kernel::{Clock, OrganisationId};
use wasmtime::Engine;

use crate::{
    Checker, Digest, Failure, Outcome, Permission, PluginId, Record, Target, breaker::Breakers, cache::CodeCache,
    compile::Compiler, engine, failure::Blame, lanes::Lanes, limits, outgoing::Outgoing, record::Records,
    ticker::Ticker,
};

/// Runs plugins. Cheap to clone; all clones share everything.
#[derive(Clone)]
pub struct Plugins {
    pub(crate) inner: Arc<Inner>,
}

/// The configuration of the plugin floor.
#[derive(Clone, Debug)]
pub struct Config {
    /// A folder for compiled code, used by nothing else. It is made private, because a program that can write there
    /// runs code here.
    pub cache: PathBuf,
    /// The permissions that the server allows plugins at most.
    pub ceiling: BTreeSet<Permission>,
    /// Threads for guests; at least 1.
    pub threads: usize,
    /// Networks that plugins' connections may reach besides public addresses.
    pub allowed_networks: Vec<IpNet>,
    /// Certificates that plugins' connections trust besides those that browsers trust.
    pub root_certificates: Vec<CertificateDer<'static>>,
    /// The clock for plugins and breakers.
    pub clock: Clock,
    /// Where packages are checked that organisations bring.
    pub checker: Checker,
}

/// An event for the domain.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Event {
    /// A plugin failed so often that it must be disabled and its operators told.
    Disabled {
        /// The organisation.
        organisation: OrganisationId,
        /// The plugin.
        plugin: PluginId,
        /// The last failure.
        failure: Box<Failure>,
    },
}

/// Why the plugin floor can't start.
#[derive(Debug, thiserror::Error)]
pub enum StartError {
    /// The folder of compiled code can't be used.
    #[error("plugins can't use their folder {0}: {1}")]
    Cache(PathBuf, #[source] io::Error),
    /// The system can't start a thread.
    #[error("plugins get no thread: {0}")]
    Thread(#[source] io::Error),
    /// wasmtime doesn't work here, for example with too little address space.
    #[error("plugins can't be run here: {0:#}")]
    Engine(wasmtime::Error),
    /// A root certificate isn't valid.
    #[error("a root certificate for plugins can't be used: {0}")]
    Certificate(#[source] rustls::Error),
}

pub(crate) struct Inner {
    pub(crate) engine: Engine,
    pub(crate) ticker: Ticker,
    pub(crate) compiler: Compiler,
    pub(crate) guests: Handle,
    pub(crate) clock: Clock,
    pub(crate) breakers: Breakers,
    pub(crate) lanes: Lanes,
    pub(crate) records: Records,
    pub(crate) outgoing: Arc<Outgoing>,
    pub(crate) checker: Checker,
    ceiling: BTreeSet<Permission>,
    told: mpsc::Sender<Event>,
    to_tell: Mutex<Option<mpsc::Receiver<Event>>>,
    runtime: Option<Runtime>,
}

impl Plugins {
    /// Starts the engine, the guests' runtime and the ticker.
    pub fn start(config: Config) -> Result<Self, StartError> {
        let cache = CodeCache::open(&config.cache).map_err(|error| StartError::Cache(config.cache.clone(), error))?;
        let engine = engine::engine(cache.for_engine()).map_err(StartError::Engine)?;
        let linker = engine::linker(&engine).map_err(StartError::Engine)?;
        let runtime = runtime(config.threads).map_err(StartError::Thread)?;
        let outgoing = Outgoing::new(config.allowed_networks, &config.root_certificates);
        let (told, to_tell) = mpsc::channel(limits::EVENTS_WAITING);
        let inner = Inner {
            ticker: Ticker::start(engine.clone()).map_err(StartError::Thread)?,
            compiler: Compiler::new(engine.clone(), linker, cache),
            guests: runtime.handle().clone(),
            engine,
            clock: config.clock,
            breakers: Breakers::default(),
            lanes: Lanes::new(),
            records: Records::default(),
            outgoing: Arc::new(outgoing.map_err(StartError::Certificate)?),
            checker: config.checker,
            ceiling: config.ceiling,
            told,
            to_tell: Mutex::new(Some(to_tell)),
            runtime: Some(runtime),
        };
        Ok(Self { inner: Arc::new(inner) })
    }

    /// The events for the domain. The first caller gets them, later ones get `None`.
    pub fn events(&self) -> Option<mpsc::Receiver<Event>> {
        self.inner.to_tell.lock().take()
    }

    /// The record of a plugin in an organisation, for its operators.
    pub fn record(&self, organisation: OrganisationId, plugin: &PluginId) -> Arc<Record> {
        self.inner.records.of(organisation, plugin)
    }

    /// Notes for a plugin's operators why it can't be loaded; once, however often it is tried.
    pub fn note_missing(&self, organisation: OrganisationId, plugin: &PluginId, digest: Digest, why: &str) {
        let blame = Blame::new(Outcome::NotLoaded, why);
        self.record(organisation, plugin).fail_once(blame.into_failure("load", digest, self.inner.clock.now()));
    }

    /// What of a plugin rests because it failed too often: an export, `fields.resolve`, or a moment, `hooks.before.send`.
    pub fn resting(&self, organisation: OrganisationId, plugin: &PluginId) -> Vec<&'static str> {
        self.inner.breakers.open(organisation, plugin)
    }

    /// Forgets a plugin's failures after its operators enabled it or gave it another package.
    pub fn reset(&self, organisation: OrganisationId, plugin: &PluginId) {
        self.inner.breakers.reset(organisation, plugin);
    }

    /// Whether a connection's host is an address that plugins may not reach. Names are looked up at each request.
    pub fn is_out_of_reach(&self, url: &url::Url) -> bool {
        self.inner.outgoing.is_out_of_reach(url)
    }

    /// The permissions of a plugin in an organisation: manifest ∩ grant ∩ ceiling.
    pub fn effective(&self, target: &Target) -> Arc<BTreeSet<Permission>> {
        let is_effective =
            |permission: &&Permission| target.granted.contains(permission) && self.inner.ceiling.contains(permission);
        Arc::new(target.loaded.manifest.permissions.keys().filter(is_effective).copied().collect())
    }

    pub(crate) fn send(&self, event: Event) {
        if let Err(error) = self.inner.told.try_send(event) {
            tracing::error!(%error, "nobody hears that a plugin is to be disabled; it goes on resting");
        }
    }
}

impl Drop for Inner {
    fn drop(&mut self) {
        // Waiting for guests here could block a thread of the chat's runtime.
        if let Some(runtime) = self.runtime.take() {
            runtime.shutdown_background();
        }
    }
}

/// A separate runtime for guests, so that they never occupy the chat's threads.
fn runtime(threads: usize) -> io::Result<Runtime> {
    Builder::new_multi_thread()
        .worker_threads(threads.max(1))
        .max_blocking_threads(2)
        .thread_name("guest")
        .on_thread_start(be_nice)
        .build()
}

/// Lowers the thread's priority, so that the chat goes first where both want the same processor. On Linux priorities
/// belong to threads.
fn be_nice() {
    const NICE: i32 = 5;
    if cfg!(target_os = "linux")
        && let Err(error) = rustix::process::setpriority_process(None, NICE)
    {
        tracing::debug!(%error, "the guests' threads stay as important as others");
    }
}
