//! `plugins`: what a plugin costs, beside wasmtime alone and extism, and what it costs those who don't use it.
//!
//! Each part runs in a process of its own, in turns, so that a machine that drifts drifts for all of them, and so that what
//! one part leaves in memory is no part of the next.

mod args;
mod instance;
mod judge;
mod memory;
mod messages;
mod packages;
mod raw;
mod report;
mod schema;
mod server;
mod timer;

use std::process::{Command, Stdio};
use std::time::Duration;

use anyhow::{Context, ensure};
use clap::ValueEnum;

use crate::choice::name;
use crate::outcome::Outcome;
use crate::process::{OPEN_FILES, Running, allow_open_files};
use args::Part;
pub use args::{InsideArgs, PluginsArgs};
use report::Report;

/// Rounds, whose medians count.
const RUNS: usize = 5;
/// A part may take this long; the one with a thousand organisations does.
const PART_TIME_MAX: Duration = Duration::from_secs(600);
/// The core of a part that wants one for itself: the system's own work is on the first.
const PART_CORE: usize = 1;

/// Measures everything asked for and reports it.
pub fn measure(args: &PluginsArgs) -> anyhow::Result<()> {
    let parts: Vec<Part> = Part::value_variants().iter().copied().filter(|part| args.wants(*part)).collect();
    let cores = std::thread::available_parallelism()?.get();
    ensure!(cores > PART_CORE, "two cores are needed, one for the server and one for the generator");
    allow_open_files(OPEN_FILES)?;
    std::fs::create_dir_all(&args.folder)?;
    let runs = args.runs.unwrap_or(RUNS);
    let prepared = match parts.contains(&Part::Messages) {
        true => Some(messages::Prepared::make(args)?),
        false => None,
    };
    let mut report = Report::default();
    for round in 0..runs {
        for &part in &parts {
            // It takes long, and its figure doesn't vary.
            if part == Part::Memory && round > 0 {
                continue;
            }
            eprintln!("run {} of {runs}: {}", round + 1, name(part));
            let measured = match (part, &prepared) {
                (Part::Messages, Some(prepared)) => prepared.measure(args, round),
                (Part::Extism, _) => instance::extism(args),
                _ => args.measure(part),
            };
            match measured {
                Ok(outcome) => report.add(outcome),
                Err(error) => report.fail(&format!("{}: {error:#}", name(part))),
            }
        }
    }
    report.print();
    let file = args.folder.join("plugins.json");
    std::fs::write(&file, serde_json::to_string_pretty(&report.to_json())?)?;
    println!("\nall runs: {}", file.display());
    ensure!(report.is_whole(), "not everything could be measured");
    Ok(())
}

impl PluginsArgs {
    fn wants(&self, part: Part) -> bool {
        (self.only.is_empty() || self.only.contains(&part)) && (part != Part::Extism || self.extism.is_some())
    }

    /// Runs one part in a process of its own.
    fn measure(&self, part: Part) -> anyhow::Result<Outcome> {
        let data = tempfile::Builder::new().prefix("plugins-").tempdir_in(&self.folder)?;
        let mut command = Command::new(std::env::current_exe()?);
        command.args(["inside", "--part", &name(part), "--data"]).arg(data.path());
        command.arg("--guests").arg(&self.guests).arg("--bundled").arg(&self.bundled).stdout(Stdio::piped());
        // A timer and a server have the whole machine, as they have it in earnest.
        let mut running = match part {
            Part::Instance | Part::Schema => Running::start(&mut command, PART_CORE)?,
            _ => Running::start_anywhere(&mut command)?,
        };
        running
            .await_line_for(PART_TIME_MAX, |line| serde_json::from_str(line).ok())
            .context("the part failed; its reason is above")
    }
}

/// Measures one part in this process and prints what it found.
pub fn inside(args: &InsideArgs) -> anyhow::Result<()> {
    let outcome = match args.part {
        Part::Instance => instance::run(args)?,
        Part::Schema => schema::run(args)?,
        Part::Timer => timer::run(args)?,
        Part::Memory => memory::run(args)?,
        Part::Extism | Part::Messages => anyhow::bail!("{} is not measured inside", name(args.part)),
    };
    println!("{}", serde_json::to_string(&outcome)?);
    Ok(())
}
