//! Installed plugins, and the packages that organisations uploaded.

use vuoro_kernel::Time;

use super::{Door, Platform, WriteDoor, WritePlatform};
use crate::{
    StoreError,
    record::{Digest, InstalledPlugin, PluginVersion},
    row::{Row, to_json},
};

const COLUMNS: &str = "plugin, version, digest, previous_version, previous_digest, waiting_version, waiting_digest, \
                       enabled, granted, settings, disabled_because, installed_at, changed_at";

/// Converts a digest from its column.
fn digest(bytes: Vec<u8>) -> Result<Digest, StoreError> {
    bytes.try_into().map_err(|_| StoreError::Corrupt("a digest that isn't 32 bytes".into()))
}

fn version(row: &Row, version: &str, column: &str) -> Result<Option<PluginVersion>, StoreError> {
    let (version, bytes) = (row.get::<Option<String>>(version)?, row.get::<Option<Vec<u8>>>(column)?);
    version.zip(bytes).map(|(version, bytes)| Ok(PluginVersion { version, digest: digest(bytes)? })).transpose()
}

fn read(row: &Row) -> Result<InstalledPlugin, StoreError> {
    let current = version(row, "version", "digest")?;
    Ok(InstalledPlugin {
        plugin: row.get("plugin")?,
        current: current.ok_or_else(|| StoreError::Corrupt("a plugin without version".into()))?,
        previous: version(row, "previous_version", "previous_digest")?,
        waiting: version(row, "waiting_version", "waiting_digest")?,
        enabled: row.get("enabled")?,
        granted: row.json("granted")?,
        settings: row.json("settings")?,
        disabled_because: row.get("disabled_because")?,
        installed_at: row.time("installed_at")?,
        changed_at: row.time("changed_at")?,
    })
}

impl Door<'_> {
    /// The organisation's installed plugins, by id.
    pub async fn plugins(&self) -> Result<Vec<InstalledPlugin>, StoreError> {
        let sql = format!("SELECT {COLUMNS} FROM plugin WHERE organisation_id = $1 ORDER BY plugin");
        self.conn.all(sql, vec![self.organisation.0.into()], read).await
    }

    /// The packages that the organisation uploaded: plugin and version, oldest first.
    pub async fn plugin_packages(&self) -> Result<Vec<(String, PluginVersion)>, StoreError> {
        let sql =
            "SELECT plugin, version, digest FROM plugin_package WHERE organisation_id = $1 ORDER BY added_at, plugin";
        let read = |row: &Row| {
            let version = PluginVersion { version: row.get("version")?, digest: digest(row.get("digest")?)? };
            Ok((row.get("plugin")?, version))
        };
        self.conn.all(sql, vec![self.organisation.0.into()], read).await
    }

    /// A package's bytes.
    pub async fn plugin_package(&self, digest: &Digest) -> Result<Option<Vec<u8>>, StoreError> {
        let sql = "SELECT component FROM plugin_package WHERE organisation_id = $1 AND digest = $2";
        let values = vec![self.organisation.0.into(), digest.to_vec().into()];
        self.conn.one(sql, values).await?.map(|row| row.get("component")).transpose()
    }
}

impl WriteDoor<'_> {
    /// Reads one plugin and locks it until the commit: changes of it, or of its data, run one after another.
    pub async fn lock_plugin(&self, plugin: &str) -> Result<Option<InstalledPlugin>, StoreError> {
        let lock = self.conn.for_update();
        let sql = format!("SELECT {COLUMNS} FROM plugin WHERE organisation_id = $1 AND plugin = $2{lock}");
        let values = vec![self.organisation.0.into(), plugin.into()];
        self.conn.one(sql, values).await?.map(|row| read(&row)).transpose()
    }

    /// Installs a plugin, or replaces what is installed under its id.
    pub async fn put_plugin(&self, plugin: &InstalledPlugin) -> Result<(), StoreError> {
        let sql = format!(
            "INSERT INTO plugin (organisation_id, {COLUMNS}) \
             VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14) \
             ON CONFLICT (organisation_id, plugin) DO UPDATE SET version = excluded.version, digest = excluded.digest, \
             previous_version = excluded.previous_version, previous_digest = excluded.previous_digest, \
             waiting_version = excluded.waiting_version, waiting_digest = excluded.waiting_digest, \
             enabled = excluded.enabled, granted = excluded.granted, settings = excluded.settings, \
             disabled_because = excluded.disabled_because, changed_at = excluded.changed_at"
        );
        let of = |version: &Option<PluginVersion>| version.as_ref().map(|of| (of.version.clone(), of.digest.to_vec()));
        let (previous, waiting) = (of(&plugin.previous).unzip(), of(&plugin.waiting).unzip());
        let values = vec![
            self.organisation.0.into(),
            plugin.plugin.clone().into(),
            plugin.current.version.clone().into(),
            plugin.current.digest.to_vec().into(),
            previous.0.into(),
            previous.1.into(),
            waiting.0.into(),
            waiting.1.into(),
            plugin.enabled.into(),
            to_json(&plugin.granted)?,
            to_json(&plugin.settings)?,
            plugin.disabled_because.clone().into(),
            plugin.installed_at.0.into(),
            plugin.changed_at.0.into(),
        ];
        self.conn.run(sql, values).await?;
        self.plugins_changed().await
    }

    /// Deletes a plugin with its data. Its annotations of conversations stay.
    pub async fn remove_plugin(&self, plugin: &str) -> Result<(), StoreError> {
        for table in [
            "plugin_alarm",
            "plugin_connection",
            "plugin_cursor",
            "plugin_value",
            "conversation_value",
            "visitor_value",
            "plugin",
        ] {
            let sql = format!("DELETE FROM {table} WHERE organisation_id = $1 AND plugin = $2");
            self.conn.run(sql, vec![self.organisation.0.into(), plugin.into()]).await?;
        }
        self.plugins_changed().await
    }

    /// Stores a package; false when the organisation has another one with the same id and version.
    pub async fn put_plugin_package(
        &self,
        plugin: &str,
        version: &PluginVersion,
        component: &[u8],
        now: Time,
    ) -> Result<bool, StoreError> {
        let sql = "INSERT INTO plugin_package (organisation_id, plugin, version, digest, component, added_at) \
                   VALUES ($1, $2, $3, $4, $5, $6) ON CONFLICT (organisation_id, plugin, version) DO NOTHING";
        let values = vec![
            self.organisation.0.into(),
            plugin.into(),
            version.version.clone().into(),
            version.digest.to_vec().into(),
            component.to_vec().into(),
            now.0.into(),
        ];
        if self.conn.run(sql, values).await? > 0 {
            return Ok(true);
        }
        let there = self.plugin_package(&version.digest).await?;
        Ok(there.is_some())
    }
}

impl Platform<'_> {
    /// The bytes of a package that came with this or another version of the server.
    pub async fn bundled_package(&self, digest: &Digest) -> Result<Option<Vec<u8>>, StoreError> {
        let sql = "SELECT component FROM bundled_package WHERE digest = $1";
        self.conn.one(sql, vec![digest.to_vec().into()]).await?.map(|row| row.get("component")).transpose()
    }

    /// Whether such a package is stored.
    pub async fn has_bundled_package(&self, digest: &Digest) -> Result<bool, StoreError> {
        let sql = "SELECT 1 AS there FROM bundled_package WHERE digest = $1";
        Ok(self.conn.one(sql, vec![digest.to_vec().into()]).await?.is_some())
    }
}

impl WritePlatform<'_> {
    /// Stores a package that comes with the server, if it isn't there yet.
    pub async fn put_bundled_package(
        &self,
        plugin: &str,
        version: &PluginVersion,
        component: &[u8],
        now: Time,
    ) -> Result<(), StoreError> {
        let sql = "INSERT INTO bundled_package (digest, plugin, version, component, added_at) \
                   VALUES ($1, $2, $3, $4, $5) ON CONFLICT (digest) DO NOTHING";
        let (digest, version) = (version.digest.to_vec().into(), version.version.clone().into());
        self.conn.run(sql, vec![digest, plugin.into(), version, component.to_vec().into(), now.0.into()]).await?;
        Ok(())
    }
}
