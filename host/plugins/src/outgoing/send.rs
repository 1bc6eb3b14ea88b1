//! One request, from looking a name up to the last byte of the response.

use std::{net::SocketAddr, sync::Arc, time::Duration};

use reqwest::{
    Client,
    dns::{Addrs, Name, Resolve, Resolving},
    header::{HeaderName, HeaderValue},
    redirect::Policy,
};
use tokio::time::Instant;
use url::Url;
use vuoro_kernel::OrganisationId;

use super::{Connection, Outgoing, Request, Response, SecretHeader, header, place};
use crate::{HostError, failure::cut, limits};

/// Why there is no response.
#[derive(Debug)]
pub(crate) enum Unsent {
    /// An error for the plugin.
    Refused(HostError),
    /// The other server doesn't answer; the reason, for the plugin's operators, contains nothing of what was sent.
    Silent(String),
}

impl From<HostError> for Unsent {
    fn from(error: HostError) -> Self {
        Self::Refused(error)
    }
}

impl Outgoing {
    /// Sends a request on behalf of an organisation, until `until` at most.
    pub(crate) async fn send(
        &self,
        organisation: OrganisationId,
        connection: &Connection,
        request: Request,
        until: Instant,
    ) -> Result<Response, Unsent> {
        let url = place::below(&connection.url, &request.path)?;
        let request = whole(connection, request, url)?;
        let begun = Instant::now();
        let until = until.min(begun + limits::REQUEST_WALL);
        let asked = async {
            let address = self.look_up(organisation, &connection.url).await?;
            let client = self.client(address).map_err(|error| Unsent::Silent(cause(&error)))?;
            read(client.execute(request).await.map_err(|error| Unsent::Silent(cause(&error)))?).await
        };
        tokio::time::timeout_at(until, asked).await.unwrap_or_else(|_| Err(silent_for(begun.elapsed())))
    }

    /// The address to connect to: the first of the name's that is allowed.
    async fn look_up(&self, organisation: OrganisationId, url: &Url) -> Result<SocketAddr, Unsent> {
        let port = url.port_or_known_default().unwrap_or_default();
        let found = match (place::literal(url), url.host_str()) {
            (Some(address), _) => vec![SocketAddr::new(address, port)],
            (None, Some(name)) => {
                let found = self.lookups.addresses(organisation, name.to_owned(), port).await;
                found.map_err(Unsent::Silent)?
            }
            (None, None) => Vec::new(),
        };
        let allowed = found.iter().copied().find(|address| self.allows(address.ip()));
        allowed.ok_or_else(|| {
            let text = "its address isn't a public one; where that is meant to be, name the network in plugins.allowed_networks";
            Unsent::Silent(text.to_owned())
        })
    }

    /// A client for one request: whatever name it asks for, it connects to this address.
    fn client(&self, address: SocketAddr) -> reqwest::Result<Client> {
        Client::builder()
            .use_preconfigured_tls(self.tls.clone())
            .https_only(true)
            .http1_only()
            .no_proxy()
            .redirect(Policy::none())
            .referer(false)
            .retry(reqwest::retry::never())
            .pool_max_idle_per_host(0)
            .dns_resolver(Arc::new(Only(address)))
            .user_agent(concat!("vuoro/", env!("CARGO_PKG_VERSION")))
            .build()
    }
}

/// A resolver that answers every name with one address.
struct Only(SocketAddr);

impl Resolve for Only {
    fn resolve(&self, _: Name) -> Resolving {
        let addresses: Addrs = Box::new(std::iter::once(self.0));
        Box::pin(std::future::ready(Ok(addresses)))
    }
}

/// The request as it is sent, with the connection's secret.
fn whole(connection: &Connection, request: Request, url: Url) -> Result<reqwest::Request, HostError> {
    let mut headers = request.headers;
    if let Some(SecretHeader { name, value }) = &connection.secret {
        let unusable = |_| HostError::Unavailable;
        let name: HeaderName = header::header_name(name).map_err(unusable)?;
        if headers.contains_key(&name) {
            return Err(HostError::Invalid(format!("the header {name} is the connection's own")));
        }
        let mut value = HeaderValue::from_str(value).map_err(|_| HostError::Unavailable)?;
        value.set_sensitive(true);
        headers.insert(name, value);
    }
    let has_body = !request.body.is_empty() || !matches!(request.method.as_str(), "GET" | "DELETE");
    let mut whole = reqwest::Request::new(request.method, url);
    *whole.headers_mut() = headers;
    *whole.body_mut() = has_body.then(|| request.body.into());
    Ok(whole)
}

async fn read(mut answer: reqwest::Response) -> Result<Response, Unsent> {
    let too_much = || HostError::TooMuch(format!("the answer is over {} bytes", limits::RESPONSE_BYTES));
    let max = u64::try_from(limits::RESPONSE_BYTES).unwrap_or(u64::MAX);
    if answer.content_length().is_some_and(|bytes| bytes > max) {
        return Err(too_much().into());
    }
    let (status, headers) = (answer.status().as_u16(), header::read(answer.headers())?);
    let mut body = Vec::new();
    while let Some(chunk) = answer.chunk().await.map_err(|error| Unsent::Silent(cause(&error)))? {
        if body.len().saturating_add(chunk.len()) > limits::RESPONSE_BYTES {
            return Err(too_much().into());
        }
        body.extend_from_slice(&chunk);
    }
    Ok(Response { status, headers, body })
}

fn silent_for(time: Duration) -> Unsent {
    Unsent::Silent(format!("no whole answer within {} ms", time.as_millis()))
}

/// The innermost cause of an error. The outer ones contain the address with what the plugin requested there.
fn cause(error: &reqwest::Error) -> String {
    const CAUSE_BYTES: usize = 300;
    let mut cause: Option<&dyn std::error::Error> = std::error::Error::source(error);
    while let Some(below) = cause.and_then(|cause| cause.source()) {
        cause = Some(below);
    }
    cause.map_or_else(|| "it can't be asked".to_owned(), |cause| cut(&cause.to_string(), CAUSE_BYTES).to_owned())
}
