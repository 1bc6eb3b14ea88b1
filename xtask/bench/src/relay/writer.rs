//! Group commit: one thread, one connection; what has queued up while the last batch was written is the next batch,
//! one transaction and one fsync.

use std::cell::RefCell;
use std::collections::HashMap;
use std::path::Path;
use std::sync::mpsc::{Receiver, Sender, channel};

use anyhow::Context;
use rusqlite::{Connection, params};
use tokio::sync::Notify;
use tokio::sync::mpsc::{UnboundedReceiver, UnboundedSender, unbounded_channel};

/// Every pragma of the writer: durable at each commit, checkpoints left to another connection.
const PRAGMAS: &str =
    "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA wal_autocheckpoint=0; PRAGMA foreign_keys=ON;";
/// Rows lie in the order they came, without an index: the least that keeps a message. An index by conversation would
/// dirty a page for each conversation of a batch; that is a price of features, not of the disk.
const TABLE: &str = "CREATE TABLE IF NOT EXISTS entry (id INTEGER PRIMARY KEY, conversation TEXT NOT NULL, \
    seq INTEGER NOT NULL, client TEXT NOT NULL, at TEXT NOT NULL, text TEXT NOT NULL)";
const INSERT: &str = "INSERT INTO entry (conversation, seq, client, at, text) VALUES (?1, ?2, ?3, ?4, ?5)";

/// A message to keep, with what is needed to answer it. `R` is the way back to its connection.
pub struct Job<R> {
    /// The conversation.
    pub conversation: Box<str>,
    /// The id the client made.
    pub client: Box<str>,
    /// The message.
    pub text: Box<str>,
    /// Whom to answer.
    pub reply: R,
}

/// What one fsync made durable.
pub struct Batch<R> {
    /// When, RFC 3339.
    pub at: String,
    /// The messages in the order they came, each with its number in its conversation, from 1.
    pub kept: Vec<(Job<R>, u64)>,
}

/// Messages that wait for the next batch.
pub struct Queue<R> {
    waiting: RefCell<Vec<Job<R>>>,
    some: Notify,
}

impl<R> Queue<R> {
    /// Nothing waits.
    pub fn new() -> Self {
        Self { waiting: RefCell::new(Vec::new()), some: Notify::new() }
    }

    /// Adds a message.
    pub fn add(&self, job: Job<R>) {
        let mut waiting = self.waiting.borrow_mut();
        waiting.push(job);
        if waiting.len() == 1 {
            self.some.notify_one();
        }
    }

    /// Waits for messages and takes them all. The sockets that are ready with the first one are read before, else
    /// the first batch of a burst would be a single row.
    pub async fn take_some(&self) -> Vec<Job<R>> {
        loop {
            tokio::task::yield_now().await;
            let taken = self.waiting.take();
            if !taken.is_empty() {
                return taken;
            }
            self.some.notified().await;
        }
    }
}

/// Where batches go in, and where they come out after the fsync.
pub struct Writer<R> {
    jobs: Sender<Vec<Job<R>>>,
    done: UnboundedReceiver<Batch<R>>,
}

impl<R: Send + 'static> Writer<R> {
    /// Opens the file and starts the thread. A storage error ends the process, since after a failed fsync nothing
    /// can be promised.
    pub fn start(file: &Path) -> anyhow::Result<Self> {
        let connection = Connection::open(file).with_context(|| format!("can't open {}", file.display()))?;
        connection.execute_batch(PRAGMAS)?;
        connection.execute_batch(TABLE)?;
        let (jobs, queue) = channel();
        let (sender, done) = unbounded_channel();
        std::thread::Builder::new().name("writer".into()).spawn(move || {
            if let Err(error) = write(&connection, &queue, &sender) {
                eprintln!("writer: {error:#}");
                std::process::exit(1);
            }
        })?;
        Ok(Self { jobs, done })
    }

    /// Hands a batch over.
    pub fn write(&self, jobs: Vec<Job<R>>) -> anyhow::Result<()> {
        self.jobs.send(jobs).ok().context("the writer has ended")
    }

    /// Waits for the batch in flight.
    pub async fn written(&mut self) -> anyhow::Result<Batch<R>> {
        self.done.recv().await.context("the writer has ended")
    }
}

fn write<R>(
    connection: &Connection,
    queue: &Receiver<Vec<Job<R>>>,
    done: &UnboundedSender<Batch<R>>,
) -> anyhow::Result<()> {
    let mut begin = connection.prepare("BEGIN IMMEDIATE")?;
    let mut insert = connection.prepare(INSERT)?;
    let mut commit = connection.prepare("COMMIT")?;
    let mut last_seq: HashMap<Box<str>, u64> = HashMap::new();
    for jobs in queue {
        let at = jiff::Timestamp::now().to_string();
        let mut kept = Vec::with_capacity(jobs.len());
        begin.execute([])?;
        for job in jobs {
            let seq = next_seq(&mut last_seq, &job.conversation);
            insert.execute(params![job.conversation, seq.cast_signed(), job.client, at, job.text])?;
            kept.push((job, seq));
        }
        commit.execute([])?;
        if done.send(Batch { at, kept }).is_err() {
            break;
        }
    }
    Ok(())
}

fn next_seq(last: &mut HashMap<Box<str>, u64>, conversation: &str) -> u64 {
    if let Some(seq) = last.get_mut(conversation) {
        *seq += 1;
        return *seq;
    }
    last.insert(conversation.into(), 1);
    1
}
