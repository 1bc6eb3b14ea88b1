//! Starts a server from its configuration.

use std::{net::SocketAddr, path::Path, process::ExitCode, sync::Arc, time::Instant};

use anyhow::Context;
use metrics_exporter_prometheus::PrometheusBuilder;
use tokio::{net::TcpListener, task::JoinHandle};
use tokio_util::sync::CancellationToken;
use vuoro_bus::LocalBus;
use vuoro_domain::{Domain, Setup};
use vuoro_graphql::{Graphql, Introspection};
use vuoro_http::{App, Health, HttpSettings, Listeners, TlsFiles};
use vuoro_kernel::{Clock, limits::Limits};
use vuoro_store::{Store, StoreError, files};

use crate::{Config, demo, descriptors, plugin_floor, reserve, sealing, shutdown, simulated};

/// A running server.
pub struct Running {
    /// The address that it listens on.
    pub address: SocketAddr,
    /// The address of /metrics, if it is served.
    pub metrics_address: Option<SocketAddr>,
    /// The domain, for tests and tools in the same process.
    pub domain: Domain,
    store: Store,
    stop: CancellationToken,
    served: JoinHandle<()>,
    helpers: Vec<JoinHandle<()>>,
}

/// Why a server stopped by itself.
#[derive(Debug, thiserror::Error)]
pub enum Stopped {
    /// The database failed. What wasn't acknowledged isn't promised; what was is there after a restart.
    #[error("the database failed; the server stops so that nothing is promised that isn't kept")]
    Database,
    /// Serving failed.
    #[error("serving failed: {0}")]
    Serving(String),
}

/// Starts a server: opens the database, binds the addresses, and serves until [`Running::stop`].
///
/// # Errors
/// When the configuration can't be used, the database can't be opened or an address can't be bound.
pub async fn start(config: &Config, demo: bool) -> anyhow::Result<Running> {
    // First of all, because the following steps open files of their own.
    let connections = descriptors::room_for(config.limits.connections)?;
    let (domain, store) = domain(config).await?;
    let introspection = match config.development || demo {
        true => Introspection::Everybody,
        false => Introspection::SignedIn,
    };
    let graphql = Graphql::new(domain.clone(), introspection).context("the schema can't be composed")?;
    if demo {
        demo::furnish(&domain).await?;
    }
    let stop = CancellationToken::new();
    let app = App {
        domain: domain.clone(),
        graphql,
        settings: settings(config, demo, connections)?,
        health: health(&store, &stop),
        metrics: metrics(),
    };
    let listener = bind("listen", &config.listen).await?;
    let address = listener.local_addr()?;
    if demo {
        demo::embed_widget(&domain, app.settings.tls.is_some(), address).await?;
    }
    let metrics_listener = match config.metrics_listen.is_empty() {
        true => None,
        false => Some(bind("metrics_listen", &config.metrics_listen).await?),
    };
    let metrics_address = metrics_listener.as_ref().map(TcpListener::local_addr).transpose()?;
    let listeners = Listeners { public: vec![listener], metrics: metrics_listener };
    let served = tokio::spawn(vuoro_http::serve(app, listeners, stop.clone())?);
    let mut helpers = Vec::new();
    let sweeper = domain.clone();
    helpers.push(tokio::spawn(async move { sweeper.sweep_forever().await }));
    let watcher = domain.clone();
    helpers.push(tokio::spawn(async move { watcher.disable_failing_plugins().await }));
    let follower = domain.clone();
    helpers.push(tokio::spawn(async move { follower.follow_plugins().await }));
    let teller = domain.clone();
    helpers.push(tokio::spawn(async move { teller.tell_plugins().await }));
    let ringer = domain.clone();
    helpers.push(tokio::spawn(async move { ringer.ring_alarms().await }));
    helpers.push(tokio::spawn(reserve::keep(config.data.clone(), config.limits.free_disk_bytes)));
    if demo && config.demo.visitors {
        helpers.push(tokio::spawn(simulated::visitors(domain.clone())));
    }
    Ok(Running { address, metrics_address, domain, store, stop, served, helpers })
}

impl Running {
    /// Serves until `asked` completes or something fails, then drains.
    ///
    /// # Errors
    /// [`Stopped`] when the server stopped by itself.
    pub async fn until(mut self, asked: impl Future<Output = ()>) -> Result<(), Stopped> {
        let mut failed = self.store.failed();
        let why = tokio::select! {
            () = asked => Ok(()),
            _ = failed.wait_for(Option::is_some) => Err(Stopped::Database),
            served = &mut self.served => return Err(Stopped::Serving(format!("{served:?}"))),
        };
        tracing::info!("stopping: no new work; what is under way gets 10 s");
        self.stop().await;
        why
    }

    /// Accepts no new work, tells the sockets, lets requests in flight finish, and closes the database.
    pub async fn stop(self) {
        self.stop.cancel();
        self.helpers.iter().for_each(JoinHandle::abort);
        if let Err(error) = self.served.await {
            tracing::error!(%error, "the doors didn't close well");
        }
        self.domain.leave_plugins().await;
        self.store.close().await;
    }

    /// Drops everything at once, as in a crash.
    pub fn kill(self) {
        self.helpers.iter().for_each(JoinHandle::abort);
        self.served.abort();
    }
}

/// The domain on the configured database, without HTTP.
///
/// # Errors
/// When the database can't be opened or plugins can't be run.
pub async fn domain(config: &Config) -> anyhow::Result<(Domain, Store)> {
    make_data_folder(config)?;
    let data = config.data.clone();
    let looked = tokio::task::spawn_blocking(move || reserve::give_free_if_needed(&data)).await?;
    if let Err(error) = looked {
        tracing::warn!(%error, "how much of the disk is free can't be found out");
    }
    let store = Store::open(&config.store()).await.with_context(|| match config.database.is_empty() {
        true => format!("the database in {} can't be opened", config.data.display()),
        // The URL contains a password and isn't shown.
        false => "the PostgreSQL database can't be opened".to_owned(),
    })?;
    let files = files::folder(&config.data.join("files")).context("the folder of attachments can't be used")?;
    let domain = Domain::new(Setup {
        store: store.clone(),
        bus: Arc::new(LocalBus::default()),
        clock: Clock::system(),
        limits: config.limits(),
        sealing: sealing::key(config)?,
        files,
        plugins: plugin_floor::setup(config, Clock::system())?,
    });
    Ok((domain, store))
}

/// Creates the data folder, accessible to this user only.
pub fn make_data_folder(config: &Config) -> anyhow::Result<()> {
    use std::os::unix::fs::DirBuilderExt;
    let make = |path: &Path| std::fs::DirBuilder::new().recursive(true).mode(0o700).create(path);
    make(&config.data).with_context(|| format!("the data folder {} can't be made", config.data.display()))
}

async fn bind(key: &str, address: &str) -> anyhow::Result<TcpListener> {
    TcpListener::bind(address)
        .await
        .with_context(|| format!("can't listen on {address}; set {key} to a free address, or stop what uses it"))
}

fn settings(config: &Config, demo: bool, connections: usize) -> anyhow::Result<HttpSettings> {
    let tls = (!config.tls.certificate.as_os_str().is_empty())
        .then(|| TlsFiles { certificate: config.tls.certificate.clone(), key: config.tls.key.clone() });
    let parse = |texts: &[String]| texts.iter().map(|text| text.parse()).collect::<Result<Vec<_>, _>>();
    Ok(HttpSettings {
        development: config.development || demo,
        shop: demo.then(|| demo::SLUG.to_owned()),
        public_origins: parse(&config.public_origins)?,
        trusted_proxies: config.trusted_proxies.iter().map(|text| text.parse()).collect::<Result<_, _>>()?,
        limits: Limits { connections, ..config.limits() },
        tls,
    })
}

/// Ready unless stopping, or the database has failed, doesn't answer, or has no room to write.
fn health(store: &Store, stop: &CancellationToken) -> Arc<dyn Fn() -> Health + Send + Sync> {
    use std::{
        sync::atomic::{AtomicU8, Ordering},
        time::Duration,
    };
    /// How often the database is checked, and how long a check may take: not ready within 5 s (G16).
    const ASK_EVERY: Duration = Duration::from_secs(1);
    const ANSWER_WITHIN: Duration = Duration::from_secs(3);
    const WELL: u8 = 0;
    const DATABASE: u8 = 1;
    const DISK: u8 = 2;
    let found = Arc::new(AtomicU8::new(WELL));
    let (asked, store, stop) = (Arc::clone(&found), store.clone(), stop.clone());
    let stopping = stop.clone();
    tokio::spawn(async move {
        loop {
            let state = match tokio::time::timeout(ANSWER_WITHIN, store.ping()).await {
                Ok(Ok(())) => WELL,
                Ok(Err(StoreError::Unavailable(_))) => DISK,
                _ => DATABASE,
            };
            asked.store(state, Ordering::Relaxed);
            tokio::select! {
                () = stop.cancelled() => return,
                () = tokio::time::sleep(ASK_EVERY) => {}
            }
        }
    });
    Arc::new(move || match (stopping.is_cancelled(), found.load(Ordering::Relaxed)) {
        (true, _) => Health::NotReady { reason: "stopping" },
        (false, DISK) => Health::NotReady { reason: "disk" },
        (false, DATABASE) => Health::NotReady { reason: "database" },
        (false, _) => Health::Ready,
    })
}

/// The recorder belongs to the process; a second server in it, as in tests, shows no figures.
fn metrics() -> Option<metrics_exporter_prometheus::PrometheusHandle> {
    PrometheusBuilder::new().install_recorder().ok()
}

/// `vuoro serve`.
pub async fn serve(config: Config, demo: bool) -> anyhow::Result<ExitCode> {
    let begun = Instant::now();
    if demo {
        demo::refuse_public(&config)?;
    }
    let running = start(&config, demo).await?;
    // Before anybody is told that it serves, so that a signal which comes right afterwards isn't missed.
    let asked = shutdown::asked().context("can't listen for signals")?;
    let scheme = if config.tls.certificate.as_os_str().is_empty() { "http" } else { "https" };
    tracing::info!(address = %running.address, took_ms = begun.elapsed().as_millis() as u64, "serving");
    println!("Vuoro {} listens on {scheme}://{}", env!("CARGO_PKG_VERSION"), running.address);
    if let Some(metrics) = running.metrics_address {
        println!("  metrics   http://{metrics}/metrics");
    }
    if demo {
        demo::welcome(scheme, running.address);
    }
    match running.until(asked).await {
        Ok(()) => Ok(ExitCode::SUCCESS),
        Err(why) => Err(why.into()),
    }
}
