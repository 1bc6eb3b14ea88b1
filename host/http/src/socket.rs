//! WebSockets with `graphql-transport-ws`: from the upgrade on, each socket has one task.

mod close;
mod drive;
mod message;
mod operations;
mod outbox;
mod seats;
mod session;

#[cfg(test)]
mod tests;

use std::sync::Arc;

use axum::{
    body::Body,
    extract::Request,
    http::{HeaderMap, HeaderValue, StatusCode, header},
    response::Response,
};
use hyper::upgrade::OnUpgrade;
use hyper_util::rt::TokioIo;
use tokio_tungstenite::{WebSocketStream, tungstenite::handshake::derive_accept_key};

pub(crate) use close::Close;
pub(crate) use operations::{Begun, Happened};
pub(crate) use seats::Seats;

use crate::{
    app::Shared,
    ask::{self, Ask},
    auth,
    failure::Failure,
    graphql::Target,
    language,
    measure::Counted,
    origin::{self, From},
};
use drive::Socket;
use operations::SocketTold;
use session::Door;

/// The only supported sub-protocol.
const SUBPROTOCOL: &str = "graphql-transport-ws";

/// Whether a request wants to become a WebSocket.
pub(crate) fn is_upgrade(headers: &HeaderMap) -> bool {
    headers.get(header::UPGRADE).is_some_and(|value| value.as_bytes().eq_ignore_ascii_case(b"websocket"))
}

/// Accepts the handshake of RFC 6455, section 4.2, and serves the socket in a task of its own.
///
/// # Errors
/// 403 for a page of another origin, 400 and 426 for what is no handshake, 503 while the server stops.
pub(crate) fn upgrade(
    shared: &Arc<Shared>,
    target: Target,
    ask: Ask,
    mut request: Request,
) -> Result<Response, Failure> {
    let is_secure = ask.client.is_secure;
    let from = origin::from(request.headers(), is_secure, &shared.app.settings);
    if from == From::Elsewhere {
        return Err(Failure::forbidden("Sockets are opened from pages of this server, or from no page at all."));
    }
    if shared.draining.is_cancelled() {
        return Err(Failure::unavailable());
    }
    let headers = request.headers();
    if !headers.get(header::CONNECTION).is_some_and(|value| names(value, "upgrade")) {
        return Err(Failure::bad_input("The header Connection: Upgrade is missing."));
    }
    if headers.get(header::SEC_WEBSOCKET_VERSION).is_none_or(|version| version != "13") {
        let refusal = Failure::refused(StatusCode::UPGRADE_REQUIRED, "WebSocket version 13 is spoken here.");
        return Err(refusal.with(header::SEC_WEBSOCKET_VERSION, HeaderValue::from_static("13")));
    }
    let key = headers.get(header::SEC_WEBSOCKET_KEY).filter(|key| key.len() == 24);
    let key = key.ok_or_else(|| Failure::bad_input("The header Sec-WebSocket-Key is missing."))?;
    let accept = HeaderValue::try_from(derive_accept_key(key.as_bytes())).map_err(|_| Failure::internal())?;
    let offered = headers.get(header::SEC_WEBSOCKET_PROTOCOL).cloned();
    // Browsers send the cookie with every upgrade; only the origin shows whether one of our own pages made it.
    let cookie = (from == From::Ours).then(|| auth::cookie(headers, is_secure)).flatten();
    let user_agent = ask::user_agent(headers);
    let language = language::preferred(headers);
    let on_upgrade = request.extensions_mut().remove::<OnUpgrade>();
    let on_upgrade = on_upgrade.ok_or_else(|| Failure::bad_input("This connection can't become a WebSocket."))?;

    ask.holder.becomes_socket();
    let told = SocketTold { slug: target.slug.clone(), address: ask.client.address };
    let is_ours = offered.as_ref().is_some_and(|offered| names(offered, SUBPROTOCOL));
    let (stop, let_go) = (shared.draining.clone(), ask.holder.let_go());
    let (address, holder) = (ask.client.address, ask.holder);
    let door = Door { shared: shared.clone(), target, address, holder, user_agent, language, cookie };
    // What is needed only at the beginning is boxed separately and freed before the socket runs: a task reserves room
    // for all of its stages as long as it lives, and there are many sockets.
    let opening = Box::pin(async move {
        // The other end may have gone before it was answered.
        let upgraded = on_upgrade.await.ok()?;
        let wire = WebSocketStream::from_raw_socket(TokioIo::new(upgraded), drive::ROLE, Some(drive::config())).await;
        if is_ours {
            Some(Box::new(Socket::new(wire, door, told, stop, let_go)))
        } else {
            drive::close(wire, Close::Subprotocol).await;
            None
        }
    });
    shared.tasks.spawn(async move {
        let _counted = Counted::socket();
        if let Some(socket) = opening.await {
            drive::drive(socket).await;
        }
    });

    let mut response = Response::new(Body::empty());
    *response.status_mut() = StatusCode::SWITCHING_PROTOCOLS;
    let headers = response.headers_mut();
    headers.insert(header::CONNECTION, HeaderValue::from_static("upgrade"));
    headers.insert(header::UPGRADE, HeaderValue::from_static("websocket"));
    headers.insert(header::SEC_WEBSOCKET_ACCEPT, accept);
    let chosen = if is_ours { Some(HeaderValue::from_static(SUBPROTOCOL)) } else { offered.and_then(first) };
    if let Some(chosen) = chosen {
        headers.insert(header::SEC_WEBSOCKET_PROTOCOL, chosen);
    }
    Ok(response)
}

/// Whether a list of names contains this one.
fn names(list: &HeaderValue, name: &str) -> bool {
    list.to_str().is_ok_and(|list| list.split(',').any(|found| found.trim().eq_ignore_ascii_case(name)))
}

/// The first sub-protocol that a client offers. It is accepted even when it isn't ours: otherwise most clients hang up
/// and never see the 4406 that tells them why.
fn first(offered: HeaderValue) -> Option<HeaderValue> {
    HeaderValue::from_str(offered.to_str().ok()?.split(',').next()?.trim()).ok()
}
