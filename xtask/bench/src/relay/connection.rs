//! One connection of a relay: reads until the client leaves, writes what its outbox holds.

use std::cell::{Cell, RefCell};
use std::collections::VecDeque;
use std::future::poll_fn;
use std::task::{Poll, Waker};

use futures_util::{SinkExt, StreamExt};
use tokio::net::TcpStream;
use tokio_tungstenite::WebSocketStream;
use tokio_tungstenite::tungstenite::{Message, Utf8Bytes};

/// What waits to be written. One thread, so neither lock nor atomic, and nothing kept while it is empty: a channel of
/// tokio's holds room for 32 messages from the start.
#[derive(Default)]
pub struct Outbox {
    waiting: RefCell<VecDeque<Utf8Bytes>>,
    waker: Cell<Option<Waker>>,
}

impl Outbox {
    /// Adds a text and wakes the connection.
    pub fn put(&self, text: Utf8Bytes) {
        self.waiting.borrow_mut().push_back(text);
        if let Some(waker) = self.waker.take() {
            waker.wake();
        }
    }

    fn take(&self) -> Option<Utf8Bytes> {
        self.waiting.borrow_mut().pop_front()
    }

    async fn next(&self) -> Utf8Bytes {
        poll_fn(|context| match self.take() {
            Some(text) => Poll::Ready(text),
            None => {
                self.waker.set(Some(context.waker().clone()));
                Poll::Pending
            }
        })
        .await
    }
}

/// Passes every text to `hear` and writes the outbox, all that waits with one flush, until the client is gone.
pub async fn talk(
    mut socket: WebSocketStream<TcpStream>,
    outbox: &Outbox,
    mut hear: impl FnMut(&Utf8Bytes) -> anyhow::Result<()>,
) -> anyhow::Result<()> {
    loop {
        tokio::select! {
            incoming = socket.next() => match incoming {
                Some(Ok(Message::Text(text))) => hear(&text)?,
                // tungstenite has queued the pong; it goes out with the next flush.
                Some(Ok(Message::Ping(_))) => socket.flush().await?,
                Some(Ok(_)) => {}
                Some(Err(_)) | None => return Ok(()),
            },
            text = outbox.next() => {
                socket.feed(Message::Text(text)).await?;
                while let Some(text) = outbox.take() {
                    socket.feed(Message::Text(text)).await?;
                }
                socket.flush().await?;
            }
        }
    }
}
