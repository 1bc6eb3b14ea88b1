//! A way to PostgreSQL that a test can freeze, and cut where it hurts.

use std::{sync::Arc, time::Duration};

use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::{TcpListener, TcpStream},
    sync::watch,
};

/// How a connection is cut when a COMMIT comes by.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Cut {
    /// The COMMIT never gets there.
    Before,
    /// It gets there, and the answer doesn't come back.
    After,
    /// The near end is cut at once, and the COMMIT gets there a while later.
    Late,
}

/// A way to a server: bytes pass through a port of our own.
pub struct Way {
    /// The URL that leads through it.
    pub url: String,
    frozen: Arc<watch::Sender<bool>>,
    cut: Arc<parking_lot::Mutex<Option<Cut>>>,
}

impl Way {
    /// To `postgres://user@host:port/name`.
    ///
    /// # Panics
    /// When that is no such URL.
    pub async fn to(url: &str) -> Self {
        let (before, rest) = url.split_once("://").expect("a URL");
        let (authority, name) = rest.split_once('/').expect("a database");
        let (user, host) = authority.rsplit_once('@').map_or((None, authority), |(user, host)| (Some(user), host));
        let host = if host.contains(':') { host.to_owned() } else { format!("{host}:5432") };
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port");
        let address = listener.local_addr().expect("an address");
        let user = user.map_or_else(String::new, |user| format!("{user}@"));
        let (frozen, cut) = (Arc::new(watch::Sender::new(false)), Arc::default());
        // Without TLS, under which nobody on the way sees a COMMIT.
        let mark = if name.contains('?') { '&' } else { '?' };
        let url = format!("{before}://{user}{address}/{name}{mark}sslmode=disable");
        let way = Self { url, frozen, cut };
        let (frozen, cut) = (Arc::clone(&way.frozen), Arc::clone(&way.cut));
        tokio::spawn(async move {
            while let Ok((near, _)) = listener.accept().await {
                let Ok(far) = TcpStream::connect(&host).await else { continue };
                tokio::spawn(carry(near, far, frozen.subscribe(), Arc::clone(&cut)));
            }
        });
        way
    }

    /// Lets bytes wait, or pass again. Connections stay.
    pub fn freeze(&self, frozen: bool) {
        self.frozen.send_replace(frozen);
    }

    /// Cuts the connection over which the next COMMIT comes.
    pub fn cut_next_commit(&self, how: Cut) {
        *self.cut.lock() = Some(how);
    }

    /// Whether that has happened.
    pub fn has_cut(&self) -> bool {
        self.cut.lock().is_none()
    }
}

async fn carry(
    mut near: TcpStream,
    mut far: TcpStream,
    mut frozen: watch::Receiver<bool>,
    cut: Arc<parking_lot::Mutex<Option<Cut>>>,
) -> std::io::Result<()> {
    let (mut out, mut back) = (vec![0; 16 * 1024], vec![0; 16 * 1024]);
    loop {
        tokio::select! {
            count = near.read(&mut out) => {
                let bytes = &out[..count?];
                if bytes.is_empty() {
                    return Ok(());
                }
                let is_commit = bytes.windows(7).any(|window| window == b"COMMIT\0");
                let how = if is_commit { cut.lock().take() } else { None };
                if let Some(how) = how {
                    return cut_at(how, bytes, near, far).await;
                }
                let _ = frozen.wait_for(|frozen| !frozen).await;
                far.write_all(bytes).await?;
            }
            count = far.read(&mut back) => {
                let bytes = &back[..count?];
                if bytes.is_empty() {
                    return Ok(());
                }
                let _ = frozen.wait_for(|frozen| !frozen).await;
                near.write_all(bytes).await?;
            }
        }
    }
}

/// Both ends are closed when this returns.
async fn cut_at(how: Cut, commit: &[u8], near: TcpStream, mut far: TcpStream) -> std::io::Result<()> {
    match how {
        Cut::Before => return Ok(()),
        Cut::After => {}
        Cut::Late => {
            drop(near);
            tokio::time::sleep(Duration::from_millis(300)).await;
        }
    }
    far.write_all(commit).await?;
    // The answer: from now on it is committed.
    match far.read(&mut [0; 64]).await? {
        0 => Err(std::io::ErrorKind::UnexpectedEof.into()),
        _ => Ok(()),
    }
}
