//! Requests of plugins to other servers: https only, to the one address that was looked up and checked, and without
//! following redirects.

mod address;
mod header;
mod lookup;
mod place;
mod send;

use std::{fmt, net::IpAddr, sync::Arc};

use ipnet::IpNet;
use reqwest::header::HeaderMap;
use rustls::{
    ClientConfig, RootCertStore,
    crypto::ring,
    pki_types::CertificateDer,
    version::{TLS12, TLS13},
};
use url::Url;

use crate::{HostError, limits};

pub use header::header_name;
pub use place::connection_url;
pub(crate) use send::Unsent;

/// A connection to another server, as operators filled it in.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Connection {
    /// The server's address, as [`connection_url`] returned it.
    pub url: Url,
    /// The header sent with each request; `None` for a server that needs none.
    pub secret: Option<SecretHeader>,
}

/// A header with a secret value.
#[derive(Clone, PartialEq, Eq)]
pub struct SecretHeader {
    /// Its name, as [`header_name`] accepts it.
    pub name: String,
    /// Its value.
    pub value: String,
}

impl fmt::Debug for SecretHeader {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: …", self.name)
    }
}

/// A plugin's request, with its rules checked.
pub(crate) struct Request {
    method: reqwest::Method,
    path: String,
    headers: HeaderMap,
    body: Vec<u8>,
}

/// The other server's response.
#[derive(Debug)]
pub(crate) struct Response {
    pub(crate) status: u16,
    pub(crate) headers: Vec<(String, String)>,
    pub(crate) body: Vec<u8>,
}

impl Request {
    /// Checks what can be checked without knowing the connection.
    pub(crate) fn new(
        method: &str,
        path: String,
        headers: &[(String, String)],
        body: Vec<u8>,
    ) -> Result<Self, HostError> {
        let method = match method {
            "GET" => reqwest::Method::GET,
            "POST" => reqwest::Method::POST,
            "PUT" => reqwest::Method::PUT,
            "PATCH" => reqwest::Method::PATCH,
            "DELETE" => reqwest::Method::DELETE,
            _ => return Err(HostError::Invalid("the method is GET, POST, PUT, PATCH or DELETE".to_owned())),
        };
        if body.len() > limits::REQUEST_BODY_BYTES {
            return Err(HostError::TooMuch(format!("the body is over {} bytes", limits::REQUEST_BODY_BYTES)));
        }
        Ok(Self { method, path, headers: header::headers(headers)?, body })
    }
}

/// What all requests share.
pub(crate) struct Outgoing {
    tls: ClientConfig,
    allowed: Vec<IpNet>,
    lookups: lookup::Lookups,
}

impl Outgoing {
    /// Trusts the certificates that browsers trust, and `roots`; reaches public addresses, and `allowed`.
    pub(crate) fn new(allowed: Vec<IpNet>, roots: &[CertificateDer<'static>]) -> Result<Self, rustls::Error> {
        let mut store = RootCertStore::empty();
        store.extend(webpki_roots::TLS_SERVER_ROOTS.iter().cloned());
        for root in roots {
            store.add(root.clone())?;
        }
        let mut tls = ClientConfig::builder_with_provider(Arc::new(ring::default_provider()))
            .with_protocol_versions(&[&TLS13, &TLS12])?
            .with_root_certificates(store)
            .with_no_client_auth();
        tls.alpn_protocols = vec![b"http/1.1".to_vec()];
        Ok(Self { tls, allowed, lookups: lookup::Lookups::new() })
    }

    /// Whether a connection can never be reached, because its host is an address that isn't allowed.
    pub(crate) fn is_out_of_reach(&self, url: &Url) -> bool {
        place::literal(url).is_some_and(|address| !self.allows(address))
    }

    fn allows(&self, address: IpAddr) -> bool {
        address::is_allowed(address, &self.allowed)
    }
}
