//! Measures how long the disk takes to store 4 KiB durably: the lower limit of every durable answer.

use std::fs::OpenOptions;
use std::io::Write;
use std::path::Path;
use std::time::{Duration, Instant};

use anyhow::Context;

/// Bytes of one append: a page of SQLite's log.
const APPEND_BYTES: usize = 4096;
/// Appends of one probe, if [`PROBE_TIME_MAX`] allows.
const APPENDS_MAX: usize = 200;
/// A probe stops after this time on slow disks.
const PROBE_TIME_MAX: Duration = Duration::from_secs(1);

/// The median time in microseconds of an append of 4 KiB and `fdatasync`, in `folder`.
pub fn probe(folder: &Path) -> anyhow::Result<f64> {
    let path = folder.join("fsync-probe");
    let mut file = OpenOptions::new()
        .create(true)
        .truncate(true)
        .write(true)
        .open(&path)
        .with_context(|| format!("can't write the fsync probe {}", path.display()))?;
    let page = [0x5a_u8; APPEND_BYTES];
    let start = Instant::now();
    let mut times_us = Vec::with_capacity(APPENDS_MAX);
    while times_us.len() < APPENDS_MAX && start.elapsed() < PROBE_TIME_MAX {
        let before = Instant::now();
        file.write_all(&page)?;
        file.sync_data()?;
        times_us.push(before.elapsed().as_secs_f64() * 1e6);
    }
    std::fs::remove_file(&path)?;
    Ok(crate::median::median(&mut times_us))
}
