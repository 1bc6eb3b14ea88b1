//! Accepts connections, as many as the server and an address may have, and lets them finish when the server stops.
//!
//! SECURITY.md, G15 and G25.

use std::{
    collections::{HashMap, hash_map::Entry},
    net::IpAddr,
    sync::Arc,
    time::Duration,
};

use axum::Router;
use futures_util::future::join;
use metrics_exporter_prometheus::PrometheusHandle;
use parking_lot::Mutex;
use tokio::{
    net::{TcpListener, TcpStream},
    time::{sleep, timeout},
};
use tokio_rustls::TlsAcceptor;
use tokio_util::{sync::CancellationToken, task::TaskTracker};
use vuoro_kernel::limits::http::{DRAIN_TIME, HEADER_TIME, METRICS_CONNECTIONS_MAX};

use crate::{
    address::{self, Peer},
    app::{App, Shared},
    certificates::{CertificateError, Certificates},
    connection::{self, Serving},
    measure,
    places::{Place, Places},
    router,
};

/// After a failure to accept, for example without a free file descriptor, the next try waits because it would fail too.
const ACCEPT_AGAIN_AFTER: Duration = Duration::from_millis(100);

/// While too many connections that were let go haven't closed yet, the next one waits this long before checking again.
const LEAVING_TIME: Duration = Duration::from_millis(2);

/// How often the durations behind the figures are summed up.
const FIGURES_EVERY: Duration = Duration::from_secs(5);

/// The bound listeners. The server binds them, so that it knows and can print the port.
pub struct Listeners {
    /// Serves everything except the figures; with TLS when the settings say so.
    pub public: Vec<TcpListener>,
    /// Serves `/metrics`, never with TLS: for operators, on an address that only they reach.
    pub metrics: Option<TcpListener>,
}

/// Why serving can't begin.
#[derive(Debug, thiserror::Error)]
pub enum ServeError {
    /// TLS is asked for, and its files can't be used.
    #[error("TLS can't be spoken")]
    Certificate(#[from] CertificateError),
}

/// Reads the certificate and returns a future that serves until `shutdown` and then drains: it accepts no more
/// connections, tells sockets to come back (close code 1012), lets requests finish within 10 s, and returns. Needs a
/// tokio runtime.
///
/// # Errors
/// When TLS is asked for and the certificate or key can't be used. Nothing is served then.
pub fn serve(
    app: App,
    listeners: Listeners,
    shutdown: CancellationToken,
) -> Result<impl Future<Output = ()> + Send + use<>, ServeError> {
    let certificates = app.settings.tls.clone().map(Certificates::read).transpose()?;
    Ok(run(app, listeners, shutdown, certificates))
}

async fn run(app: App, listeners: Listeners, shutdown: CancellationToken, certificates: Option<Arc<Certificates>>) {
    let shared = Shared::new(app, shutdown.clone());
    let connections = TaskTracker::new();
    let over = CancellationToken::new();
    if let Some(certificates) = &certificates {
        tokio::spawn(certificates.clone().watch(shutdown.clone()));
    }
    if let Some(metrics) = shared.app.metrics.clone() {
        tokio::spawn(shutdown.clone().run_until_cancelled_owned(tidy_figures(metrics)));
    }
    let public = Arc::new(Port {
        serving: Serving { router: router::public(shared.clone()), draining: shutdown.clone() },
        certificates,
        addresses: AddressCounts::new(&shared),
        places: Places::new(shared.app.settings.limits.connections),
        connections: connections.clone(),
        over: over.clone(),
    });
    for listener in listeners.public {
        tokio::spawn(accept(listener, public.clone()));
    }
    let served_to_operators = CancellationToken::new();
    if let Some(listener) = listeners.metrics {
        let port = operators(router::metrics(shared.clone()), &shared, served_to_operators.clone());
        tokio::spawn(accept(listener, Arc::new(port)));
    }

    shutdown.cancelled().await;
    connections.close();
    shared.tasks.close();
    if timeout(DRAIN_TIME, join(connections.wait(), shared.tasks.wait())).await.is_err() {
        let (left, tasks) = (connections.len(), shared.tasks.len());
        tracing::warn!(target: "vuoro_http", connections = left, tasks, "not everything ended in time; it is cut off");
    }
    over.cancel();
    // The last figures could be read until now.
    served_to_operators.cancel();
}

/// Durations are kept one by one until they are summed up; this does it when nobody reads the figures.
async fn tidy_figures(metrics: PrometheusHandle) {
    loop {
        sleep(FIGURES_EVERY).await;
        metrics.run_upkeep();
    }
}

/// What a listener gives to its connections.
struct Port {
    serving: Serving,
    certificates: Option<Arc<Certificates>>,
    addresses: Arc<AddressCounts>,
    places: Arc<Places>,
    connections: TaskTracker,
    /// Closes whatever is left.
    over: CancellationToken,
}

fn operators(router: Router, shared: &Arc<Shared>, until: CancellationToken) -> Port {
    let serving = Serving { router, draining: until.clone() };
    let places = Places::new(METRICS_CONNECTIONS_MAX);
    Port {
        serving,
        certificates: None,
        addresses: AddressCounts::new(shared),
        places,
        connections: TaskTracker::new(),
        over: until,
    }
}

async fn accept(listener: TcpListener, port: Arc<Port>) {
    while let Some(accepted) = port.serving.draining.run_until_cancelled(listener.accept()).await {
        let (stream, from) = match accepted {
            Ok(accepted) => accepted,
            Err(error) => {
                tracing::error!(target: "vuoro_http", %error, "can't take a connection");
                sleep(ACCEPT_AGAIN_AFTER).await;
                continue;
            }
        };
        // The address is counted first, so that one that has its share makes nobody else go.
        let Some(address) = port.addresses.count(from.ip()) else {
            measure::connection_refused();
            continue;
        };
        while port.places.is_crowded() {
            sleep(LEAVING_TIME).await;
        }
        let Some(place) = port.places.take() else {
            measure::connection_refused();
            continue;
        };
        // Responses are written whole; waiting for more to send would only delay them.
        let _ = stream.set_nodelay(true);
        let task = greet(stream, from.ip(), port.clone(), Held { place, _address: address });
        port.connections.spawn(port.over.clone().run_until_cancelled_owned(task));
    }
}

/// Negotiates the protocol and serves the connection.
async fn greet(stream: TcpStream, address: IpAddr, port: Arc<Port>, held: Held) {
    let serving = port.serving.clone();
    let holder = held.place.holder();
    let Some(certificates) = &port.certificates else {
        let peer = Peer { address, is_tls: false };
        return connection::serve(stream, false, peer, serving, holder, held).await;
    };
    let handshake = timeout(HEADER_TIME, TlsAcceptor::from(certificates.config()).accept(stream));
    // There is nobody to tell of a failed or slow handshake: most come from scanners.
    let Some(Ok(Ok(stream))) = holder.let_go().run_until_cancelled_owned(handshake).await else { return };
    let is_http2 = stream.get_ref().1.alpn_protocol() == Some(b"h2");
    drop(port);
    connection::serve(stream, is_http2, Peer { address, is_tls: true }, serving, holder, held).await;
}

/// What a connection holds as long as any part of it exists.
struct Held {
    place: Place,
    _address: CountedAddress,
}

/// Counts the connections of each address.
struct AddressCounts {
    shared: Arc<Shared>,
    connections: Mutex<HashMap<IpAddr, usize>>,
}

/// A connection that is counted for its address until this is dropped. Those of trusted proxies aren't counted, because they
/// carry everybody.
struct CountedAddress {
    counts: Arc<AddressCounts>,
    address: Option<IpAddr>,
}

impl AddressCounts {
    fn new(shared: &Arc<Shared>) -> Arc<Self> {
        Arc::new(Self { shared: shared.clone(), connections: Mutex::default() })
    }

    fn count(self: &Arc<Self>, address: IpAddr) -> Option<CountedAddress> {
        let settings = &self.shared.app.settings;
        let counted = (!address::is_trusted(address, &settings.trusted_proxies)).then(|| address::bucket(address));
        if let Some(address) = counted {
            let mut connections = self.connections.lock();
            let count = connections.get(&address).copied().unwrap_or(0);
            if count >= settings.limits.connections_per_address {
                return None;
            }
            connections.insert(address, count + 1);
        }
        Some(CountedAddress { counts: self.clone(), address: counted })
    }
}

impl Drop for CountedAddress {
    fn drop(&mut self) {
        let Some(address) = self.address else { return };
        if let Entry::Occupied(mut count) = self.counts.connections.lock().entry(address) {
            *count.get_mut() -= 1;
            if *count.get() == 0 {
                count.remove();
            }
        }
    }
}
