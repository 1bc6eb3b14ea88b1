//! The bytes of attachments, in an object store beside the database, by default a local folder. Bytes arrive in a
//! temporary place and are then moved to a name made of the attachment's id and their own SHA-256: what is stored under
//! a name never changes, even when another upload for the same id arrives.

use std::{
    fmt,
    io::{self, BufRead, BufReader, Cursor, Seek},
    path::Path as FolderPath,
    sync::{Arc, Weak},
    time::{Duration, SystemTime},
};

use bytes::Bytes;
use futures_util::{StreamExt, TryStreamExt, stream::BoxStream};
use object_store::{GetResultPayload, MultipartUpload, ObjectStoreExt, PutPayload, local::LocalFileSystem, path::Path};
use uuid::Uuid;
use vuoro_kernel::{AttachmentId, ConversationId, OrganisationId};

mod disk;
mod error;

pub use disk::{Disk, free_bytes};
pub use error::FileError;
pub use object_store::ObjectStore;

/// Bytes collected before they are written. Networked stores want at least 5 MiB for each part but the last.
const PART_BYTES: usize = 256 * 1024;
/// The folder of incomplete uploads.
const INCOMING: &str = "incoming";
/// What is in [`INCOMING`] for longer belongs to no upload any more: far longer than any upload may take.
const LEFTOVER_AGE: Duration = Duration::from_secs(60 * 60);

/// A folder for files, and the disk that it lies on.
#[derive(Clone)]
pub struct Folder {
    /// The files, by name.
    pub objects: Arc<dyn ObjectStore>,
    /// How much room the disk has left.
    pub disk: Disk,
}

/// Opens a local folder, created when it doesn't exist. Needs a tokio runtime: what a killed server left over is
/// removed in the background as long as the store lives.
pub fn folder(path: &FolderPath) -> Result<Folder, FileError> {
    let failed = |error: io::Error| FileError::Failed(format!("{}: {error}", path.display()));
    let mut builder = std::fs::DirBuilder::new();
    #[cfg(unix)]
    std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
    builder.recursive(true).create(path).map_err(failed)?;
    // Without this, uploads are acknowledged before they are on the disk.
    let store = Arc::new(LocalFileSystem::new_with_prefix(path)?.with_fsync(true).with_automatic_cleanup(true));
    tokio::spawn(remove_leftovers_forever(path.join(INCOMING), Arc::downgrade(&store)));
    Ok(Folder { objects: store, disk: Disk::of(path) })
}

/// One of the objects stored for an attachment.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Part {
    /// The uploaded bytes.
    File,
    /// The small picture.
    Thumbnail,
}

/// The name that an attachment's bytes are stored under.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct FileKey {
    /// The organisation.
    pub organisation: OrganisationId,
    /// The conversation.
    pub conversation: ConversationId,
    /// The attachment.
    pub attachment: AttachmentId,
    /// The SHA-256 of the uploaded bytes.
    pub sha256: [u8; 32],
}

impl FileKey {
    fn path(&self, part: Part) -> Path {
        struct Hex<'b>(&'b [u8]);
        impl fmt::Display for Hex<'_> {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                self.0.iter().try_for_each(|byte| write!(f, "{byte:02x}"))
            }
        }
        let end = match part {
            Part::File => "",
            Part::Thumbnail => ".thumbnail",
        };
        let folder = all_of(self.organisation, self.conversation, self.attachment);
        folder.join(format!("{}{end}", Hex(&self.sha256)))
    }
}

/// The prefix of everything that is stored for an attachment, whatever its bytes.
fn all_of(organisation: OrganisationId, conversation: ConversationId, attachment: AttachmentId) -> Path {
    [organisation.to_string(), conversation.to_string(), attachment.to_string()].into_iter().collect()
}

/// An upload in progress. Dropping it before [`Incoming::finish`] removes its bytes.
pub struct Incoming {
    store: Arc<dyn ObjectStore>,
    path: Path,
    upload: Option<Box<dyn MultipartUpload>>,
    waiting: Vec<Bytes>,
    waiting_bytes: usize,
}

impl Incoming {
    /// Creates the temporary file.
    pub async fn start(store: &Arc<dyn ObjectStore>) -> Result<Self, FileError> {
        let path = Path::from_iter([INCOMING.to_owned(), Uuid::new_v4().simple().to_string()]);
        let upload = store.put_multipart(&path).await?;
        Ok(Self { store: Arc::clone(store), path, upload: Some(upload), waiting: Vec::new(), waiting_bytes: 0 })
    }

    /// Writes more bytes. Returns once there is room for the next ones, so that memory stays limited to one part.
    pub async fn write(&mut self, bytes: Bytes) -> Result<(), FileError> {
        self.waiting_bytes += bytes.len();
        self.waiting.push(bytes);
        if self.waiting_bytes >= PART_BYTES { self.flush().await } else { Ok(()) }
    }

    async fn flush(&mut self) -> Result<(), FileError> {
        let part = PutPayload::from_iter(std::mem::take(&mut self.waiting));
        self.waiting_bytes = 0;
        if let Some(upload) = &mut self.upload {
            upload.put_part(part).await?;
        }
        Ok(())
    }

    /// Brings all bytes to the disk, still in the temporary place.
    pub async fn finish(mut self) -> Result<Received, FileError> {
        if self.waiting_bytes > 0 {
            self.flush().await?;
        }
        if let Some(upload) = &mut self.upload {
            upload.complete().await?;
        }
        self.upload = None;
        Ok(Received { store: Arc::clone(&self.store), path: Some(self.path.clone()) })
    }
}

impl Drop for Incoming {
    fn drop(&mut self) {
        let (Some(mut upload), Ok(runtime)) = (self.upload.take(), tokio::runtime::Handle::try_current()) else {
            return;
        };
        runtime.spawn(async move {
            if let Err(error) = upload.abort().await {
                tracing::debug!(%error, "a broken-off upload could not be removed");
            }
        });
    }
}

/// A complete upload in its temporary place. Dropping it before [`Received::place`] removes its bytes.
pub struct Received {
    store: Arc<dyn ObjectStore>,
    path: Option<Path>,
}

impl Received {
    /// Opens the bytes for reading.
    pub async fn source(&self) -> Result<Box<dyn Source>, FileError> {
        let path = self.path.as_ref().ok_or_else(|| FileError::Missing(INCOMING.into()))?;
        let found = self.store.get(path).await?;
        Ok(match found.payload {
            GetResultPayload::File(file, _) => Box::new(BufReader::new(file)),
            GetResultPayload::Stream(_) => Box::new(Cursor::new(found.bytes().await?)),
        })
    }

    /// Moves the bytes to their final name; they are there for good once this returns.
    pub async fn place(mut self, key: &FileKey) -> Result<(), FileError> {
        let Some(path) = &self.path else { return Ok(()) };
        self.store.rename(path, &key.path(Part::File)).await?;
        self.path = None;
        Ok(())
    }
}

impl Drop for Received {
    fn drop(&mut self) {
        let (Some(path), Ok(runtime)) = (self.path.take(), tokio::runtime::Handle::try_current()) else { return };
        let store = Arc::clone(&self.store);
        runtime.spawn(async move {
            if let Err(error) = store.delete(&path).await {
                tracing::debug!(%error, "a refused upload could not be removed");
            }
        });
    }
}

/// Bytes to read on a blocking thread. Those of a local folder stay on the disk, others are in memory.
pub trait Source: BufRead + Seek + Send {}

impl<S: BufRead + Seek + Send> Source for S {}

/// Stores a thumbnail beside its file.
pub async fn put_thumbnail(store: &dyn ObjectStore, key: &FileKey, bytes: Vec<u8>) -> Result<(), FileError> {
    store.put(&key.path(Part::Thumbnail), bytes.into()).await?;
    Ok(())
}

/// Opens a stored object: its size, and its bytes.
pub async fn open(
    store: &dyn ObjectStore,
    key: &FileKey,
    part: Part,
) -> Result<(u64, BoxStream<'static, io::Result<Bytes>>), FileError> {
    let found = store.get(&key.path(part)).await?;
    Ok((found.meta.size, found.into_stream().map_err(io::Error::other).boxed()))
}

/// Removes one version of an attachment's bytes with its thumbnail. Objects that don't exist are no error.
pub async fn remove(store: &dyn ObjectStore, key: &FileKey) -> Result<(), FileError> {
    for part in [Part::Thumbnail, Part::File] {
        match store.delete(&key.path(part)).await {
            Ok(()) | Err(object_store::Error::NotFound { .. }) => {}
            Err(error) => return Err(error.into()),
        }
    }
    Ok(())
}

/// Removes everything that is stored for an attachment, whatever its bytes.
pub async fn remove_all(
    store: &dyn ObjectStore,
    organisation: OrganisationId,
    conversation: ConversationId,
    attachment: AttachmentId,
) -> Result<(), FileError> {
    let mut found = store.list(Some(&all_of(organisation, conversation, attachment)));
    while let Some(object) = found.try_next().await? {
        match store.delete(&object.location).await {
            Ok(()) | Err(object_store::Error::NotFound { .. }) => {}
            Err(error) => return Err(error.into()),
        }
    }
    Ok(())
}

async fn remove_leftovers_forever(incoming: std::path::PathBuf, alive: Weak<LocalFileSystem>) {
    while alive.strong_count() > 0 {
        let folder = incoming.clone();
        let removed = tokio::task::spawn_blocking(move || remove_leftovers(&folder, LEFTOVER_AGE)).await;
        match removed {
            Ok(Ok(0)) | Err(_) => {}
            Ok(Ok(files)) => tracing::info!(files, "removed what broken-off uploads had left"),
            Ok(Err(error)) => tracing::warn!(%error, "leftovers of uploads could not be removed"),
        }
        tokio::time::sleep(LEFTOVER_AGE).await;
    }
}

/// Removes files that haven't been written to for `age`. The object store neither lists nor removes uploads that a
/// killed process left, so this works on the folder itself.
fn remove_leftovers(incoming: &FolderPath, age: Duration) -> io::Result<usize> {
    let found = match std::fs::read_dir(incoming) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(0),
        found => found?,
    };
    let mut removed = 0;
    for file in found {
        let file = file?;
        // A file may be moved to its final name at this very moment.
        let Ok(written) = file.metadata().and_then(|metadata| metadata.modified()) else { continue };
        if SystemTime::now().duration_since(written).unwrap_or_default() >= age {
            std::fs::remove_file(file.path())?;
            removed += 1;
        }
    }
    Ok(removed)
}

#[cfg(test)]
mod tests;
