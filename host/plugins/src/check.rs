//! Checks packages that organisations bring before this process takes them in.
//!
//! Reading a package, checking its settings' schema and compiling its code are work that strangers choose. Too deep a
//! recursion ends a whole process, and nothing in Rust can catch it; so that work is done in a process of its own, which may
//! be ended. Of what it made this process takes a line, and compiled code from wasmtime's cache.

mod checker;
mod child;
mod verdict;

use std::{
    ffi::OsStr,
    io,
    os::unix::process::ExitStatusExt,
    process::{ExitStatus, Stdio},
    sync::Arc,
};

use serde_json::Value;
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    process::{Child, Command},
};
use vuoro_kernel::OrganisationId;
use vuoro_package::{Manifest, SettingsError};

pub use checker::Checker;
use child::Chosen;
pub use child::{check_from_stdin, check_settings_from_stdin};
use verdict::Verdict;

use crate::{LoadError, Package, Plugins, limits};

impl Plugins {
    /// Reads and compiles a package that an organisation brings. It isn't in memory afterwards; [`Plugins::load_brought`]
    /// finds its compiled code.
    ///
    /// # Errors
    /// What is wrong with it, or why it can't be found out.
    pub async fn check(&self, organisation: OrganisationId, bytes: Vec<u8>) -> Result<Package, LoadError> {
        let bytes: Arc<[u8]> = bytes.into();
        let _place = self.inner.compiler.place(organisation)?;
        self.examine(&bytes).await?;
        self.inner.compiler.seal().await;
        let read = tokio::task::spawn_blocking(move || Package::read_checked(bytes)).await;
        let read = read.map_err(|error| LoadError::NoChecker(error.to_string()))?;
        read.map_err(|error| LoadError::Refused(error.to_string()))
    }

    /// Whether an organisation may choose these settings for a plugin.
    ///
    /// # Errors
    /// Why it can't be found out; inside, the first setting that may not be chosen.
    pub async fn check_settings(
        &self,
        organisation: OrganisationId,
        manifest: &Arc<Manifest>,
        chosen: &Value,
    ) -> Result<Result<(), SettingsError>, LoadError> {
        let (Checker::Process { .. }, Some(schema)) = (&self.inner.checker, &manifest.settings) else {
            let (manifest, chosen) = (manifest.clone(), chosen.clone());
            let checked = tokio::task::spawn_blocking(move || manifest.check_settings(&chosen)).await;
            return checked.map_err(|_| broke_off());
        };
        if let Err(error) = manifest.check_settings_size(chosen) {
            return Ok(Err(error));
        }
        let _place = self.inner.compiler.place(organisation)?;
        let both = Chosen { schema: schema.clone(), chosen: chosen.clone() };
        let both = serde_json::to_vec(&both).map_err(|error| LoadError::NoChecker(error.to_string()))?;
        match self.ask_checker(SETTINGS.as_ref(), &both).await? {
            Verdict::Settings(error) => Ok(Err(error)),
            other => other.into_result().map(Ok),
        }
    }

    /// Checks a package where the floor was told to.
    pub(crate) async fn examine(&self, bytes: &Arc<[u8]>) -> Result<(), LoadError> {
        match &self.inner.checker {
            Checker::InProcess => self.examine_here(bytes.clone()).await,
            Checker::Process { .. } => {
                let folder = self.inner.compiler.folder().to_owned();
                self.ask_checker(folder.as_ref(), bytes).await?.into_result()
            }
        }
    }

    /// Starts the process with one more argument, hands it some bytes and hears what it says. One at a time.
    async fn ask_checker(&self, about: &OsStr, bytes: &[u8]) -> Result<Verdict, LoadError> {
        let Checker::Process { program, arguments } = &self.inner.checker else { return Err(broke_off()) };
        let turn = tokio::time::timeout(limits::COMPILE_WAIT, self.inner.compiler.check_turn()).await;
        let _turn = turn.map_err(|_| LoadError::Busy)??;
        let mut command = Command::new(program);
        command.args(arguments).arg(about);
        // What a package takes over in there finds nothing of the server's: no variable, no file, no terminal.
        command.env_clear().env("MIMALLOC_ARENA_RESERVE", ARENA_KIB);
        command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::null()).kill_on_drop(true);
        let said = tokio::time::timeout(limits::COMPILE_WALL, converse(command, bytes)).await;
        // Dropping the future ended the process.
        said.unwrap_or(Err(LoadError::TooSlow))
    }

    async fn examine_here(&self, bytes: Arc<[u8]>) -> Result<(), LoadError> {
        let read = tokio::task::spawn_blocking(move || Package::read(bytes)).await;
        let package = read.map_err(|_| broke_off())?;
        let package = package.map_err(|error| LoadError::Refused(error.to_string()))?;
        self.compile(package).await.map(|_| ())
    }
}

/// What the process is told in place of a folder when it is to check settings.
const SETTINGS: &str = "--settings";

/// The allocator of our own binary takes address space in pieces of a gibibyte, as much as a check may have in all. In KiB.
const ARENA_KIB: &str = "65536";

/// Hands the package over and hears the verdict.
async fn converse(mut command: Command, bytes: &[u8]) -> Result<Verdict, LoadError> {
    let no_checker = |error: io::Error| {
        tracing::error!(%error, "the process that checks packages can't be started");
        LoadError::NoChecker("the server can't start its check; its operator finds more in the log".to_owned())
    };
    let spawned = command.spawn();
    let mut child = spawned.map_err(no_checker)?;
    let (status, line) = run(&mut child, bytes).await.map_err(|error| {
        tracing::error!(%error, "the process that checks packages can't be spoken with");
        LoadError::NoChecker("the server can't speak with its check; its operator finds more in the log".to_owned())
    })?;
    Verdict::from_line(&line).filter(|_| status.success()).ok_or_else(|| {
        tracing::warn!(%status, "a package ended the process that checked it");
        ended(status)
    })
}

async fn run(child: &mut Child, bytes: &[u8]) -> io::Result<(ExitStatus, Vec<u8>)> {
    let missing = || io::Error::other("it has no pipe");
    let mut stdin = child.stdin.take().ok_or_else(missing)?;
    let stdout = child.stdout.take().ok_or_else(missing)?;
    let mut line = Vec::new();
    let give = async move {
        // One that ended already takes no more: its status says why.
        let _ = stdin.write_all(bytes).await;
    };
    let take = async {
        // Closed after that much: one that says more than there is to say hears of it and doesn't wait for ever.
        let mut bounded = stdout.take(limits::VERDICT_BYTES as u64);
        bounded.read_to_end(&mut line).await
    };
    let ((), taken) = tokio::join!(give, take);
    taken?;
    Ok((child.wait().await?, line))
}

fn broke_off() -> LoadError {
    LoadError::Broken("the check broke off".to_owned())
}

/// Why a check came to no verdict.
fn ended(status: ExitStatus) -> LoadError {
    const SIGXCPU: i32 = 24;
    match status.signal() {
        Some(SIGXCPU) => LoadError::TooSlow,
        _ => LoadError::TooMuch,
    }
}

#[cfg(test)]
mod tests;
