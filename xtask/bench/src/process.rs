//! Processes: started on one core, their processor time and memory read from outside, stopped when dropped.

use std::io::{BufRead, BufReader};
use std::process::{Child, Command, Stdio};
use std::sync::mpsc;
use std::time::{Duration, Instant};

use anyhow::{Context, bail};
use nix::sched::{CpuSet, sched_getaffinity, sched_setaffinity};
use nix::sys::resource::{Resource, getrlimit, setrlimit};
use nix::time::{ClockId, clock_getcpuclockid, clock_gettime};
use nix::unistd::Pid;

/// Open files that 5,000 idle subscribers and everything else need on each side.
pub const OPEN_FILES: u64 = 8192;
/// The core that servers run on.
pub const SERVER_CORE: usize = 0;
/// The core that the generator runs on.
pub const GENERATOR_CORE: usize = 1;

/// A server may take this long to say where it listens, and a generator to finish; Vuoro makes its demo data in it.
const SAY_TIME_MAX: Duration = Duration::from_secs(60);

/// A process is idle when it used at most [`IDLE_BUSY_MAX`] of a core for so long.
const IDLE_WINDOW: Duration = Duration::from_millis(500);
/// See [`IDLE_WINDOW`].
const IDLE_BUSY_MAX: f64 = 0.02;

/// Ticks a second in /proc/stat, on every Linux of today.
const TICKS_PER_S: f64 = 100.0;

/// A running process. Dropping it kills it.
pub struct Running {
    child: Child,
}

impl Running {
    /// Starts `command` on `core` alone.
    ///
    /// A child inherits the affinity of the thread that starts it, so no helper program is needed, and a runtime
    /// that counts its processors counts one.
    pub fn start(command: &mut Command, core: usize) -> anyhow::Result<Self> {
        let this_thread = Pid::from_raw(0);
        let before = sched_getaffinity(this_thread)?;
        let mut one = CpuSet::new();
        one.set(core)?;
        sched_setaffinity(this_thread, &one).with_context(|| format!("can't pin to core {core}"))?;
        let child = command.stdin(Stdio::null()).spawn();
        sched_setaffinity(this_thread, &before)?;
        let child = child.with_context(|| format!("can't start {:?}", command.get_program()))?;
        Ok(Self { child })
    }

    /// Starts `command` on whichever core is free.
    pub fn start_anywhere(command: &mut Command) -> anyhow::Result<Self> {
        let child = command.stdin(Stdio::null()).spawn();
        Ok(Self { child: child.with_context(|| format!("can't start {:?}", command.get_program()))? })
    }

    /// The process's number.
    pub fn id(&self) -> u32 {
        self.child.id()
    }

    /// The first line of standard output for which `find` returns a value. The rest is read and discarded, so that a
    /// full pipe never blocks the server. Needs `Stdio::piped`.
    pub fn await_line<T: Send + 'static>(
        &mut self,
        find: impl Fn(&str) -> Option<T> + Send + 'static,
    ) -> anyhow::Result<T> {
        self.await_line_for(SAY_TIME_MAX, find)
    }

    /// The same with a longer time limit.
    pub fn await_line_for<T: Send + 'static>(
        &mut self,
        time_max: Duration,
        find: impl Fn(&str) -> Option<T> + Send + 'static,
    ) -> anyhow::Result<T> {
        let out = self.child.stdout.take().context("standard output isn't piped")?;
        let (found, answer) = mpsc::channel();
        std::thread::spawn(move || {
            for line in BufReader::new(out).lines().map_while(Result::ok) {
                if let Some(value) = find(&line) {
                    // The receiver is gone after its first value; later ones aren't needed.
                    let _ = found.send(value);
                }
            }
        });
        match answer.recv_timeout(time_max) {
            Ok(value) => Ok(value),
            Err(_) => match self.child.try_wait()? {
                Some(status) => bail!("the process ended before it said what was awaited: {status}"),
                None => bail!("the process didn't say what was awaited within {time_max:?}"),
            },
        }
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        // The process may have ended by itself.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// Processor time of the process in seconds, of all its threads, those that ended included.
pub fn cpu_seconds(pid: u32) -> anyhow::Result<f64> {
    let clock = clock_getcpuclockid(Pid::from_raw(pid.try_into()?)).context("the measured process is gone")?;
    seconds(clock)
}

/// Waits until the process uses hardly any processor time, as after compiling at its start.
pub fn await_idle(pid: u32) -> anyhow::Result<()> {
    let start = Instant::now();
    let mut before_s = cpu_seconds(pid)?;
    loop {
        std::thread::sleep(IDLE_WINDOW);
        let now_s = cpu_seconds(pid)?;
        if (now_s - before_s) / IDLE_WINDOW.as_secs_f64() <= IDLE_BUSY_MAX {
            return Ok(());
        }
        if start.elapsed() > SAY_TIME_MAX {
            bail!("the server is still busy {SAY_TIME_MAX:?} after its start");
        }
        before_s = now_s;
    }
}

/// Processor time of this process in seconds.
pub fn own_cpu_seconds() -> anyhow::Result<f64> {
    seconds(ClockId::CLOCK_PROCESS_CPUTIME_ID)
}

fn seconds(clock: ClockId) -> anyhow::Result<f64> {
    let now = clock_gettime(clock)?;
    Ok(now.tv_sec() as f64 + now.tv_nsec() as f64 / 1e9)
}

/// Processor time of the whole machine in seconds, all cores and processes, time stolen by its host included. In
/// steps of 10 ms.
pub fn machine_cpu_seconds() -> anyhow::Result<f64> {
    let stat = std::fs::read_to_string("/proc/stat")?;
    let line = stat.lines().next().and_then(|line| line.strip_prefix("cpu ")).context("no cpu in /proc/stat")?;
    // user, nice, system, idle, iowait, irq, softirq, steal (see proc_stat(5)).
    let ticks: Vec<f64> = line.split_whitespace().map_while(|field| field.parse().ok()).take(8).collect();
    let idle: f64 = ticks.iter().skip(3).take(2).sum();
    Ok((ticks.iter().sum::<f64>() - idle) / TICKS_PER_S)
}

/// Resident memory of the process in KiB. What the kernel keeps for its sockets isn't in it.
pub fn resident_kib(pid: u32) -> anyhow::Result<f64> {
    let status = std::fs::read_to_string(format!("/proc/{pid}/status")).context("the measured process is gone")?;
    let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:")).context("no VmRSS")?;
    Ok(line.trim().trim_end_matches("kB").trim().parse()?)
}

/// Lets this process and its children open `files` at once; says what to raise where the system forbids it.
pub fn allow_open_files(files: u64) -> anyhow::Result<()> {
    let (soft, hard) = getrlimit(Resource::RLIMIT_NOFILE)?;
    if soft >= files {
        return Ok(());
    }
    setrlimit(Resource::RLIMIT_NOFILE, files.min(hard), hard)?;
    if hard < files {
        bail!("{files} open files are needed and {hard} allowed: raise the hard limit (ulimit -Hn {files})");
    }
    Ok(())
}
