//! A disk of a few MiB that a test may fill: memory, mounted where only a process of ours and those who join it see it.

use std::{
    fs,
    io::{BufRead, BufReader, Write},
    path::{Path, PathBuf},
    process::{Child, Command, Stdio},
};

use tempfile::TempDir;

/// A small disk, until dropped.
pub struct SmallDisk {
    holder: Child,
    place: TempDir,
    is_root: bool,
}

impl SmallDisk {
    /// Of so many MiB.
    ///
    /// # Panics
    /// When the system lets nobody mount anything.
    pub fn new(mib: usize) -> Self {
        let place = tempfile::tempdir().expect("a folder");
        let id = Command::new("id").arg("-u").output().expect("id runs");
        let is_root = id.stdout.trim_ascii() == b"0";
        let mut unshare = Command::new("unshare");
        if !is_root {
            unshare.args(["--user", "--map-root-user"]);
        }
        let script = format!(
            "mount -t tmpfs -o size={mib}m,mode=0700 none {} && echo mounted && exec sleep 100000",
            place.path().display()
        );
        unshare.args(["--mount", "sh", "-c", &script]).stdin(Stdio::null()).stdout(Stdio::piped());
        let mut holder = unshare.spawn().expect("unshare runs");
        let mut said = String::new();
        BufReader::new(holder.stdout.take().expect("its output")).read_line(&mut said).expect("a line");
        assert_eq!(said.trim(), "mounted", "the system mounts nothing for us");
        Self { holder, place, is_root }
    }

    /// Where it is for those who join.
    pub fn place(&self) -> &Path {
        self.place.path()
    }

    /// Where it is for the test.
    pub fn seen(&self) -> PathBuf {
        let root = PathBuf::from(format!("/proc/{}/root", self.holder.id()));
        root.join(self.place.path().strip_prefix("/").expect("a whole path"))
    }

    /// What a program is started under to see it.
    pub fn joined(&self) -> Vec<String> {
        let mut words = vec!["nsenter".to_owned(), "--target".into(), self.holder.id().to_string(), "--mount".into()];
        if !self.is_root {
            words.extend(["--user".to_owned(), "--preserve-credentials".into()]);
        }
        words
    }

    /// Writes until there is no byte left.
    ///
    /// # Panics
    /// When it can't be written for another reason.
    pub fn fill(&self) {
        let mut file = fs::File::options().create(true).append(true).open(self.filler()).expect("a file");
        for part in [vec![1; 64 * 1024], vec![1; 512]] {
            loop {
                match file.write_all(&part) {
                    Ok(()) => {}
                    Err(error) if error.kind() == std::io::ErrorKind::StorageFull => break,
                    Err(error) => panic!("{error}"),
                }
            }
        }
    }

    /// Takes away again what filled it.
    ///
    /// # Panics
    /// When nothing did.
    pub fn empty(&self) {
        fs::remove_file(self.filler()).expect("it was filled");
    }

    fn filler(&self) -> PathBuf {
        self.seen().join("filler")
    }
}

impl Drop for SmallDisk {
    fn drop(&mut self) {
        let _ = self.holder.kill();
        let _ = self.holder.wait();
    }
}
