//! Metadata: the latest value of each key. The log has the earlier ones.

use vuoro_kernel::{ConversationId, Time};

use super::{Door, WriteDoor};
use crate::{StoreError, record::Metadatum, row::to_json};

impl Door<'_> {
    /// All metadata of a conversation by kind and key.
    pub async fn metadata(&self, conversation: ConversationId) -> Result<Vec<Metadatum>, StoreError> {
        let sql = "SELECT kind, key, value, origin, updated_at FROM metadatum \
                   WHERE organisation_id = $1 AND conversation_id = $2 ORDER BY kind, key";
        self.conn
            .all(sql, vec![self.organisation.0.into(), conversation.0.into()], |row| {
                Ok(Metadatum {
                    kind: row.word("kind")?,
                    key: row.get("key")?,
                    value: Some(row.json("value")?),
                    origin: row.word("origin")?,
                    updated_at: row.time("updated_at")?,
                })
            })
            .await
    }
}

impl WriteDoor<'_> {
    /// Sets or removes one value.
    pub async fn set_metadatum(&self, conversation: ConversationId, metadatum: &Metadatum) -> Result<(), StoreError> {
        let (kind, key) = (metadatum.kind.as_str(), metadatum.key.clone());
        let Some(value) = &metadatum.value else {
            let sql =
                "DELETE FROM metadatum WHERE organisation_id = $1 AND conversation_id = $2 AND kind = $3 AND key = $4";
            let values = vec![self.organisation.0.into(), conversation.0.into(), kind.into(), key.into()];
            self.conn.run(sql, values).await?;
            return Ok(());
        };
        let Time(updated_at) = metadatum.updated_at;
        let sql = "INSERT INTO metadatum (conversation_id, kind, key, organisation_id, value, origin, updated_at) \
                   VALUES ($1, $2, $3, $4, $5, $6, $7) ON CONFLICT (conversation_id, kind, key) DO UPDATE \
                   SET value = excluded.value, origin = excluded.origin, updated_at = excluded.updated_at";
        let values = vec![
            conversation.0.into(),
            kind.into(),
            key.into(),
            self.organisation.0.into(),
            to_json(value)?,
            metadatum.origin.as_str().into(),
            updated_at.into(),
        ];
        self.conn.run(sql, values).await?;
        Ok(())
    }

    /// The number of a conversation's keys.
    pub async fn metadata_count(&self, conversation: ConversationId) -> Result<i64, StoreError> {
        let sql = "SELECT count(*) AS n FROM metadatum WHERE organisation_id = $1 AND conversation_id = $2";
        let row = self.conn.one(sql, vec![self.organisation.0.into(), conversation.0.into()]).await?;
        row.map_or(Ok(0), |row| row.get("n"))
    }
}
