//! The figures of this floor, by their names in `/metrics`.

use std::{borrow::Cow, time::Duration};

use axum::http::StatusCode;
use metrics::{Gauge, counter, gauge, histogram};

/// A duration in milliseconds with three decimals, as in the log.
pub(crate) fn ms(time: Duration) -> f64 {
    (time.as_secs_f64() * 1e6).round() / 1e3
}

/// Counts an answered request.
pub(crate) fn request(route: &str, status: StatusCode) {
    // A route is one of the list, but arrives here as a borrowed text.
    let route = crate::routes::ROUTES.iter().find(|known| **known == route).copied().unwrap_or("none");
    let status = Cow::Owned(status.as_str().to_owned());
    counter!("vuoro_http_requests_total", "route" => route, "status" => status).increment(1);
}

/// Counts a query or mutation that was executed, or a subscription that ended.
pub(crate) fn operation(kind: &'static str, door: &'static str, time: Duration) {
    histogram!("vuoro_graphql_operation_seconds", "kind" => kind, "door" => door).record(time);
}

/// Counts a closed socket by its close code; 1006 when the client just disconnected.
pub(crate) fn socket_closed(code: u16) {
    counter!("vuoro_sockets_closed_total", "code" => code.to_string()).increment(1);
}

/// Counts a client that was disconnected because it didn't read.
pub(crate) fn slow_reader() {
    counter!("vuoro_sockets_slow_readers_dropped_total").increment(1);
}

/// Counts a stranger's connection that was closed to make room for another.
pub(crate) fn connection_let_go() {
    counter!("vuoro_connections_let_go_total").increment(1);
}

/// Counts a connection that was refused because its address, or the server, has too many.
pub(crate) fn connection_refused() {
    counter!("vuoro_connections_refused_total").increment(1);
}

/// One of the things that a gauge counts, as long as it exists.
pub(crate) struct Counted(Gauge);

impl Counted {
    pub(crate) fn connection() -> Self {
        Self::one(gauge!("vuoro_connections_open"))
    }

    pub(crate) fn socket() -> Self {
        Self::one(gauge!("vuoro_sockets_open"))
    }

    pub(crate) fn subscription() -> Self {
        Self::one(gauge!("vuoro_subscriptions_open"))
    }

    fn one(gauge: Gauge) -> Self {
        gauge.increment(1.0);
        Self(gauge)
    }
}

impl Drop for Counted {
    fn drop(&mut self) {
        self.0.decrement(1.0);
    }
}
