//! A PostgreSQL of a test's own, that it may stop and start again.

use std::{
    net::{Ipv4Addr, SocketAddr, TcpListener},
    os::unix::{fs::chown, process::CommandExt},
    path::{Path, PathBuf},
    process::{Child, Command, Stdio},
    time::{Duration, Instant},
};

use sea_orm::ConnectionTrait;
use tempfile::TempDir;

/// How long it may take to start.
const START_MAX: Duration = Duration::from_secs(60);

/// How PostgreSQL is stopped.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Stop {
    /// It undoes what is under way and closes well.
    Fast,
    /// It drops everything, as in a crash.
    AtOnce,
}

/// A PostgreSQL server that runs until this is dropped.
pub struct Cluster {
    server: Option<Child>,
    address: SocketAddr,
    programs: PathBuf,
    account: Option<(u32, u32)>,
    folder: TempDir,
}

impl Cluster {
    /// Makes one, and waits until it answers.
    ///
    /// # Panics
    /// When the programs of PostgreSQL aren't installed.
    pub async fn start() -> Self {
        let folder = tempfile::tempdir().expect("a folder");
        let account = account();
        if let Some((user, group)) = account {
            chown(folder.path(), Some(user), Some(group)).expect("the folder can be given away");
        }
        let address = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).and_then(|free| free.local_addr()).expect("a port");
        let mut cluster = Self { server: None, address, programs: programs(), account, folder };
        let mut initdb = cluster.command("initdb");
        initdb.args([
            "--username",
            "postgres",
            "--auth",
            "trust",
            "--encoding",
            "UTF8",
            "--no-locale",
            "--no-sync",
            "-D",
        ]);
        let made = initdb.arg(cluster.data()).output().expect("initdb runs");
        assert!(made.status.success(), "{}", String::from_utf8_lossy(&made.stderr));
        cluster.start_again().await;
        cluster
    }

    /// The address of its maintenance database.
    pub fn url(&self) -> String {
        format!("postgres://postgres@{}/postgres", self.address)
    }

    /// Stops it.
    ///
    /// # Panics
    /// When it doesn't run.
    pub fn stop(&mut self, how: Stop) {
        let mut server = self.server.take().expect("it runs");
        let signal = match how {
            Stop::Fast => "-INT",
            Stop::AtOnce => "-QUIT",
        };
        let sent = Command::new("kill").args([signal, &server.id().to_string()]).status().expect("kill runs");
        assert!(sent.success());
        server.wait().expect("it ends");
    }

    /// Starts it again, and waits until it answers.
    ///
    /// # Panics
    /// When it doesn't.
    pub async fn start_again(&mut self) {
        let log = self.folder.path().join("server.log");
        let written = std::fs::File::options().create(true).append(true).open(&log).expect("a log");
        let mut postgres = self.command("postgres");
        postgres.arg("-D").arg(self.data()).args(["-p", &self.address.port().to_string()]);
        for setting in ["listen_addresses=127.0.0.1", "unix_socket_directories=", "shared_buffers=16MB"] {
            postgres.args(["-c", setting]);
        }
        postgres.stdin(Stdio::null()).stdout(written.try_clone().expect("a log")).stderr(written);
        self.server = Some(postgres.spawn().expect("postgres starts"));
        let since = Instant::now();
        loop {
            if let Ok(conn) = sea_orm::Database::connect(self.url()).await
                && conn.execute_unprepared("SELECT 1").await.is_ok()
            {
                let _ = conn.close().await;
                return;
            }
            let said = || std::fs::read_to_string(&log).unwrap_or_default();
            assert!(since.elapsed() < START_MAX, "PostgreSQL doesn't answer; it said:\n{}", said());
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
    }

    fn data(&self) -> PathBuf {
        self.folder.path().join("data")
    }

    /// One of its programs, in the same surroundings on every machine.
    fn command(&self, program: &str) -> Command {
        let mut command = Command::new(self.programs.join(program));
        if let Some((user, group)) = self.account {
            command.gid(group).uid(user);
        }
        command.current_dir(self.folder.path()).env_clear().env("LC_ALL", "C").env("PATH", "/usr/bin:/bin");
        command
    }
}

impl Drop for Cluster {
    fn drop(&mut self) {
        if self.server.is_some() {
            self.stop(Stop::AtOnce);
        }
    }
}

/// The folder with initdb and postgres: of Debian's packages the newest, else of the PATH.
fn programs() -> PathBuf {
    let versions = std::fs::read_dir("/usr/lib/postgresql").into_iter().flatten().flatten();
    let mut debian: Vec<PathBuf> = versions.map(|version| version.path().join("bin")).collect();
    let major = |bin: &PathBuf| bin.parent()?.file_name()?.to_str()?.parse::<u32>().ok();
    debian.sort_by_key(|bin| std::cmp::Reverse(major(bin)));
    let path = std::env::var_os("PATH").unwrap_or_default();
    let mut places = debian.into_iter().chain(std::env::split_paths(&path));
    let has_both = |bin: &PathBuf| ["initdb", "postgres"].iter().all(|program| bin.join(program).is_file());
    places.find(has_both).expect("PostgreSQL is missing; get it with: sudo apt-get install -y postgresql")
}

/// PostgreSQL refuses to run as root: the user and the group that it runs as then.
fn account() -> Option<(u32, u32)> {
    let id = Command::new("id").arg("-u").output().expect("id runs");
    if id.stdout.trim_ascii() != b"0" {
        return None;
    }
    let users = std::fs::read_to_string(Path::new("/etc/passwd")).expect("the users");
    let find = |name: &str| {
        users.lines().map(|line| line.split(':').collect::<Vec<_>>()).find_map(|fields| match fields.as_slice() {
            [first, _, user, group, ..] if *first == name => Some((user.parse().ok()?, group.parse().ok()?)),
            _ => None,
        })
    };
    Some(find("postgres").or_else(|| find("nobody")).expect("a user that PostgreSQL can run as"))
}
