//! What every request gets: an id, a line in the log, its figures, its headers, and a response even after a panic.

use std::{panic::AssertUnwindSafe, sync::Arc, time::Instant};

use axum::{
    body::Body,
    extract::{MatchedPath, Request, State},
    http::{HeaderMap, HeaderValue, header},
    middleware::Next,
    response::{IntoResponse, Response},
};
use futures_util::FutureExt;
use uuid::Uuid;

use crate::{
    address::{self, Client, Peer},
    app::Shared,
    failure::Failure,
    headers,
    linger::lingering,
    measure,
    places::Holder,
};

/// What is known of a request before its handler runs. Stored in the request's extensions.
#[derive(Clone, Debug)]
pub(crate) struct Ask {
    /// Made here and not by tower-http's layer, which takes a client's own id: one line of the log could pass for another.
    pub(crate) id: Arc<str>,
    pub(crate) client: Client,
    /// The connection that the request came on.
    pub(crate) holder: Holder,
}

/// What a handler reports for the log. Stored in the response's extensions.
#[derive(Clone, Debug, Default)]
pub(crate) struct Told {
    /// The slug of an organisation that exists.
    pub(crate) slug: Option<Arc<str>>,
    /// The operation's name in a valid document, so a GraphQL name.
    pub(crate) operation: Option<Arc<str>>,
}

/// A new id for a request, or for an operation of a socket.
pub(crate) fn new_id() -> Arc<str> {
    let mut text = Uuid::encode_buffer();
    Arc::from(&*Uuid::now_v7().simple().encode_lower(&mut text))
}

/// What the client calls itself.
pub(crate) fn user_agent(headers: &HeaderMap) -> Option<Arc<str>> {
    headers.get(header::USER_AGENT).and_then(|value| value.to_str().ok()).map(Arc::from)
}

/// HTTP/2 names the host in `:authority`; this puts it where HTTP/1 has it.
fn name_host(request: &mut Request) {
    if request.headers().contains_key(header::HOST) {
        return;
    }
    let host = request.uri().authority().and_then(|authority| HeaderValue::from_str(authority.as_str()).ok());
    if let Some(host) = host {
        request.headers_mut().insert(header::HOST, host);
    }
}

/// The middleware around every route.
pub(crate) async fn observe(State(shared): State<Arc<Shared>>, mut request: Request, next: Next) -> Response {
    let began = Instant::now();
    let peer = *request.extensions().get::<Peer>().expect("the listener says who is at the other end");
    let settings = &shared.app.settings;
    let client = address::client(peer, request.headers(), &settings.trusted_proxies);
    let is_secure = client.is_secure || settings.is_secure();
    let holder = request.extensions().get::<Holder>().expect("the listener gave the connection a place").clone();
    let ask = Ask { id: new_id(), client: Client { is_secure, ..client }, holder };
    let id = ask.id.clone();
    let method = request.method().clone();
    name_host(&mut request);
    let route = request.extensions().get::<MatchedPath>().cloned();
    request.extensions_mut().insert(ask);
    let request = request.map(lingering);

    let answer = AssertUnwindSafe(next.run(request)).catch_unwind().await;
    let mut response = answer.unwrap_or_else(|_| Failure::internal().into_response());

    if let Some(failure) = response.extensions_mut().remove::<Failure>() {
        *response.body_mut() = Body::from(failure.body(&id));
    }
    headers::dress(response.headers_mut(), &id, is_secure);

    let told = response.extensions_mut().remove::<Told>().unwrap_or_default();
    let route = route.as_ref().map_or("none", MatchedPath::as_str);
    let status = response.status();
    // No path, no query and no header of the client: each value here is ours or has been checked.
    tracing::info!(
        target: "request",
        id = &*id,
        organisation = told.slug.as_deref(),
        operation = told.operation.as_deref(),
        method = method.as_str(),
        route,
        status = status.as_u16(),
        ms = measure::ms(began.elapsed()),
        address = %client.address,
    );
    measure::request(route, status);
    response
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_host_of_http_2_stands_where_http_1_has_it() {
        let mut request = Request::builder().uri("https://chat.example/graphql").body(Body::empty()).unwrap();
        name_host(&mut request);
        assert_eq!(request.headers()[header::HOST], "chat.example");
        let builder = Request::builder().uri("http://other.example/graphql").header(header::HOST, "chat.example");
        let mut request = builder.body(Body::empty()).unwrap();
        name_host(&mut request);
        assert_eq!(request.headers()[header::HOST], "chat.example");
    }
}
