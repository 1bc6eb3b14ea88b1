//! Compiled code on disk, so that a restart doesn't compile everything again. wasmtime stores and finds it, by a hash
//! of the component and of everything that its code depends on. It doesn't notice changed bytes on the disk; so each
//! file's SHA-256 is stored beside it, and a file that doesn't match is deleted before it could run, and compiled
//! again.
//!
//! Only this user may access the folder, because a program that can write there can run code here.

use std::{
    ffi::OsStr,
    fs::{self, DirBuilder, Permissions},
    io,
    os::unix::fs::{DirBuilderExt, MetadataExt, PermissionsExt},
    path::{Path, PathBuf},
};

use sha2::{Digest, Sha256};
use wasmtime::{Cache, CacheConfig};

use crate::limits;

/// The folder of compiled code.
#[derive(Debug)]
pub(crate) struct CodeCache {
    folder: PathBuf,
    code: PathBuf,
    sums: PathBuf,
    cache: Cache,
}

impl CodeCache {
    /// Opens or creates the folder, and deletes the files that don't match their hash.
    pub(crate) fn open(folder: &Path) -> io::Result<Self> {
        let folder = std::path::absolute(folder)?;
        let [code, sums] = [folder.join("code"), folder.join("sums")];
        for folder in [&folder, &code, &sums] {
            make_private(folder)?;
        }
        let opened = Self::at(folder)?;
        opened.delete_what_changed()?;
        Ok(opened)
    }

    /// The folder as another process of this user opened it, without a look at what is there: that one is at work on it.
    pub(crate) fn join(folder: &Path) -> io::Result<Self> {
        Self::at(std::path::absolute(folder)?)
    }

    fn at(folder: PathBuf) -> io::Result<Self> {
        let [code, sums] = [folder.join("code"), folder.join("sums")];
        let mut config = CacheConfig::new();
        config
            .with_directory(&code)
            .with_files_total_size_soft_limit(limits::CACHE_BYTES)
            .with_file_count_soft_limit(limits::CACHE_FILES)
            // Compressing a file later would change it while its hash stays.
            .with_optimized_compression_usage_counter_threshold(u64::MAX);
        let cache = Cache::new(config).map_err(io::Error::other)?;
        Ok(Self { folder, code, sums, cache })
    }

    /// The folder that the cache was opened in.
    pub(crate) fn folder(&self) -> &Path {
        &self.folder
    }

    /// The cache for the engine.
    pub(crate) fn for_engine(&self) -> Cache {
        self.cache.clone()
    }

    /// How often compiled code was found on disk.
    pub(crate) fn hits(&self) -> usize {
        self.cache.cache_hits()
    }

    /// Stores the hashes of files that have none yet. Called after each compilation; a file without a hash is deleted
    /// at the next start, which only costs compiling it again.
    pub(crate) fn seal(&self) {
        let sealed = self.files().and_then(|files| {
            files.iter().filter(|file| !self.sum_of(file).exists()).try_for_each(|file| {
                let new = self.sum_of(file).with_extension(format!("new{}", std::process::id()));
                fs::write(&new, sum(file)?)?;
                fs::rename(new, self.sum_of(file))
            })
        });
        if let Err(error) = sealed {
            tracing::warn!(%error, "compiled plugins couldn't be kept; they will be compiled again at the next start");
        }
    }

    fn delete_what_changed(&self) -> io::Result<()> {
        for file in self.files()? {
            let is_fine = fs::read(self.sum_of(&file)).is_ok_and(|kept| sum(&file).is_ok_and(|sum| sum == kept));
            if !is_fine {
                tracing::warn!(file = %file.display(), "compiled code isn't what was kept; it is compiled again");
                fs::remove_file(&file)?;
            }
        }
        let names: Vec<_> = self.files()?.iter().filter_map(|file| file.file_name().map(OsStr::to_owned)).collect();
        for sum in fs::read_dir(&self.sums)? {
            let sum = sum?;
            if !names.contains(&sum.file_name()) {
                fs::remove_file(sum.path())?;
            }
        }
        Ok(())
    }

    /// All files of code, `code/modules/<compiler>/<hash>`; wasmtime's notes on their use are beside them.
    fn files(&self) -> io::Result<Vec<PathBuf>> {
        let mut files = Vec::new();
        for compiler in entries(&self.code.join("modules"))? {
            for file in entries(&compiler)? {
                if file.extension().is_none() && file.is_file() {
                    files.push(file);
                }
            }
        }
        Ok(files)
    }

    fn sum_of(&self, file: &Path) -> PathBuf {
        self.sums.join(file.file_name().unwrap_or_default())
    }
}

fn entries(folder: &Path) -> io::Result<Vec<PathBuf>> {
    match fs::read_dir(folder) {
        Ok(entries) => entries.map(|entry| Ok(entry?.path())).collect(),
        Err(error) if matches!(error.kind(), io::ErrorKind::NotFound | io::ErrorKind::NotADirectory) => Ok(Vec::new()),
        Err(error) => Err(error),
    }
}

fn sum(file: &Path) -> io::Result<Vec<u8>> {
    Ok(Sha256::digest(fs::read(file)?).to_vec())
}

fn make_private(folder: &Path) -> io::Result<()> {
    DirBuilder::new().recursive(true).mode(0o700).create(folder)?;
    let metadata = fs::metadata(folder)?;
    if metadata.uid() != rustix::process::geteuid().as_raw() {
        let text = format!("{} belongs to another user; give the plugins a folder of their own", folder.display());
        return Err(io::Error::new(io::ErrorKind::PermissionDenied, text));
    }
    if metadata.mode() & 0o077 != 0 {
        fs::set_permissions(folder, Permissions::from_mode(0o700))?;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn with_a_file(folder: &Path) -> PathBuf {
        let cache = CodeCache::open(folder).unwrap();
        let compiler = cache.code.join("modules/wasmtime-0");
        fs::create_dir_all(&compiler).unwrap();
        fs::write(compiler.join("hash"), b"code").unwrap();
        fs::write(compiler.join("hash.stats"), b"used once").unwrap();
        cache.seal();
        compiler.join("hash")
    }

    #[test]
    fn code_that_is_as_it_was_kept_stays() {
        let folder = tempfile::tempdir().unwrap();
        let file = with_a_file(folder.path());
        CodeCache::open(folder.path()).unwrap();
        assert!(file.exists());
    }

    #[test]
    fn code_with_a_changed_byte_is_deleted() {
        let folder = tempfile::tempdir().unwrap();
        let file = with_a_file(folder.path());
        fs::write(&file, b"c0de").unwrap();
        let cache = CodeCache::open(folder.path()).unwrap();
        assert!(!file.exists() && !cache.sum_of(&file).exists());
    }

    #[test]
    fn code_from_somewhere_else_is_deleted() {
        let folder = tempfile::tempdir().unwrap();
        let file = with_a_file(folder.path()).with_file_name("planted");
        fs::write(&file, b"code").unwrap();
        CodeCache::open(folder.path()).unwrap();
        assert!(!file.exists());
    }

    #[test]
    fn the_folder_is_closed_to_others() {
        let folder = tempfile::tempdir().unwrap();
        let open = folder.path().join("plugins");
        fs::create_dir(&open).unwrap();
        fs::set_permissions(&open, Permissions::from_mode(0o755)).unwrap();
        CodeCache::open(&open).unwrap();
        assert_eq!(fs::metadata(&open).unwrap().mode() & 0o777, 0o700);
    }
}
