//! The plugin platform of this server, and the packages that the binary carries.

use std::path::PathBuf;

use anyhow::{Context, bail};
use rust_embed::RustEmbed;
use rustls::pki_types::{CertificateDer, pem::PemObject};
use vuoro_domain::PluginSetup;
use vuoro_http::IpNet;
use vuoro_kernel::Clock;
use vuoro_package::{Package, Permission};
use vuoro_plugins::{Checker, Config as FloorConfig, Plugins};

use crate::Config;

/// The packages that `cargo xtask plugins` builds of `plugins/`.
#[derive(RustEmbed)]
#[folder = "../../plugins/dist"]
#[allow_missing = true]
struct Bundled;

/// Starts the plugin platform; `None` when the configuration disables it.
///
/// # Errors
/// When threads, a folder or memory can't be had, a bundled package is broken, or a certificate can't be read.
pub fn setup(config: &Config, clock: Clock) -> anyhow::Result<Option<PluginSetup>> {
    if !config.plugins.enabled {
        return Ok(None);
    }
    let threads = match config.plugins.threads {
        0 => std::thread::available_parallelism().map_or(1, |cores| cores.get().div_ceil(2)),
        threads => threads,
    };
    let floor = Plugins::start(FloorConfig {
        cache: config.data.join("plugin-cache"),
        ceiling: Permission::ALL.iter().copied().collect(),
        threads,
        allowed_networks: networks(&config.plugins.allowed_networks)?,
        root_certificates: certificates(&config.plugins.root_certificates)?,
        clock,
        checker: checker(config),
    });
    Ok(Some(PluginSetup { floor: floor.context("plugins can't be run")?, bundled: bundled()? }))
}

/// This program again, with the subcommand that checks one package.
fn checker(config: &Config) -> Checker {
    // On Linux this is the program that runs, also when an upgrade has put another in its place.
    let own = || PathBuf::from("/proc/self/exe");
    let own = || if own().exists() { own() } else { std::env::current_exe().unwrap_or_else(|_| "vuoro".into()) };
    Checker::Process {
        program: config.plugins.checker.clone().unwrap_or_else(own),
        arguments: vec!["check-package".into()],
    }
}

fn networks(texts: &[String]) -> anyhow::Result<Vec<IpNet>> {
    let parse = |text: &String| text.parse().with_context(|| format!("plugins.allowed_networks: {text:?}"));
    texts.iter().map(parse).collect()
}

/// The certificates of PEM files; each must contain at least one.
fn certificates(files: &[PathBuf]) -> anyhow::Result<Vec<CertificateDer<'static>>> {
    let mut all = Vec::new();
    for file in files {
        let place = || format!("plugins.root_certificates: {}", file.display());
        let read = CertificateDer::pem_file_iter(file).with_context(place)?;
        let mut read = read.collect::<Result<Vec<_>, _>>().with_context(place)?;
        if read.is_empty() {
            bail!("{} has no certificate in PEM", place());
        }
        all.append(&mut read);
    }
    Ok(all)
}

/// The packages in the binary. A broken one means a broken build, so the server doesn't start.
fn bundled() -> anyhow::Result<Vec<Package>> {
    let read = |name: std::borrow::Cow<'static, str>| {
        let file = Bundled::get(&name).with_context(|| format!("the bundled plugin {name} is gone"))?;
        Package::read(file.data.into_owned()).with_context(|| format!("the bundled plugin {name} is broken"))
    };
    Bundled::iter().filter(|name| name.ends_with(".wasm")).map(read).collect()
}
