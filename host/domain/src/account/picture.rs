//! A person's picture, for the person and their colleagues. Customers see the display name only (product rule 1.6).

use std::sync::Arc;

use tokio::sync::OwnedSemaphorePermit;
use vuoro_kernel::{
    AccountId, Caller, PictureId,
    limits::{PICTURE_BYTES_MAX, THUMBNAIL_SOURCE_PIXELS_MAX},
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

/// When a refused upload should be tried again, in milliseconds.
const RETRY_AFTER_MS: u64 = 1_000;

/// Permission to upload one picture; another upload may take its place when this is dropped.
pub struct PictureUpload {
    account: AccountId,
    _permit: OwnedSemaphorePermit,
}

impl Domain {
    /// Takes a place among the uploads of pictures, before any byte of the file is read. Signed-in accounts.
    ///
    /// # Errors
    /// For callers who aren't signed in, and `RateLimited` when as many pictures are uploaded as may be.
    pub fn begin_picture(&self, caller: &Caller) -> Result<PictureUpload, Error> {
        let (account, _) = rights::account(caller)?;
        let permit = Arc::clone(&self.pictures.0).try_acquire_owned();
        let busy = |_| Error::RateLimited { retry_after_ms: RETRY_AFTER_MS };
        Ok(PictureUpload { account, _permit: permit.map_err(busy)? })
    }

    /// Makes the caller's picture of a file's bytes: a square cut from the middle, encoded again, so that nothing of
    /// the file but its pixels is kept.
    ///
    /// # Errors
    /// `RateLimited` when too many pictures are decoded at once. Problems: `InvalidInput` when the file isn't a picture
    /// or is too large, [`Problem::UploadsPaused`] when the disk has no room.
    pub async fn set_picture(&self, upload: PictureUpload, file: Vec<u8>) -> Result<Account, Refusal> {
        if file.len() > PICTURE_BYTES_MAX {
            return Err(Problem::invalid("body", format!("is larger than {PICTURE_BYTES_MAX} bytes")).into());
        }
        self.files.room(self.limits.free_disk_bytes_min, file.len() as u64).await?;
        let bytes = square(&self.files.image_memory, file).await.map_err(no_square)?;
        let content_type = if bytes.starts_with(b"\x89PNG") { "image/png" } else { "image/jpeg" }.to_owned();
        self.replace_picture(upload.account, Some(Arc::new(Picture { content_type, bytes }))).await
    }

    /// Removes the caller's picture, if there is one. Signed-in accounts.
    ///
    /// # Errors
    /// For callers who aren't signed in.
    pub async fn remove_picture(&self, caller: &Caller) -> Result<Account, Refusal> {
        let (account, _) = rights::account(caller)?;
        self.replace_picture(account, None).await
    }

    /// Reads a picture. It is visible to the person it shows and to members of an organisation in which that person is
    /// a member.
    ///
    /// # Errors
    /// `NotFound` for everyone else.
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
                publish_person(tx, id).await?;
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

/// Publishes that a person's picture or names changed, to each organisation in which they are a member.
pub(super) async fn publish_person(tx: &Tx, account: AccountId) -> Result<(), Halt> {
    for (organisation, account, member, _) in tx.platform().roles_among(&[account]).await? {
        tx.door(organisation).member_changed(member, account);
    }
    Ok(())
}
