//! The generator: a separate process that loads one server with one scenario and prints one line of JSON.
//!
//! It must cost less than what it measures, so it is one thread with epoll, frames are stamped templates, and answers
//! are searched, not parsed. It still counts: a message that is lost, repeated or out of order stops it.

mod args;
mod chat;
mod closed;
mod dialect;
mod fanout;
mod http;
mod idle;
mod open;
mod poller;
mod post;
mod template;
mod websocket;
mod window;
mod wire;

pub use args::GenerateArgs;
pub use dialect::{Dialect, Party};
pub use post::{Request, call, is_ready};

use crate::choice::Scenario;
use crate::process::{OPEN_FILES, allow_open_files};
use crate::vuoro;

/// Loads the server and prints the outcome.
pub fn run(args: &GenerateArgs) -> anyhow::Result<()> {
    allow_open_files(OPEN_FILES)?;
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
