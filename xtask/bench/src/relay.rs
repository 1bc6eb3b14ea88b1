//! The two limits: what any chat server over WebSockets pays, without rules, rights or an engine.
//!
//! Both run on tokio's single-threaded runtime with the WebSocket code that axum uses and a read buffer of 4 KiB.

mod bare;
mod checkpoint;
mod connection;
mod durable;
mod hub;
mod protocol;
mod writer;

use std::future::Future;

use tokio::net::{TcpListener, TcpStream};
use tokio::task::{LocalSet, spawn_local};
use tokio_tungstenite::tungstenite::protocol::WebSocketConfig;

pub use bare::run as bare;
pub use durable::{DurableArgs, run as durable};

/// The read buffer of one connection in bytes; tungstenite's default is 128 KiB.
const READ_BUFFER_BYTES: usize = 4096;
/// What a relay prints before its address, once it listens.
pub const LISTENING: &str = "listening on ";

fn websocket_config() -> WebSocketConfig {
    WebSocketConfig::default().read_buffer_size(READ_BUFFER_BYTES)
}

/// Runs `make` on a runtime of one thread, then accepts connections for ever and serves each by a task of its own.
fn accept_forever<S, F>(make: impl FnOnce() -> anyhow::Result<S>) -> anyhow::Result<()>
where
    S: FnMut(TcpStream) -> F,
    F: Future<Output = anyhow::Result<()>> + 'static,
{
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
    LocalSet::new().block_on(&runtime, async {
        let mut serve = make()?;
        let listener = TcpListener::bind("127.0.0.1:0").await?;
        println!("{LISTENING}{}", listener.local_addr()?);
        loop {
            let (stream, _) = listener.accept().await?;
            stream.set_nodelay(true)?;
            let connection = serve(stream);
            spawn_local(async move {
                if let Err(error) = connection.await {
                    eprintln!("connection: {error:#}");
                }
            });
        }
    })
}
