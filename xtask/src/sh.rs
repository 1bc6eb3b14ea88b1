//! Runs other programs and reports progress.

use std::env;
use std::ffi::OsStr;
use std::io::{BufRead, BufReader, Write};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use anyhow::{Context, Result, bail};

pub use vuoro_toolchain::shell::{is_root, on_path, output, quiet, run, shown};

/// The root of the checkout.
pub fn root() -> PathBuf {
    // Read at run time if possible, so that a target folder that was moved or shared still finds its checkout.
    let xtask = env::var_os("CARGO_MANIFEST_DIR").unwrap_or_else(|| env!("CARGO_MANIFEST_DIR").into());
    let xtask = PathBuf::from(xtask);
    xtask.parent().map_or_else(|| xtask.clone(), Path::to_path_buf)
}

/// The folder for built and temporary files.
pub fn target() -> PathBuf {
    match env::var_os("CARGO_TARGET_DIR") {
        Some(folder) => root().join(folder),
        None => root().join("target"),
    }
}

/// A command that runs at the root of the checkout.
pub fn command(program: impl AsRef<OsStr>) -> Command {
    let mut command = Command::new(program);
    command.current_dir(root());
    command
}

/// Runs a command, shows its output as it comes and passes on each line, including standard error, because runners
/// differ in where they report results.
pub fn streamed(command: &mut Command, mut on_line: impl FnMut(&str)) -> Result<()> {
    let (output, writer) = std::io::pipe()?;
    command.stdout(writer.try_clone()?).stderr(writer);
    let child = command.spawn().with_context(|| format!("could not start `{}`", shown(command)));
    // The command keeps its ends of the pipe, which would keep the loop below from ending.
    command.stdout(Stdio::null()).stderr(Stdio::null());
    let mut child = child?;
    let mut lines = BufReader::new(output);
    let mut line = Vec::new();
    while lines.read_until(b'\n', &mut line)? > 0 {
        let text = String::from_utf8_lossy(&line);
        print!("{text}");
        std::io::stdout().flush()?;
        on_line(text.trim_end());
        line.clear();
    }
    let status = child.wait()?;
    if !status.success() {
        bail!("`{}` failed ({status})", shown(command));
    }
    Ok(())
}

/// Prints the name of a step, runs it, and prints how long it took.
pub fn step<T>(name: &str, work: impl FnOnce() -> Result<T>) -> Result<T> {
    println!("== {name}");
    let start = Instant::now();
    let result = work();
    match &result {
        Ok(_) => println!("== {name}: done in {}", time(start.elapsed())),
        Err(error) => println!("== {name}: FAILED after {}: {error:#}", time(start.elapsed())),
    }
    result
}

/// A duration in the form that people read.
pub fn time(duration: Duration) -> String {
    let seconds = duration.as_secs();
    if seconds < 100 {
        format!("{:.1} s", duration.as_secs_f64())
    } else {
        format!("{} min {:02} s", seconds / 60, seconds % 60)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_line_of_a_streamed_command_is_handed_over() {
        let mut lines = Vec::new();
        let script = "echo one; echo two >&2; printf three";
        streamed(Command::new("sh").args(["-c", script]), |line| lines.push(line.to_owned())).unwrap();
        assert_eq!(lines, ["one", "two", "three"]);
    }

    #[test]
    fn long_times_are_told_in_minutes() {
        assert_eq!(time(Duration::from_millis(1_250)), "1.2 s");
        assert_eq!(time(Duration::from_secs(125)), "2 min 05 s");
    }
}
