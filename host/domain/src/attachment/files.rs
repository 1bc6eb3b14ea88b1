//! What all attachments of a server share: the file store and the limits on concurrent work.

use std::sync::{Arc, atomic::AtomicU64};

use tokio::sync::Semaphore;
use vuoro_store::files::{Disk, FileError, Folder, ObjectStore};

use super::{running::RunningUploads, thumbnail::MEMORY_MAX_KIB};
use crate::Error;

/// Bytes that uploads under way may still write.
pub(super) type Promised = Arc<AtomicU64>;

/// The file store, and the limits of work on files.
pub(crate) struct Files {
    pub(super) store: Arc<dyn ObjectStore>,
    pub(super) disk: Disk,
    pub(super) promised: Promised,
    pub(super) running: RunningUploads,
    /// Memory that decoding images may take in total, in KiB.
    pub(crate) image_memory: Arc<Semaphore>,
}

impl Files {
    pub(crate) fn new(folder: Folder) -> Self {
        let Folder { objects, disk } = folder;
        let image_memory = Arc::new(Semaphore::new(MEMORY_MAX_KIB as usize));
        Self { store: objects, disk, promised: Promised::default(), running: RunningUploads::default(), image_memory }
    }
}

impl From<FileError> for Error {
    fn from(error: FileError) -> Self {
        match error {
            FileError::Missing(text) => Self::Internal(format!("the bytes of an attachment are missing: {text}")),
            FileError::Full(text) | FileError::Failed(text) => {
                tracing::error!(%text, "the file store failed");
                Self::Unavailable
            }
        }
    }
}
