//! The generator: a separate process that loads one server with one scenario and prints one line of JSON.
//!
//! It must cost less than what it measures, so it is one thread with epoll, frames are stamped templates, and answers
//! are searched, not parsed. It still counts: a message that is lost, repeated or out of order stops it.

mod chat;
mod closed;
mod dialect;
mod fanout;
mod http;
mod idle;
mod open;
mod poller;
mod template;
mod websocket;
mod window;
mod wire;

use std::collections::BTreeMap;
use std::net::SocketAddr;
use std::time::Duration;

use clap::ValueEnum;
use serde::{Deserialize, Serialize};

pub use dialect::{Dialect, Party};
pub use http::{Request, call, is_ready};

use crate::vuoro;

/// A server to be measured.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, ValueEnum, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Server {
    /// The bare relay.
    Bare,
    /// The durable relay.
    Durable,
    /// Vuoro.
    Vuoro,
}

/// A way to load a server.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, ValueEnum, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Scenario {
    /// Every conversation sends its next message when the other party has received the last.
    Closed,
    /// Messages at a steady rate, whatever the server does.
    Open,
    /// One event to many subscribers of one conversation.
    FanOut,
    /// Many subscribers without events.
    Idle,
    /// A query that reads nothing, over HTTP connections kept alive.
    Http,
    /// A query that reads rows, over HTTP connections kept alive.
    HttpRows,
}

impl Scenario {
    /// Whether the scenario suits the server: the relays don't speak HTTP.
    pub fn suits(self, server: Server) -> bool {
        server == Server::Vuoro || !matches!(self, Self::Http | Self::HttpRows)
    }
}

/// Options of one run.
#[derive(clap::Args)]
pub struct GenerateArgs {
    /// The server's kind.
    #[arg(long)]
    server: Server,
    /// The scenario.
    #[arg(long)]
    scenario: Scenario,
    /// The server's address.
    #[arg(long)]
    address: SocketAddr,
    /// The server's process, for processor time and memory.
    #[arg(long)]
    pid: u32,
    /// Milliseconds of each window of warming up; there are as many as it takes until two in a row agree.
    #[arg(long, default_value_t = 500)]
    warm_ms: u64,
    /// Milliseconds of the measured window.
    #[arg(long, default_value_t = 2000)]
    run_ms: u64,
    /// Conversations of the closed and the open loop.
    #[arg(long, default_value_t = 50)]
    conversations: usize,
    /// Messages a second of the open loop.
    #[arg(long, default_value_t = 500)]
    rate: u32,
    /// Subscribers of the fan-out.
    #[arg(long, default_value_t = 1000)]
    subscribers: usize,
    /// Events a second of the fan-out.
    #[arg(long, default_value_t = 20)]
    events: u32,
    /// Idle subscribers.
    #[arg(long, default_value_t = 5000)]
    idle: usize,
    /// HTTP connections.
    #[arg(long, default_value_t = 32)]
    connections: usize,
}

impl GenerateArgs {
    fn warm(&self) -> Duration {
        Duration::from_millis(self.warm_ms)
    }

    fn run(&self) -> Duration {
        Duration::from_millis(self.run_ms)
    }

    /// The two parties of each of `count` conversations; with Vuoro they are created now.
    fn parties(&self, count: usize) -> anyhow::Result<Vec<[Party; 2]>> {
        match self.server {
            Server::Bare => Ok((0..count).map(|room| [Party::raw(room), Party::raw(room)]).collect()),
            Server::Durable => Ok((0..count).map(|number| [Party::unnamed(number), Party::unnamed(number)]).collect()),
            Server::Vuoro => vuoro::set_up(self.address, count),
        }
    }
}

/// The results of one run: figures by name, with the unit in the name, and doubts about them.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub struct Outcome {
    /// The figures.
    pub figures: BTreeMap<String, f64>,
    /// Reasons to doubt them.
    pub warnings: Vec<String>,
}

impl Outcome {
    fn set(&mut self, name: &str, value: f64) {
        self.figures.insert(name.to_owned(), value);
    }
}

/// Loads the server and prints the outcome.
pub fn run(args: &GenerateArgs) -> anyhow::Result<()> {
    crate::process::allow_open_files(crate::driver::OPEN_FILES)?;
    let outcome = match args.scenario {
        Scenario::Closed => closed::run(args)?,
        Scenario::Open => open::run(args)?,
        Scenario::FanOut => fanout::run(args)?,
        Scenario::Idle => idle::run(args)?,
        Scenario::Http => http::run(args, vuoro::SMALL_QUERY)?,
        Scenario::HttpRows => http::run(args, vuoro::ROWS_QUERY)?,
    };
    println!("{}", serde_json::to_string(&outcome)?);
    Ok(())
}
