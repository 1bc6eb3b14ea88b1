//! Plugins' annotations of conversations.

use vuoro_kernel::ConversationId;

use super::{Door, WriteDoor};
use crate::{StoreError, record::Annotation};

impl Door<'_> {
    /// All annotations of a conversation, by plugin and key.
    pub async fn annotations(&self, conversation: ConversationId) -> Result<Vec<Annotation>, StoreError> {
        let sql = "SELECT plugin, key, audience, text, facet, measure, at FROM annotation \
                   WHERE organisation_id = $1 AND conversation_id = $2 ORDER BY plugin, key";
        self.conn
            .all(sql, vec![self.organisation.0.into(), conversation.0.into()], |row| {
                Ok(Annotation {
                    plugin: row.get("plugin")?,
                    key: row.get("key")?,
                    audience: row.word("audience")?,
                    text: row.get("text")?,
                    facet: row.get("facet")?,
                    measure: row.get("measure")?,
                    at: row.time("at")?,
                })
            })
            .await
    }

    /// How many annotations a plugin has on a conversation.
    pub async fn count_annotations(&self, conversation: ConversationId, plugin: &str) -> Result<i64, StoreError> {
        let sql = "SELECT count(*) AS n FROM annotation \
                   WHERE organisation_id = $1 AND conversation_id = $2 AND plugin = $3";
        let values = vec![self.organisation.0.into(), conversation.0.into(), plugin.into()];
        let row = self.conn.one(sql, values).await?;
        row.map_or(Ok(0), |row| row.get("n"))
    }
}

impl WriteDoor<'_> {
    /// Adds an annotation, or replaces the one with the same key.
    pub async fn put_annotation(
        &self,
        conversation: ConversationId,
        annotation: &Annotation,
    ) -> Result<(), StoreError> {
        let sql = "INSERT INTO annotation (conversation_id, plugin, key, organisation_id, audience, text, facet, measure, \
                   at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9) ON CONFLICT (conversation_id, plugin, key) DO UPDATE \
                   SET audience = excluded.audience, text = excluded.text, facet = excluded.facet, \
                   measure = excluded.measure, at = excluded.at";
        let values = vec![
            conversation.0.into(),
            annotation.plugin.clone().into(),
            annotation.key.clone().into(),
            self.organisation.0.into(),
            annotation.audience.as_str().into(),
            annotation.text.clone().into(),
            annotation.facet.clone().into(),
            annotation.measure.into(),
            annotation.at.0.into(),
        ];
        self.conn.run(sql, values).await?;
        Ok(())
    }

    /// Deletes an annotation; returns whether it was there.
    pub async fn delete_annotation(
        &self,
        conversation: ConversationId,
        plugin: &str,
        key: &str,
    ) -> Result<bool, StoreError> {
        let sql =
            "DELETE FROM annotation WHERE organisation_id = $1 AND conversation_id = $2 AND plugin = $3 AND key = $4";
        let values = vec![self.organisation.0.into(), conversation.0.into(), plugin.into(), key.into()];
        Ok(self.conn.run(sql, values).await? > 0)
    }
}
