//! Limits how many pictures are uploaded at the same time.

use std::sync::Arc;

use tokio::sync::Semaphore;
use vuoro_kernel::limits::PICTURE_UPLOADS_MAX;

/// The uploads of pictures; so many at the same time.
pub(crate) struct PictureUploads(pub(super) Arc<Semaphore>);

impl Default for PictureUploads {
    fn default() -> Self {
        Self(Arc::new(Semaphore::new(PICTURE_UPLOADS_MAX)))
    }
}
