//! Uploading an announced file. Its bytes are written as they arrive and never held whole; the row says that the file
//! is there only when all of them are on the disk under their name.

use std::{io, time::Duration};

use bytes::Bytes;
use futures_util::{Stream, StreamExt};
use sha2::{Digest, Sha256};
use tokio::time::timeout;
use vuoro_kernel::{AttachmentId, Caller, OrganisationId};
use vuoro_store::{
    Announced, Uploaded,
    files::{self, FileKey, Incoming, Received},
    record::Attachment,
};

use super::{
    ANNOUNCED_LIFE, UPLOAD_STALL_TIME, UPLOAD_TIME,
    kind::{self, HEAD_BYTES},
    plain::PlainText,
    room::{Room, refused},
    running::RunningUpload,
    thumbnail,
};
use crate::{Domain, Error, Problem, Refusal, conversation::AsParty, error::Halt};

impl Domain {
    /// Receives the bytes of a file that the caller announced, once and within the hour. `declared` is the size in the
    /// request's header.
    ///
    /// # Errors
    /// `NotFound` when the caller has announced no such file, `Conflict` when it is being uploaded already,
    /// `RateLimited` when too many uploads run, `BadInput` when the bytes don't have the announced size or arrive too
    /// slowly. Nothing is kept then. Problems: [`Problem::UploadsPaused`] when the disk has no room,
    /// [`Problem::ConversationOver`], and [`Problem::InvalidInput`] for another size.
    pub async fn upload_attachment(
        &self,
        caller: &Caller,
        id: AttachmentId,
        declared: Option<u64>,
        body: impl Stream<Item = Result<Bytes, io::Error>> + Send + Unpin,
    ) -> Result<Attachment, Refusal> {
        let by = AsParty::of(caller)?;
        let announced = self.announced(by, id).await?;
        let expected = u64::try_from(announced.declared_bytes).unwrap_or(0);
        if declared.is_some_and(|declared| declared != expected) {
            return Err(wrong_size(expected).into());
        }
        let running = self.files.running.begin(by.organisation(), announced.conversation)?;
        let room = self.files.room(self.limits.free_disk_bytes_min, expected).await?;
        let incoming = Incoming::start(&self.files.store).await.map_err(refused)?;
        let arriving = arrive(incoming, body, expected, UPLOAD_STALL_TIME);
        let arrived = timeout(UPLOAD_TIME, arriving).await.map_err(|_| too_slow(UPLOAD_TIME))??;
        // A task of its own: once all bytes are here, a client that hangs up can't stop the rest half way.
        let (domain, organisation) = (self.clone(), by.organisation());
        let kept = tokio::spawn(async move { domain.keep(organisation, announced, arrived, (running, room)).await });
        kept.await.map_err(|error| Error::Internal(error.to_string()))?
    }

    /// The announced file, if this caller may upload its bytes now.
    async fn announced(&self, by: AsParty, id: AttachmentId) -> Result<Announced, Refusal> {
        let door = self.store.door(by.organisation());
        let announced = door.attachment(id).await?.filter(|row| row.party == by.party()).ok_or(Error::NotFound)?;
        let conversation = door.conversation(announced.conversation).await?;
        let conversation = conversation.filter(|conversation| by.is_in(conversation)).ok_or(Error::NotFound)?;
        if announced.uploaded.is_some() {
            return Err(Error::Conflict("the file has been uploaded already".into()).into());
        }
        if announced.created_at.plus(ANNOUNCED_LIFE) <= self.now() {
            return Err(Error::NotFound.into());
        }
        if conversation.is_over() {
            return Err(Problem::ConversationOver.into());
        }
        Ok(announced)
    }

    async fn keep(
        &self,
        organisation: OrganisationId,
        announced: Announced,
        arrived: Arrived,
        _until_kept: (RunningUpload, Room),
    ) -> Result<Attachment, Refusal> {
        let Arrived { received, sha256, size_bytes, content_type } = arrived;
        let mut picture = None;
        let mut content_type = content_type;
        if let Some(format) = kind::image_format(content_type) {
            picture = thumbnail::picture(&self.files.image_memory, &received, size_bytes, format).await?;
            if picture.is_none() {
                content_type = kind::UNKNOWN;
            }
        }
        let key = FileKey { organisation, conversation: announced.conversation, attachment: announced.id, sha256 };
        received.place(&key).await.map_err(refused)?;
        let thumbnail = picture.as_mut().and_then(|picture| picture.thumbnail.take());
        let has_thumbnail = thumbnail.is_some();
        if let Some(thumbnail) = thumbnail {
            files::put_thumbnail(&*self.files.store, &key, thumbnail).await.map_err(refused)?;
        }
        let size = picture.and_then(|picture| picture.size);
        let uploaded = Uploaded {
            content_type: content_type.to_owned(),
            size_bytes: announced.declared_bytes,
            sha256,
            width: size.map(|(width, _)| width.into()),
            height: size.map(|(_, height)| height.into()),
            thumbnail: has_thumbnail,
            at: self.now(),
        };
        let (id, row) = (announced.id, uploaded.clone());
        let first = self.store.write::<_, Halt, _>(move |tx| {
            let row = row.clone();
            Box::pin(async move { Ok(tx.door(organisation).attachment_uploaded(id, &row).await?) })
        });
        if first.await? {
            let kept = Announced { uploaded: Some(uploaded), ..announced };
            return kept.attachment().ok_or_else(|| Error::NotFound.into());
        }
        // Another upload was first, or the row is gone. Equal bytes have the same name as the first upload's and stay.
        let other = self.store.door(organisation).attachment(id).await?.and_then(|row| row.uploaded);
        if other.as_ref().map(|other| other.sha256) != Some(sha256) {
            files::remove(&*self.files.store, &key).await?;
        }
        Err(match other {
            Some(_) => Error::Conflict("the file has been uploaded already".into()),
            None => Error::NotFound,
        }
        .into())
    }
}

/// The complete bytes of a file, and what was found out about them on the way.
struct Arrived {
    received: Received,
    sha256: [u8; 32],
    size_bytes: u64,
    content_type: &'static str,
}

async fn arrive(
    mut incoming: Incoming,
    mut body: impl Stream<Item = Result<Bytes, io::Error>> + Unpin,
    expected: u64,
    stall_time: Duration,
) -> Result<Arrived, Refusal> {
    let (mut hash, mut plain, mut head) = (Sha256::new(), PlainText::default(), Vec::new());
    let mut size_bytes = 0;
    loop {
        let next = timeout(stall_time, body.next()).await.map_err(|_| too_slow(stall_time))?;
        let Some(bytes) = next else { break };
        let bytes = bytes.map_err(|_| Error::BadInput("the upload broke off".into()))?;
        size_bytes += bytes.len() as u64;
        if size_bytes > expected {
            return Err(wrong_size(expected).into());
        }
        hash.update(&bytes);
        plain.look(&bytes);
        head.extend_from_slice(&bytes[..bytes.len().min(HEAD_BYTES - head.len())]);
        incoming.write(bytes).await.map_err(refused)?;
    }
    if size_bytes != expected {
        return Err(wrong_size(expected).into());
    }
    let content_type = kind::content_type_apart(head, plain.is_plain()).await;
    let received = incoming.finish().await.map_err(refused)?;
    Ok(Arrived { received, sha256: hash.finalize().into(), size_bytes, content_type })
}

fn wrong_size(expected: u64) -> Problem {
    Problem::invalid("body", format!("has another size than the announced {expected} bytes"))
}

fn too_slow(bound: Duration) -> Error {
    Error::BadInput(format!("the upload took longer than {} s", bound.as_secs()))
}

#[cfg(test)]
mod tests {
    use futures_util::stream;
    use vuoro_store::files;

    use super::*;

    #[tokio::test]
    async fn an_upload_of_which_nothing_comes_any_more_is_broken_off() {
        let temp = tempfile::tempdir().unwrap();
        let store = files::folder(temp.path()).unwrap().objects;
        let incoming = Incoming::start(&store).await.unwrap();
        let body = stream::iter([Ok(Bytes::from_static(b"a"))]).chain(stream::pending());
        let arrived = arrive(incoming, body, 2, Duration::from_millis(20)).await;
        assert!(matches!(arrived.err(), Some(Refusal::Error(Error::BadInput(_)))));
    }
}
