//! A server of somebody else's, spoken to by https: it answers by the path, and remembers what it was asked.

use std::{
    net::SocketAddr,
    path::{Path, PathBuf},
    sync::{
        Arc, Mutex,
        atomic::{AtomicUsize, Ordering},
    },
    time::Duration,
};

use rustls::{
    ServerConfig,
    pki_types::{PrivateKeyDer, PrivatePkcs8KeyDer},
};
use tokio::{
    io::{AsyncRead, AsyncReadExt, AsyncWriteExt},
    net::TcpListener,
    task::JoinHandle,
};
use tokio_rustls::TlsAcceptor;

/// Most bytes of a request that are read.
const REQUEST_BYTES_MAX: usize = 1024 * 1024;

/// A request as it came.
#[derive(Clone, Debug)]
pub struct Seen {
    /// The first line and the headers, in small letters.
    pub head: String,
    /// The bytes after the headers.
    pub body: Vec<u8>,
}

/// The running server, which listens at 127.0.0.1 and calls itself `localhost`.
pub struct Elsewhere {
    /// Where it listens.
    pub address: SocketAddr,
    seen: Arc<Mutex<Vec<Seen>>>,
    connected: Arc<AtomicUsize>,
    serving: JoinHandle<()>,
}

impl Elsewhere {
    /// Starts one, with a certificate of its own that is left in the folder.
    pub async fn start(folder: &Path) -> Self {
        let made = rcgen::generate_simple_self_signed(["localhost".to_owned()]).expect("a certificate");
        let key = PrivateKeyDer::from(PrivatePkcs8KeyDer::from(made.signing_key.serialize_der()));
        let config = ServerConfig::builder_with_provider(Arc::new(rustls::crypto::ring::default_provider()))
            .with_safe_default_protocol_versions()
            .expect("versions")
            .with_no_client_auth()
            .with_single_cert(vec![made.cert.der().clone()], key)
            .expect("a certificate with its key");
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port");
        let address = listener.local_addr().expect("an address");
        std::fs::write(certificate(folder, address), made.cert.pem()).expect("a file");
        let (seen, connected) = (Arc::default(), Arc::new(AtomicUsize::new(0)));
        let serving = tokio::spawn(serve(listener, Arc::new(config), Arc::clone(&seen), Arc::clone(&connected)));
        Self { address, seen, connected, serving }
    }

    /// `https://localhost:PORT` and a path.
    pub fn url(&self, path: &str) -> String {
        format!("https://localhost:{}{path}", self.address.port())
    }

    /// The file with its certificate in a folder.
    pub fn certificate(&self, folder: &Path) -> PathBuf {
        certificate(folder, self.address)
    }

    /// Every request so far, in order.
    pub fn seen(&self) -> Vec<Seen> {
        self.seen.lock().expect("nobody panics here").clone()
    }

    /// How often somebody has connected, be it without a request.
    pub fn connected(&self) -> usize {
        self.connected.load(Ordering::SeqCst)
    }
}

impl Drop for Elsewhere {
    fn drop(&mut self) {
        self.serving.abort();
    }
}

fn certificate(folder: &Path, address: SocketAddr) -> PathBuf {
    folder.join(format!("elsewhere-{}.pem", address.port()))
}

async fn serve(
    listener: TcpListener,
    config: Arc<ServerConfig>,
    seen: Arc<Mutex<Vec<Seen>>>,
    connected: Arc<AtomicUsize>,
) {
    while let Ok((stream, _)) = listener.accept().await {
        connected.fetch_add(1, Ordering::SeqCst);
        let (acceptor, seen) = (TlsAcceptor::from(Arc::clone(&config)), Arc::clone(&seen));
        tokio::spawn(async move {
            let Ok(mut stream) = acceptor.accept(stream).await else { return };
            let Some(request) = read(&mut stream).await else { return };
            let path = request.head.split_whitespace().nth(1).unwrap_or_default().to_owned();
            seen.lock().expect("nobody panics here").push(request);
            // The client may be gone by then.
            let _ = answer(&mut stream, &path).await;
            let _ = stream.shutdown().await;
        });
    }
}

async fn read(stream: &mut (impl AsyncRead + Unpin)) -> Option<Seen> {
    let (mut bytes, mut part) = (Vec::new(), [0; 4096]);
    loop {
        if let Some(end) = bytes.windows(4).position(|window| window == b"\r\n\r\n") {
            let head = String::from_utf8_lossy(bytes.get(..end)?).to_lowercase();
            let length = head.lines().find_map(|line| line.strip_prefix("content-length: ")?.parse().ok());
            if bytes.len() - end - 4 >= length.unwrap_or(0) {
                return Some(Seen { head, body: bytes.get(end + 4..)?.to_vec() });
            }
        }
        match stream.read(&mut part).await {
            Ok(read) if read > 0 && bytes.len() < REQUEST_BYTES_MAX => bytes.extend_from_slice(&part[..read]),
            _ => return None,
        }
    }
}

/// `/…/moved` points elsewhere, `/…/bytes/N` and `/…/chunked/N` have a body of N bytes, `/…/slow` says nothing, `/…/drip`
/// says little at a time and never all of it; anything else greets.
async fn answer(stream: &mut (impl tokio::io::AsyncWrite + Unpin), path: &str) -> std::io::Result<()> {
    let parts: Vec<&str> = path.split('?').next().unwrap_or_default().split('/').collect();
    let number = || parts.last().and_then(|last| last.parse().ok()).unwrap_or(0);
    if parts.contains(&"moved") {
        return stream.write_all(b"HTTP/1.1 302 Found\r\nlocation: /api/landed\r\ncontent-length: 0\r\n\r\n").await;
    }
    if parts.contains(&"bytes") {
        stream.write_all(format!("HTTP/1.1 200 OK\r\ncontent-length: {}\r\n\r\n", number()).as_bytes()).await?;
        return stream.write_all(&vec![b'a'; number()]).await;
    }
    if parts.contains(&"chunked") {
        stream.write_all(b"HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n").await?;
        stream.write_all(format!("{:x}\r\n", number()).as_bytes()).await?;
        stream.write_all(&vec![b'a'; number()]).await?;
        return stream.write_all(b"\r\n0\r\n\r\n").await;
    }
    if parts.contains(&"slow") {
        tokio::time::sleep(Duration::from_secs(60)).await;
    }
    if parts.contains(&"drip") {
        stream.write_all(b"HTTP/1.1 200 OK\r\ncontent-length: 1000\r\n\r\n").await?;
        for _ in 0..600 {
            stream.write_all(b"a").await?;
            stream.flush().await?;
            tokio::time::sleep(Duration::from_millis(100)).await;
        }
    }
    let status = if parts.contains(&"teapot") { "418 I'm a teapot" } else { "200 OK" };
    stream.write_all(format!("HTTP/1.1 {status}\r\nx-greeting: Hei\r\ncontent-length: 4\r\n\r\nHei!").as_bytes()).await
}
