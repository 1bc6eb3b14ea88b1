//! A person's picture: for themselves and their colleagues. Customers see the display name alone (product rule 1.6).

use std::sync::Arc;

use tokio::sync::{OwnedSemaphorePermit, Semaphore};
use vuoro_kernel::{
    AccountId, Caller, PictureId,
    limits::{PICTURE_BYTES_MAX, PICTURE_UPLOADS_MAX, THUMBNAIL_SOURCE_PIXELS_MAX},
};
use vuoro_store::{
    Tx,
    record::{Account, Picture},
};

use crate::{
    Domain, Error, Problem, Refusal,
    attachment::{NoSquare, square},
    error::Halt,
    rights,
};

/// When a refused upload is worth another try.
const RETRY_AFTER_MS: u64 = 1_000;

/// How many files for pictures come in at once.
pub(crate) struct PictureSlots(Arc<Semaphore>);

impl Default for PictureSlots {
    fn default() -> Self {
        Self(Arc::new(Semaphore::new(PICTURE_UPLOADS_MAX)))
    }
}

/// The right to bring the file for a picture of one's own, until dropped.
pub struct PictureUpload {
    account: AccountId,
    _permit: OwnedSemaphorePermit,
}

impl Domain {
    /// Asked before any byte of the file is taken in. Signed in.
    pub fn begin_picture(&self, caller: &Caller) -> Result<PictureUpload, Error> {
        let (account, _) = rights::account(caller)?;
        let permit = Arc::clone(&self.pictures.0).try_acquire_owned();
        let busy = |_| Error::RateLimited { retry_after_ms: RETRY_AFTER_MS };
        Ok(PictureUpload { account, _permit: permit.map_err(busy)? })
    }

    /// Makes the caller's picture of a file's bytes: the middle of it, written anew, so that nothing is kept that stood
    /// in the file beside its pixels.
    ///
    /// # Errors
    /// Problems: what is wrong with the file, or [`Problem::UploadsPaused`] when the disk has no room. Errors: too many at once.
    pub async fn set_picture(&self, upload: PictureUpload, file: Vec<u8>) -> Result<Account, Refusal> {
        if file.len() > PICTURE_BYTES_MAX {
            return Err(Problem::invalid("body", format!("is larger than {PICTURE_BYTES_MAX} bytes")).into());
        }
        self.files.room(self.limits.free_disk_bytes_min, file.len() as u64).await?;
        let bytes = square(&self.files.image_memory, file).await.map_err(no_square)?;
        let content_type = if bytes.starts_with(b"\x89PNG") { "image/png" } else { "image/jpeg" }.to_owned();
        self.replace_picture(upload.account, Some(Arc::new(Picture { content_type, bytes }))).await
    }

    /// Takes the caller's picture away, if they have one. Signed in.
    pub async fn remove_picture(&self, caller: &Caller) -> Result<Account, Refusal> {
        let (account, _) = rights::account(caller)?;
        self.replace_picture(account, None).await
    }

    /// A picture, for whom it shows and for members of an organisation that they are a member of too.
    pub async fn picture(&self, caller: &Caller, id: PictureId) -> Result<Picture, Error> {
        let (account, _) = rights::account(caller)?;
        let platform = self.store.platform();
        let owner = platform.picture_owner(id).await?.ok_or(Error::NotFound)?;
        if owner != account && !platform.are_colleagues(account, owner).await? {
            return Err(Error::NotFound);
        }
        platform.picture(owner).await?.ok_or(Error::NotFound)
    }

    async fn replace_picture(&self, id: AccountId, picture: Option<Arc<Picture>>) -> Result<Account, Refusal> {
        let updated = self.store.write::<_, Halt, _>(move |tx| {
            let picture = picture.clone();
            Box::pin(async move {
                let account = tx.platform().lock_account(id).await?.ok_or(Error::Unauthenticated)?;
                let new = picture.as_deref().map(|picture| (PictureId::new(), picture));
                if new.is_none() && account.picture.is_none() {
                    return Ok(account);
                }
                tx.platform().set_picture(id, new).await?;
                seen_anew(tx, id).await?;
                Ok(Account { picture: new.map(|(id, _)| id), ..account })
            })
        });
        Ok(updated.await?)
    }
}

fn no_square(why: NoSquare) -> Refusal {
    match why {
        NoSquare::NotAPicture => Problem::invalid("body", "is no PNG, JPEG, GIF or WebP picture").into(),
        NoSquare::TooLarge => {
            Problem::invalid("body", format!("has more than {THUMBNAIL_SOURCE_PIXELS_MAX} pixels")).into()
        }
        NoSquare::Busy => Error::RateLimited { retry_after_ms: RETRY_AFTER_MS }.into(),
    }
}

/// What is shown of a person changed in each organisation that they are a member of.
pub(super) async fn seen_anew(tx: &Tx, account: AccountId) -> Result<(), Halt> {
    for (organisation, account, member, _) in tx.platform().roles_among(&[account]).await? {
        tx.door(organisation).member_changed(member, account);
    }
    Ok(())
}
