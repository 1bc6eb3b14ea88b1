//! The key for sealing secrets: a file beside the database, never in it.

use std::{
    fs::{self, DirBuilder, File, OpenOptions},
    io::{self, Write},
    os::unix::fs::{DirBuilderExt, MetadataExt, OpenOptionsExt},
    path::Path,
};

use anyhow::{Context, bail};
use vuoro_kernel::{SealingKey, sealing::KEY_BYTES};

use crate::Config;

/// The file in the data folder when the configuration names no other.
const FILE: &str = "secret.key";

/// Reads the server's key, or creates it when there is none and the configuration names no file.
///
/// # Errors
/// When the file doesn't have 32 bytes, others may read it, or it can't be created.
pub fn key(config: &Config) -> anyhow::Result<SealingKey> {
    let named = &config.secret_key_file;
    let bytes = if named.as_os_str().is_empty() {
        let path = config.data.join(FILE);
        if !path.exists() {
            make(&config.data, &path).with_context(|| format!("the key {} can't be made", path.display()))?;
        }
        read(&path)?
    } else {
        if !named.exists() {
            bail!(
                "secret_key_file: {path} isn't there; make it once, for all nodes, with: \
                 (umask 077 && head -c {KEY_BYTES} /dev/urandom > {path})",
                path = named.display()
            );
        }
        read(named)?
    };
    Ok(SealingKey::new(&bytes))
}

fn read(path: &Path) -> anyhow::Result<[u8; KEY_BYTES]> {
    let shown = path.display();
    let mode = fs::metadata(path).with_context(|| format!("the key {shown} can't be read"))?.mode();
    if mode & 0o077 != 0 {
        bail!("others may read the key {shown}; close it with: chmod 600 {shown}");
    }
    let bytes = fs::read(path).with_context(|| format!("the key {shown} can't be read"))?;
    let length = bytes.len();
    bytes.try_into().map_err(|_| anyhow::anyhow!("the key {shown} has {length} bytes and not {KEY_BYTES}"))
}

/// Creates a key. It is completely on the disk before it gets its name, and of two processes that create one at once,
/// one wins.
fn make(folder: &Path, path: &Path) -> io::Result<()> {
    DirBuilder::new().recursive(true).mode(0o700).create(folder)?;
    let half = path.with_extension(format!("key.{}", std::process::id()));
    let mut file = OpenOptions::new().write(true).create_new(true).mode(0o600).open(&half)?;
    let named = (|| {
        file.write_all(&SealingKey::generate())?;
        file.sync_all()?;
        match fs::hard_link(&half, path) {
            Err(error) if error.kind() != io::ErrorKind::AlreadyExists => Err(error),
            _ => File::open(folder)?.sync_all(),
        }
    })();
    fs::remove_file(&half)?;
    named
}

#[cfg(test)]
mod tests {
    use std::os::unix::fs::PermissionsExt;

    use super::*;

    fn config(folder: &Path) -> Config {
        Config { data: folder.join("data"), ..Config::default() }
    }

    #[test]
    fn a_key_is_made_once_for_its_owner_alone() {
        let folder = tempfile::tempdir().unwrap();
        let config = config(folder.path());
        let sealed = key(&config).unwrap().seal(&["a"], b"b");
        assert_eq!(key(&config).unwrap().open(&["a"], &sealed).unwrap(), b"b");
        let made = fs::metadata(config.data.join(FILE)).unwrap();
        assert_eq!((made.mode() & 0o777, made.len(), fs::read_dir(&config.data).unwrap().count()), (0o600, 32, 1));
    }

    #[test]
    fn a_key_that_others_may_read_or_of_another_length_is_refused() {
        let folder = tempfile::tempdir().unwrap();
        let config = config(folder.path());
        key(&config).unwrap();
        let file = config.data.join(FILE);
        for mode in [0o640, 0o604] {
            fs::set_permissions(&file, fs::Permissions::from_mode(mode)).unwrap();
            assert!(key(&config).unwrap_err().to_string().contains("chmod 600"), "{mode:o}");
        }
        fs::set_permissions(&file, fs::Permissions::from_mode(0o600)).unwrap();
        fs::write(&file, [0; 31]).unwrap();
        assert!(key(&config).unwrap_err().to_string().contains("31 bytes and not 32"));
    }

    #[test]
    fn a_file_that_the_configuration_names_is_not_made_by_each_node_for_itself() {
        let folder = tempfile::tempdir().unwrap();
        let named = folder.path().join("shared.key");
        let config = Config { secret_key_file: named.clone(), ..config(folder.path()) };
        assert!(key(&config).unwrap_err().to_string().contains("/dev/urandom"));
        assert!(!named.exists());
        let mut file = OpenOptions::new().write(true).create_new(true).mode(0o600).open(&named).unwrap();
        file.write_all(&[7; KEY_BYTES]).unwrap();
        let sealed = SealingKey::new(&[7; KEY_BYTES]).seal(&["a"], b"b");
        assert_eq!(key(&config).unwrap().open(&["a"], &sealed).unwrap(), b"b");
    }
}
