//! The roof: builds all floors and runs them. The binary `vuoro` is [`cli::main`].

pub mod boot;
pub mod cli;
pub mod config;
pub mod demo;
mod descriptors;
mod log;
pub mod plugin_floor;
mod reserve;
pub mod sealing;
mod shutdown;
mod simulated;

pub use boot::{Running, start};
pub use config::Config;
