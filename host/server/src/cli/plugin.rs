//! `vuoro plugin`: commands for authors, and for the plugins of organisations.

mod build;
mod check;
mod inspect;
mod new;
mod organisation;
mod run;

use std::{
    path::{Path, PathBuf},
    process::ExitCode,
};

use anyhow::Context;
use clap::Subcommand;
use vuoro_package::Package;

use crate::Config;

#[derive(Subcommand)]
pub(super) enum Plugin {
    /// Begin a plugin: a project that builds and passes its own tests
    New(new::New),
    /// Build a project: one .wasm file with manifest and schema inside
    Build(build::Build),
    /// Check a package: size, manifest, imports and permissions, exports, code, schema
    Check {
        /// The .wasm file
        file: PathBuf,
    },
    /// Run one call of a package as the server does, on a chat in memory
    #[command(after_long_help = run::INPUTS)]
    Run(run::Run),
    /// Show what a package says of itself, as JSON
    Inspect {
        /// The .wasm file
        file: PathBuf,
    },
    #[command(flatten)]
    Of(organisation::Of),
}

/// What became of a command.
pub(super) enum Alone {
    /// It has run.
    Done(ExitCode),
    /// It concerns an organisation and needs the configured database.
    NeedsOrganisation(Plugin),
}

impl Plugin {
    /// Runs the commands that need no configuration and no database.
    pub async fn alone(self) -> anyhow::Result<Alone> {
        match self {
            Self::New(new) => new.run()?,
            Self::Build(build) => build.run()?,
            Self::Check { file } => return Ok(Alone::Done(check::check(&file).await?)),
            Self::Run(run) => return Ok(Alone::Done(run.run().await?)),
            Self::Inspect { file } => inspect::inspect(&read(&file)?)?,
            Self::Of(_) => return Ok(Alone::NeedsOrganisation(self)),
        }
        Ok(Alone::Done(ExitCode::SUCCESS))
    }

    /// Does it on the configured database.
    pub async fn run(self, config: &Config) -> anyhow::Result<()> {
        match self {
            Self::Of(of) => of.run(config).await,
            Self::New(_) | Self::Build(_) | Self::Check { .. } | Self::Run(_) | Self::Inspect { .. } => Ok(()),
        }
    }
}

fn bytes(file: &Path) -> anyhow::Result<Vec<u8>> {
    std::fs::read(file).with_context(|| format!("{} can't be read", file.display()))
}

fn read(file: &Path) -> anyhow::Result<Package> {
    Package::read(bytes(file)?).with_context(|| format!("{} is no plugin", file.display()))
}

/// The hooks of a permission, behind its name: ` (send, end)`; nothing where it has none.
fn hooks(of: &[impl AsRef<str>]) -> String {
    let names: Vec<_> = of.iter().map(AsRef::as_ref).collect();
    if names.is_empty() { String::new() } else { format!(" ({})", names.join(", ")) }
}

/// A size in the unit that people read best.
fn size(bytes: usize) -> String {
    const KIB: f64 = 1024.0;
    match bytes as f64 {
        small if small < KIB => format!("{bytes} B"),
        middle if middle < KIB * KIB => format!("{:.1} KiB", middle / KIB),
        large => format!("{:.1} MiB", large / (KIB * KIB)),
    }
}

/// The first line in lower case, and the following ones indented below it.
fn indented(text: &str) -> String {
    text.trim_end().replace('\n', "\n    ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sizes_are_told_in_the_unit_that_reads_best() {
        assert_eq!([size(0), size(1023), size(1536), size(4 << 20)], ["0 B", "1023 B", "1.5 KiB", "4.0 MiB"]);
    }
}
