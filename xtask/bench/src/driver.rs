//! `chat`: runs every scenario against every server in turns, so that a drift of the machine affects all of them.

use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use anyhow::{Context, ensure};
use clap::ValueEnum;

use crate::choice::{Scenario, Server, name};
use crate::outcome::Outcome;
use crate::process::{GENERATOR_CORE, OPEN_FILES, Running, SERVER_CORE, allow_open_files, await_idle};
use crate::report::{Report, Run};
use crate::{fsync, relay, vuoro};

/// Runs of each scenario; the median is reported.
const RUNS: usize = 5;

/// Options of `chat`.
#[derive(clap::Args)]
pub struct ChatArgs {
    /// One shorter run of each instead of five.
    #[arg(long)]
    quick: bool,
    /// Only these scenarios or servers (repeatable), for instance `--only closed --only vuoro`.
    #[arg(long, value_name = "NAME")]
    only: Vec<String>,
    /// Runs of each scenario.
    #[arg(long)]
    runs: Option<usize>,
    /// Vuoro's release build.
    #[arg(long, default_value = "target/release/vuoro")]
    vuoro: PathBuf,
    /// Where databases, the fsync probe and the results are written: a folder on the disk to be measured.
    #[arg(long, default_value = "target/bench")]
    folder: PathBuf,
}

/// Measures everything asked for and prints the report.
pub fn chat(args: &ChatArgs) -> anyhow::Result<()> {
    let (scenarios, mut servers) = args.chosen()?;
    if servers.contains(&Server::Vuoro) && !args.vuoro.exists() {
        eprintln!("{} isn't there (cargo xtask build): only the limits are measured", args.vuoro.display());
        servers.retain(|server| *server != Server::Vuoro);
    }
    let cores = std::thread::available_parallelism()?.get();
    ensure!(cores > GENERATOR_CORE, "two cores are needed, one for the server and one for the generator");
    allow_open_files(OPEN_FILES)?;
    std::fs::create_dir_all(&args.folder)?;
    let runs = args.runs.unwrap_or(if args.quick { 1 } else { RUNS });
    let mut report = Report::default();
    for round in 0..runs {
        report.fsync_us.push(fsync::probe(&args.folder)?);
        for &scenario in &scenarios {
            let mut order: Vec<Server> = servers.iter().copied().filter(|server| scenario.suits(*server)).collect();
            let turn = round % order.len().max(1);
            order.rotate_left(turn);
            for server in order {
                eprintln!("run {} of {runs}: {} {}", round + 1, name(scenario), name(server));
                match args.measure(server, scenario) {
                    Ok(outcome) => report.add(Run { server, scenario, outcome }),
                    Err(error) => report.fail(server, scenario, &format!("{error:#}")),
                }
            }
        }
    }
    report.fsync_us.push(fsync::probe(&args.folder)?);
    report.print();
    let file = args.folder.join("chat.json");
    std::fs::write(&file, serde_json::to_string_pretty(&report.to_json())?)?;
    println!("\nAll runs: {}", file.display());
    Ok(())
}

impl ChatArgs {
    /// The selection by `--only`; naming no scenario, or no server, means all of them.
    fn chosen(&self) -> anyhow::Result<(Vec<Scenario>, Vec<Server>)> {
        let named = |value: String| self.only.contains(&value);
        let mut scenarios: Vec<_> =
            Scenario::value_variants().iter().copied().filter(|one| named(name(*one))).collect();
        let mut servers: Vec<_> = Server::value_variants().iter().copied().filter(|one| named(name(*one))).collect();
        let known = |only: &String| {
            scenarios.iter().any(|one| name(*one) == *only) || servers.iter().any(|one| name(*one) == *only)
        };
        if let Some(unknown) = self.only.iter().find(|only| !known(only)) {
            let mut names: Vec<String> = Scenario::value_variants().iter().map(|one| name(*one)).collect();
            names.extend(Server::value_variants().iter().map(|one| name(*one)));
            anyhow::bail!("--only {unknown}: known are {}", names.join(", "));
        }
        if scenarios.is_empty() {
            scenarios = Scenario::value_variants().to_vec();
        }
        if servers.is_empty() {
            servers = Server::value_variants().to_vec();
        }
        Ok((scenarios, servers))
    }

    /// One run: a fresh server on its core and a generator on the other, both stopped afterwards.
    fn measure(&self, server: Server, scenario: Scenario) -> anyhow::Result<Outcome> {
        let data = tempfile::Builder::new().prefix("data-").tempdir_in(&self.folder)?;
        let own = std::env::current_exe()?;
        let mut command = self.server_command(&own, server, data.path())?;
        let mut running = Running::start(&mut command, SERVER_CORE)?;
        let address = running.await_line(move |line| match server {
            Server::Vuoro => vuoro::listening(line),
            Server::Bare | Server::Durable => line.strip_prefix(relay::LISTENING)?.parse::<SocketAddr>().ok(),
        })?;
        if server == Server::Vuoro {
            vuoro::await_ready(address)?;
        }
        // A fresh server first compiles its plugins and schemas, which isn't part of the cost of a message.
        await_idle(running.id())?;
        let mut command = Command::new(own);
        command.args(["generate", "--server", &name(server), "--scenario", &name(scenario)]);
        command.args(["--address", &address.to_string(), "--pid", &running.id().to_string()]);
        command.args(self.times(scenario)).stdout(Stdio::piped());
        let mut generator = Running::start(&mut command, GENERATOR_CORE)?;
        generator
            .await_line(|line| serde_json::from_str(line).ok())
            .context("the generator failed; its reason is above")
    }

    fn server_command(&self, own: &Path, server: Server, data: &Path) -> anyhow::Result<Command> {
        let mut command = match server {
            Server::Vuoro => {
                let log = std::fs::File::create(self.folder.join("vuoro.log"))?;
                return Ok(vuoro::command(&self.vuoro, data, log));
            }
            Server::Bare | Server::Durable => Command::new(own),
        };
        if server == Server::Bare {
            command.arg("relay-bare");
        } else {
            command.arg("relay-durable").arg("--data").arg(data);
        }
        command.stdout(Stdio::piped());
        Ok(command)
    }

    /// The open loop runs longer, because its 99th percentile needs more messages.
    fn times(&self, scenario: Scenario) -> [&'static str; 4] {
        let run_ms = match (scenario, self.quick) {
            (Scenario::Open, false) => "4000",
            (Scenario::Open, true) => "2000",
            (_, false) => "2000",
            (_, true) => "1000",
        };
        ["--warm-ms", if self.quick { "250" } else { "500" }, "--run-ms", run_ms]
    }
}
