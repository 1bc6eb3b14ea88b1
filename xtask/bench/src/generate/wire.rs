//! One TCP connection with its unread bytes: blocking while a run is set up, non-blocking while it is measured.

use std::io::{ErrorKind, Read, Write};
use std::net::{SocketAddr, TcpStream};
use std::os::fd::{AsFd, BorrowedFd};
use std::time::Duration;

use anyhow::{Context, bail};

/// Bytes of a new inbox; it doubles when one message needs more.
const INBOX_BYTES: usize = 2048;
/// A server that says nothing for so long, while a run is set up, is taken for dead.
const SETUP_WAIT_MAX: Duration = Duration::from_secs(20);

/// A connection.
pub struct Wire {
    stream: TcpStream,
    inbox: Vec<u8>,
    start: usize,
    end: usize,
}

impl Wire {
    /// Connects, blocking.
    pub fn connect(address: SocketAddr) -> anyhow::Result<Self> {
        let stream = TcpStream::connect(address).with_context(|| format!("can't connect to {address}"))?;
        stream.set_nodelay(true)?;
        stream.set_read_timeout(Some(SETUP_WAIT_MAX))?;
        Ok(Self { stream, inbox: vec![0; INBOX_BYTES], start: 0, end: 0 })
    }

    /// From now on reads and writes don't wait.
    pub fn set_nonblocking(&self) -> anyhow::Result<()> {
        Ok(self.stream.set_nonblocking(true)?)
    }

    /// What has come and isn't consumed yet.
    pub fn unread(&self) -> &[u8] {
        &self.inbox[self.start..self.end]
    }

    /// Takes `count` unread bytes, which stay readable until the next [`Self::read`], and says where they begin.
    pub fn consume(&mut self, count: usize) -> usize {
        let begin = self.start;
        self.start += count;
        begin
    }

    /// Consumed bytes by position.
    pub fn at(&self, range: std::ops::Range<usize>) -> &[u8] {
        &self.inbox[range]
    }

    /// Reads once. Nothing there is no error; the other side's end is one.
    pub fn read(&mut self) -> anyhow::Result<()> {
        if self.start == self.end {
            (self.start, self.end) = (0, 0);
        } else if self.end == self.inbox.len() {
            if self.start == 0 {
                self.inbox.resize(self.inbox.len() * 2, 0);
            } else {
                self.inbox.copy_within(self.start..self.end, 0);
                (self.start, self.end) = (0, self.end - self.start);
            }
        }
        match self.stream.read(&mut self.inbox[self.end..]) {
            Ok(0) => bail!("the server closed the connection"),
            Ok(count) => {
                self.end += count;
                Ok(())
            }
            Err(error) if matches!(error.kind(), ErrorKind::WouldBlock | ErrorKind::Interrupted) => Ok(()),
            Err(error) => Err(error).context("can't read from the server"),
        }
    }

    /// Writes all at once or fails: the generator never has more on its way than a socket's buffer takes, unless
    /// the server stopped reading.
    pub fn write(&mut self, bytes: &[u8]) -> anyhow::Result<()> {
        let count = self.stream.write(bytes).context("can't write to the server")?;
        if count < bytes.len() {
            bail!("the server doesn't read: {count} of {} bytes written", bytes.len());
        }
        Ok(())
    }
}

impl AsFd for Wire {
    fn as_fd(&self) -> BorrowedFd<'_> {
        self.stream.as_fd()
    }
}
