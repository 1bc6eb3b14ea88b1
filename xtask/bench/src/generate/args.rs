//! Options of one run.

use std::net::SocketAddr;
use std::time::Duration;

use super::Party;
use crate::choice::{Scenario, Server};
use crate::vuoro;

/// Options of one run.
#[derive(clap::Args)]
pub struct GenerateArgs {
    /// The server's kind.
    #[arg(long)]
    pub(super) server: Server,
    /// The scenario.
    #[arg(long)]
    pub(super) scenario: Scenario,
    /// The server's address.
    #[arg(long)]
    pub(super) address: SocketAddr,
    /// The server's process, for processor time and memory.
    #[arg(long)]
    pub(super) pid: u32,
    /// Milliseconds of each window of warming up; there are as many as it takes until two in a row agree.
    #[arg(long, default_value_t = 500)]
    pub(super) warm_ms: u64,
    /// Milliseconds of the measured window.
    #[arg(long, default_value_t = 2000)]
    pub(super) run_ms: u64,
    /// Conversations of the closed and the open loop.
    #[arg(long, default_value_t = 50)]
    pub(super) conversations: usize,
    /// Messages a second of the open loop.
    #[arg(long, default_value_t = 500)]
    pub(super) rate: u32,
    /// Subscribers of the fan-out.
    #[arg(long, default_value_t = 1000)]
    pub(super) subscribers: usize,
    /// Events a second of the fan-out.
    #[arg(long, default_value_t = 20)]
    pub(super) events: u32,
    /// Idle subscribers.
    #[arg(long, default_value_t = 5000)]
    pub(super) idle: usize,
    /// HTTP connections.
    #[arg(long, default_value_t = 32)]
    pub(super) connections: usize,
}

impl GenerateArgs {
    pub(super) fn warm(&self) -> Duration {
        Duration::from_millis(self.warm_ms)
    }

    pub(super) fn run(&self) -> Duration {
        Duration::from_millis(self.run_ms)
    }

    /// The two parties of each of `count` conversations; with Vuoro they are created now.
    pub(super) fn parties(&self, count: usize) -> anyhow::Result<Vec<[Party; 2]>> {
        match self.server {
            Server::Bare => Ok((0..count).map(|room| [Party::raw(room), Party::raw(room)]).collect()),
            Server::Durable => Ok((0..count).map(|number| [Party::unnamed(number), Party::unnamed(number)]).collect()),
            Server::Vuoro => vuoro::set_up(self.address, count),
        }
    }
}
