//! Sends requests to other servers, through connections that the manifest declares and operators fill in. Needs the
//! permission `http`. https only, no redirects, 5 s, 1 MiB; 10 requests a call, and none in before-hooks.
//!
//! The manifest declares a connection; operators enter its address and its secret:
//!
//! ```toml
//! [permissions.http]
//! en = "To show the customer's orders."
//!
//! [connections.shop]
//! reason = { en = "Where the orders are." }
//! ```
//!
//! ```
//! use vuoro_plugin::{Error, http, testing::Host};
//!
//! fn orders(customer: u64) -> Result<Vec<u8>, Error> {
//!     let path = format!("/customers/{customer}/orders");
//!     let request = http::Request { method: "GET".into(), path, headers: vec![], body: vec![] };
//!     let response = http::send("shop", &request)?;
//!     if response.status == 200 { Ok(response.body) } else { Err(Error::refused("The shop doesn't know.")) }
//! }
//!
//! let host = Host::start();
//! host.has_server(|_, _| Ok(http::Response { status: 200, headers: vec![], body: b"[]".to_vec() }));
//! assert_eq!(orders(7).unwrap(), b"[]");
//! ```
//!
//! A request can't be undone when its call fails, and is sent again when the call runs again. What must not happen
//! twice needs an id that the other server recognises.

use crate::{HostError, host};

pub use crate::bindings::http::{Request, Response};

/// Sends a request. The host adds the connection's secret; the plugin never sees it.
///
/// # Errors
/// `not-found` when the connection isn't declared or not filled in, `unavailable` when no complete response arrives in
/// time, `too-much` for a larger response, `invalid` for a request that breaks a rule of the contract. A response of
/// any status is a result, not an error.
pub fn send(connection: &str, request: &Request) -> Result<Response, HostError> {
    host::http::send(connection, request)
}
