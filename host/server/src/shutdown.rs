//! When to stop.

use tokio::signal::unix::{SignalKind, signal};

/// Listens for SIGTERM and SIGINT (Ctrl-C) from now on; what is given completes when one has come.
pub fn asked() -> std::io::Result<impl Future<Output = ()>> {
    let (mut terminate, mut interrupt) = (signal(SignalKind::terminate())?, signal(SignalKind::interrupt())?);
    Ok(async move {
        tokio::select! {
            _ = terminate.recv() => {}
            _ = interrupt.recv() => {}
        }
    })
}
