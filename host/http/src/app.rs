//! What the doors work with: the floors below, the settings, and what all requests share.

use std::{path::PathBuf, sync::Arc};

use ipnet::IpNet;
use metrics_exporter_prometheus::PrometheusHandle;
use tokio_util::{sync::CancellationToken, task::TaskTracker};
use vuoro_domain::Domain;
use vuoro_graphql::Graphql;
use vuoro_kernel::{Origin, limits::Limits};

use crate::socket::Seats;

/// What [`serve`](crate::serve) serves.
pub struct App {
    /// The rules; for files and for who calls.
    pub domain: Domain,
    /// The two endpoints.
    pub graphql: Arc<Graphql>,
    /// How to serve.
    pub settings: HttpSettings,
    /// Asked at each `/readyz`; must answer at once.
    pub health: Arc<dyn Fn() -> Health + Send + Sync>,
    /// What `/metrics` shows; without it that listener answers 404.
    pub metrics: Option<PrometheusHandle>,
}

/// How to serve.
#[derive(Clone, Debug, Default)]
pub struct HttpSettings {
    /// Serves GraphiQL to browsers, and lets pages of this machine embed the widget without TLS.
    pub development: bool,
    /// Serves a shop page with the widget of the organisation of this slug.
    pub shop: Option<String>,
    /// The origins that people see, such as `https://chat.example`. Beside them, the host that a request names
    /// counts as ours; behind a proxy that ends TLS, name them here.
    pub public_origins: Vec<Origin>,
    /// From these addresses `X-Forwarded-For` and `X-Forwarded-Proto` are believed, and from no other.
    pub trusted_proxies: Vec<IpNet>,
    /// Bounds that the configuration may change.
    pub limits: Limits,
    /// Speaks TLS on the public listeners.
    pub tls: Option<TlsFiles>,
}

/// Where the certificate and its key are, both PEM. Read again when they change.
#[derive(Clone, Debug)]
pub struct TlsFiles {
    /// The certificate and what it is signed by, leaf first.
    pub certificate: PathBuf,
    /// Its private key: PKCS#8, PKCS#1 or SEC1.
    pub key: PathBuf,
}

/// Whether new requests should come here.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Health {
    /// They should.
    Ready,
    /// They should go elsewhere.
    NotReady {
        /// Why, in a word for an operator, such as `storage`.
        reason: &'static str,
    },
}

/// What all requests share.
pub(crate) struct Shared {
    pub(crate) app: App,
    /// Who holds how many sockets.
    pub(crate) seats: Arc<Seats>,
    /// Cancelled when the server stops: nothing new begins.
    pub(crate) draining: CancellationToken,
    /// Everything that must end before the server may: sockets, and mutations whose client has gone.
    pub(crate) tasks: TaskTracker,
}

impl Shared {
    pub(crate) fn new(app: App, draining: CancellationToken) -> Arc<Self> {
        let seats = Seats::new(app.settings.limits);
        Arc::new(Self { app, seats, draining, tasks: TaskTracker::new() })
    }
}

impl HttpSettings {
    /// People reach this server through TLS, here or at a proxy: cookies are `Secure` and HSTS is said.
    pub(crate) fn is_secure(&self) -> bool {
        self.tls.is_some() || self.public_origins.iter().any(Origin::is_https)
    }
}
