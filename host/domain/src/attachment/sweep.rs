//! Announced files whose bytes never came, and uploaded ones that no message took.

use vuoro_kernel::limits::UNSENT_LIFE;
use vuoro_store::files;

use super::{ANNOUNCED_LIFE, NETWORK_TIME, UPLOAD_TIME};
use crate::{Domain, Error, error::Halt};

/// Most files of one sweep; the rest waits for the next.
const ROWS_MAX: usize = 500;

impl Domain {
    /// Forgets files that were announced more than an hour ago and never came, with whatever bytes a crash between
    /// the bytes and the row has left; and files that no message took within a day.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn sweep_attachments(&self) -> Result<(), Error> {
        for (organisation, id) in self.store.platform().unsent_since(self.now().minus(UNSENT_LIFE), ROWS_MAX).await? {
            // The row first: a message that takes the file at this moment is before this or finds nothing to take. From here on
            // it is like one that never came.
            let write = self.store.write::<_, Halt, _>(move |tx| {
                Box::pin(async move { Ok(tx.door(organisation).give_up_unsent(id).await?) })
            });
            write.await.map_err(plain)?;
        }
        let addresses_before = self.now().minus(NETWORK_TIME);
        for organisation in self.store.platform().organisations_with_addresses(addresses_before).await? {
            let write = self.store.write::<_, Halt, _>(move |tx| {
                Box::pin(async move { Ok(tx.door(organisation).forget_addresses(addresses_before).await?) })
            });
            write.await.map_err(plain)?;
        }
        // No upload begins after the hour, and none takes longer than UPLOAD_TIME, so nobody writes these files any
        // more.
        let before = self.now().minus(ANNOUNCED_LIFE + UPLOAD_TIME * 2);
        for (organisation, conversation, id) in self.store.platform().announced_in_vain(before, ROWS_MAX).await? {
            // The bytes go first: after a crash here the row is left, and the next sweep finds both.
            files::remove_all(&*self.files.store, organisation, conversation, id).await?;
            let forgotten = self.store.write::<_, Halt, _>(move |tx| {
                Box::pin(async move { Ok(tx.door(organisation).forget_announced(id).await?) })
            });
            forgotten.await.map_err(plain)?;
        }
        Ok(())
    }
}

/// None of these writes has a rule to refuse by.
fn plain(halt: Halt) -> Error {
    match halt {
        Halt::Store(error) => error.into(),
        Halt::Refused(refusal) => Error::Internal(format!("{refusal:?}")),
    }
}
