//! A server as a separate process, for tests that kill it.

use std::{
    io::{BufRead, BufReader},
    path::{Path, PathBuf},
    process::{Child, Command, Stdio},
    time::{Duration, Instant},
};

/// A running `vuoro serve`.
pub struct Server {
    child: Child,
    /// `http://127.0.0.1:PORT`.
    pub base: String,
    /// `http://127.0.0.1:PORT/metrics`, if it was started with metrics.
    pub metrics: Option<String>,
    /// The file with its log.
    pub log: PathBuf,
}

/// The binary under test: `VUORO_TEST_BINARY`, otherwise the one that this build made beside the tests.
///
/// # Panics
/// When it isn't there.
pub fn binary() -> PathBuf {
    let binary = path();
    assert!(
        binary.exists(),
        "{} isn't there; run `cargo build -p vuoro-server` or `cargo xtask test`",
        binary.display()
    );
    binary
}

/// Where the binary under test is, or would be.
pub fn path() -> PathBuf {
    if let Some(path) = std::env::var_os("VUORO_TEST_BINARY") {
        return path.into();
    }
    let tests = std::env::current_exe().expect("a path");
    tests.parent().and_then(Path::parent).expect("target/debug").join("vuoro")
}

/// How to start a server.
#[derive(Clone, Debug)]
pub struct Launch {
    /// Arguments of `vuoro serve` besides the addresses and the folder.
    pub arguments: Vec<String>,
    /// Additional environment variables.
    pub environment: Vec<(String, String)>,
    /// A program with its arguments that becomes the server, such as a tracer; empty for none.
    pub under: Vec<String>,
    /// The level of the log.
    pub log_level: &'static str,
    /// Whether to serve /metrics, on a port of its own.
    pub metrics: bool,
}

impl Default for Launch {
    fn default() -> Self {
        let none = Vec::new;
        Self { arguments: none(), environment: Vec::new(), under: none(), log_level: "info", metrics: false }
    }
}

impl Server {
    /// Starts a server and waits until it listens. `database` is empty for SQLite.
    pub fn start(data: &Path, database: &str, arguments: &[&str]) -> Self {
        let arguments = arguments.iter().map(|&argument| argument.to_owned()).collect();
        Self::launch(data, database, &Launch { arguments, ..Launch::default() })
    }

    /// The same with other options.
    pub fn launch(data: &Path, database: &str, how: &Launch) -> Self {
        let log = data.join("server.log");
        let file = std::fs::File::options().create(true).append(true).open(&log).expect("a log");
        let program = how.under.iter().map(PathBuf::from).chain([binary()]).collect::<Vec<_>>();
        let mut child = Command::new(&program[0])
            .args(&program[1..])
            .args(["serve", "--listen", "127.0.0.1:0", "--metrics-listen"])
            .arg(if how.metrics { "127.0.0.1:0" } else { "" })
            .arg("--data")
            .arg(data)
            .args(&how.arguments)
            .env("VUORO_DATABASE", database)
            .env("VUORO_LOG__LEVEL", how.log_level)
            .envs(how.environment.iter().map(|(name, value)| (name, value)))
            .stdout(Stdio::piped())
            .stderr(file)
            .spawn()
            .expect("the server starts");
        let mut lines = BufReader::new(child.stdout.take().expect("its output")).lines();
        let mut line = || {
            lines.next().and_then(Result::ok).unwrap_or_else(|| {
                panic!("the server said nothing; its log:\n{}", std::fs::read_to_string(&log).unwrap_or_default())
            })
        };
        let address = |line: String| line.split_whitespace().last().expect("an address").to_owned();
        let base = address(line());
        let metrics = how.metrics.then(|| address(line()));
        // The rest is read so that the server never blocks on a full pipe.
        std::thread::spawn(move || lines.for_each(drop));
        Self { child, base, metrics, log }
    }

    /// Its process id.
    pub fn id(&self) -> u32 {
        self.child.id()
    }

    /// `kill -9`.
    pub fn kill(mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }

    /// Sends SIGTERM and returns the exit code.
    pub fn terminate(mut self) -> Option<i32> {
        self.ask_to_stop();
        self.child.wait().expect("it ends").code()
    }

    /// Sends SIGTERM.
    pub fn ask_to_stop(&self) {
        let signalled = Command::new("kill").args(["-TERM", &self.id().to_string()]).status().expect("kill runs");
        assert!(signalled.success());
    }

    /// Whether it is still running.
    pub fn runs(&mut self) -> bool {
        self.child.try_wait().expect("its state").is_none()
    }

    /// Waits until it ends by itself, and returns its exit code.
    ///
    /// # Panics
    /// When it doesn't end within `most`.
    pub async fn ends_within(&mut self, most: Duration) -> Option<i32> {
        let since = Instant::now();
        loop {
            if let Some(status) = self.child.try_wait().expect("its state") {
                return status.code();
            }
            assert!(since.elapsed() < most, "the server still runs; its log:\n{}", self.said());
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
    }

    /// Its log so far.
    pub fn said(&self) -> String {
        std::fs::read_to_string(&self.log).unwrap_or_default()
    }

    /// Its memory in bytes, from the kernel; `field` is a name in `/proc/PID/status`.
    pub fn memory_bytes(&self, field: &str) -> u64 {
        let status = std::fs::read_to_string(format!("/proc/{}/status", self.id())).expect("its status");
        let line = status.lines().find_map(|line| line.strip_prefix(field)?.strip_prefix(':'));
        let kib = line.and_then(|line| line.split_whitespace().next()?.parse::<u64>().ok());
        kib.unwrap_or_else(|| panic!("no {field} in its status")) * 1024
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}
