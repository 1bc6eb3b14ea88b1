//! Customer queues and their handlers.

use sea_orm::Value;
use vuoro_kernel::{Change, MemberId, Page, PageArgs, QueueId, Time};

use super::{
    Door, WriteDoor,
    page::{Keys, number_and_id_cursor},
};
use crate::{
    StoreError,
    record::{Queue, QueueSettings},
    row::{Row, placeholders, to_json, value_rows},
};

/// The values of a new queue.
#[derive(Clone, Debug)]
pub struct NewQueue {
    /// The queue's id.
    pub id: QueueId,
    /// The queue's name.
    pub name: String,
    /// The most customers who may wait.
    pub capacity: Option<i64>,
    /// The settings.
    pub settings: QueueSettings,
    /// The time of creation.
    pub created_at: Time,
}

/// A queue with the number who wait, so that a sidebar costs one statement.
const SELECT: &str = "SELECT queue.id, queue.name, queue.position, queue.open, queue.suspended, queue.capacity, \
    queue.settings, (SELECT count(*) FROM conversation AS c WHERE c.queue_id = queue.id AND c.state = 'WAITING') AS \
    waiting_count, (SELECT min(c.line_at) FROM conversation AS c WHERE c.queue_id = queue.id AND c.state = 'WAITING') \
    AS first_waiting_at FROM queue";

fn read(row: &Row) -> Result<Queue, StoreError> {
    Ok(Queue {
        id: row.id("id", QueueId)?,
        name: row.get("name")?,
        position: row.get("position")?,
        open: row.get("open")?,
        suspended: row.get("suspended")?,
        capacity: row.get("capacity")?,
        settings: row.json("settings")?,
        waiting_count: row.get("waiting_count")?,
        first_waiting_at: row.time_opt("first_waiting_at")?,
    })
}

impl Door<'_> {
    /// The queues in the order of the sidebar: all, or those that one member handles.
    pub async fn queues(
        &self,
        handled_by: Option<MemberId>,
        args: &PageArgs<String>,
    ) -> Result<Page<Queue>, StoreError> {
        let keys = Keys { columns: &["queue.position", "queue.id"], descending: false };
        let mut values = vec![self.organisation.0.into()];
        let handled = self.handled(handled_by, &mut values);
        let clause = keys.clause(args, &mut values, number_and_id_cursor)?;
        let sql = format!("{SELECT} WHERE queue.organisation_id = $1 AND queue.removed_at IS NULL{handled}{clause}");
        Ok(Page::from_overfetch(self.conn.all(sql, values, read).await?, args))
    }

    /// All queues in the order of the sidebar, or all that one member handles; bounded by
    /// [`QUEUES_MAX`](vuoro_kernel::limits::QUEUES_MAX).
    pub async fn all_queues(&self, handled_by: Option<MemberId>) -> Result<Vec<Queue>, StoreError> {
        let mut values = vec![self.organisation.0.into()];
        let handled = self.handled(handled_by, &mut values);
        let sql = format!(
            "{SELECT} WHERE queue.organisation_id = $1 AND queue.removed_at IS NULL{handled} \
             ORDER BY queue.position, queue.id"
        );
        self.conn.all(sql, values, read).await
    }

    fn handled(&self, by: Option<MemberId>, values: &mut Vec<Value>) -> String {
        let Some(member) = by else { return String::new() };
        values.push(member.0.into());
        format!(" AND queue.id IN (SELECT queue_id FROM queue_handler WHERE member_id = ${})", values.len())
    }

    /// Reads one queue that isn't removed.
    pub async fn queue(&self, id: QueueId) -> Result<Option<Queue>, StoreError> {
        let sql = format!("{SELECT} WHERE queue.organisation_id = $1 AND queue.removed_at IS NULL AND queue.id = $2");
        let row = self.conn.one(sql, vec![self.organisation.0.into(), id.0.into()]).await?;
        row.map(|row| read(&row)).transpose()
    }

    /// Whether a member handles a queue.
    pub async fn handles(&self, member: MemberId, queue: QueueId) -> Result<bool, StoreError> {
        let sql = "SELECT 1 AS one FROM queue_handler WHERE organisation_id = $1 AND queue_id = $2 AND member_id = $3";
        let values = vec![self.organisation.0.into(), queue.0.into(), member.0.into()];
        Ok(self.conn.one(sql, values).await?.is_some())
    }

    /// Those of these ids that are queues of this organisation and not removed.
    pub async fn existing_queues(&self, ids: &[QueueId]) -> Result<Vec<QueueId>, StoreError> {
        if ids.is_empty() {
            return Ok(Vec::new());
        }
        let sql = format!(
            "SELECT id FROM queue WHERE organisation_id = $1 AND removed_at IS NULL AND id IN ({}) ORDER BY id",
            placeholders(ids.len(), 2)
        );
        let values = std::iter::once(self.organisation.0.into()).chain(ids.iter().map(|id| id.0.into())).collect();
        self.conn.all(sql, values, |row| row.id("id", QueueId)).await
    }

    /// The members who handle a queue.
    pub async fn handler_ids(&self, queue: QueueId) -> Result<Vec<MemberId>, StoreError> {
        let sql = "SELECT member_id FROM queue_handler WHERE organisation_id = $1 AND queue_id = $2 ORDER BY member_id";
        self.conn.all(sql, vec![self.organisation.0.into(), queue.0.into()], |row| row.id("member_id", MemberId)).await
    }
}

impl WriteDoor<'_> {
    /// Reads the queue and locks it until this write ends, so that decisions on its line or state stay valid.
    pub async fn lock_queue(&self, id: QueueId) -> Result<Option<Queue>, StoreError> {
        let sql = format!(
            "SELECT id FROM queue WHERE organisation_id = $1 AND id = $2 AND removed_at IS NULL{}",
            self.conn.for_update()
        );
        match self.conn.one(sql, vec![self.organisation.0.into(), id.0.into()]).await? {
            Some(_) => self.queue(id).await,
            None => Ok(None),
        }
    }

    /// Inserts a queue, last in the sidebar.
    pub async fn insert_queue(&self, new: &NewQueue) -> Result<(), StoreError> {
        let sql = "INSERT INTO queue (id, organisation_id, name, position, open, suspended, capacity, settings, \
                   created_at) SELECT $1, $2, $3, coalesce(max(position), 0) + 1, false, false, $4, $5, $6 FROM queue \
                   WHERE organisation_id = $2";
        let values = vec![
            new.id.0.into(),
            self.organisation.0.into(),
            new.name.clone().into(),
            new.capacity.into(),
            to_json(&new.settings)?,
            new.created_at.0.into(),
        ];
        self.conn.run(sql, values).await?;
        Ok(())
    }

    /// Writes name, capacity, suspension and settings.
    pub async fn update_queue(&self, queue: &Queue) -> Result<(), StoreError> {
        let sql = "UPDATE queue SET name = $3, capacity = $4, suspended = $5, settings = $6 \
                   WHERE organisation_id = $1 AND id = $2";
        let values = vec![
            self.organisation.0.into(),
            queue.id.0.into(),
            queue.name.clone().into(),
            queue.capacity.into(),
            queue.suspended.into(),
            to_json(&queue.settings)?,
        ];
        self.conn.run(sql, values).await?;
        Ok(())
    }

    /// Opens or closes a queue; false when it already was.
    pub async fn set_open(&self, queue: QueueId, open: bool) -> Result<bool, StoreError> {
        let sql = "UPDATE queue SET open = $3 WHERE organisation_id = $1 AND id = $2 AND open <> $3 \
                   AND removed_at IS NULL";
        let values = vec![self.organisation.0.into(), queue.0.into(), open.into()];
        Ok(self.conn.run(sql, values).await? == 1)
    }

    /// Marks a queue as removed and takes it from its handlers.
    pub async fn remove_queue(&self, queue: QueueId, at: Time) -> Result<(), StoreError> {
        let sql = "UPDATE queue SET removed_at = $3, open = false WHERE organisation_id = $1 AND id = $2";
        self.conn.run(sql, vec![self.organisation.0.into(), queue.0.into(), at.0.into()]).await?;
        self.replace_handlers(queue, &[]).await
    }

    /// Puts the queues in this order.
    pub async fn order_queues(&self, ids: &[QueueId]) -> Result<(), StoreError> {
        let sql = format!(
            "UPDATE queue SET position = wanted.column2 FROM (VALUES {}) AS wanted \
             WHERE queue.organisation_id = $1 AND queue.id = wanted.column1",
            value_rows(ids.len(), 2, 2)
        );
        let places = ids.iter().zip(1i64..).flat_map(|(id, place)| [id.0.into(), place.into()]);
        self.conn.run(sql, std::iter::once(self.organisation.0.into()).chain(places).collect()).await?;
        Ok(())
    }

    /// Replaces the handlers of a queue. The members must belong to this organisation.
    pub async fn replace_handlers(&self, queue: QueueId, members: &[MemberId]) -> Result<(), StoreError> {
        let before = self.handler_ids(queue).await?;
        let sql = "DELETE FROM queue_handler WHERE organisation_id = $1 AND queue_id = $2";
        self.conn.run(sql, vec![self.organisation.0.into(), queue.0.into()]).await?;
        self.insert_handlers(members.iter().map(|member| (queue, *member)).collect()).await?;
        let changed =
            before.iter().filter(|id| !members.contains(id)).chain(members.iter().filter(|id| !before.contains(id)));
        self.handlers_changed(&changed.copied().collect::<Vec<_>>()).await
    }

    /// Replaces the queues that a member handles. The queues must belong to this organisation.
    pub async fn replace_member_queues(&self, member: MemberId, queues: &[QueueId]) -> Result<(), StoreError> {
        let sql = "DELETE FROM queue_handler WHERE organisation_id = $1 AND member_id = $2";
        self.conn.run(sql, vec![self.organisation.0.into(), member.0.into()]).await?;
        self.insert_handlers(queues.iter().map(|queue| (*queue, member)).collect()).await?;
        self.handlers_changed(&[member]).await
    }

    async fn insert_handlers(&self, mut pairs: Vec<(QueueId, MemberId)>) -> Result<(), StoreError> {
        pairs.sort_unstable();
        pairs.dedup();
        // SQLite takes at most 32,766 values in a statement.
        for part in pairs.chunks(5_000) {
            let sql = format!(
                "INSERT INTO queue_handler (queue_id, member_id, organisation_id) VALUES {}",
                value_rows(part.len(), 3, 1)
            );
            let values = part
                .iter()
                .flat_map(|(queue, member)| [queue.0.into(), member.0.into(), self.organisation.0.into()])
                .collect();
            self.conn.run(sql, values).await?;
        }
        Ok(())
    }

    async fn handlers_changed(&self, members: &[MemberId]) -> Result<(), StoreError> {
        let sql = "SELECT account_id FROM member WHERE organisation_id = $1 AND id = $2";
        for &member in members {
            if let Some(row) = self.conn.one(sql, vec![self.organisation.0.into(), member.0.into()]).await? {
                let account = row.id("account_id", vuoro_kernel::AccountId)?;
                self.tx.changed(Change::Member { organisation: self.organisation, member, account });
            }
        }
        Ok(())
    }
}
