//! Reads on what is left of a refused body for a while. A connection that is closed with unread bytes is reset, and a
//! client that still writes would never see the response (RFC 9112, section 9.6).

use std::{
    mem,
    pin::Pin,
    task::{Context, Poll},
    time::Duration,
};

use axum::{
    Error,
    body::{Body, Bytes, HttpBody},
};
use http_body_util::BodyExt;
use hyper::body::{Frame, SizeHint};
use tokio::time::timeout;

/// Most bytes that are read and discarded; a client that sends more may miss the response.
const BYTES_MAX: usize = 8 * 1024 * 1024;
/// The longest time of reading on.
const TIME: Duration = Duration::from_secs(2);

/// The same body, which is read on when it is dropped before its end.
pub(crate) fn lingering(body: Body) -> Body {
    if body.is_end_stream() { body } else { Body::new(Lingering(body)) }
}

struct Lingering(Body);

impl HttpBody for Lingering {
    type Data = Bytes;
    type Error = Error;

    fn poll_frame(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<Result<Frame<Bytes>, Error>>> {
        Pin::new(&mut self.0).poll_frame(cx)
    }

    fn is_end_stream(&self) -> bool {
        self.0.is_end_stream()
    }

    fn size_hint(&self) -> SizeHint {
        self.0.size_hint()
    }
}

impl Drop for Lingering {
    fn drop(&mut self) {
        if !self.0.is_end_stream() {
            tokio::spawn(timeout(TIME, read_on(mem::take(&mut self.0))));
        }
    }
}

async fn read_on(mut body: Body) {
    let mut bytes = 0;
    while bytes < BYTES_MAX
        && let Some(Ok(frame)) = body.frame().await
    {
        bytes += frame.data_ref().map_or(0, Bytes::len);
    }
}

#[cfg(test)]
mod tests {
    use std::sync::{
        Arc,
        atomic::{AtomicUsize, Ordering::Relaxed},
    };

    use futures_util::stream;

    use super::*;

    #[tokio::test(start_paused = true)]
    async fn a_dropped_body_is_read_on_within_bounds() {
        let read = Arc::new(AtomicUsize::new(0));
        let counted = read.clone();
        let endless = stream::repeat_with(move || {
            counted.fetch_add(1, Relaxed);
            Ok::<_, std::io::Error>(Bytes::from_static(&[b' '; 64 * 1024]))
        });
        drop(lingering(Body::from_stream(endless)));
        tokio::time::sleep(TIME * 2).await;
        assert_eq!(read.load(Relaxed), BYTES_MAX / (64 * 1024));

        let (silent, dropped) = tokio::sync::oneshot::channel::<()>();
        let pending = stream::once(async move {
            let _held = silent;
            std::future::pending::<Result<Bytes, std::io::Error>>().await
        });
        drop(lingering(Body::from_stream(pending)));
        assert!(timeout(TIME * 2, dropped).await.is_ok(), "given up in the end");
    }
}
