//! `cargo xtask`: everything a developer or CI does with this repository, in one place.
//!
//! Kept light on purpose (no async runtime, no server crates), so that the first `cargo xtask` after a clone starts
//! within seconds and can report what is missing before the long build begins.

use std::process::ExitCode;

use clap::{Parser, Subcommand};

mod apt;
mod bench;
mod browser;
mod build;
mod cargo;
mod codegen;
mod count;
mod guests;
mod node;
mod postgres;
mod run;
mod sh;
mod slowest;
mod test;
mod tidy;
mod web;

#[derive(Parser)]
#[command(name = "cargo xtask", about = "Vuoro's tasks", disable_help_subcommand = true)]
struct Arguments {
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    /// Build what is missing and start the demo server.
    Run(run::Arguments),
    /// Everything CI runs: format, tidy, lints, generated files, all tests.
    Test(test::Arguments),
    /// Build target/dist/vuoro, a single file, with its symbols beside it.
    Build,
    /// Build the plugins into plugins/dist, the tests' guests and the examples into target/guests.
    Plugins(guests::Arguments),
    /// Regenerate the committed generated files.
    Codegen(codegen::Arguments),
    /// Check floors, circles of files, licences, file sizes, lints and forbidden marks.
    Tidy,
    /// Measure how fast the server is, and what it costs.
    Bench(bench::Arguments),
    /// Run a command with VUORO_TEST_POSTGRES set, as `test` does: `cargo xtask postgres cargo test -p vuoro-store`.
    Postgres(postgres::Arguments),
}

fn main() -> ExitCode {
    let result = match Arguments::parse().command {
        Command::Run(arguments) => run::run(&arguments),
        Command::Test(arguments) => test::test(&arguments),
        Command::Build => build::build(),
        Command::Plugins(arguments) => guests::build(&arguments),
        Command::Codegen(arguments) => codegen::codegen(&arguments),
        Command::Tidy => tidy::tidy(),
        Command::Bench(arguments) => bench::bench(&arguments),
        Command::Postgres(arguments) => postgres::with_postgres(&arguments),
    };
    match result {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("xtask: {error:#}");
            ExitCode::FAILURE
        }
    }
}
