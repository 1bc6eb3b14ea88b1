//! Asks servers elsewhere, by the names of connections that the manifest declares and operators filled in. Permission `http`.
//! https alone, no redirects, 5 s, 1 MiB.

use crate::{HostError, host};

pub use crate::bindings::http::{Request, Response};

/// Sends a request. The host adds the connection's secret; the plugin never sees it.
///
/// # Errors
/// `unavailable` when the other side doesn't answer. A status of 400 or more is an answer.
pub fn send(connection: &str, request: &Request) -> Result<Response, HostError> {
    host::http::send(connection, request)
}
