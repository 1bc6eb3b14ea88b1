//! Enabling and disabling plugins, and changing their versions.

use std::sync::Arc;

use serde_json::Value;
use vuoro_kernel::{Caller, OrganisationId, Time};
use vuoro_package::{Digest, Package};
use vuoro_plugins::{Event, Loaded, PluginId, Plugins};
use vuoro_store::{
    StoreError,
    record::{InstalledPlugin, PluginVersion},
};

use super::{ListedPlugin, SchemaCheck, grants::Grants};
use crate::{Domain, Error, Problem, Refusal, error::Halt, rights};

/// Most plugins installed in one organisation.
const INSTALLED_MAX: usize = 50;
/// Most values of conversations and customers that are deleted in one write when a plugin is removed.
const DELETED_AT_ONCE: u32 = 1_000;

/// A change of what is installed; the result is stored, and `None` uninstalls the plugin.
type Step = Arc<dyn Fn(Option<InstalledPlugin>, Time) -> Result<Option<InstalledPlugin>, Problem> + Send + Sync>;

impl Domain {
    /// Enables a plugin, installing it when needed, with all the permissions that it asks for; the operator has read
    /// the reasons. Operators and owners.
    ///
    /// # Errors
    /// For all other callers; `NotFound` for an unknown plugin. Problems: `InvalidInput`, with a report when it doesn't
    /// fit the organisation's schema.
    pub async fn enable_plugin(&self, caller: &Caller, plugin: &str) -> Result<ListedPlugin, Refusal> {
        let by = rights::operator(caller)?;
        self.enable_plugin_of(by.organisation, plugin).await
    }

    /// [`Domain::enable_plugin`] for the server's operator at the command line: no right is checked.
    ///
    /// # Errors
    /// The same ones, apart from those about the caller's rights.
    pub async fn enable_plugin_of(&self, organisation: OrganisationId, plugin: &str) -> Result<ListedPlugin, Refusal> {
        let listed = self.listed_plugin(organisation, plugin).await?.ok_or(Error::NotFound)?;
        let package = listed.package;
        let _loaded = self.fits(organisation, &package).await?;
        let version = version(&package);
        let granted = asks(&package);
        let step: Step = Arc::new(move |installed, now| {
            let installed = installed.filter(|installed| installed.current == version);
            let fresh = |now| InstalledPlugin {
                plugin: package.manifest.id.clone(),
                current: version.clone(),
                previous: None,
                waiting: None,
                enabled: true,
                granted: Vec::new(),
                settings: serde_json::json!({}),
                disabled_because: None,
                installed_at: now,
                changed_at: now,
            };
            let installed = installed.unwrap_or_else(|| fresh(now));
            Ok(Some(InstalledPlugin { enabled: true, granted: granted.clone(), disabled_because: None, ..installed }))
        });
        self.step(organisation, plugin, step).await
    }

    /// Disables a plugin. Its data stays. Operators and owners.
    ///
    /// # Errors
    /// For all other callers. Problems: `InvalidInput` when it isn't installed.
    pub async fn disable_plugin(&self, caller: &Caller, plugin: &str) -> Result<ListedPlugin, Refusal> {
        let by = rights::operator(caller)?;
        self.disable_plugin_of(by.organisation, plugin, None).await
    }

    /// [`Domain::disable_plugin`] for the server's operator, or for the host itself with its reason: no right is
    /// checked.
    ///
    /// # Errors
    /// The same ones, apart from those about the caller's rights.
    pub async fn disable_plugin_of(
        &self,
        organisation: OrganisationId,
        plugin: &str,
        because: Option<String>,
    ) -> Result<ListedPlugin, Refusal> {
        let step: Step = Arc::new(move |installed, _| {
            let installed = installed.ok_or_else(not_installed)?;
            Ok(Some(InstalledPlugin { enabled: false, disabled_because: because.clone(), ..installed }))
        });
        self.step(organisation, plugin, step).await
    }

    /// Moves an installed plugin to another version, by default the newest. A version that asks for more permissions
    /// than were granted waits until an operator calls this with `grant`. Operators and owners.
    ///
    /// # Errors
    /// For all other callers; `NotFound` for an unknown version. Problems: `InvalidInput`.
    pub async fn upgrade_plugin(
        &self,
        caller: &Caller,
        plugin: &str,
        version: Option<&str>,
        grant: bool,
    ) -> Result<ListedPlugin, Refusal> {
        let by = rights::operator(caller)?;
        self.upgrade_plugin_of(by.organisation, plugin, version, grant).await
    }

    /// [`Domain::upgrade_plugin`] for the server's operator at the command line: no right is checked.
    ///
    /// # Errors
    /// The same ones, apart from those about the caller's rights.
    pub async fn upgrade_plugin_of(
        &self,
        organisation: OrganisationId,
        plugin: &str,
        to: Option<&str>,
        grant: bool,
    ) -> Result<ListedPlugin, Refusal> {
        let package = self.find_package(organisation, plugin, to).await?.ok_or(Error::NotFound)?;
        let _loaded = self.fits(organisation, &package).await?;
        let now_has = self.listed_plugin(organisation, plugin).await?.map(|listed| listed.package);
        let step: Step = Arc::new(move |installed, _| {
            let installed = installed.ok_or_else(not_installed)?;
            let to = version(&package);
            if installed.current == to {
                return Ok(Some(InstalledPlugin { waiting: None, ..installed }));
            }
            let now = now_has.as_ref().filter(|now| now.digest.0 == installed.current.digest);
            let grants = Grants::of(&installed, now.map(|now| &*now.manifest));
            if !grants.cover(&package.manifest) && !grant {
                return Ok(Some(InstalledPlugin { waiting: Some(to), ..installed }));
            }
            // There is no way back to a package that is gone.
            let previous = now.map(|_| installed.current.clone());
            let granted = asks(&package);
            Ok(Some(InstalledPlugin { current: to, previous, waiting: None, granted, ..installed }))
        });
        self.step(organisation, plugin, step).await
    }

    /// Returns to the version before the last upgrade. Operators and owners.
    ///
    /// # Errors
    /// For all other callers. Problems: `InvalidInput` when there is none.
    pub async fn roll_back_plugin(&self, caller: &Caller, plugin: &str) -> Result<ListedPlugin, Refusal> {
        let by = rights::operator(caller)?;
        self.roll_back_plugin_of(by.organisation, plugin).await
    }

    /// [`Domain::roll_back_plugin`] for the server's operator at the command line: no right is checked.
    ///
    /// # Errors
    /// The same ones, apart from those about the caller's rights.
    pub async fn roll_back_plugin_of(
        &self,
        organisation: OrganisationId,
        plugin: &str,
    ) -> Result<ListedPlugin, Refusal> {
        let listed = self.listed_plugin(organisation, plugin).await?.and_then(|listed| listed.installed);
        let previous = listed.and_then(|installed| installed.previous);
        let previous = previous.ok_or_else(|| Problem::invalid("pluginId", "has no version to go back to"))?;
        let package = self.package_of(organisation, &Digest(previous.digest)).await?.ok_or(Error::NotFound)?;
        let _loaded = self.fits(organisation, &package).await?;
        let step: Step = Arc::new(move |installed, _| {
            let installed = installed.ok_or_else(not_installed)?;
            let before = Some(installed.current.clone());
            let granted = Grants::of(&installed, None).kept_for(&package.manifest);
            let current = previous.clone();
            Ok(Some(InstalledPlugin { current, previous: before, waiting: None, granted, ..installed }))
        });
        self.step(organisation, plugin, step).await
    }

    /// Replaces a plugin's settings. What is left out gets the default of the plugin's schema. Operators and owners.
    ///
    /// # Errors
    /// For all other callers. Problems: `InvalidInput` for settings that don't match the schema.
    pub async fn update_plugin_settings(
        &self,
        caller: &Caller,
        plugin: &str,
        settings: Value,
    ) -> Result<ListedPlugin, Refusal> {
        let by = rights::operator(caller)?;
        let listed = self.listed_plugin(by.organisation, plugin).await?.ok_or(Error::NotFound)?;
        let floor = self.plugin_floor()?;
        let checked = floor.check_settings(by.organisation, &listed.package.manifest, &settings).await;
        let checked = checked.map_err(|error| Problem::invalid("settings", error))?;
        checked.map_err(|error| {
            let path = if error.path.is_empty() { "settings".into() } else { format!("settings.{}", error.path) };
            Problem::invalid(path, error.message)
        })?;
        let checked_for = version(&listed.package);
        let step: Step = Arc::new(move |installed, _| {
            let installed = installed.ok_or_else(not_installed)?;
            if installed.current != checked_for {
                return Err(Problem::invalid("pluginId", "was given another version just now; look again"));
            }
            Ok(Some(InstalledPlugin { settings: settings.clone(), ..installed }))
        });
        self.step(by.organisation, plugin, step).await
    }

    /// Uninstalls a plugin and deletes its data. Its annotations of conversations stay. Operators and owners.
    ///
    /// # Errors
    /// For all other callers. Problems: `InvalidInput` when it isn't installed.
    pub async fn remove_plugin(&self, caller: &Caller, plugin: &str) -> Result<Option<ListedPlugin>, Refusal> {
        let by = rights::operator(caller)?;
        self.remove_plugin_of(by.organisation, plugin).await
    }

    /// [`Domain::remove_plugin`] for the server's operator at the command line: no right is checked.
    ///
    /// # Errors
    /// The same ones, apart from those about the caller's rights.
    pub async fn remove_plugin_of(
        &self,
        organisation: OrganisationId,
        plugin: &str,
    ) -> Result<Option<ListedPlugin>, Refusal> {
        let off: Step = Arc::new(|installed, _| {
            let installed = installed.ok_or_else(not_installed)?;
            Ok(Some(InstalledPlugin { enabled: false, ..installed }))
        });
        // Nothing is added any more, and what there is goes in parts: no statement and no other writer waits for all of it.
        self.keep_plugin(organisation, plugin, off).await?;
        let mut is_more = true;
        while is_more {
            let id = plugin.to_owned();
            let deleted = self.store.write::<_, StoreError, _>(move |tx| {
                let id = id.clone();
                Box::pin(async move { tx.door(organisation).delete_some_scoped_values(&id, DELETED_AT_ONCE).await })
            });
            is_more = deleted.await.map_err(Error::from)?;
        }
        let gone: Step = Arc::new(|installed, _| installed.map(|_| None).ok_or_else(not_installed));
        self.keep_plugin(organisation, plugin, gone).await?;
        Ok(self.listed_plugin(organisation, plugin).await?)
    }

    /// Changes what is installed and returns the plugin as listed afterwards.
    async fn step(&self, organisation: OrganisationId, plugin: &str, step: Step) -> Result<ListedPlugin, Refusal> {
        self.keep_plugin(organisation, plugin, step).await?;
        Ok(self.listed_plugin(organisation, plugin).await?.ok_or(Error::NotFound)?)
    }

    /// Changes what is installed, in one transaction.
    async fn keep_plugin(&self, organisation: OrganisationId, plugin: &str, step: Step) -> Result<(), Refusal> {
        let floor = self.plugins.floor.as_ref().ok_or_else(super::no_plugins)?;
        let (now, id) = (self.now(), plugin.to_owned());
        self.store
            .write::<_, Halt, _>(move |tx| {
                let (id, step) = (id.clone(), step.clone());
                Box::pin(async move {
                    let door = tx.door(organisation);
                    let installed = door.lock_plugin(&id).await?;
                    if installed.is_none() && door.plugins().await?.len() >= INSTALLED_MAX {
                        let message = format!("is one too many: an organisation has {INSTALLED_MAX} at most");
                        return Err(Problem::invalid("pluginId", message).into());
                    }
                    match step(installed, now)? {
                        Some(installed) => {
                            door.put_plugin(&InstalledPlugin { changed_at: now, ..installed }).await?;
                        }
                        None => door.remove_plugin(&id).await?,
                    }
                    Ok(())
                })
            })
            .await?;
        // Its earlier failures say nothing about its new state.
        floor.reset(organisation, &PluginId::new(plugin));
        // The caller must find the schema as they have just changed it.
        self.plugin_set(organisation).await?;
        Ok(())
    }

    /// Whether the package can be loaded, and the organisation's schema holds together with it. Gives its code, so that it is
    /// there when it is switched on.
    async fn fits(&self, organisation: OrganisationId, package: &Package) -> Result<Arc<Loaded>, Refusal> {
        // What can't be called isn't switched on: it would take no part, and its hooks would refuse everything.
        let loaded = self.load(organisation, package).await;
        let loaded = loaded.map_err(|error| Problem::invalid("pluginId", format!("can't be loaded: {error}")))?;
        let Some(check) = self.plugins.schema_check.get().cloned() else { return Ok(loaded) };
        let set = self.plugin_set(organisation).await?;
        let others = set.iter().filter(|plugin| *plugin.id != *package.manifest.id);
        let mut fragments: Vec<_> = others.map(|plugin| (plugin.id.clone(), plugin.sdl.clone())).collect();
        fragments.push((package.manifest.id.as_str().into(), package.sdl.clone()));
        let checked = tokio::task::spawn_blocking(move || check(&fragments)).await;
        let checked = checked.map_err(|error| Error::Internal(error.to_string()))?;
        let report =
            |report| Problem::invalid("pluginId", format!("doesn't fit this organisation's schema:\n{report}"));
        Ok(checked.map(|()| loaded).map_err(report)?)
    }

    /// Disables plugins that fail again and again, as long as the server runs. The list shows operators why.
    pub async fn disable_failing_plugins(&self) {
        let Some(mut events) = self.plugins.floor.as_ref().and_then(Plugins::events) else { return };
        while let Some(Event::Disabled { organisation, plugin, failure }) = events.recv().await {
            let because = format!("{} failed again and again: {}", failure.export, failure.text);
            if let Err(error) = self.disable_plugin_of(organisation, plugin.as_str(), Some(because)).await {
                tracing::error!(%organisation, %plugin, ?error, "a failing plugin can't be disabled; it goes on resting");
            }
        }
    }

    /// Sets how schemas are checked; called once, by the floor above.
    pub fn check_schemas_with(&self, check: SchemaCheck) {
        let _ = self.plugins.schema_check.set(check);
    }
}

fn not_installed() -> Problem {
    Problem::invalid("pluginId", "isn't installed")
}

pub(super) fn version(package: &Package) -> PluginVersion {
    PluginVersion { version: package.manifest.version.to_string(), digest: package.digest.0 }
}

/// Everything that a package asks for, to be granted.
pub(super) fn asks(package: &Package) -> Vec<String> {
    package.manifest.asks().into_iter().collect()
}
