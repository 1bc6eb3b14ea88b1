//! `cargo xtask bench`: builds what is measured and what measures, and starts the latter.

use std::ffi::OsString;
use std::path::PathBuf;

use anyhow::Result;

use crate::{cargo, guests, sh, web};

/// The comparison with extism is a workspace of its own.
const EXTISM: &str = "xtask/extism/Cargo.toml";

/// The arguments of `bench`.
#[derive(clap::Args)]
pub struct Arguments {
    #[command(subcommand)]
    what: What,
}

#[derive(clap::Subcommand)]
enum What {
    /// Measures the way of a message, compared with bare relays in the same run.
    Chat {
        /// Passed on to the generator.
        #[arg(trailing_var_arg = true, allow_hyphen_values = true, value_name = "OPTION")]
        options: Vec<OsString>,
    },
    /// Measures what plugins cost, compared with wasmtime alone and with extism in the same run.
    Plugins {
        /// Passed on to the generator.
        #[arg(trailing_var_arg = true, allow_hyphen_values = true, value_name = "OPTION")]
        options: Vec<OsString>,
    },
}

/// Builds in release mode and runs the generator.
pub fn bench(arguments: &Arguments) -> Result<()> {
    sh::step("web", web::make)?;
    sh::step("plugins", guests::make)?;
    let server = sh::step("server", || cargo::release("vuoro"))?;
    let generator = sh::step("generator", || cargo::release("vuoro-bench"))?;
    let mut command = sh::command(generator);
    match &arguments.what {
        What::Chat { options } => command.arg("chat").arg("--vuoro").arg(server).args(options),
        What::Plugins { options } => {
            let extism = sh::step("extism", extism)?;
            command.arg("plugins").arg("--vuoro").arg(server).arg("--guests").arg(sh::target().join("guests"));
            command.arg("--extism").arg(extism.host).arg("--extism-guest").arg(extism.guest).args(options)
        }
    };
    sh::run(&mut command)
}

/// The built comparison with extism.
struct Extism {
    host: PathBuf,
    guest: PathBuf,
}

fn extism() -> Result<Extism> {
    let guest = ["build", "--locked", "--manifest-path", EXTISM, "-p", "vuoro-bench-extism-guest"];
    sh::run(&mut guests::guest_cargo(&guest)?)?;
    let folder = sh::target().join("extism");
    let host = ["build", "--release", "--locked", "--manifest-path", EXTISM, "--target-dir"];
    sh::run(cargo::cargo(&host).arg(&folder))?;
    let name = format!("vuoro-bench-extism{}", std::env::consts::EXE_SUFFIX);
    Ok(Extism { host: folder.join("release").join(name), guest: guests::built("vuoro-bench-extism-guest") })
}
