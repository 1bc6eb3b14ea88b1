//! Cursors: how far plugins have heard of each conversation's log.

use vuoro_kernel::{ConversationId, OrganisationId, Time};

use super::{Door, Platform, WriteDoor};
use crate::StoreError;

impl Platform<'_> {
    /// The organisations that have an enabled plugin.
    pub async fn organisations_with_plugins(&self) -> Result<Vec<OrganisationId>, StoreError> {
        let sql = "SELECT DISTINCT organisation_id FROM plugin WHERE enabled";
        self.conn.all(sql, Vec::new(), |row| row.id("organisation_id", OrganisationId)).await
    }
}

impl Door<'_> {
    /// The number of the last entry that a plugin has heard of; `None` when it has heard of none.
    pub async fn plugin_cursor(&self, plugin: &str, conversation: ConversationId) -> Result<Option<i64>, StoreError> {
        let sql = "SELECT seq FROM plugin_cursor WHERE organisation_id = $1 AND plugin = $2 AND conversation_id = $3";
        let values = vec![self.organisation.0.into(), plugin.into(), conversation.0.into()];
        self.conn.one(sql, values).await?.map(|row| row.get("seq")).transpose()
    }

    /// The number of the last entry before a moment; 0 when there is none.
    pub async fn last_seq_before(&self, conversation: ConversationId, at: Time) -> Result<i64, StoreError> {
        let sql = "SELECT max(seq) AS seq FROM entry WHERE organisation_id = $1 AND conversation_id = $2 AND at < $3";
        let values = vec![self.organisation.0.into(), conversation.0.into(), at.0.into()];
        let row = self.conn.one(sql, values).await?;
        Ok(row.map_or(Ok(None), |row| row.get::<Option<i64>>("seq"))?.unwrap_or(0))
    }

    /// Conversations with entries since a moment that a plugin hasn't heard of; at most `limit`.
    pub async fn conversations_behind(
        &self,
        plugin: &str,
        since: Time,
        limit: u32,
    ) -> Result<Vec<ConversationId>, StoreError> {
        let sql = "SELECT conversation.id FROM conversation \
                   JOIN entry ON entry.conversation_id = conversation.id AND entry.seq = conversation.last_seq \
                   LEFT JOIN plugin_cursor ON plugin_cursor.organisation_id = $1 AND plugin_cursor.plugin = $2 \
                   AND plugin_cursor.conversation_id = conversation.id \
                   WHERE conversation.organisation_id = $1 AND entry.at >= $3 \
                   AND conversation.last_seq > coalesce(plugin_cursor.seq, 0) LIMIT $4";
        let values = vec![self.organisation.0.into(), plugin.into(), since.0.into(), i64::from(limit).into()];
        self.conn.all(sql, values, |row| row.id("id", ConversationId)).await
    }
}

impl WriteDoor<'_> {
    /// Moves a plugin's cursor from `from` to `to`; returns whether it was at `from`.
    pub async fn move_plugin_cursor(
        &self,
        plugin: &str,
        conversation: ConversationId,
        from: Option<i64>,
        to: i64,
    ) -> Result<bool, StoreError> {
        let mut values = vec![self.organisation.0.into(), plugin.into(), conversation.0.into(), to.into()];
        let sql = match from {
            None => {
                "INSERT INTO plugin_cursor (organisation_id, plugin, conversation_id, seq) VALUES ($1, $2, $3, $4) \
                 ON CONFLICT (organisation_id, plugin, conversation_id) DO NOTHING"
            }
            Some(from) => {
                values.push(from.into());
                "UPDATE plugin_cursor SET seq = $4 \
                 WHERE organisation_id = $1 AND plugin = $2 AND conversation_id = $3 AND seq = $5"
            }
        };
        Ok(self.conn.run(sql, values).await? > 0)
    }
}
