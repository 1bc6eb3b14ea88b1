//! Announced files whose bytes never came.

use super::{ANNOUNCED_LIFE, UPLOAD_TIME};
use crate::{Domain, Error, error::Halt};
use vuoro_store::files;

/// Files that one sweep takes; the rest waits for the next.
const ROWS_MAX: usize = 500;

impl Domain {
    /// Forgets files that were announced more than an hour ago and never came, with whatever bytes a crash between
    /// the bytes and the row has left.
    pub async fn sweep_attachments(&self) -> Result<(), Error> {
        // No upload begins after the hour, and none lasts longer than UPLOAD_TIME: nobody writes here any more.
        let before = self.now().minus(ANNOUNCED_LIFE + UPLOAD_TIME * 2);
        for (organisation, conversation, id) in self.store.platform().announced_in_vain(before, ROWS_MAX).await? {
            // Bytes first: a crash here leaves the row, and the next sweep finds both.
            files::remove_all(&*self.files.store, organisation, conversation, id).await?;
            let forgotten = self.store.write::<_, Halt, _>(move |tx| {
                Box::pin(async move { Ok(tx.door(organisation).forget_announced(id).await?) })
            });
            forgotten.await.map_err(|halt| match halt {
                Halt::Store(error) => error.into(),
                Halt::Refused(refusal) => Error::Internal(format!("{refusal:?}")),
            })?;
        }
        Ok(())
    }
}
