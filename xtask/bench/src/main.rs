//! `vuoro-bench`: measures Vuoro's chat and compares it with two limits in the same run.
//!
//! The limits are a bare WebSocket relay (the cost of the transport) and a relay that also stores every message in
//! SQLite before it answers (the cost of transport and disk). Figures of one machine say little; the ratios to the
//! limits, measured in turns within one run, show what Vuoro itself adds.
//!
//! Three processes take part: the driver, which sleeps during measurements; the server on core 0; the generator on core
//! 1. Processor time is read from the server's own clock, in nanoseconds, at both ends of each window.

#[cfg(target_os = "linux")]
mod choice;
#[cfg(target_os = "linux")]
mod driver;
#[cfg(target_os = "linux")]
mod fsync;
#[cfg(target_os = "linux")]
mod generate;
#[cfg(target_os = "linux")]
mod limits;
#[cfg(target_os = "linux")]
mod median;
#[cfg(target_os = "linux")]
mod outcome;
#[cfg(target_os = "linux")]
mod plugin_cost;
#[cfg(target_os = "linux")]
mod process;
#[cfg(target_os = "linux")]
mod relay;
#[cfg(target_os = "linux")]
mod report;
#[cfg(target_os = "linux")]
mod show;
#[cfg(target_os = "linux")]
mod vuoro;

#[cfg(target_os = "linux")]
#[derive(clap::Parser)]
#[command(about = "Measures Vuoro's chat and plugins beside their limits")]
enum Command {
    /// Runs every scenario against both limits and Vuoro; prints medians, ratios and which limits are met.
    Chat(driver::ChatArgs),
    /// The first limit: a WebSocket relay that only passes frames on.
    RelayBare,
    /// The second limit: graphql-transport-ws without an engine, over SQLite with group commit.
    RelayDurable(relay::DurableArgs),
    /// Measures what plugins cost; prints medians, ratios and which limits are met.
    Plugins(plugin_cost::PluginsArgs),
    /// The generator of load, as `chat` starts it; prints one line of JSON.
    Generate(generate::GenerateArgs),
    /// One part of `plugins`, in a process of its own; prints one line of JSON.
    Inside(plugin_cost::InsideArgs),
}

#[cfg(target_os = "linux")]
fn main() -> anyhow::Result<()> {
    match <Command as clap::Parser>::parse() {
        Command::Chat(args) => driver::chat(&args),
        Command::RelayBare => relay::bare(),
        Command::RelayDurable(args) => relay::durable(&args),
        Command::Plugins(args) => plugin_cost::measure(&args),
        Command::Generate(args) => generate::run(&args),
        Command::Inside(args) => plugin_cost::inside(&args),
    }
}

#[cfg(not(target_os = "linux"))]
fn main() -> anyhow::Result<()> {
    anyhow::bail!("vuoro-bench reads Linux's processor clocks and needs Linux")
}
