//! `cargo xtask test`: everything that CI runs; CI itself runs nothing else.

use std::fmt;
use std::process::Command;
use std::time::{Duration, Instant};

use anyhow::{Result, bail};
use clap::ValueEnum;

use crate::count::Counts;
use crate::postgres::Server;
use crate::slowest::Slowest;
use crate::{apt, cargo, codegen, guests, node, sh, tidy, web};

/// The arguments of `test`.
#[derive(clap::Args)]
pub struct Arguments {
    /// Run this step only; may be said several times.
    #[arg(long, value_name = "STEP")]
    only: Vec<Step>,
    /// Tests that repeat something run their full figure and not the daily one.
    #[arg(long)]
    full: bool,
}

/// Programs that Rust tests start, with the packages that contain them.
const TOOLS: [(&str, &str); 2] = [("strace", "strace"), ("faketime", "faketime")];

/// The steps in their order, quick ones first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum Step {
    Fmt,
    Tidy,
    /// Before anything compiles, because the server embeds the pages.
    Web,
    /// Before anything compiles, because the server embeds the plugins, and tests run them.
    Plugins,
    /// Compiles every crate with its tests once, with clippy's lints; a warning fails.
    Compile,
    Generated,
    /// Installs the packages of the JavaScript clients that the Rust tests start.
    Js,
    Rust,
    /// Tests the pages in real browsers, with the built server.
    Browser,
}

impl fmt::Display for Step {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.to_possible_value().as_ref().map_or("?", |value| value.get_name()))
    }
}

/// The findings of the steps so far.
#[derive(Default)]
struct Findings {
    counts: Counts,
    slowest: Slowest,
    times: Vec<(Step, Duration)>,
    failed: Vec<String>,
}

impl Findings {
    /// Reads a line of a runner's output.
    fn read(&mut self, line: &str) {
        self.counts.read(line);
        self.slowest.read(line);
    }

    fn print(&self) {
        self.slowest.print();
        let whole: Duration = self.times.iter().map(|(_, time)| *time).sum();
        println!("seconds of each step, {:.0} in all:", whole.as_secs_f64());
        for (step, time) in &self.times {
            println!("{:>10.1}  {step}", time.as_secs_f64());
        }
        if self.counts.ignored > 0 {
            println!("{} ignored", self.counts.ignored);
        }
        println!("{} passed, {} failed", self.counts.passed, self.counts.failed);
    }
}

/// Runs all steps, even when one fails, and prints a summary.
pub fn test(arguments: &Arguments) -> Result<()> {
    let steps = Step::value_variants().iter().copied();
    let steps = steps.filter(|step| arguments.only.is_empty() || arguments.only.contains(step));
    let mut findings = Findings::default();
    for step in steps {
        let start = Instant::now();
        // A step builds what it needs itself; one that can't says why, and none is skipped.
        if sh::step(&step.to_string(), || run(step, arguments, &mut findings)).is_err() {
            findings.failed.push(step.to_string());
        }
        findings.times.push((step, start.elapsed()));
    }
    findings.print();
    if !findings.failed.is_empty() {
        bail!("failed: {}", findings.failed.join(", "));
    }
    Ok(())
}

fn run(step: Step, arguments: &Arguments, findings: &mut Findings) -> Result<()> {
    match step {
        Step::Fmt => {
            cargo::component("fmt", "rustfmt")?;
            sh::run(&mut cargo::cargo(&["fmt", "--all", "--", "--check"]))
        }
        Step::Tidy => tidy::tidy(),
        Step::Web => {
            web::make()?;
            web::test(|line| findings.read(line))
        }
        Step::Plugins => {
            guests::make()?;
            guests::script::test(|line| findings.read(line))
        }
        Step::Compile => match compile()?.warnings {
            0 => Ok(()),
            warnings => bail!("{warnings} warnings"),
        },
        Step::Generated => {
            web::make()?;
            guests::make()?;
            codegen::check()
        }
        Step::Js => js(),
        Step::Rust => rust(arguments.full, findings),
        Step::Browser => {
            let server = compile()?.binary("vuoro")?;
            web::test_in_browsers(&server, |line| findings.read(line))
        }
    }
}

/// Compiles everything in Rust with its tests, except the plugins themselves, which only link for WebAssembly.
fn compile() -> Result<cargo::Built> {
    web::make()?;
    guests::make()?;
    cargo::compile(cargo::linting(&["build", "--workspace", "--bins", "--tests", "--locked"])?)
}

fn js() -> Result<()> {
    let folder = sh::root().join("tests/js");
    if folder.join("package.json").is_file() {
        node::install(&folder)?;
    }
    Ok(())
}

fn rust(full: bool, findings: &mut Findings) -> Result<()> {
    js()?;
    for (program, package) in TOOLS {
        // Here and not in the tests that need them: those may be parallel processes, and apt installs one package at a
        // time.
        if sh::on_path(program).is_none() && apt::is_possible() {
            apt::install(program, &[package])?;
        }
    }
    let postgres = Server::find_or_start()?;
    let built = compile()?;
    // Tests that kill a server need it as a separate process.
    let server = built.binary("vuoro")?;
    let before = findings.counts.passed;
    let mut run = |mut command: Command| -> Result<()> {
        command.env("VUORO_TEST_POSTGRES", postgres.url()).env("VUORO_TEST_BINARY", &server);
        if full {
            command.env("VUORO_TEST_FULL", "1");
        }
        sh::streamed(&mut command, |line| findings.read(line))
    };
    // The workspace is named each time, so that the same features are chosen and nothing is compiled again.
    let (all, mut rules) = if has_nextest() {
        let nextest = ["nextest", "run", "--workspace", "--locked", "--no-fail-fast"];
        let mut rules = cargo::linting(&nextest)?;
        rules.args(["-E", "package(vuoro-domain)"]);
        (cargo::linting(&nextest)?, rules)
    } else {
        let all = ["test", "--workspace", "--locked", "--no-fail-fast", "--lib", "--bins", "--tests"];
        (cargo::linting(&all)?, sh::command(built.unit_tests("vuoro_domain")?))
    };
    let mut result = run(all);
    println!("the tests in documentation");
    result = result.and(run(cargo::linting(&["test", "--workspace", "--locked", "--doc"])?));
    println!("the tests beside the rules once more, on PostgreSQL");
    rules.env("VUORO_TEST_DATABASE", "postgres");
    result = result.and(run(rules));
    result?;
    if findings.counts.passed == before {
        bail!("no Rust test was run");
    }
    Ok(())
}

/// Whether cargo-nextest is installed. It runs the tests of all crates in parallel and prints how long each took;
/// without it `cargo test` runs the same tests crate by crate. It isn't installed for this, because compiling it takes
/// longer than it saves.
fn has_nextest() -> bool {
    sh::quiet(&mut cargo::cargo(&["nextest", "--version"])).is_some()
}
