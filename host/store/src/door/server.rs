//! The servers that run on this database, and the changes of plugins that each of them acts by.

use uuid::Uuid;
use vuoro_kernel::{Change, OrganisationId, Time};

use super::{Platform, WriteDoor, WritePlatform};
use crate::{StoreError, row::Row};

impl Platform<'_> {
    /// The number of the last change of any organisation's plugins.
    pub async fn plugin_generation(&self) -> Result<i64, StoreError> {
        let row = self.conn.one("SELECT value FROM plugin_generation", Vec::new()).await?;
        row.map_or(Ok(0), |row| row.get("value"))
    }

    /// The organisations whose plugins changed after the change of this number, each with the number of its last one, in their
    /// order; at most `limit`.
    pub async fn plugins_changed_after(
        &self,
        generation: i64,
        limit: u32,
    ) -> Result<Vec<(OrganisationId, i64)>, StoreError> {
        let sql =
            "SELECT organisation_id, generation FROM plugin_change WHERE generation > $1 ORDER BY generation LIMIT $2";
        let read = |row: &Row| Ok((row.id("organisation_id", OrganisationId)?, row.get("generation")?));
        self.conn.all(sql, vec![generation.into(), i64::from(limit).into()], read).await
    }

    /// The changes of plugins that the servers heard of since `since` act by.
    pub async fn generations_of_servers(&self, since: Time) -> Result<Vec<i64>, StoreError> {
        let sql = "SELECT plugin_generation FROM server WHERE seen_at >= $1";
        self.conn.all(sql, vec![since.0.into()], |row| row.get("plugin_generation")).await
    }
}

impl WritePlatform<'_> {
    /// A server says that it runs, and by which change of plugins it acts. Servers that weren't heard of since `forgotten` are
    /// forgotten.
    pub async fn put_server(
        &self,
        server: Uuid,
        generation: i64,
        now: Time,
        forgotten: Time,
    ) -> Result<(), StoreError> {
        let sql = "INSERT INTO server (id, seen_at, plugin_generation) VALUES ($1, $2, $3) ON CONFLICT (id) DO UPDATE \
                   SET seen_at = excluded.seen_at, plugin_generation = excluded.plugin_generation";
        self.conn.run(sql, vec![server.into(), now.0.into(), generation.into()]).await?;
        self.conn.run("DELETE FROM server WHERE seen_at < $1", vec![forgotten.0.into()]).await?;
        Ok(())
    }

    /// A server says that it stops.
    pub async fn remove_server(&self, server: Uuid) -> Result<(), StoreError> {
        self.conn.run("DELETE FROM server WHERE id = $1", vec![server.into()]).await.map(|_| ())
    }
}

impl WriteDoor<'_> {
    /// Numbers a change of the organisation's plugins, so that this server and others act by it.
    pub(super) async fn plugins_changed(&self) -> Result<(), StoreError> {
        let sql = "UPDATE plugin_generation SET value = value + 1 RETURNING value";
        let row = self.conn.one(sql, Vec::new()).await?;
        let generation: i64 =
            row.ok_or_else(|| StoreError::Corrupt("no number for changes of plugins".into()))?.get("value")?;
        let sql = "INSERT INTO plugin_change (organisation_id, generation) VALUES ($1, $2) \
                   ON CONFLICT (organisation_id) DO UPDATE SET generation = excluded.generation";
        self.conn.run(sql, vec![self.organisation.0.into(), generation.into()]).await?;
        self.tx.changed(Change::Plugins { organisation: self.organisation });
        Ok(())
    }
}
