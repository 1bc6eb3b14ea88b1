//! The slots for pictures.

use std::sync::Arc;

use tokio::sync::Semaphore;
use vuoro_kernel::limits::PICTURE_UPLOADS_MAX;

/// The slots for pictures that are uploaded at the same time.
pub(crate) struct PictureSlots(pub(super) Arc<Semaphore>);

impl Default for PictureSlots {
    fn default() -> Self {
        Self(Arc::new(Semaphore::new(PICTURE_UPLOADS_MAX)))
    }
}
