//! `vuoro plugin`: commands for authors, and for the plugins of organisations.

mod build;
mod check;
mod file;
mod inspect;
mod new;
mod organisation;
mod run;
mod text;

use std::{path::PathBuf, process::ExitCode};

use clap::Subcommand;

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
            Self::Inspect { file } => inspect::inspect(&file::read(&file)?)?,
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
