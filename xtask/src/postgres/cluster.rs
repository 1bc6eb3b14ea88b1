//! A PostgreSQL server of our own, with a new folder and a free port each time, removed at the end.

use std::fs::{self, File};
use std::net::{Ipv4Addr, SocketAddr, TcpListener};
use std::os::unix::fs::chown;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use anyhow::{Context, Result, bail};

use super::account::{Account, as_account};
use super::probe;
use crate::sh;

/// The cluster's superuser.
pub const USER: &str = "postgres";

/// How long a new server may take until it answers.
const START_MAX: Duration = Duration::from_secs(60);

/// How long a server may take to stop before it is killed.
const STOP_MAX: Duration = Duration::from_secs(15);

/// A server that runs until this is dropped.
pub struct Cluster {
    child: Child,
    folder: PathBuf,
    address: SocketAddr,
}

/// The folder with initdb and postgres: the newest of Debian's, otherwise from the PATH.
pub fn programs() -> Option<PathBuf> {
    let versions = fs::read_dir("/usr/lib/postgresql").into_iter().flatten().flatten();
    let mut debian: Vec<PathBuf> = versions.map(|version| version.path().join("bin")).collect();
    debian.sort_by_key(|bin| std::cmp::Reverse(major(bin)));
    let asked = sh::quiet(Command::new("pg_config").arg("--bindir")).map(PathBuf::from);
    let on_path = sh::on_path("initdb").and_then(|initdb| Some(initdb.parent()?.to_path_buf()));
    let mut places = debian.into_iter().chain(asked).chain(on_path);
    places.find(|bin| bin.join("initdb").is_file() && bin.join("postgres").is_file())
}

/// For example 15 of `/usr/lib/postgresql/15/bin`.
fn major(bin: &Path) -> u32 {
    let version = bin.parent().and_then(Path::file_name).unwrap_or_default();
    version.to_string_lossy().parse().unwrap_or(0)
}

impl Cluster {
    /// Creates a cluster and waits until it answers.
    pub fn start(programs: &Path) -> Result<Self> {
        let account = if sh::is_root() { Some(Account::unprivileged()?) } else { None };
        let base = base(account.as_ref())?;
        sweep(&base);
        let folder = base.join(format!("run-{}", std::process::id()));
        fs::create_dir_all(&folder)?;
        let result = Self::start_in(&folder, programs, account.as_ref());
        if result.is_err() {
            let _ = fs::remove_dir_all(&folder);
        }
        result
    }

    fn start_in(folder: &Path, programs: &Path, account: Option<&Account>) -> Result<Self> {
        if let Some(account) = account {
            chown(folder, Some(account.user), Some(account.group))?;
        }
        let data = folder.join("data");
        let mut initdb = as_account(Command::new(programs.join("initdb")), account, folder);
        initdb.args(["--username", USER, "--auth", "trust", "--encoding", "UTF8", "--no-locale", "--no-sync", "-D"]);
        let output = initdb.arg(&data).output().context("could not start initdb")?;
        if !output.status.success() {
            bail!("initdb failed: {}", String::from_utf8_lossy(&output.stderr).trim());
        }

        // The port was free a moment ago; if another process takes it meanwhile, the server's log says so.
        let address = TcpListener::bind((Ipv4Addr::LOCALHOST, 0))?.local_addr()?;
        let log = folder.join("server.log");
        let mut postgres = as_account(dies_with_us(&programs.join("postgres")), account, folder);
        postgres.arg("-D").arg(&data).args(["-p", &address.port().to_string()]);
        for setting in [
            "listen_addresses=127.0.0.1",
            "unix_socket_directories=",
            "max_connections=200",
            // Its data lives as long as the test run, so a power cut can't hurt it.
            "fsync=off",
            "full_page_writes=off",
        ] {
            postgres.args(["-c", setting]);
        }
        let written = File::create(&log)?;
        postgres.stdin(Stdio::null()).stdout(written.try_clone()?).stderr(written);
        let child = postgres.spawn().context("could not start postgres")?;
        let mut cluster = Self { child, folder: folder.to_owned(), address };
        let version = cluster.wait_until_it_answers(&log)?;
        println!("PostgreSQL: {version}, our own on {address}, for this run");
        Ok(cluster)
    }

    /// Where it listens.
    pub fn address(&self) -> SocketAddr {
        self.address
    }

    fn wait_until_it_answers(&mut self, log: &Path) -> Result<String> {
        let start = Instant::now();
        loop {
            if let Ok(version) = probe::probe(self.address, USER) {
                return Ok(version);
            }
            if self.child.try_wait()?.is_some() || start.elapsed() > START_MAX {
                let said = fs::read_to_string(log).unwrap_or_default();
                bail!("our own PostgreSQL doesn't answer; it said:\n{}", said.trim());
            }
            std::thread::sleep(Duration::from_millis(50));
        }
    }
}

impl Drop for Cluster {
    fn drop(&mut self) {
        // SIGINT is the server's "fast shutdown", which closes connections and exits.
        let _ = Command::new("kill").args(["-INT", &self.child.id().to_string()]).status();
        let start = Instant::now();
        while matches!(self.child.try_wait(), Ok(None)) {
            if start.elapsed() > STOP_MAX {
                let _ = self.child.kill();
                let _ = self.child.wait();
            }
            std::thread::sleep(Duration::from_millis(20));
        }
        let _ = fs::remove_dir_all(&self.folder);
    }
}

/// The folder for clusters: under the target folder, unless the unprivileged user can't reach it (a checkout in root's
/// home).
fn base(account: Option<&Account>) -> Result<PathBuf> {
    let usual = sh::target().join("postgres");
    fs::create_dir_all(&usual)?;
    let can_get_there = as_account(Command::new("true"), account, &usual).status().is_ok_and(|s| s.success());
    if can_get_there {
        return Ok(usual);
    }
    let other = std::env::temp_dir().join("vuoro-postgres");
    println!("PostgreSQL: {} is closed to the user it runs as; it goes to {}", usual.display(), other.display());
    fs::create_dir_all(&other)?;
    Ok(other)
}

/// A killed xtask can't stop anything itself; where the system has setpriv (util-linux), the kernel stops the server.
fn dies_with_us(program: &Path) -> Command {
    let is_known = Command::new("setpriv").args(["--pdeathsig", "INT", "true"]).stderr(Stdio::null()).status();
    if !is_known.is_ok_and(|status| status.success()) {
        return Command::new(program);
    }
    let mut command = Command::new("setpriv");
    command.args(["--pdeathsig", "INT"]).arg(program);
    command
}

/// Removes what killed runs left behind. A folder is named after the id of its process.
fn sweep(base: &Path) {
    if !Path::new("/proc/self").exists() {
        return;
    }
    for entry in fs::read_dir(base).into_iter().flatten().flatten() {
        let name = entry.file_name();
        let Some(process) = name.to_str().and_then(|name| name.strip_prefix("run-")) else {
            continue;
        };
        if process.parse::<u32>().is_ok() && !Path::new("/proc").join(process).exists() {
            let _ = fs::remove_dir_all(entry.path());
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn folders_of_runs_that_are_over_are_removed_and_no_others() {
        let base = tempfile::tempdir().unwrap();
        let ours = format!("run-{}", std::process::id());
        for name in [ours.as_str(), "run-4294967294", "run-x", "data"] {
            fs::create_dir(base.path().join(name)).unwrap();
        }
        sweep(base.path());
        let is_there = |name: &str| base.path().join(name).exists();
        assert!(is_there(&ours) && is_there("run-x") && is_there("data"));
        assert_eq!(is_there("run-4294967294"), !Path::new("/proc/self").exists());
    }
}
