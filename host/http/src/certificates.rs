//! The certificate and its key: read from files, and read again without a restart when the files change.

use std::{
    fs, io,
    path::{Path, PathBuf},
    sync::Arc,
    time::{Duration, SystemTime},
};

use parking_lot::RwLock;
use rustls::{
    ServerConfig,
    crypto::ring,
    pki_types::{CertificateDer, PrivateKeyDer, pem, pem::PemObject},
    version::{TLS12, TLS13},
};
use tokio_util::sync::CancellationToken;

use crate::app::TlsFiles;

/// How often the files' times are checked; a check takes two system calls.
const LOOK_EVERY: Duration = Duration::from_secs(5);

/// Why these files can't be used for TLS.
#[derive(Debug, thiserror::Error)]
pub enum CertificateError {
    /// A file can't be read.
    #[error("can't read {}", path.display())]
    File {
        /// The file.
        path: PathBuf,
        /// The reason.
        source: io::Error,
    },
    /// A file doesn't contain a certificate, or a key, in PEM.
    #[error("{} has no {what} in PEM", path.display())]
    Pem {
        /// The file.
        path: PathBuf,
        /// What was expected in it.
        what: &'static str,
        /// The reason.
        source: pem::Error,
    },
    /// Certificate and key don't belong together, or are of an unknown kind.
    #[error("the certificate and the key can't be used")]
    Unusable(#[from] rustls::Error),
}

/// The certificate in use.
pub(crate) struct Certificates {
    files: TlsFiles,
    config: RwLock<Arc<ServerConfig>>,
    times: RwLock<Times>,
}

/// When the two files last changed; `None` for a file whose time can't be read.
type Times = [Option<SystemTime>; 2];

impl Certificates {
    /// Reads the files.
    ///
    /// # Errors
    /// When they can't be used: a server must not start without the TLS that was asked for.
    pub(crate) fn read(files: TlsFiles) -> Result<Arc<Self>, CertificateError> {
        let times = times(&files);
        let config = RwLock::new(Arc::new(load(&files)?));
        Ok(Arc::new(Self { files, config, times: RwLock::new(times) }))
    }

    /// The configuration for a connection that begins now.
    pub(crate) fn config(&self) -> Arc<ServerConfig> {
        self.config.read().clone()
    }

    /// Checks the files every few seconds, until `stop`.
    pub(crate) async fn watch(self: Arc<Self>, stop: CancellationToken) {
        while stop.run_until_cancelled(tokio::time::sleep(LOOK_EVERY)).await.is_some() {
            let this = self.clone();
            // A disk may hang, and the runtime must not hang with it.
            if tokio::task::spawn_blocking(move || this.refresh()).await.is_err() {
                tracing::error!(target: "vuoro_http", "looking at the certificate's files failed");
            }
        }
    }

    /// Reads the files again if they have changed. Broken ones change nothing: a copy may be in progress, and the
    /// certificate in use is valid until it expires.
    pub(crate) fn refresh(&self) {
        let now = times(&self.files);
        if now == *self.times.read() {
            return;
        }
        match load(&self.files) {
            Ok(config) => {
                *self.config.write() = Arc::new(config);
                *self.times.write() = now;
                tracing::info!(target: "vuoro_http", "the new certificate is in use");
            }
            // The times stay as they were, so that the next check tries again.
            Err(error) => {
                tracing::error!(target: "vuoro_http", %error, "the new certificate can't be used; the old one stays");
            }
        }
    }
}

fn times(files: &TlsFiles) -> Times {
    [&files.certificate, &files.key].map(|path| fs::metadata(path).and_then(|metadata| metadata.modified()).ok())
}

fn load(files: &TlsFiles) -> Result<ServerConfig, CertificateError> {
    let TlsFiles { certificate, key } = files;
    let chain = bytes(certificate)?;
    let chain: Result<Vec<_>, _> = CertificateDer::pem_slice_iter(&chain).collect();
    let chain = chain.and_then(|chain| if chain.is_empty() { Err(pem::Error::NoItemsFound) } else { Ok(chain) });
    let pem = |path: &Path, what, source| CertificateError::Pem { path: path.to_owned(), what, source };
    let chain = chain.map_err(|source| pem(certificate, "certificate", source))?;
    let key_der = PrivateKeyDer::from_pem_slice(&bytes(key)?).map_err(|source| pem(key, "private key", source))?;
    let mut config = ServerConfig::builder_with_provider(Arc::new(ring::default_provider()))
        .with_protocol_versions(&[&TLS13, &TLS12])?
        .with_no_client_auth()
        .with_single_cert(chain, key_der)?;
    config.alpn_protocols = vec![b"h2".to_vec(), b"http/1.1".to_vec()];
    Ok(config)
}

fn bytes(path: &Path) -> Result<Vec<u8>, CertificateError> {
    fs::read(path).map_err(|source| CertificateError::File { path: path.to_owned(), source })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn write(folder: &Path, at: u64) -> TlsFiles {
        let made = rcgen::generate_simple_self_signed(["localhost".to_owned()]).unwrap();
        let files = TlsFiles { certificate: folder.join("cert.pem"), key: folder.join("key.pem") };
        fs::write(&files.certificate, made.cert.pem()).unwrap();
        fs::write(&files.key, made.signing_key.serialize_pem()).unwrap();
        set_time(&files.certificate, at);
        files
    }

    fn set_time(path: &Path, at: u64) {
        let file = fs::File::options().append(true).open(path).unwrap();
        file.set_modified(SystemTime::UNIX_EPOCH + Duration::from_secs(at)).unwrap();
    }

    #[test]
    fn changed_files_are_taken_and_broken_ones_are_not() {
        let folder = tempfile::tempdir().unwrap();
        let certificates = Certificates::read(write(folder.path(), 1)).unwrap();
        let first = certificates.config();
        certificates.refresh();
        assert!(Arc::ptr_eq(&first, &certificates.config()), "nothing changed");

        let files = write(folder.path(), 2);
        certificates.refresh();
        let second = certificates.config();
        assert!(!Arc::ptr_eq(&first, &second));

        fs::write(&files.certificate, "half a certi").unwrap();
        set_time(&files.certificate, 3);
        certificates.refresh();
        assert!(Arc::ptr_eq(&second, &certificates.config()));
    }

    #[test]
    fn a_server_does_not_start_without_its_certificate() {
        let folder = tempfile::tempdir().unwrap();
        let files = write(folder.path(), 1);
        fs::write(&files.key, "").unwrap();
        assert!(matches!(Certificates::read(files.clone()), Err(CertificateError::Pem { what: "private key", .. })));
        fs::remove_file(&files.key).unwrap();
        assert!(matches!(Certificates::read(files), Err(CertificateError::File { .. })));
    }
}
