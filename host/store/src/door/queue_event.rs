//! The event log of a queue.

use vuoro_kernel::{
    Change, ConversationId, MemberId, Page, PageArgs, QueueEventId, QueueId, Time,
    words::{QueueCause, QueueEventKind},
};

use super::{
    Door, WriteDoor,
    page::{Keys, id_cursor},
};
use crate::{
    StoreError,
    record::{Agent, QueueEvent},
};

impl Door<'_> {
    /// A page of a queue's events, newest first.
    pub async fn queue_events(&self, queue: QueueId, args: &PageArgs<String>) -> Result<Page<QueueEvent>, StoreError> {
        let keys = Keys { columns: &["event.id"], descending: true };
        let mut values = vec![self.organisation.0.into(), queue.0.into()];
        let clause = keys.clause(args, &mut values, id_cursor)?;
        let sql = format!(
            "SELECT event.id, event.queue_id, event.at, event.kind, event.scheduled, event.actor_id, \
             event.conversation_id, account.display_name FROM queue_event AS event \
             LEFT JOIN member ON member.id = event.actor_id LEFT JOIN account ON account.id = member.account_id \
             WHERE event.organisation_id = $1 AND event.queue_id = $2{clause}"
        );
        let read = |row: &crate::row::Row| {
            let name: Option<String> = row.get("display_name")?;
            Ok(QueueEvent {
                id: row.id("id", QueueEventId)?,
                queue: row.id("queue_id", QueueId)?,
                at: row.time("at")?,
                kind: row.word("kind")?,
                scheduled: row.get("scheduled")?,
                actor: row
                    .id_opt("actor_id", MemberId)?
                    .zip(name)
                    .map(|(id, name)| Agent { id, display_name: name.into() }),
                conversation: row.id_opt("conversation_id", ConversationId)?,
            })
        };
        Ok(Page::from_overfetch(self.conn.all(sql, values, read).await?, args))
    }
}

impl WriteDoor<'_> {
    /// Records what happened in a queue and tells those who watch it.
    pub async fn queue_event(
        &self,
        queue: QueueId,
        at: Time,
        kind: QueueEventKind,
        actor: Option<MemberId>,
        conversation: Option<ConversationId>,
    ) -> Result<(), StoreError> {
        let sql = "INSERT INTO queue_event (id, organisation_id, queue_id, at, kind, scheduled, actor_id, \
                   conversation_id) VALUES ($1, $2, $3, $4, $5, $6, $7, $8)";
        let values = vec![
            QueueEventId::new().0.into(),
            self.organisation.0.into(),
            queue.0.into(),
            at.0.into(),
            kind.as_str().into(),
            false.into(),
            actor.map(|actor| actor.0).into(),
            conversation.map(|conversation| conversation.0).into(),
        ];
        self.conn.run(sql, values).await?;
        let cause = match kind {
            QueueEventKind::Requested => QueueCause::Request,
            QueueEventKind::Claimed => QueueCause::ClaimedByPeer,
            QueueEventKind::Dropped => QueueCause::Dropped,
            QueueEventKind::Transferred => QueueCause::Transferred,
            _ => QueueCause::Edited,
        };
        self.queue_changed(queue, cause, actor);
        Ok(())
    }

    /// Tells those who watch a queue that it changed.
    pub fn queue_changed(&self, queue: QueueId, cause: QueueCause, actor: Option<MemberId>) {
        self.tx.changed(Change::Queue { organisation: self.organisation, queue, cause, actor });
    }
}
