//! The plugins of organisations: what operators do in the API, as commands for the server's operator.

use std::path::PathBuf;

use anyhow::{Context, bail};
use clap::Subcommand;
use vuoro_domain::{Domain, Erased, IN_EFFECT_WITHIN, InEffect, ListedPlugin, PluginPermission};
use vuoro_kernel::OrganisationId;
use vuoro_store::StoreConfig;

use super::{super::refused::refused, file, text};
use crate::{Config, boot};

#[derive(Subcommand)]
pub(in crate::cli) enum Of {
    /// List an organisation's plugins, and those it could have
    List {
        /// The organisation
        #[arg(long, value_name = "SLUG")]
        org: String,
    },
    /// Bring a package to an organisation; `enable` switches it on
    Install {
        /// The .wasm file
        file: PathBuf,
        /// The organisation
        #[arg(long, value_name = "SLUG")]
        org: String,
    },
    /// Switch a plugin on, with all the permissions that it asks for
    Enable(Named),
    /// Switch a plugin off; what it keeps stays
    Disable(Named),
    /// Move a plugin to another version
    Upgrade {
        #[command(flatten)]
        named: Named,
        /// The version [default: the newest]
        #[arg(long)]
        version: Option<String>,
        /// Grant what it asks for beyond what was granted
        #[arg(long)]
        grant: bool,
    },
    /// Go back to the version before the last upgrade
    Rollback(Named),
    /// Take a plugin away with all that it kept
    Remove(Named),
    /// Make all plugins of an organisation forget a conversation, a customer or a member; the conversation itself stays
    Forget {
        /// The id: `conv_…`, `vis_…` or `mem_…`
        id: Erased,
        /// The organisation
        #[arg(long, value_name = "SLUG")]
        org: String,
    },
}

/// A plugin of an organisation.
#[derive(clap::Args)]
pub(in crate::cli) struct Named {
    /// The plugin's id
    plugin: String,
    /// The organisation
    #[arg(long, value_name = "SLUG")]
    org: String,
}

impl Of {
    /// Does it on the configured database. What it changed is in effect on the servers that run there when this returns.
    pub async fn run(self, config: &Config) -> anyhow::Result<()> {
        // A command that only looks up something must not create a database, least of all in a wrong folder.
        if let StoreConfig::Sqlite(file) = config.store()
            && !file.is_file()
        {
            bail!("there is no database {}; name the server's folder with --data", file.display());
        }
        let (domain, store) = boot::domain(config).await?;
        // Enabling has to check that the schemas are valid together.
        let _graphql = vuoro_graphql::Graphql::new(domain.clone(), vuoro_graphql::Introspection::SignedIn)?;
        let done = self.run_on(&domain).await;
        store.close().await;
        done
    }

    async fn run_on(self, domain: &Domain) -> anyhow::Result<()> {
        let changes = !matches!(self, Self::List { .. } | Self::Install { .. } | Self::Forget { .. });
        self.does(domain).await?;
        if changes { in_effect(domain).await } else { Ok(()) }
    }

    async fn does(self, domain: &Domain) -> anyhow::Result<()> {
        match self {
            Self::List { org } => {
                for listed in domain.plugins_for_server(organisation(domain, &org).await?).await? {
                    say!("{}", line(&listed))?;
                }
                Ok(())
            }
            Self::Install { file, org } => {
                let bytes = file::bytes(&file)?;
                let organisation = organisation(domain, &org).await?;
                let package = domain.add_plugin_package_to(organisation, bytes).await.map_err(refused)?;
                let id = &package.manifest.id;
                say!("Brought {id} {} ({}) to {org}.", package.manifest.version, package.digest)?;
                let listed = domain.plugins_for_server(organisation).await?;
                let is_installed =
                    |listed: &&ListedPlugin| listed.package.manifest.id == *id && listed.installed.is_some();
                match listed.iter().find(is_installed) {
                    Some(now) if now.package.digest == package.digest => say!("It is what {org} has."),
                    Some(_) => say!("Next: vuoro plugin upgrade {id} --org {org}"),
                    None => say!("Next: vuoro plugin enable {id} --org {org}"),
                }
            }
            Self::Enable(Named { plugin, org }) => {
                let organisation = organisation(domain, &org).await?;
                let enabled = domain.enable_plugin_of(organisation, &plugin).await;
                let permissions = enabled.as_ref().map(ListedPlugin::permissions).unwrap_or_default();
                done(&org, enabled)?;
                permissions.iter().try_for_each(permission)
            }
            Self::Disable(Named { plugin, org }) => {
                let organisation = organisation(domain, &org).await?;
                done(&org, domain.disable_plugin_of(organisation, &plugin, None).await)
            }
            Self::Upgrade { named: Named { plugin, org }, version, grant } => {
                let organisation = organisation(domain, &org).await?;
                done(&org, domain.upgrade_plugin_of(organisation, &plugin, version.as_deref(), grant).await)
            }
            Self::Rollback(Named { plugin, org }) => {
                let organisation = organisation(domain, &org).await?;
                done(&org, domain.roll_back_plugin_of(organisation, &plugin).await)
            }
            Self::Remove(Named { plugin, org }) => {
                let organisation = organisation(domain, &org).await?;
                domain.remove_plugin_of(organisation, &plugin).await.map_err(refused)?;
                say!("Removed {plugin} from {org}.")?;
                Ok(())
            }
            Self::Forget { id: erased, org } => {
                let organisation = organisation(domain, &org).await?;
                domain.forget_in_plugins_of(organisation, erased).await.map_err(|error| refused(error.into()))?;
                say!(
                    "Deleted what the plugins of {org} keep of it; a server that runs tells those that hear of erasures."
                )
            }
        }
    }
}

/// Waits until servers act by what was changed, and says so.
async fn in_effect(domain: &Domain) -> anyhow::Result<()> {
    match domain.plugins_in_effect().await? {
        InEffect::Everywhere(1) => say!("It is in effect on the server that runs."),
        InEffect::Everywhere(servers) => say!("It is in effect on the {servers} servers that run."),
        InEffect::NoServer => say!("No server runs on this database; it is in effect on each that starts."),
        InEffect::NotYet => bail!(
            "it is kept, but a server that runs hasn't taken it up within {} s; that server's log says more",
            IN_EFFECT_WITHIN.as_secs()
        ),
    }
}

async fn organisation(domain: &Domain, slug: &str) -> anyhow::Result<OrganisationId> {
    let found = domain.organisation_by_slug(slug).await.map_err(|error| refused(error.into()))?;
    let found =
        found.with_context(|| format!("there is no organisation {slug}; make it with `vuoro org create {slug}`"))?;
    Ok(found.id)
}

fn done(org: &str, listed: Result<ListedPlugin, vuoro_domain::Refusal>) -> anyhow::Result<()> {
    let listed = listed.map_err(|refusal| match refusal {
        vuoro_domain::Refusal::Error(vuoro_domain::Error::NotFound) => {
            anyhow::anyhow!("there is no such plugin; see `vuoro plugin list --org {org}`")
        }
        other => refused(other),
    })?;
    say!("{}", line(&listed))?;
    if let Some(waiting) = &listed.waiting {
        say!("{} {} waits: it also asks for", waiting.manifest.id, waiting.manifest.version)?;
        listed.more_permissions().iter().try_for_each(permission)?;
        say!("Next: vuoro plugin upgrade {} --grant --org {org}", waiting.manifest.id)?;
    }
    Ok(())
}

/// A permission, and why the plugin wants it.
fn permission(it: &PluginPermission) -> anyhow::Result<()> {
    say!("  {}{}: {}", it.permission, text::hooks(&it.hooks), it.reason.en)
}

fn line(listed: &ListedPlugin) -> String {
    let state = listed.state().as_str().to_lowercase();
    let manifest = &listed.package.manifest;
    let because = listed.installed.as_ref().and_then(|installed| installed.disabled_because.as_deref());
    let because = because.map_or_else(String::new, |because| format!("  ({because})"));
    format!("{:<10} {} {}  {}{because}", state, manifest.id, manifest.version, manifest.name.en)
}
