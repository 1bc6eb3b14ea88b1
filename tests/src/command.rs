//! The binary as one types it: `vuoro …` in a folder.

use std::{
    io::Write,
    path::Path,
    process::{Command, Output, Stdio},
    time::Duration,
};

use crate::process::binary;

/// How long a command may take that builds nothing.
const PATIENCE: Duration = Duration::from_secs(60);
/// How long one may take that compiles, on a machine with much to do.
const PATIENCE_TO_BUILD: Duration = Duration::from_secs(900);

/// Runs `vuoro` in a folder with this on its standard input.
pub fn vuoro(folder: &Path, arguments: &[&str], input: &str, environment: &[(&str, &str)]) -> Output {
    let mut command = Command::new(binary());
    command.args(arguments).envs(environment.iter().copied());
    let builds = arguments.starts_with(&["plugin", "build"]);
    run(&mut command, folder, input, if builds { PATIENCE_TO_BUILD } else { PATIENCE })
}

/// Runs cargo in a folder, with what it builds in another. Nothing is fetched: what the workspace is built of is there.
pub fn cargo(folder: &Path, target: &Path, arguments: &[&str]) -> Output {
    let mut command = Command::new(std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into()));
    command.args(arguments).env("CARGO_TARGET_DIR", target).env("CARGO_NET_OFFLINE", "true");
    run(&mut command, folder, "", PATIENCE_TO_BUILD)
}

fn run(command: &mut Command, folder: &Path, input: &str, patience: Duration) -> Output {
    let mut child = command
        // The tests are compiled with clippy's driver; what they compile is an author's own project.
        .env_remove("RUSTC_WORKSPACE_WRAPPER")
        .current_dir(folder)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .expect("it starts");
    // It may end without having read it.
    let _ = child.stdin.take().expect("its input").write_all(input.as_bytes());
    // What is to be refused must not go on for ever.
    let id = child.id();
    let (done, is_done) = std::sync::mpsc::channel::<()>();
    std::thread::spawn(move || {
        if is_done.recv_timeout(patience) == Err(std::sync::mpsc::RecvTimeoutError::Timeout) {
            let _ = Command::new("kill").args(["-9", &id.to_string()]).status();
        }
    });
    let output = child.wait_with_output().expect("it ends");
    drop(done);
    output
}

/// What it printed when all went well.
///
/// # Panics
/// When it didn't go well.
pub fn well(folder: &Path, arguments: &[&str], input: &str) -> String {
    let output = vuoro(folder, arguments, input, &[]);
    assert!(output.status.success(), "{arguments:?}: {}", shown(&output));
    String::from_utf8(output.stdout).expect("UTF-8")
}

/// What it said when it refused.
///
/// # Panics
/// When it didn't refuse, or printed something all the same.
pub fn refused(folder: &Path, arguments: &[&str], input: &str, environment: &[(&str, &str)]) -> String {
    let output = vuoro(folder, arguments, input, environment);
    assert!(output.status.code().is_some_and(|code| code > 0), "{arguments:?}: {}", shown(&output));
    assert!(output.stdout.is_empty(), "{arguments:?}: {}", shown(&output));
    String::from_utf8(output.stderr).expect("UTF-8")
}

/// Everything that a command said, for those who look into a failure.
pub fn shown(output: &Output) -> String {
    let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
    format!("{}\n{}\n{}", output.status, text(&output.stdout), text(&output.stderr))
}
