//! What can be measured, and its names on the command line.

use clap::ValueEnum;
use serde::Serialize;

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

/// The name of a scenario or server on the command line.
pub fn name(value: impl ValueEnum) -> String {
    value.to_possible_value().map_or_else(String::new, |value| value.get_name().to_owned())
}
