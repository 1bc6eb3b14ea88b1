//! The disk under a folder: how much of it is free.

use std::{io, path::Path, sync::Arc};

use super::FileError;

/// The disk that a folder lies on.
#[derive(Clone, Debug)]
pub struct Disk(Arc<Path>);

impl Disk {
    /// The one under a folder that is there.
    pub fn of(folder: &Path) -> Self {
        Self(folder.into())
    }

    /// Bytes of it that are free for us.
    ///
    /// # Errors
    /// When the folder isn't there any more.
    pub async fn free_bytes(&self) -> Result<u64, FileError> {
        let folder = Arc::clone(&self.0);
        let asked = tokio::task::spawn_blocking(move || free_bytes(&folder)).await;
        let failed = |error: &dyn std::fmt::Display| FileError::Failed(format!("free bytes: {error}"));
        asked.map_err(|error| failed(&error))?.map_err(|error| failed(&error))
    }
}

/// The same for threads that may block.
///
/// # Errors
/// When the folder isn't there.
pub fn free_bytes(folder: &Path) -> io::Result<u64> {
    let found = rustix::fs::statvfs(folder)?;
    Ok(found.f_bavail.saturating_mul(found.f_frsize))
}
