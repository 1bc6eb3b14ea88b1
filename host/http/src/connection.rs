//! One connection: its protocol, how long it may be silent, and how it ends.
//!
//! SECURITY.md, "HTTP" and trap 3.

use std::{convert::Infallible, pin::Pin, pin::pin, sync::Arc, time::Duration};

use axum::{Router, body::Body};
use hyper::{
    body::Incoming,
    server::conn::{http1, http2},
    service::service_fn,
};
use hyper_util::rt::{TokioExecutor, TokioIo, TokioTimer};
use tokio::io::{AsyncRead, AsyncWrite};
use tokio_util::sync::CancellationToken;
use tower::Service;
use vuoro_kernel::limits::http::{HEADER_BYTES_MAX, HEADER_TIME, IDLE_TIME, STREAMS_MAX};

use self::{
    life::{Life, Look, Underway},
    watched::{Answer, Watched},
};
use crate::{address::Peer, places::Holder};

mod life;
mod watched;

/// The settings for serving connections.
#[derive(Clone)]
pub(crate) struct Serving {
    pub(crate) router: Router,
    /// Cancelled when the server stops: requests in flight may finish, nothing new begins.
    pub(crate) draining: CancellationToken,
}

/// Serves a connection until it ends or its place is needed for another. `held` is kept as long as any part of the
/// connection exists, also after it became a socket.
pub(crate) async fn serve<S, G>(stream: S, is_http2: bool, peer: Peer, serving: Serving, holder: Holder, held: G)
where
    S: AsyncRead + AsyncWrite + Send + Unpin + 'static,
    G: Send + Unpin + 'static,
{
    let life = Arc::new(Life::new());
    let io = TokioIo::new(Watched::new(stream, life.clone(), held));
    let (life_of_requests, router, let_go) = (life.clone(), serving.router, holder.let_go());
    let service = service_fn(move |mut request: hyper::Request<Incoming>| {
        let underway = Underway::new(&life_of_requests, &holder);
        request.extensions_mut().insert(peer);
        request.extensions_mut().insert(holder.clone());
        let answer = router.clone().call(request.map(Body::new));
        async move { Ok::<_, Infallible>(answer.await?.map(|body| Answer::new(body, underway))) }
    });
    if is_http2 {
        let mut builder = http2::Builder::new(TokioExecutor::new());
        builder
            .timer(TokioTimer::new())
            .max_concurrent_streams(STREAMS_MAX)
            .max_header_list_size(u32::try_from(HEADER_BYTES_MAX).unwrap_or(u32::MAX));
        let connection = pin!(builder.serve_connection(io, service));
        // HTTP/2 sends frames of its own between requests, so bytes without a request aren't a slow request.
        let driven = drive(connection, |connection| connection.graceful_shutdown(), &life, &serving.draining, None);
        let_go.run_until_cancelled_owned(driven).await;
    } else {
        let mut builder = http1::Builder::new();
        // hyper's own timer for the head also runs while a connection is idle, so it can't be 10 s and 75 s at once.
        builder.header_read_timeout(None).max_header_size(HEADER_BYTES_MAX);
        let connection = pin!(builder.serve_connection(io, service).with_upgrades());
        let head_time = Some(HEADER_TIME);
        let driven =
            drive(connection, |connection| connection.graceful_shutdown(), &life, &serving.draining, head_time);
        let_go.run_until_cancelled_owned(driven).await;
    }
}

/// Runs a connection until it ends, times out, or the server stops.
async fn drive<C: Future>(
    mut connection: Pin<&mut C>,
    wind_down: impl Fn(Pin<&mut C>),
    life: &Life,
    draining: &CancellationToken,
    head_time: Option<Duration>,
) {
    let mut is_winding_down = false;
    loop {
        let look = tokio::time::sleep(life.next_look(head_time));
        tokio::select! {
            // How it ended doesn't matter: most clients simply disconnect.
            _ = connection.as_mut() => return,
            () = draining.cancelled(), if !is_winding_down => {
                wind_down(connection.as_mut());
                is_winding_down = true;
            }
            () = look => match life.look(head_time) {
                Look::Fine => {}
                // The client is told, so that it doesn't send its next request into a closing connection.
                Look::Idle if !is_winding_down => {
                    wind_down(connection.as_mut());
                    is_winding_down = true;
                    life.moved();
                }
                Look::Idle | Look::Stuck => return,
            }
        }
    }
}
