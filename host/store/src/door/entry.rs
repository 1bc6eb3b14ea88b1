//! The log of a conversation.

use std::sync::Arc;

use vuoro_kernel::{Change, ConversationId, MemberId, Page, PageArgs, Time};

use super::{
    Door, WriteDoor,
    page::{Keys, number_cursor},
};
use crate::{
    StoreError,
    append::{ENTRY_COLUMNS, insert_entries, read_entry},
    record::{Author, Content, Entry},
};

impl Door<'_> {
    /// A page of the log, oldest first; with `for_visitor`, without entries that are for agents only.
    pub async fn entries(
        &self,
        conversation: ConversationId,
        for_visitor: bool,
        args: &PageArgs<String>,
    ) -> Result<Page<Arc<Entry>>, StoreError> {
        let keys = Keys { columns: &["seq"], descending: false };
        let mut values = vec![self.organisation.0.into(), conversation.0.into()];
        let clause = keys.clause(args, &mut values, number_cursor)?;
        // The kinds for which `Entry::is_for_visitor` is false; a test keeps the two equal.
        let hidden = if for_visitor { " AND kind NOT IN ('metadata', 'hide', 'agents_annotation')" } else { "" };
        let sql = format!(
            "SELECT {ENTRY_COLUMNS} FROM entry WHERE organisation_id = $1 AND conversation_id = $2{hidden}{clause}"
        );
        let rows = self.conn.all(sql, values, |row| read_entry(row).map(Arc::new)).await?;
        Ok(Page::from_overfetch(rows, args))
    }

    /// The entries after number `after`, those for agents only among them; at most `limit`.
    pub async fn entries_after(
        &self,
        conversation: ConversationId,
        after: i64,
        limit: usize,
    ) -> Result<Vec<Arc<Entry>>, StoreError> {
        let sql = format!(
            "SELECT {ENTRY_COLUMNS} FROM entry WHERE organisation_id = $1 AND conversation_id = $2 AND seq > $3 \
             ORDER BY seq LIMIT {limit}"
        );
        let values = vec![self.organisation.0.into(), conversation.0.into(), after.into()];
        self.conn.all(sql, values, |row| read_entry(row).map(Arc::new)).await
    }

    /// The message that a client sent under this id.
    pub async fn message_by_client(
        &self,
        conversation: ConversationId,
        client: vuoro_kernel::ClientId,
    ) -> Result<Option<Arc<Entry>>, StoreError> {
        let sql = format!(
            "SELECT {ENTRY_COLUMNS} FROM entry WHERE organisation_id = $1 AND conversation_id = $2 AND client_id = $3"
        );
        let values = vec![self.organisation.0.into(), conversation.0.into(), client.0.into()];
        self.conn.one(sql, values).await?.map(|row| read_entry(&row).map(Arc::new)).transpose()
    }
}

impl WriteDoor<'_> {
    /// Takes the conversation's next number and writes the entry under it. `agent` is the agent in whose list the
    /// conversation is, or was until this entry.
    pub async fn log(
        &self,
        conversation: ConversationId,
        agent: Option<MemberId>,
        at: Time,
        author: Author,
        content: Content,
    ) -> Result<Arc<Entry>, StoreError> {
        let sql = "UPDATE conversation SET last_seq = last_seq + 1 WHERE organisation_id = $1 AND id = $2 \
                   RETURNING last_seq";
        let row = self.conn.one(sql, vec![self.organisation.0.into(), conversation.0.into()]).await?;
        let seq = row.ok_or_else(|| StoreError::Missing("conversation".into()))?.get("last_seq")?;
        let entry = Arc::new(Entry { conversation, seq, at, author, content });
        insert_entries(self.tx, &[(self.organisation, &*entry)]).await?;
        self.tx.changed(Change::Entry { organisation: self.organisation, conversation, seq, agent });
        self.tx.logged(Arc::clone(&entry));
        Ok(entry)
    }
}
