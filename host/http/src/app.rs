//! What the handlers work with: the floors below, the settings, and what all requests share.

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
    /// The domain; for files and for finding callers.
    pub domain: Domain,
    /// The two endpoints.
    pub graphql: Arc<Graphql>,
    /// The settings.
    pub settings: HttpSettings,
    /// Called at each `/readyz`; must answer at once.
    pub health: Arc<dyn Fn() -> Health + Send + Sync>,
    /// The figures for `/metrics`; without them that listener answers 404.
    pub metrics: Option<PrometheusHandle>,
}

/// The settings of the HTTP floor.
#[derive(Clone, Debug, Default)]
pub struct HttpSettings {
    /// Serves GraphiQL to browsers, and lets pages of this machine embed the widget without TLS.
    pub development: bool,
    /// Serves a shop page with the widget of the organisation with this slug.
    pub shop: Option<String>,
    /// The origins that people see, such as `https://chat.example`. In addition, the host that a request names counts
    /// as ours; name the origins here when a proxy ends TLS.
    pub public_origins: Vec<Origin>,
    /// `X-Forwarded-For` and `X-Forwarded-Proto` are trusted from these addresses only.
    pub trusted_proxies: Vec<IpNet>,
    /// The limits that the configuration may change.
    pub limits: Limits,
    /// The TLS files of the public listeners; `None` for plain HTTP.
    pub tls: Option<TlsFiles>,
}

/// The paths of the certificate and its key, both PEM. They are read again when they change.
#[derive(Clone, Debug)]
pub struct TlsFiles {
    /// The certificate and the chain that signs it, leaf first.
    pub certificate: PathBuf,
    /// Its private key: PKCS#8, PKCS#1 or SEC1.
    pub key: PathBuf,
}

/// Whether this server should get new requests.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Health {
    /// It should.
    Ready,
    /// Requests should go to another server.
    NotReady {
        /// The reason in a word for an operator, such as `storage`.
        reason: &'static str,
    },
}

/// What all requests share.
pub(crate) struct Shared {
    pub(crate) app: App,
    /// Counts the sockets of each caller.
    pub(crate) seats: Arc<Seats>,
    /// Cancelled when the server stops: nothing new begins.
    pub(crate) draining: CancellationToken,
    /// The tasks that must end before the server may: sockets, and mutations whose client has gone.
    pub(crate) tasks: TaskTracker,
}

impl Shared {
    pub(crate) fn new(app: App, draining: CancellationToken) -> Arc<Self> {
        let seats = Seats::new(app.settings.limits);
        Arc::new(Self { app, seats, draining, tasks: TaskTracker::new() })
    }
}

impl HttpSettings {
    /// Whether people reach this server through TLS, here or at a proxy: cookies are then `Secure` and HSTS is sent.
    pub(crate) fn is_secure(&self) -> bool {
        self.tls.is_some() || self.public_origins.iter().any(Origin::is_https)
    }
}
