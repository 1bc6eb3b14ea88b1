//! `cargo xtask bench`: builds what is measured and what measures, then hands over.

use std::ffi::OsString;

use anyhow::Result;

use crate::{cargo, plugins, sh, web};

/// What may follow `bench`.
#[derive(clap::Args)]
pub struct Arguments {
    #[command(subcommand)]
    what: What,
}

#[derive(clap::Subcommand)]
enum What {
    /// One message's way, compared with bare relays of the same run.
    Chat {
        /// Handed on to the generator.
        #[arg(trailing_var_arg = true, allow_hyphen_values = true, value_name = "OPTION")]
        options: Vec<OsString>,
    },
}

/// Builds in release and runs the generator.
pub fn bench(arguments: &Arguments) -> Result<()> {
    let What::Chat { options } = &arguments.what;
    sh::step("web", web::make)?;
    sh::step("plugins", plugins::make)?;
    let generator = sh::step("release build", || {
        let packages = ["build", "--release", "--locked", "-p", "vuoro-server", "-p", "vuoro-bench"];
        cargo::build_binary(&packages, "vuoro-bench")
    })?;
    sh::run(sh::command(generator).arg("chat").args(options))
}
