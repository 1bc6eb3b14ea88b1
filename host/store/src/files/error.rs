//! What may go wrong with the bytes of attachments.

use std::io;

/// Why bytes couldn't be stored or read. These texts are never for clients: they contain paths.
#[derive(Debug, thiserror::Error)]
pub enum FileError {
    /// There are no such bytes.
    #[error("missing: {0}")]
    Missing(String),
    /// The disk has no room. What was there stays as it was.
    #[error("the disk is full: {0}")]
    Full(String),
    /// The disk, or the networked store, failed.
    #[error("the file store failed: {0}")]
    Failed(String),
}

impl From<object_store::Error> for FileError {
    fn from(error: object_store::Error) -> Self {
        match error {
            object_store::Error::NotFound { path, .. } => Self::Missing(path),
            other if is_for_want_of_room(&other) => Self::Full(other.to_string()),
            other => Self::Failed(other.to_string()),
        }
    }
}

/// Looks for the system's own error among the causes.
fn is_for_want_of_room(error: &(dyn std::error::Error + 'static)) -> bool {
    let causes = std::iter::successors(Some(error), |error| error.source());
    let mut of_system = causes.filter_map(|error| error.downcast_ref::<io::Error>());
    of_system.any(|error| matches!(error.kind(), io::ErrorKind::StorageFull | io::ErrorKind::QuotaExceeded))
}
