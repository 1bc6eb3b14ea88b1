//! Plugins' keys and values, separate for each organisation and plugin.

use super::{Door, WriteDoor};
use crate::{
    StoreError,
    record::PluginValue,
    row::{Row, placeholders},
};

/// The last code point. No key contains it, so it ends the range of a prefix.
pub(super) const LAST: char = '\u{10FFFF}';

pub(super) fn read(row: &Row) -> Result<PluginValue, StoreError> {
    Ok(PluginValue { key: row.get("key")?, value: row.get("value")?, version: row.get("version")? })
}

impl Door<'_> {
    /// Those of the keys that exist, in no particular order.
    pub async fn plugin_values(&self, plugin: &str, keys: &[String]) -> Result<Vec<PluginValue>, StoreError> {
        if keys.is_empty() {
            return Ok(Vec::new());
        }
        let sql = format!(
            "SELECT key, value, version FROM plugin_value WHERE organisation_id = $1 AND plugin = $2 AND key IN ({})",
            placeholders(keys.len(), 3)
        );
        let mut values = vec![self.organisation.0.into(), plugin.into()];
        values.extend(keys.iter().map(|key| key.clone().into()));
        self.conn.all(sql, values, read).await
    }

    /// The keys that begin with `prefix` and come after `after`, in byte order; at most `limit`.
    pub async fn scan_plugin_values(
        &self,
        plugin: &str,
        prefix: &str,
        after: Option<&str>,
        limit: u32,
    ) -> Result<Vec<PluginValue>, StoreError> {
        let sql = "SELECT key, value, version FROM plugin_value WHERE organisation_id = $1 AND plugin = $2 \
                   AND key >= $3 AND key < $4 AND key > $5 ORDER BY key LIMIT $6";
        let values = vec![
            self.organisation.0.into(),
            plugin.into(),
            prefix.into(),
            format!("{prefix}{LAST}").into(),
            after.unwrap_or_default().into(),
            i64::from(limit).into(),
        ];
        self.conn.all(sql, values, read).await
    }

    /// The number of a plugin's keys.
    pub async fn count_plugin_values(&self, plugin: &str) -> Result<i64, StoreError> {
        let sql = "SELECT count(*) AS n FROM plugin_value WHERE organisation_id = $1 AND plugin = $2";
        let row = self.conn.one(sql, vec![self.organisation.0.into(), plugin.into()]).await?;
        row.map_or(Ok(0), |row| row.get("n"))
    }
}

impl WriteDoor<'_> {
    /// Stores a value with the given version.
    pub async fn put_plugin_value(&self, plugin: &str, value: &PluginValue) -> Result<(), StoreError> {
        let sql = "INSERT INTO plugin_value (organisation_id, plugin, key, value, version) VALUES ($1, $2, $3, $4, $5) \
                   ON CONFLICT (organisation_id, plugin, key) DO UPDATE \
                   SET value = excluded.value, version = excluded.version";
        let PluginValue { key, value, version } = value.clone();
        let values = vec![self.organisation.0.into(), plugin.into(), key.into(), value.into(), version.into()];
        self.conn.run(sql, values).await?;
        Ok(())
    }

    /// Deletes a key.
    pub async fn delete_plugin_value(&self, plugin: &str, key: &str) -> Result<(), StoreError> {
        let sql = "DELETE FROM plugin_value WHERE organisation_id = $1 AND plugin = $2 AND key = $3";
        self.conn.run(sql, vec![self.organisation.0.into(), plugin.into(), key.into()]).await?;
        Ok(())
    }
}
