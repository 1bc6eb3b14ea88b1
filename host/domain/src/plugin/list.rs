//! Plugins as operators see them.

use std::collections::BTreeMap;

use serde_json::{Value, json};
use vuoro_kernel::{Caller, OrganisationId};
use vuoro_package::{Digest, Package, Permission, Texts};
use vuoro_plugins::{Counts, Failure, Line, PluginId};
use vuoro_store::record::InstalledPlugin;

use super::{ListedConnection, PluginState, grants::Grants, listed};
use crate::{Domain, Error, rights};

/// A plugin that an organisation has installed, or could install.
#[derive(Clone, Debug)]
pub struct ListedPlugin {
    /// The installed package; otherwise the newest.
    pub package: Package,
    /// The installation; `None` when it isn't installed.
    pub installed: Option<InstalledPlugin>,
    /// The version that waits for an operator, because it asks for more permissions.
    pub waiting: Option<Package>,
    /// Its connections to other servers, by name.
    pub connections: Vec<ListedConnection>,
    /// What rests because it failed too often: `fields.resolve`, `hooks.before.send`.
    pub resting: Vec<&'static str>,
    /// Statistics of its calls since the server started.
    pub calls: Counts,
    /// The last failures, newest first.
    pub failures: Vec<Failure>,
    /// The last lines that it logged, newest first.
    pub lines: Vec<Line>,
}

/// A permission that a plugin asks for.
#[derive(Clone, Debug)]
pub struct PluginPermission {
    /// The permission.
    pub permission: Permission,
    /// Of `hooks-before` the moments, of `hooks-after` the types of entries, `*` for all; empty for the others.
    pub hooks: Vec<String>,
    /// The reason, in the plugin's words.
    pub reason: Texts,
    /// Whether an operator granted it.
    pub granted: bool,
}

impl ListedPlugin {
    /// The plugin's state in the organisation.
    pub fn state(&self) -> PluginState {
        match &self.installed {
            None => PluginState::Available,
            Some(installed) if installed.enabled => PluginState::Enabled,
            Some(_) => PluginState::Disabled,
        }
    }

    /// The permissions that it asks for.
    pub fn permissions(&self) -> Vec<PluginPermission> {
        let (manifest, grants) = (&self.package.manifest, self.grants());
        let each = |(permission, reason): (&Permission, &Texts)| PluginPermission {
            permission: *permission,
            hooks: manifest.hooks_of(*permission).into_iter().map(str::to_owned).collect(),
            reason: reason.clone(),
            granted: grants.missing(manifest, *permission).is_none(),
        };
        manifest.permissions.iter().map(each).collect()
    }

    /// The permissions that the waiting version asks for and that aren't granted yet.
    pub fn more_permissions(&self) -> Vec<PluginPermission> {
        let Some(waiting) = &self.waiting else { return Vec::new() };
        let (manifest, grants) = (&waiting.manifest, self.grants());
        let each = |(permission, reason): (&Permission, &Texts)| {
            let missing = grants.missing(manifest, *permission)?;
            let hooks = missing.into_iter().map(str::to_owned).collect();
            Some(PluginPermission { permission: *permission, hooks, reason: reason.clone(), granted: false })
        };
        manifest.permissions.iter().filter_map(each).collect()
    }

    /// The settings that operators chose, with defaults for the rest.
    pub fn settings(&self) -> Value {
        let nothing = json!({});
        let chosen = self.installed.as_ref().map_or(&nothing, |installed| &installed.settings);
        self.package.manifest.complete_settings(chosen)
    }

    fn grants(&self) -> Grants {
        let Some(installed) = &self.installed else { return Grants::default() };
        let is_current = self.package.digest.0 == installed.current.digest;
        Grants::of(installed, is_current.then_some(&*self.package.manifest))
    }
}

impl Domain {
    /// All plugins that the calling operator's organisation has installed or could install, by id.
    ///
    /// # Errors
    /// For callers who aren't operators or owners.
    pub async fn plugins(&self, caller: &Caller) -> Result<Vec<ListedPlugin>, Error> {
        let by = rights::operator(caller)?;
        self.listed_plugins(by.organisation).await
    }

    /// [`Domain::plugins`] for the server's operator at the command line: no right is checked.
    ///
    /// # Errors
    /// Only when the database fails.
    pub async fn plugins_for_server(&self, organisation: OrganisationId) -> Result<Vec<ListedPlugin>, Error> {
        self.listed_plugins(organisation).await
    }

    /// One plugin as it is listed.
    pub(super) async fn listed_plugin(
        &self,
        organisation: OrganisationId,
        plugin: &str,
    ) -> Result<Option<ListedPlugin>, Error> {
        let all = self.listed_plugins(organisation).await?;
        Ok(all.into_iter().find(|listed| listed.package.manifest.id == plugin))
    }

    async fn listed_plugins(&self, organisation: OrganisationId) -> Result<Vec<ListedPlugin>, Error> {
        let Some(floor) = &self.plugins.floor else { return Ok(Vec::new()) };
        let door = self.store.door(organisation);
        let mut packages: BTreeMap<String, Package> =
            self.plugins.catalogue.newest().map(|package| (package.manifest.id.clone(), package.clone())).collect();
        for (id, version) in door.plugin_packages().await? {
            if let Some(package) = self.package_of(organisation, &Digest(version.digest)).await?
                && packages.get(&id).is_none_or(|other| other.manifest.version < package.manifest.version)
            {
                packages.insert(id, package);
            }
        }
        let filled = door.plugin_connections().await?;
        let mut installed = BTreeMap::new();
        for plugin in door.plugins().await? {
            // One that can't be read any more is listed too: then it can be seen, and switched off.
            if let Some(package) = self.package_or_glimpse(organisation, &Digest(plugin.current.digest)).await? {
                packages.insert(plugin.plugin.clone(), package);
            }
            installed.insert(plugin.plugin.clone(), plugin);
        }
        let mut listed = Vec::with_capacity(packages.len());
        for (id, package) in packages {
            let installed = installed.remove(&id);
            let waiting = match installed.as_ref().and_then(|installed| installed.waiting.as_ref()) {
                Some(version) => self.package_of(organisation, &Digest(version.digest)).await?,
                None => None,
            };
            let plugin = PluginId::new(&id);
            let record = floor.record(organisation, &plugin);
            let newest_first = |mut failures: Vec<Failure>| {
                failures.reverse();
                failures
            };
            listed.push(ListedPlugin {
                connections: listed::connections(&package.manifest, &filled),
                package,
                installed,
                waiting,
                resting: floor.resting(organisation, &plugin),
                calls: record.counts(),
                failures: newest_first(record.failures()),
                lines: record.lines().into_iter().rev().collect(),
            });
        }
        Ok(listed)
    }
}
