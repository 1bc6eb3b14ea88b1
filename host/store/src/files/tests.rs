use std::{path::PathBuf, time::Duration};

use super::*;

fn key(sha256: [u8; 32]) -> FileKey {
    FileKey {
        organisation: OrganisationId::new(),
        conversation: ConversationId::new(),
        attachment: AttachmentId::new(),
        sha256,
    }
}

/// All files under a folder.
fn files_in(folder: &FolderPath) -> Vec<PathBuf> {
    let mut files = Vec::new();
    let mut folders = vec![folder.to_owned()];
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() { folders.push(path) } else { files.push(path) }
        }
    }
    files
}

/// Waits for removal, which happens in the background.
async fn nothing_left_in(folder: &FolderPath) {
    for _ in 0..200 {
        if files_in(folder).is_empty() {
            return;
        }
        tokio::time::sleep(Duration::from_millis(10)).await;
    }
    panic!("left: {:?}", files_in(folder));
}

async fn received(store: &Arc<dyn ObjectStore>, bytes: &'static [u8]) -> Received {
    let mut incoming = Incoming::start(store).await.unwrap();
    for chunk in bytes.chunks(100_000) {
        incoming.write(Bytes::from_static(chunk)).await.unwrap();
    }
    incoming.finish().await.unwrap()
}

#[tokio::test]
async fn what_was_placed_is_read_back_and_goes_when_removed() {
    let temp = tempfile::tempdir().unwrap();
    let store = folder(&temp.path().join("files")).unwrap().objects;
    let bytes: &'static [u8] = vec![7; 1_000_001].leak();
    let key = key([1; 32]);
    received(&store, bytes).await.place(&key).await.unwrap();
    put_thumbnail(&*store, &key, vec![9; 3]).await.unwrap();

    let (size, stream) = open(&*store, &key, Part::File).await.unwrap();
    let read: Vec<Bytes> = stream.try_collect().await.unwrap();
    assert_eq!((size, read.concat()), (1_000_001, bytes.to_vec()));
    assert_eq!(open(&*store, &key, Part::Thumbnail).await.unwrap().0, 3);

    remove(&*store, &key).await.unwrap();
    remove(&*store, &key).await.unwrap();
    assert!(matches!(open(&*store, &key, Part::File).await.err(), Some(FileError::Missing(_))));
    nothing_left_in(temp.path()).await;
}

#[tokio::test]
async fn an_upload_that_breaks_off_leaves_nothing_at_any_step() {
    let temp = tempfile::tempdir().unwrap();
    let store = folder(temp.path()).unwrap().objects;
    drop(Incoming::start(&store).await.unwrap());
    let mut half = Incoming::start(&store).await.unwrap();
    half.write(Bytes::from(vec![0; PART_BYTES + 1])).await.unwrap();
    drop(half);
    drop(received(&store, b"all of it").await);
    nothing_left_in(temp.path()).await;
}

#[tokio::test]
async fn two_uploads_of_one_attachment_do_not_touch_each_others_bytes() {
    let temp = tempfile::tempdir().unwrap();
    let store = folder(temp.path()).unwrap().objects;
    let winner = key([1; 32]);
    let loser = FileKey { sha256: [2; 32], ..winner };
    received(&store, b"winner").await.place(&winner).await.unwrap();
    received(&store, b"loser").await.place(&loser).await.unwrap();
    remove(&*store, &loser).await.unwrap();
    assert_eq!(open(&*store, &winner, Part::File).await.unwrap().0, 6);

    remove_all(&*store, winner.organisation, winner.conversation, winner.attachment).await.unwrap();
    nothing_left_in(temp.path()).await;
}

#[tokio::test]
async fn what_a_killed_server_left_is_removed_once_it_is_old() {
    let temp = tempfile::tempdir().unwrap();
    let store = folder(temp.path()).unwrap().objects;
    // As after `kill -9`: neither is dropped in order.
    std::mem::forget(Incoming::start(&store).await.unwrap());
    std::mem::forget(received(&store, b"never placed").await);
    let incoming = temp.path().join(INCOMING);
    assert_eq!(remove_leftovers(&incoming, Duration::from_secs(60)).unwrap(), 0);
    assert_eq!(remove_leftovers(&incoming, Duration::ZERO).unwrap(), 2);
    assert_eq!(remove_leftovers(&temp.path().join("not there"), Duration::ZERO).unwrap(), 0);
}

#[cfg(unix)]
#[tokio::test]
async fn the_folder_is_closed_to_others() {
    use std::os::unix::fs::PermissionsExt;
    let temp = tempfile::tempdir().unwrap();
    let path = temp.path().join("files");
    folder(&path).unwrap();
    assert_eq!(std::fs::metadata(path).unwrap().permissions().mode() & 0o777, 0o700);
}
