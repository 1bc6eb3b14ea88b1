//! The floor of free disk: where less is free, no file is taken, so that messages go on.

use std::sync::{Arc, atomic::Ordering};

use vuoro_store::files::FileError;

use super::files::{Files, Promised};
use crate::{Error, Problem, Refusal};

/// Room for a file on the disk, until dropped.
pub(crate) struct Room {
    promised: Promised,
    bytes: u64,
}

impl Drop for Room {
    fn drop(&mut self) {
        self.promised.fetch_sub(self.bytes, Ordering::Relaxed);
    }
}

impl Files {
    /// Keeps room for so many bytes above the floor, beside what other uploads under way were promised.
    ///
    /// # Errors
    /// [`Problem::UploadsPaused`] when there is none.
    pub(crate) async fn room(&self, floor: u64, bytes: u64) -> Result<Room, Refusal> {
        // Counted before the look: of two that look at once, both see the other's bytes.
        let room = Room { promised: Arc::clone(&self.promised), bytes };
        let promised = self.promised.fetch_add(bytes, Ordering::Relaxed).saturating_add(bytes);
        if self.disk.free_bytes().await? < floor.saturating_add(promised) {
            return Err(Problem::UploadsPaused.into());
        }
        Ok(room)
    }
}

/// A full disk is an expected outcome of an upload.
pub(super) fn refused(error: FileError) -> Refusal {
    match error {
        FileError::Full(text) => {
            tracing::warn!(%text, "a file was refused, for the disk is full");
            Problem::UploadsPaused.into()
        }
        other => Error::from(other).into(),
    }
}
