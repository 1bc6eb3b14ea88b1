//! `cargo xtask test`: what CI runs, and nothing that CI alone could run.

use std::{fmt, path::PathBuf, process::Command};

use anyhow::{Context, Result, bail};
use clap::ValueEnum;

use crate::count::Counts;
use crate::postgres::Server;
use crate::{cargo, codegen, node, plugins, sh, tidy, web};

/// What may follow `test`.
#[derive(clap::Args)]
pub struct Arguments {
    /// Run this step only; may be said several times.
    #[arg(long, value_name = "STEP")]
    only: Vec<Step>,
    /// Tests that repeat something run their full figure and not the daily one.
    #[arg(long)]
    full: bool,
}

/// The steps, in their order: what answers quickly comes first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum Step {
    Fmt,
    Tidy,
    /// Before anything compiles: the server embeds the pages.
    Web,
    /// Likewise: the server embeds the plugins, and tests run them.
    Plugins,
    Clippy,
    Generated,
    /// The packages of the JavaScript clients that the Rust tests start.
    Js,
    Rust,
    /// The pages in real browsers, against the server as built.
    Browser,
}

impl fmt::Display for Step {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.to_possible_value().as_ref().map_or("?", |value| value.get_name()))
    }
}

/// Runs the steps, all of them even when one fails, and sums up.
pub fn test(arguments: &Arguments) -> Result<()> {
    let steps = Step::value_variants().iter().copied();
    let steps = steps.filter(|step| arguments.only.is_empty() || arguments.only.contains(step));
    let mut counts = Counts::default();
    let mut failed = Vec::new();
    for step in steps {
        // A step makes what it needs itself, so one that can't says why, and none is left out.
        if sh::step(&step.to_string(), || run(step, arguments, &mut counts)).is_err() {
            failed.push(step.to_string());
        }
    }
    if counts.ignored > 0 {
        println!("{} ignored", counts.ignored);
    }
    println!("{} passed, {} failed", counts.passed, counts.failed);
    if !failed.is_empty() {
        bail!("failed: {}", failed.join(", "));
    }
    Ok(())
}

fn run(step: Step, arguments: &Arguments, counts: &mut Counts) -> Result<()> {
    match step {
        Step::Fmt => {
            cargo::component("fmt", "rustfmt")?;
            sh::run(&mut cargo::cargo(&["fmt", "--all", "--", "--check"]))
        }
        Step::Tidy => tidy::tidy(),
        Step::Web => {
            web::make()?;
            web::test(counts)
        }
        Step::Plugins => {
            plugins::make()?;
            plugins::script::test(counts)
        }
        Step::Clippy => {
            cargo::component("clippy", "clippy")?;
            web::make()?;
            plugins::make()?;
            let checks = ["clippy", "--workspace", "--all-targets", "--locked", "--", "-D", "warnings"];
            sh::run(&mut cargo::cargo(&checks))
        }
        Step::Generated => {
            web::make()?;
            plugins::make()?;
            codegen::check()
        }
        Step::Js => js(),
        Step::Rust => rust(arguments.full, counts),
        Step::Browser => {
            web::make()?;
            plugins::make()?;
            web::test_in_browsers(&cargo::debug_server()?, counts)
        }
    }
}

fn js() -> Result<()> {
    let folder = sh::root().join("tests/js");
    if folder.join("package.json").is_file() {
        node::install(&folder)?;
    }
    Ok(())
}

fn rust(full: bool, counts: &mut Counts) -> Result<()> {
    web::make()?;
    plugins::make()?;
    js()?;
    let postgres = Server::find_or_start()?;
    // Tests that kill a server need it as a process of its own.
    let server = cargo::debug_server()?;
    let mut command = cargo::cargo(&["test", "--workspace", "--locked", "--no-fail-fast"]);
    command.env("VUORO_TEST_POSTGRES", postgres.url()).env("VUORO_TEST_BINARY", server);
    if full {
        command.env("VUORO_TEST_FULL", "1");
    }
    let mut rust = Counts::default();
    let mut result = sh::streamed(&mut command, |line| rust.read(line));
    println!("the tests beside the rules once more, on PostgreSQL");
    let mut again = Command::new(test_executable("vuoro_domain")?);
    again.env("VUORO_TEST_POSTGRES", postgres.url()).env("VUORO_TEST_DATABASE", "postgres");
    result = result.and(sh::streamed(&mut again, |line| rust.read(line)));
    *counts += rust;
    result?;
    if rust.passed == 0 {
        bail!("no Rust test was run");
    }
    Ok(())
}

/// The built tests of one library. Asked with the whole workspace, as they were built: `-p` alone could choose other
/// features of the dependencies and build them anew.
fn test_executable(library: &str) -> Result<PathBuf> {
    let arguments = ["test", "--workspace", "--locked", "--no-run", "--quiet", "--message-format", "json"];
    let output = cargo::cargo(&arguments).output()?;
    let messages = String::from_utf8_lossy(&output.stdout);
    messages
        .lines()
        .filter_map(|line| serde_json::from_str::<serde_json::Value>(line).ok())
        .filter(|message| message["target"]["name"] == library && message["profile"]["test"] == true)
        .find_map(|message| message["executable"].as_str().map(PathBuf::from))
        .with_context(|| format!("cargo names no tests of {library}"))
}
