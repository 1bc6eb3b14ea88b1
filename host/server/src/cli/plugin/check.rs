//! `vuoro plugin check`: everything that is checked before a plugin runs, each with the result.

use std::{path::Path, process::ExitCode};

use anyhow::Context;
use strum::{IntoStaticStr, VariantArray};
use vuoro_domain::{Domain, PluginState, Refusal};
use vuoro_kernel::OrganisationId;
use vuoro_package::{Manifest, PACKAGE_BYTES_MAX, Package, PackageError, Permission, SCRIPT_PACKAGE_BYTES_MAX};

use super::{
    super::refused::refused,
    file::bytes,
    text::{hooks, indented, size},
};
use crate::{Config, boot};

/// The checks, in this order.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, IntoStaticStr, VariantArray)]
#[strum(serialize_all = "lowercase")]
enum Part {
    Component,
    Manifest,
    Size,
    Imports,
    Exports,
    Code,
    Schema,
}

impl Part {
    fn name(self) -> &'static str {
        self.into()
    }

    /// The check that failed for a package that can't be read.
    fn of(error: &PackageError) -> Self {
        match error {
            PackageError::NotWasm | PackageError::CoreModule | PackageError::Broken(_) => Self::Component,
            PackageError::Section(..) | PackageError::Manifest(_) => Self::Manifest,
            PackageError::TooMuch(_) => Self::Size,
            PackageError::Import(..) => Self::Imports,
            PackageError::Export(_) => Self::Exports,
        }
    }
}

/// Checks a file and prints the results.
pub(super) async fn check(file: &Path) -> anyhow::Result<ExitCode> {
    let bytes = bytes(file)?;
    say!("{}", file.display())?;
    let package = match Package::read(bytes) {
        Ok(package) => package,
        Err(error) => {
            let at = Part::of(&error);
            // Nothing else is known of a package that is too large.
            for part in Part::VARIANTS.iter().copied().filter(|part| *part < at && at != Part::Size) {
                good(part, "in order")?;
            }
            return broken(at, &error.to_string());
        }
    };
    let manifest = &package.manifest;
    good(Part::Component, "a component, whole and valid")?;
    good(
        Part::Manifest,
        &format!("{} {}, api {}, {}", manifest.id, manifest.version, manifest.api, languages(manifest)),
    )?;
    let most = if manifest.script { SCRIPT_PACKAGE_BYTES_MAX } else { PACKAGE_BYTES_MAX };
    good(Part::Size, &format!("{} of {} at most", size(package.bytes.len()), size(most)))?;
    imports(&package)?;
    let exports: Vec<_> = package.exports.iter().map(|export| export.as_str()).collect();
    good(Part::Exports, &format!("{}; what plugin.toml and schema.graphql need is there", listed(&exports)))?;

    // An organisation of its own on a temporary database: what is refused here would be refused on a server.
    let folder = tempfile::tempdir().context("there is no place for a database to try it on")?;
    let mut config = Config { data: folder.path().into(), ..Config::default() };
    config.plugins.enabled = true;
    let (domain, store) = boot::domain(&config).await?;
    let code = tried(&domain, &package).await;
    store.close().await;
    code
}

async fn tried(domain: &Domain, package: &Package) -> anyhow::Result<ExitCode> {
    let _graphql = vuoro_graphql::Graphql::new(domain.clone(), vuoro_graphql::Introspection::SignedIn)?;
    let organisation = domain.create_organisation("check", "Check").await.map_err(refused)?.id;
    if let Err(refusal) = domain.add_plugin_package_to(organisation, package.bytes.to_vec()).await {
        return broken(Part::Code, &told(refusal)?);
    }
    good(Part::Code, "compiles, and its functions are those of the contract")?;
    let id = &package.manifest.id;
    if let Err(refusal) = domain.enable_plugin_of(organisation, id).await {
        return broken(Part::Schema, &told(refusal)?);
    }
    let others = enable_others(domain, organisation, id).await;
    let others = match others {
        Ok(others) => others,
        Err(refusal) => return broken(Part::Schema, &told(refusal)?),
    };
    let what = if package.sdl.trim().is_empty() { "adds nothing, and stands" } else { "holds together" };
    let with = std::iter::once("the core").chain(others.iter().map(String::as_str)).collect::<Vec<_>>();
    good(Part::Schema, &format!("{what} with {}", listed(&with)))?;
    say!("{id} {} is in order.", package.manifest.version)?;
    Ok(ExitCode::SUCCESS)
}

/// Enables the plugins that come with the server, beside this one.
async fn enable_others(domain: &Domain, organisation: OrganisationId, id: &str) -> Result<Vec<String>, Refusal> {
    let mut others = Vec::new();
    for listed in domain.plugins_for_server(organisation).await? {
        let other = &listed.package.manifest.id;
        if other != id && listed.state() == PluginState::Available {
            domain.enable_plugin_of(organisation, other).await?;
            others.push(other.clone());
        }
    }
    Ok(others)
}

fn imports(package: &Package) -> anyhow::Result<()> {
    let manifest = &package.manifest;
    let used: Vec<&str> = package.imports.iter().map(|permission| permission.as_str()).collect();
    let text = if used.is_empty() { "none".to_owned() } else { format!("{}, each with its permission", listed(&used)) };
    good(Part::Imports, &text)?;
    for (permission, reason) in &manifest.permissions {
        let note = if manifest.gives_no_reason_for(*permission) {
            format!("  (say why yourself: [permissions.{permission}] in plugin.toml)")
        } else if is_used(package, *permission) {
            String::new()
        } else {
            "  (not used: it can go from plugin.toml)".to_owned()
        };
        let hooks = hooks(&manifest.hooks_of(*permission));
        say!("    {permission}{hooks}: {}{note}", reason.en)?;
    }
    Ok(())
}

fn is_used(package: &Package, permission: Permission) -> bool {
    if permission.is_imported() {
        return package.imports.contains(&permission);
    }
    !package.manifest.hooks_of(permission).is_empty()
}

fn languages(manifest: &Manifest) -> String {
    let has = [("fi", manifest.name.fi.is_some()), ("en", true), ("sv", manifest.name.sv.is_some())];
    let there: Vec<_> = has.iter().filter(|(_, is_there)| *is_there).map(|(language, _)| *language).collect();
    format!("its name in {}", listed(&there))
}

fn listed(words: &[&str]) -> String {
    words.join(", ")
}

fn good(part: Part, text: &str) -> anyhow::Result<()> {
    say!("ok  {:<9}  {text}", part.name())
}

/// Prints what is wrong, and what wasn't checked because of it.
fn broken(at: Part, text: &str) -> anyhow::Result<ExitCode> {
    say!("NO  {:<9}  {}", at.name(), indented(text))?;
    let left: Vec<_> = Part::VARIANTS.iter().copied().filter(|part| *part > at).map(Part::name).collect();
    if !left.is_empty() {
        say!("    not looked at: {}", left.join(", "))?;
    }
    Ok(ExitCode::FAILURE)
}

/// An expected refusal; anything else is this command's own failure.
fn told(refusal: Refusal) -> anyhow::Result<String> {
    match refusal {
        Refusal::Problem(problem) => Ok(problem.message()),
        Refusal::Error(error) => Err(error).context("the check itself failed"),
    }
}
