//! Plugins' connections to other servers, as operators filled them in.

use super::{Door, WriteDoor};
use crate::{StoreError, record::PluginConnection, row::Row};

const COLUMNS: &str = "plugin, name, url, header, secret";

fn read(row: &Row) -> Result<PluginConnection, StoreError> {
    Ok(PluginConnection {
        plugin: row.get("plugin")?,
        name: row.get("name")?,
        url: row.get("url")?,
        header: row.get("header")?,
        secret: row.get("secret")?,
    })
}

impl Door<'_> {
    /// All connections of all plugins of the organisation, by plugin and name.
    pub async fn plugin_connections(&self) -> Result<Vec<PluginConnection>, StoreError> {
        let sql = format!("SELECT {COLUMNS} FROM plugin_connection WHERE organisation_id = $1 ORDER BY plugin, name");
        self.conn.all(sql, vec![self.organisation.0.into()], read).await
    }

    /// Reads one connection.
    pub async fn plugin_connection(&self, plugin: &str, name: &str) -> Result<Option<PluginConnection>, StoreError> {
        let sql =
            format!("SELECT {COLUMNS} FROM plugin_connection WHERE organisation_id = $1 AND plugin = $2 AND name = $3");
        let values = vec![self.organisation.0.into(), plugin.into(), name.into()];
        self.conn.one(sql, values).await?.map(|row| read(&row)).transpose()
    }
}

impl WriteDoor<'_> {
    /// Stores a connection, replacing what was there.
    pub async fn put_plugin_connection(&self, connection: &PluginConnection) -> Result<(), StoreError> {
        let sql = format!(
            "INSERT INTO plugin_connection (organisation_id, {COLUMNS}) VALUES ($1, $2, $3, $4, $5, $6) \
             ON CONFLICT (organisation_id, plugin, name) DO UPDATE SET url = excluded.url, header = excluded.header, \
             secret = excluded.secret"
        );
        let values = vec![
            self.organisation.0.into(),
            connection.plugin.clone().into(),
            connection.name.clone().into(),
            connection.url.clone().into(),
            connection.header.clone().into(),
            connection.secret.clone().into(),
        ];
        self.conn.run(sql, values).await?;
        Ok(())
    }

    /// Clears a connection; returns whether it was filled in.
    pub async fn remove_plugin_connection(&self, plugin: &str, name: &str) -> Result<bool, StoreError> {
        let sql = "DELETE FROM plugin_connection WHERE organisation_id = $1 AND plugin = $2 AND name = $3";
        let values = vec![self.organisation.0.into(), plugin.into(), name.into()];
        Ok(self.conn.run(sql, values).await? > 0)
    }
}
