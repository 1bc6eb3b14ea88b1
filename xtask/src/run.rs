//! `cargo xtask run`: starts the demo from a clean clone with one command.

use std::ffi::OsString;
use std::os::unix::process::CommandExt;

use anyhow::{Context, Result};

use crate::{cargo, guests, sh, web};

/// The arguments of `run`.
#[derive(clap::Args)]
pub struct Arguments {
    /// Handed on to `vuoro serve --demo`, as `--listen ADDRESS` and `--data FOLDER`.
    #[arg(trailing_var_arg = true, allow_hyphen_values = true, value_name = "OPTION")]
    options: Vec<OsString>,
}

/// Builds what is missing, then becomes the server.
pub fn run(arguments: &Arguments) -> Result<()> {
    sh::step("web", web::make)?;
    sh::step("plugins", guests::make)?;
    let server = sh::step("server", cargo::debug_server)?;
    let mut command = sh::command(server);
    command.args(["serve", "--demo"]);
    // `--demo` is given already; the server would refuse it twice.
    command.args(arguments.options.iter().filter(|option| *option != "--demo"));
    println!("== {}", sh::shown(&command));
    // The process becomes the server, so that Ctrl-C and SIGTERM reach it directly.
    Err(command.exec()).with_context(|| format!("could not start `{}`", sh::shown(&command)))
}
