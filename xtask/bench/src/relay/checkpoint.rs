//! Checkpoints on a connection and a thread of their own: the writer never stops to copy pages back.

use std::path::{Path, PathBuf};
use std::time::Duration;

use rusqlite::Connection;

/// How often the log's size is looked at.
const LOOK_EVERY: Duration = Duration::from_millis(200);
/// A log of this size in bytes is copied back; SQLite's own default is 1,000 pages, about the same.
const LOG_BYTES: u64 = 4 << 20;

/// Starts the thread. A failed checkpoint loses nothing and is tried again.
pub fn start(file: &Path) -> anyhow::Result<()> {
    let connection = Connection::open(file)?;
    connection.execute_batch("PRAGMA synchronous=FULL; PRAGMA wal_autocheckpoint=0;")?;
    let mut log = file.as_os_str().to_owned();
    log.push("-wal");
    let log = PathBuf::from(log);
    std::thread::Builder::new().name("checkpoint".into()).spawn(move || {
        loop {
            std::thread::sleep(LOOK_EVERY);
            let large = std::fs::metadata(&log).is_ok_and(|found| found.len() >= LOG_BYTES);
            if large && let Err(error) = connection.query_row("PRAGMA wal_checkpoint(PASSIVE)", [], |_| Ok(())) {
                eprintln!("checkpoint: {error}");
            }
        }
    })?;
    Ok(())
}
