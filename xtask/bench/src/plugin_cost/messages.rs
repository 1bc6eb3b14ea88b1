//! What a hook costs those who write: the chat's closed loop on the server as it is shipped, without a hook before messages, with
//! one, and with one that never answers and whose breaker is open.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use anyhow::{Context, ensure};
use tempfile::TempDir;

use super::args::PluginsArgs;
use crate::choice::{Scenario, Server, name};
use crate::outcome::Outcome;
use crate::process::{GENERATOR_CORE, Running, SERVER_CORE};
use crate::vuoro;

/// Long enough for a breaker to open before the window, and for the window to end before it lets one through again.
const TIMES: [&str; 4] = ["--warm-ms", "1500", "--run-ms", "2500"];

/// A server's data, and the plugin in it that has a hook.
struct Variant {
    figure: &'static str,
    plugin: Option<&'static str>,
    data: PathBuf,
}

/// The demo's data in each variant; every run begins with a copy.
pub struct Prepared {
    _folder: TempDir,
    variants: [Variant; 3],
}

impl Prepared {
    /// Makes them: the demo once, and the plugins brought to copies of it.
    pub fn make(args: &PluginsArgs) -> anyhow::Result<Self> {
        ensure!(args.vuoro.is_file(), "{} isn't there: cargo xtask build", args.vuoro.display());
        let folder = tempfile::Builder::new().prefix("plugins-").tempdir_in(&args.folder)?;
        let demo = folder.path().join("demo");
        fs::create_dir(&demo)?;
        drop(serve(args, &demo)?);
        let variant = |figure, plugin: Option<&'static str>| -> anyhow::Result<Variant> {
            let data = folder.path().join(figure);
            copy(&demo, &data)?;
            if let Some(plugin) = plugin {
                let package = args.guests.join(format!("{plugin}.wasm"));
                vuoro_plugin(args, &data, |command| command.arg("install").arg(package))?;
                vuoro_plugin(args, &data, |command| command.args(["enable", plugin]))?;
            }
            Ok(Variant { figure, plugin, data })
        };
        let variants = [
            variant("message_us", None)?,
            variant("message_hook_us", Some("echo"))?,
            variant("message_resting_us", Some("spinner"))?,
        ];
        Ok(Self { _folder: folder, variants })
    }

    /// Runs each variant once, another one first in each round. Figures: microseconds of processor time per message.
    pub fn measure(&self, args: &PluginsArgs, round: usize) -> anyhow::Result<Outcome> {
        let mut found = Outcome::default();
        for turn in 0..self.variants.len() {
            let variant = &self.variants[(round + turn) % self.variants.len()];
            let outcome = variant.run(args).with_context(|| variant.figure)?;
            let per_message = outcome.figures.get("cpu_us_per_message").context("no figure")?;
            found.set(variant.figure, *per_message);
            found.warnings.extend(outcome.warnings);
        }
        Ok(found)
    }
}

impl Variant {
    fn run(&self, args: &PluginsArgs) -> anyhow::Result<Outcome> {
        let data = tempfile::Builder::new().prefix("data-").tempdir_in(&args.folder)?;
        copy(&self.data, data.path())?;
        let (running, address) = serve(args, data.path())?;
        let mut command = Command::new(std::env::current_exe()?);
        command.args(["generate", "--server", &name(Server::Vuoro), "--scenario", &name(Scenario::Closed)]);
        command.args(["--address", &address.to_string(), "--pid", &running.id().to_string()]);
        command.args(TIMES).stdout(Stdio::piped());
        let mut generator = Running::start(&mut command, GENERATOR_CORE)?;
        let outcome = generator.await_line(|line| serde_json::from_str(line).ok());
        let outcome = outcome.context("the generator failed; its reason is above")?;
        // Whether it was what it was meant to be.
        match self.plugin {
            Some("spinner") => {
                ensure!(vuoro::failures(address, "spinner")? > 0, "the hook that never answers wasn't asked")
            }
            Some(plugin) => ensure!(vuoro::failures(address, plugin)? == 0, "the hook failed"),
            None => {}
        }
        Ok(outcome)
    }
}

/// Starts the server and waits until it listens.
fn serve(args: &PluginsArgs, data: &Path) -> anyhow::Result<(Running, std::net::SocketAddr)> {
    let log = fs::File::create(args.folder.join("vuoro.log"))?;
    let mut running = Running::start(&mut vuoro::command(&args.vuoro, data, log), SERVER_CORE)?;
    let address = running.await_line(vuoro::listening)?;
    Ok((running, address))
}

/// `vuoro plugin` on data that no server has open.
fn vuoro_plugin(
    args: &PluginsArgs,
    data: &Path,
    what: impl FnOnce(&mut Command) -> &mut Command,
) -> anyhow::Result<()> {
    let mut command = Command::new(&args.vuoro);
    command.arg("--data").arg(data).arg("plugin");
    what(&mut command).args(["--org", vuoro::ORGANISATION]);
    let output = command.output().with_context(|| format!("{} can't be started", args.vuoro.display()))?;
    ensure!(output.status.success(), "vuoro plugin failed: {}", String::from_utf8_lossy(&output.stderr));
    Ok(())
}

/// Copies a folder and all in it.
fn copy(from: &Path, to: &Path) -> anyhow::Result<()> {
    fs::create_dir_all(to)?;
    for entry in fs::read_dir(from)? {
        let entry = entry?;
        let target = to.join(entry.file_name());
        match entry.file_type()?.is_dir() {
            true => copy(&entry.path(), &target)?,
            false => fs::copy(entry.path(), target).map(|_| ())?,
        }
    }
    Ok(())
}
