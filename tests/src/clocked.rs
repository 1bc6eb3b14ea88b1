//! A server whose clock the test moves by hand, put together as the real one is.

use std::{net::SocketAddr, sync::Arc};

use tokio::{net::TcpListener, task::JoinHandle};
use tokio_util::sync::CancellationToken;
use vuoro_bus::LocalBus;
use vuoro_domain::{Domain, Setup};
use vuoro_graphql::{Graphql, Introspection};
use vuoro_http::{App, Health, HttpSettings, Listeners};
use vuoro_kernel::Clock;
use vuoro_package::Package;
use vuoro_server::Config;
use vuoro_store::{Store, files};

/// The running server.
pub(crate) struct Clocked {
    pub(crate) domain: Domain,
    pub(crate) address: SocketAddr,
    store: Store,
    stop: CancellationToken,
    served: JoinHandle<()>,
    disabling: JoinHandle<()>,
}

impl Clocked {
    /// `bundled` takes the place of the packages that the server brings.
    pub(crate) async fn start(config: &Config, clock: Clock, bundled: Option<Vec<Package>>) -> Self {
        let store = Store::open(&config.store()).await.expect("the database opens");
        let files = files::folder(&config.data.join("files")).expect("a folder");
        let limits = config.limits();
        let bus = Arc::new(LocalBus::default());
        let mut plugins = vuoro_server::plugin_floor::setup(config, clock.clone()).expect("plugins run");
        if let (Some(setup), Some(bundled)) = (&mut plugins, bundled) {
            setup.bundled = bundled;
        }
        let sealing = vuoro_server::sealing::key(config).expect("a key");
        let domain = Domain::new(Setup { store: store.clone(), bus, clock, limits, sealing, files, plugins });
        let app = App {
            domain: domain.clone(),
            graphql: Graphql::new(domain.clone(), Introspection::SignedIn).expect("the schema composes"),
            settings: HttpSettings { limits, ..HttpSettings::default() },
            health: Arc::new(|| Health::Ready),
            metrics: None,
        };
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port");
        let address = listener.local_addr().expect("an address");
        let stop = CancellationToken::new();
        let listeners = Listeners { public: vec![listener], metrics: None };
        let served = tokio::spawn(vuoro_http::serve(app, listeners, stop.clone()).expect("it serves"));
        let watcher = domain.clone();
        let disabling = tokio::spawn(async move { watcher.disable_failing_plugins().await });
        Self { domain, address, store, stop, served, disabling }
    }

    pub(crate) async fn stop(self) {
        self.stop.cancel();
        self.disabling.abort();
        self.served.await.expect("it ends");
        self.store.close().await;
    }
}
