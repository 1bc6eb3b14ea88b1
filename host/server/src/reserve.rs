//! A file that keeps some of the disk for a start. SQLite needs a little room even to be read, for the files of its write-ahead
//! log; when a start finds none, this file makes way, and it is made again when there is room.

use std::{
    fs,
    io::{self, Read},
    path::{Path, PathBuf},
    time::Duration,
};

use vuoro_store::files::free_bytes;

/// Its name in the data folder.
const NAME: &str = "reserve";
/// The size of the file.
const BYTES: u64 = 16 * 1024 * 1024;
/// How often it is looked after.
const EVERY: Duration = Duration::from_secs(60);

/// Gives the reserve free when there is less room than it keeps. Before the database is opened.
///
/// # Errors
/// When the folder can't be looked at, or the file not be removed.
pub fn give_free_if_needed(data: &Path) -> io::Result<()> {
    if free_bytes(data)? >= BYTES {
        return Ok(());
    }
    match fs::remove_file(data.join(NAME)) {
        Ok(()) => {
            tracing::error!("the disk is full; the reserve of 16 MiB was given free so that the server starts");
            Ok(())
        }
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(()),
        Err(error) => Err(error),
    }
}

/// Makes the reserve whenever it isn't there and the disk has room for it above `floor`, until dropped.
pub async fn keep(data: PathBuf, floor: u64) {
    loop {
        let folder = data.clone();
        let made = tokio::task::spawn_blocking(move || make_if_there_is_room(&folder, floor)).await;
        if let Ok(Err(error)) = made {
            tracing::warn!(%error, "the reserve can't be made; it is tried again");
        }
        tokio::time::sleep(EVERY).await;
    }
}

/// Whether the reserve is there afterwards.
fn make_if_there_is_room(data: &Path, floor: u64) -> io::Result<bool> {
    let path = data.join(NAME);
    if fs::metadata(&path).is_ok_and(|found| found.len() == BYTES) {
        return Ok(true);
    }
    if free_bytes(data)? < floor.saturating_add(BYTES) {
        return Ok(false);
    }
    let written = write(&path);
    if written.is_err() {
        // Part of it keeps nothing for anybody.
        let _ = fs::remove_file(&path);
    }
    written.map(|()| true)
}

fn write(path: &Path) -> io::Result<()> {
    let mut file = fs::File::create(path)?;
    match rustix::fs::fallocate(&file, rustix::fs::FallocateFlags::empty(), 0, BYTES) {
        // Not every file system can; of those some keep no room for zeros.
        Err(rustix::io::Errno::OPNOTSUPP) => {
            io::copy(&mut fs::File::open("/dev/urandom")?.take(BYTES), &mut file)?;
            file.sync_all()
        }
        done => Ok(done?),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_reserve_is_made_where_there_is_room_and_once() {
        let folder = tempfile::tempdir().unwrap();
        assert!(!make_if_there_is_room(folder.path(), u64::MAX).unwrap());
        assert!(!folder.path().join(NAME).exists());
        // One that was cut off is made whole.
        fs::write(folder.path().join(NAME), b"part").unwrap();
        assert!(make_if_there_is_room(folder.path(), 0).unwrap());
        let made = fs::metadata(folder.path().join(NAME)).unwrap();
        assert_eq!(made.len(), BYTES);
        assert!(make_if_there_is_room(folder.path(), u64::MAX).unwrap());
        assert_eq!(fs::metadata(folder.path().join(NAME)).unwrap().modified().unwrap(), made.modified().unwrap());
        give_free_if_needed(folder.path()).unwrap();
        assert!(folder.path().join(NAME).exists(), "there is room");
    }
}
