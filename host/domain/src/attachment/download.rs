//! Downloading files.

use std::io;

use bytes::Bytes;
use futures_util::stream::BoxStream;
use vuoro_kernel::{AttachmentId, Caller, Who};
use vuoro_store::{
    Uploaded,
    files::{self, FileKey, Part},
    record::Attachment,
};

use super::kind;
use crate::{Domain, Error, conversation::AsParty, rights};

/// A file to send to a client.
pub struct Download {
    /// The attachment; for a thumbnail, with the thumbnail's content type.
    pub attachment: Attachment,
    /// Whether a browser may show it in place; otherwise it is for saving.
    pub inline: bool,
    /// Length of the body in bytes.
    pub size_bytes: u64,
    /// The bytes.
    pub body: BoxStream<'static, Result<Bytes, io::Error>>,
}

impl Domain {
    /// Reads a file. Everyone who may see its conversation; before it is sent with a message, only the party who
    /// uploaded it.
    ///
    /// # Errors
    /// `NotFound` for everyone else, and `Unauthenticated` for strangers.
    pub async fn download_attachment(&self, caller: &Caller, id: AttachmentId) -> Result<Download, Error> {
        let (attachment, key) = self.seen_attachment(caller, id).await?;
        let inline = kind::is_inline(&attachment.content_type, attachment.thumbnail);
        let (size_bytes, body) = files::open(&*self.files.store, &key, Part::File).await?;
        Ok(Download { attachment, inline, size_bytes, body })
    }

    /// Reads an image's thumbnail. Visible to those who may see the image.
    ///
    /// # Errors
    /// `NotFound` for everyone else and for files without a thumbnail, `Unauthenticated` for strangers.
    pub async fn download_thumbnail(&self, caller: &Caller, id: AttachmentId) -> Result<Download, Error> {
        let (mut attachment, key) = self.seen_attachment(caller, id).await?;
        if !attachment.thumbnail {
            return Err(Error::NotFound);
        }
        let (size_bytes, body) = files::open(&*self.files.store, &key, Part::Thumbnail).await?;
        // Both formats of thumbnails are recognised by their first bytes.
        let mut body = futures_util::StreamExt::peekable(body);
        let first = std::pin::Pin::new(&mut body).peek().await;
        let is_png = matches!(first, Some(Ok(bytes)) if bytes.starts_with(b"\x89PNG"));
        attachment.content_type = if is_png { "image/png" } else { "image/jpeg" }.into();
        Ok(Download { attachment, inline: true, size_bytes, body: Box::pin(body) })
    }

    async fn seen_attachment(&self, caller: &Caller, id: AttachmentId) -> Result<(Attachment, FileKey), Error> {
        let organisation = rights::called(caller)?;
        if caller.who == Who::Stranger {
            return Err(Error::Unauthenticated);
        }
        let row = self.store.door(organisation).attachment(id).await?.ok_or(Error::NotFound)?;
        let conversation = self.seen(caller, row.conversation).await?.ok_or(Error::NotFound)?;
        let by = AsParty::of(caller)?;
        if row.entry_seq.is_none() && !(by.party() == row.party && by.is_in(&conversation)) {
            return Err(Error::NotFound);
        }
        let (attachment, Uploaded { sha256, .. }) =
            row.attachment().zip(row.uploaded.clone()).ok_or(Error::NotFound)?;
        Ok((attachment, FileKey { organisation, conversation: row.conversation, attachment: id, sha256 }))
    }
}
