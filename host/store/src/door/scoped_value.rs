//! What plugins keep of conversations and customers, separate for each plugin.

use std::collections::BTreeMap;

use uuid::Uuid;
use vuoro_kernel::{ConversationId, VisitorId};

use super::{
    Door, WriteDoor,
    plugin_value::{self, LAST},
};
use crate::{
    StoreError,
    record::{KeyOwner, PluginValue, SCOPED_ROW_BYTES},
    row::Row,
};

impl KeyOwner {
    /// The table of such owners' values and its column of the owner.
    fn table(self) -> (&'static str, &'static str) {
        match self {
            Self::Conversation(_) => ("conversation_value", "conversation_id"),
            Self::Visitor(_) => ("visitor_value", "visitor_id"),
        }
    }

    fn id(self) -> Uuid {
        let (Self::Conversation(ConversationId(id)) | Self::Visitor(VisitorId(id))) = self;
        id
    }
}

impl Door<'_> {
    /// Those of a plugin's keys that exist, in no particular order.
    pub async fn scoped_values(
        &self,
        plugin: &str,
        keys: &[(KeyOwner, &str)],
    ) -> Result<Vec<(KeyOwner, PluginValue)>, StoreError> {
        let mut found = Vec::new();
        let (conversations, visitors) =
            keys.iter().partition::<Vec<_>, _>(|(owner, _)| matches!(owner, KeyOwner::Conversation(_)));
        for keys in [conversations, visitors] {
            let Some((first, _)) = keys.first() else { continue };
            let (table, column) = first.table();
            let mut values = vec![self.organisation.0.into(), plugin.into()];
            let mut pairs = Vec::with_capacity(keys.len());
            for (owner, key) in &keys {
                pairs.push(format!("({column} = ${} AND key = ${})", values.len() + 1, values.len() + 2));
                values.extend([owner.id().into(), (*key).into()]);
            }
            let sql = format!(
                "SELECT {column} AS owner, key, value, version FROM {table} \
                 WHERE organisation_id = $1 AND plugin = $2 AND ({})",
                pairs.join(" OR ")
            );
            let is_conversation = matches!(first, KeyOwner::Conversation(_));
            let read = |row: &Row| {
                let id: Uuid = row.get("owner")?;
                let owner = match is_conversation {
                    true => KeyOwner::Conversation(ConversationId(id)),
                    false => KeyOwner::Visitor(VisitorId(id)),
                };
                Ok((owner, plugin_value::read(row)?))
            };
            found.extend(self.conn.all(&sql, values, read).await?);
        }
        Ok(found)
    }

    /// A plugin's keys of one owner that begin with a prefix and come after a key, in byte order; at most `limit`.
    pub async fn scan_scoped_values(
        &self,
        plugin: &str,
        owner: KeyOwner,
        prefix: &str,
        after: Option<&str>,
        limit: u32,
    ) -> Result<Vec<PluginValue>, StoreError> {
        let (table, column) = owner.table();
        let sql = format!(
            "SELECT key, value, version FROM {table} WHERE organisation_id = $1 AND plugin = $2 AND {column} = $3 \
             AND key >= $4 AND key < $5 AND key > $6 ORDER BY key LIMIT $7"
        );
        let values = vec![
            self.organisation.0.into(),
            plugin.into(),
            owner.id().into(),
            prefix.into(),
            format!("{prefix}{LAST}").into(),
            after.unwrap_or_default().into(),
            i64::from(limit).into(),
        ];
        self.conn.all(sql, values, plugin_value::read).await
    }

    /// The number of a plugin's keys of one owner.
    pub async fn count_scoped_values(&self, plugin: &str, owner: KeyOwner) -> Result<i64, StoreError> {
        let (table, column) = owner.table();
        let sql =
            format!("SELECT count(*) AS n FROM {table} WHERE organisation_id = $1 AND plugin = $2 AND {column} = $3");
        let row = self.conn.one(sql, vec![self.organisation.0.into(), plugin.into(), owner.id().into()]).await?;
        row.map_or(Ok(0), |row| row.get("n"))
    }

    /// What all plugins keep of this organisation's conversations and customers, in bytes of keys and values, and
    /// [`SCOPED_ROW_BYTES`] for each.
    pub async fn scoped_bytes(&self) -> Result<i64, StoreError> {
        let sql = "SELECT CAST(coalesce(sum(scoped_bytes), 0) AS bigint) AS n FROM plugin WHERE organisation_id = $1";
        let row = self.conn.one(sql, vec![self.organisation.0.into()]).await?;
        row.map_or(Ok(0), |row| row.get("n"))
    }
}

impl WriteDoor<'_> {
    /// Stores a value with the given version. [`WriteDoor::add_scoped_bytes`] counts it.
    pub async fn put_scoped_value(&self, plugin: &str, owner: KeyOwner, value: &PluginValue) -> Result<(), StoreError> {
        let (table, column) = owner.table();
        let sql = format!(
            "INSERT INTO {table} (organisation_id, plugin, {column}, key, value, version) \
             VALUES ($1, $2, $3, $4, $5, $6) ON CONFLICT ({column}, plugin, key) DO UPDATE \
             SET value = excluded.value, version = excluded.version"
        );
        let PluginValue { key, value, version } = value.clone();
        let (organisation, owner) = (self.organisation.0.into(), owner.id().into());
        let values = vec![organisation, plugin.into(), owner, key.into(), value.into(), version.into()];
        self.conn.run(sql, values).await?;
        Ok(())
    }

    /// Deletes a key. [`WriteDoor::add_scoped_bytes`] counts it.
    pub async fn delete_scoped_value(&self, plugin: &str, owner: KeyOwner, key: &str) -> Result<(), StoreError> {
        let (table, column) = owner.table();
        let sql =
            format!("DELETE FROM {table} WHERE organisation_id = $1 AND plugin = $2 AND {column} = $3 AND key = $4");
        let values = vec![self.organisation.0.into(), plugin.into(), owner.id().into(), key.into()];
        self.conn.run(sql, values).await?;
        Ok(())
    }

    /// Changes what a plugin counts as keeping of conversations and customers, in bytes.
    pub async fn add_scoped_bytes(&self, plugin: &str, bytes: i64) -> Result<(), StoreError> {
        let sql = "UPDATE plugin SET scoped_bytes = scoped_bytes + $3 WHERE organisation_id = $1 AND plugin = $2";
        self.conn.run(sql, vec![self.organisation.0.into(), plugin.into(), bytes.into()]).await?;
        Ok(())
    }

    /// Deletes some of what a plugin keeps of conversations and customers; returns whether there may be more. They may be too
    /// many for one statement.
    pub async fn delete_some_scoped_values(&self, plugin: &str, limit: u32) -> Result<bool, StoreError> {
        for (table, column) in
            [KeyOwner::Conversation(ConversationId(Uuid::nil())), KeyOwner::Visitor(VisitorId(Uuid::nil()))]
                .map(KeyOwner::table)
        {
            let sql = format!(
                "DELETE FROM {table} WHERE ({column}, plugin, key) IN (SELECT {column}, plugin, key FROM {table} \
                 WHERE organisation_id = $1 AND plugin = $2 LIMIT $3)"
            );
            let values = vec![self.organisation.0.into(), plugin.into(), i64::from(limit).into()];
            if self.conn.run(sql, values).await? >= u64::from(limit) {
                return Ok(true);
            }
        }
        Ok(false)
    }

    /// Deletes everything that plugins keep of a conversation or customer.
    pub async fn erase_scoped_values(&self, owner: KeyOwner) -> Result<(), StoreError> {
        let (table, column) = owner.table();
        let sql = format!(
            "DELETE FROM {table} WHERE organisation_id = $1 AND {column} = $2 \
             RETURNING plugin, CAST(octet_length(key) + octet_length(value) + {SCOPED_ROW_BYTES} AS bigint) AS bytes"
        );
        let mut freed = BTreeMap::<String, i64>::new();
        let read = |row: &Row| Ok((row.get::<String>("plugin")?, row.get::<i64>("bytes")?));
        for (plugin, bytes) in self.conn.all(sql, vec![self.organisation.0.into(), owner.id().into()], read).await? {
            *freed.entry(plugin).or_default() += bytes;
        }
        for (plugin, bytes) in freed {
            self.add_scoped_bytes(&plugin, -bytes).await?;
        }
        Ok(())
    }
}
