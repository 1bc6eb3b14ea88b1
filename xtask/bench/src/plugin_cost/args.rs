//! Options of `plugins`, and of one part of it.

use std::path::PathBuf;

use clap::ValueEnum;

/// Options of `plugins`.
#[derive(clap::Args)]
pub struct PluginsArgs {
    /// Rounds of every part.
    #[arg(long)]
    pub(super) runs: Option<usize>,
    /// Only these parts (repeatable).
    #[arg(long, value_enum, value_name = "PART")]
    pub(super) only: Vec<Part>,
    /// Where the packages of the tests' guests are.
    #[arg(long, default_value = "target/guests")]
    pub(super) guests: PathBuf,
    /// Where the packages of the server's own plugins are.
    #[arg(long, default_value = "plugins/dist")]
    pub(super) bundled: PathBuf,
    /// The comparison with extism; without it that isn't measured.
    #[arg(long)]
    pub(super) extism: Option<PathBuf>,
    /// Its guest.
    #[arg(long)]
    pub(super) extism_guest: Option<PathBuf>,
    /// Vuoro's release build.
    #[arg(long, default_value = "target/release/vuoro")]
    pub(super) vuoro: PathBuf,
    /// Where databases and the results go.
    #[arg(long, default_value = "target/bench")]
    pub(super) folder: PathBuf,
}

/// A part of the measurement.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum Part {
    /// A fresh instance, one call of it, and its end.
    Instance,
    /// The same by extism.
    Extism,
    /// Composing an organisation's schema, and a list with a plugin's field.
    Schema,
    /// Messages with and without a hook before them.
    Messages,
    /// A timer beside guests that spin.
    Timer,
    /// A thousand organisations with the same plugins.
    Memory,
}

/// Options of one part.
#[derive(clap::Args)]
pub struct InsideArgs {
    /// The part to measure.
    #[arg(long, value_enum)]
    pub(super) part: Part,
    /// Where the packages of the tests' guests are.
    #[arg(long)]
    pub(super) guests: PathBuf,
    /// Where the packages of the server's own plugins are.
    #[arg(long)]
    pub(super) bundled: PathBuf,
    /// A folder of its own.
    #[arg(long)]
    pub(super) data: PathBuf,
}
