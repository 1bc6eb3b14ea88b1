//! Conversations, from the request on. A claim is decided here by one conditional update.

use sea_orm::{DbBackend, Value};
use vuoro_kernel::{
    ConversationId, MemberId, OrganisationId, Page, PageArgs, QueueId, Time, VisitorId,
    words::{ConversationState, Party},
};

use super::{
    Door, Platform, WriteDoor,
    page::{Keys, id_cursor},
};
use crate::{
    StoreError,
    record::{Agent, Conversation, Standing},
    row::{Row, placeholders},
};

/// The values of a new request.
#[derive(Clone, Debug)]
pub struct NewConversation {
    /// The conversation's id.
    pub id: ConversationId,
    /// The queue.
    pub queue: QueueId,
    /// The customer.
    pub visitor: VisitorId,
    /// The customer's name.
    pub customer_name: Option<String>,
    /// The time of the request.
    pub requested_at: Time,
}

/// A conversation with everything that lists show of it, in one statement.
const SELECT: &str = "SELECT c.id, c.queue_id, queue.name AS queue_name, c.visitor_id, c.customer_name, c.state, \
    c.agent_id, account.display_name AS agent_name, c.requested_at, c.claimed_at, c.ended_at, c.ended_by, c.hidden_at, \
    c.last_seq, c.agent_read_seq, c.visitor_read_seq, CASE WHEN c.state = 'WAITING' THEN (SELECT count(*) FROM \
    conversation AS w WHERE w.queue_id = c.queue_id AND w.state = 'WAITING' AND (w.line_at, w.id) <= (c.line_at, c.id)) \
    END AS place, (SELECT count(*) FROM entry AS e WHERE e.conversation_id = c.id AND e.seq > c.agent_read_seq AND \
    e.kind = 'message' AND e.author_kind = 'visitor') AS unread_by_agent, (SELECT count(*) FROM entry AS e WHERE \
    e.conversation_id = c.id AND e.seq > c.visitor_read_seq AND e.kind = 'message' AND e.author_kind = 'agent') AS \
    unread_by_visitor FROM conversation AS c JOIN queue ON queue.id = c.queue_id LEFT JOIN member ON member.id = \
    c.agent_id LEFT JOIN account ON account.id = member.account_id";

fn read(row: &Row) -> Result<Conversation, StoreError> {
    let agent_name: Option<String> = row.get("agent_name")?;
    Ok(Conversation {
        id: row.id("id", ConversationId)?,
        queue: row.id("queue_id", QueueId)?,
        queue_name: row.get("queue_name")?,
        visitor: row.id("visitor_id", VisitorId)?,
        customer_name: row.get("customer_name")?,
        state: row.word("state")?,
        agent: row
            .id_opt("agent_id", MemberId)?
            .zip(agent_name)
            .map(|(id, name)| Agent { id, display_name: name.into() }),
        requested_at: row.time("requested_at")?,
        claimed_at: row.time_opt("claimed_at")?,
        ended_at: row.time_opt("ended_at")?,
        ended_by: row.word_opt("ended_by")?,
        hidden: row.time_opt("hidden_at")?.is_some(),
        place: row.get("place")?,
        last_seq: row.get("last_seq")?,
        agent_read_seq: row.get("agent_read_seq")?,
        visitor_read_seq: row.get("visitor_read_seq")?,
        unread_by_agent: row.get("unread_by_agent")?,
        unread_by_visitor: row.get("unread_by_visitor")?,
    })
}

/// Whose conversations a list contains.
#[derive(Clone, Copy, Debug)]
pub enum Whose {
    /// All of the organisation's.
    All,
    /// Those in one agent's list: not hidden, and departed no earlier than the given moment.
    Agent(MemberId, Time),
    /// One customer's.
    Visitor(VisitorId),
}

impl Door<'_> {
    /// Reads one conversation.
    pub async fn conversation(&self, id: ConversationId) -> Result<Option<Conversation>, StoreError> {
        let sql = format!("{SELECT} WHERE c.organisation_id = $1 AND c.id = $2");
        let row = self.conn.one(sql, vec![self.organisation.0.into(), id.0.into()]).await?;
        row.map(|row| read(&row)).transpose()
    }

    /// What decides who may see each of these conversations, of those that exist.
    pub async fn standings(&self, ids: &[ConversationId]) -> Result<Vec<Standing>, StoreError> {
        if ids.is_empty() {
            return Ok(Vec::new());
        }
        let sql = format!(
            "SELECT id, queue_id, visitor_id, agent_id, state, hidden_at, ended_at FROM conversation \
             WHERE organisation_id = $1 AND id IN ({})",
            placeholders(ids.len(), 2)
        );
        let mut values = vec![self.organisation.0.into()];
        values.extend(ids.iter().map(|id| id.0.into()));
        self.conn
            .all(sql, values, |row| {
                Ok(Standing {
                    id: row.id("id", ConversationId)?,
                    queue: row.id("queue_id", QueueId)?,
                    visitor: row.id("visitor_id", VisitorId)?,
                    agent: row.id_opt("agent_id", MemberId)?,
                    state: row.word("state")?,
                    hidden: row.time_opt("hidden_at")?.is_some(),
                    ended_at: row.time_opt("ended_at")?,
                })
            })
            .await
    }

    /// The customers of whom a member sees a conversation: one in their list that departed no earlier than the given
    /// moment, or one that waits in a queue of theirs. At most one row for each of these customers.
    pub async fn customers_seen_by(
        &self,
        member: MemberId,
        visitors: &[VisitorId],
        departed_since: Time,
    ) -> Result<Vec<VisitorId>, StoreError> {
        if visitors.is_empty() {
            return Ok(Vec::new());
        }
        let sql = format!(
            "SELECT DISTINCT visitor_id FROM conversation AS c WHERE organisation_id = $1 AND visitor_id IN ({}) AND \
             ((agent_id = $2 AND hidden_at IS NULL AND (ended_at IS NULL OR ended_at > $3)) OR (state = 'WAITING' AND \
             EXISTS (SELECT 1 FROM queue_handler AS h WHERE h.organisation_id = $1 AND h.queue_id = c.queue_id AND \
             h.member_id = $2)))",
            placeholders(visitors.len(), 4)
        );
        let mut values = vec![self.organisation.0.into(), member.0.into(), departed_since.0.into()];
        values.extend(visitors.iter().map(|id| id.0.into()));
        self.conn.all(sql, values, |row| row.id("visitor_id", VisitorId)).await
    }

    /// A conversation's customer and agent, without anything else.
    pub async fn parties(&self, id: ConversationId) -> Result<Option<(VisitorId, Option<MemberId>)>, StoreError> {
        let sql = "SELECT visitor_id, agent_id FROM conversation WHERE organisation_id = $1 AND id = $2";
        let row = self.conn.one(sql, vec![self.organisation.0.into(), id.0.into()]).await?;
        row.map(|row| Ok((row.id("visitor_id", VisitorId)?, row.id_opt("agent_id", MemberId)?))).transpose()
    }

    /// A page of conversations, newest request first.
    pub async fn conversations(&self, whose: Whose, args: &PageArgs<String>) -> Result<Page<Conversation>, StoreError> {
        let keys = Keys { columns: &["c.id"], descending: true };
        let mut values: Vec<Value> = vec![self.organisation.0.into()];
        let whose = match whose {
            Whose::All => "",
            Whose::Agent(agent, departed_since) => {
                values.extend([agent.0.into(), departed_since.0.into()]);
                " AND c.agent_id = $2 AND c.hidden_at IS NULL AND (c.ended_at IS NULL OR c.ended_at > $3)"
            }
            Whose::Visitor(visitor) => {
                values.push(visitor.0.into());
                " AND c.visitor_id = $2"
            }
        };
        let clause = keys.clause(args, &mut values, id_cursor)?;
        let sql = format!("{SELECT} WHERE c.organisation_id = $1{whose}{clause}");
        Ok(Page::from_overfetch(self.conn.all(sql, values, read).await?, args))
    }

    /// A page of the customers waiting in a queue, first in line first. The order is that of the line, which is that of
    /// the ids except for customers who were sent back.
    pub async fn waiting(&self, queue: QueueId, args: &PageArgs<String>) -> Result<Page<Conversation>, StoreError> {
        let keys = Keys { columns: &["c.line_at", "c.id"], descending: false };
        let mut values: Vec<Value> = vec![self.organisation.0.into(), queue.0.into()];
        let mut args = args.clone();
        for cursor in [&mut args.after, &mut args.before].into_iter().flatten() {
            *cursor = self.line_cursor(cursor).await?;
        }
        let clause = keys.clause(&args, &mut values, super::page::number_and_id_cursor)?;
        let sql = format!("{SELECT} WHERE c.organisation_id = $1 AND c.queue_id = $2 AND c.state = 'WAITING'{clause}");
        Ok(Page::from_overfetch(self.conn.all(sql, values, read).await?, &args))
    }

    /// The cursor is the conversation's id. Its place in the line is looked up, so that the cursor works after a claim
    /// too.
    async fn line_cursor(&self, cursor: &str) -> Result<String, StoreError> {
        let id = uuid::Uuid::try_parse(cursor).map_err(|_| StoreError::Cursor)?;
        let sql = "SELECT line_at FROM conversation WHERE organisation_id = $1 AND id = $2";
        let row = self.conn.one(sql, vec![self.organisation.0.into(), id.into()]).await?.ok_or(StoreError::Cursor)?;
        Ok(format!("{}:{}", row.get::<i64>("line_at")?, id.simple()))
    }

    /// How many conversations a customer has waiting or active.
    pub async fn open_conversations(&self, visitor: VisitorId) -> Result<i64, StoreError> {
        let sql = "SELECT count(*) AS n FROM conversation WHERE organisation_id = $1 AND visitor_id = $2 \
                   AND state IN ('WAITING', 'ACTIVE')";
        let row = self.conn.one(sql, vec![self.organisation.0.into(), visitor.0.into()]).await?;
        row.map_or(Ok(0), |row| row.get("n"))
    }

    /// Whether anybody waits or is being served in a queue.
    pub async fn queue_in_use(&self, queue: QueueId) -> Result<bool, StoreError> {
        let sql = "SELECT 1 AS one FROM conversation WHERE organisation_id = $1 AND queue_id = $2 \
                   AND state IN ('WAITING', 'ACTIVE') LIMIT 1";
        Ok(self.conn.one(sql, vec![self.organisation.0.into(), queue.0.into()]).await?.is_some())
    }
}

impl Platform<'_> {
    /// Waiting conversations whose customer hasn't been seen since the given moment, over all organisations; at most
    /// `limit`.
    pub async fn lost_while_waiting(
        &self,
        since: Time,
        limit: usize,
    ) -> Result<Vec<(OrganisationId, ConversationId, VisitorId)>, StoreError> {
        let sql = format!(
            "SELECT c.organisation_id, c.id, c.visitor_id FROM conversation AS c JOIN visitor ON visitor.id = c.visitor_id \
             WHERE c.state = 'WAITING' AND visitor.last_seen_at < $1 ORDER BY c.id LIMIT {limit}"
        );
        self.conn
            .all(sql, vec![since.0.into()], |row| {
                Ok((
                    row.id("organisation_id", OrganisationId)?,
                    row.id("id", ConversationId)?,
                    row.id("visitor_id", VisitorId)?,
                ))
            })
            .await
    }

    /// Conversations that ended before the given moment and are still in a list, over all organisations; at most
    /// `limit`.
    pub async fn departed_before(
        &self,
        before: Time,
        limit: usize,
    ) -> Result<Vec<(OrganisationId, ConversationId)>, StoreError> {
        let sql = format!(
            "SELECT organisation_id, id FROM conversation WHERE state = 'ENDED' AND hidden_at IS NULL AND ended_at <= $1 \
             ORDER BY ended_at LIMIT {limit}"
        );
        self.conn
            .all(sql, vec![before.0.into()], |row| {
                Ok((row.id("organisation_id", OrganisationId)?, row.id("id", ConversationId)?))
            })
            .await
    }
}

impl WriteDoor<'_> {
    /// Inserts a request, last in line.
    pub async fn insert_conversation(&self, new: &NewConversation) -> Result<(), StoreError> {
        let sql = "INSERT INTO conversation (id, organisation_id, queue_id, visitor_id, state, customer_name, \
                   requested_at, line_at, last_seq, agent_read_seq, visitor_read_seq) \
                   VALUES ($1, $2, $3, $4, 'WAITING', $5, $6, $6, 0, 0, 0)";
        let values = vec![
            new.id.0.into(),
            self.organisation.0.into(),
            new.queue.0.into(),
            new.visitor.0.into(),
            new.customer_name.clone().into(),
            new.requested_at.0.into(),
        ];
        self.conn.run(sql, values).await?;
        Ok(())
    }

    /// Reads the conversation and locks it until this write ends.
    pub async fn lock_conversation(&self, id: ConversationId) -> Result<Option<Conversation>, StoreError> {
        let sql =
            format!("SELECT id FROM conversation WHERE organisation_id = $1 AND id = $2{}", self.conn.for_update());
        match self.conn.one(sql, vec![self.organisation.0.into(), id.0.into()]).await? {
            Some(_) => self.conversation(id).await,
            None => Ok(None),
        }
    }

    /// Claims the first in line, or the given one, by one conditional update, so that exactly one claimer gets each
    /// customer. `None` when nobody waits (or the given one no longer does). When its first agent claimed it stays
    /// known; the log has every claim.
    pub async fn claim(
        &self,
        queue: QueueId,
        given: Option<ConversationId>,
        agent: MemberId,
        at: Time,
    ) -> Result<Option<ConversationId>, StoreError> {
        // Rows that another claim has locked are skipped instead of waited for.
        let skip = match self.conn.backend() {
            DbBackend::Postgres => " FOR NO KEY UPDATE SKIP LOCKED",
            _ => "",
        };
        let mut values = vec![self.organisation.0.into(), queue.0.into(), agent.0.into(), at.0.into()];
        let wanted = match given {
            Some(id) => {
                values.push(id.0.into());
                "$5".to_owned()
            }
            None => format!(
                "(SELECT id FROM conversation WHERE organisation_id = $1 AND queue_id = $2 AND state = 'WAITING' \
                 ORDER BY line_at, id LIMIT 1{skip})"
            ),
        };
        let sql = format!(
            "UPDATE conversation SET state = 'ACTIVE', agent_id = $3, claimed_at = COALESCE(claimed_at, $4) \
             WHERE organisation_id = $1 AND queue_id = $2 AND state = 'WAITING' AND id = {wanted} RETURNING id"
        );
        self.conn.one(sql, values).await?.map(|row| row.id("id", ConversationId)).transpose()
    }

    /// Moves a conversation to its last state; false when its state is no longer `from`.
    pub async fn finish(
        &self,
        id: ConversationId,
        from: ConversationState,
        to: ConversationState,
        by: Option<Party>,
        at: Time,
    ) -> Result<bool, StoreError> {
        let sql = "UPDATE conversation SET state = $4, ended_at = $5, ended_by = $6 \
                   WHERE organisation_id = $1 AND id = $2 AND state = $3";
        let values = vec![
            self.organisation.0.into(),
            id.0.into(),
            from.as_str().into(),
            to.as_str().into(),
            at.0.into(),
            by.map(Party::as_str).into(),
        ];
        Ok(self.conn.run(sql, values).await? == 1)
    }

    /// Hides an ended conversation from its agent's list; false when it hasn't ended or was hidden already.
    pub async fn hide(&self, id: ConversationId, at: Time) -> Result<bool, StoreError> {
        let sql = "UPDATE conversation SET hidden_at = $3 WHERE organisation_id = $1 AND id = $2 AND state = 'ENDED' \
                   AND hidden_at IS NULL";
        Ok(self.conn.run(sql, vec![self.organisation.0.into(), id.0.into(), at.0.into()]).await? == 1)
    }

    /// Moves a party's read mark forward; false when it was there or further already.
    pub async fn mark_read(&self, id: ConversationId, party: Party, up_to: i64) -> Result<bool, StoreError> {
        let column = match party {
            Party::Agent => "agent_read_seq",
            Party::Visitor => "visitor_read_seq",
        };
        let sql = format!(
            "UPDATE conversation SET {column} = $3 WHERE organisation_id = $1 AND id = $2 AND {column} < $3 \
             AND last_seq >= $3"
        );
        Ok(self.conn.run(sql, vec![self.organisation.0.into(), id.0.into(), up_to.into()]).await? == 1)
    }

    /// Changes the customer's name in one conversation.
    pub async fn rename_customer(&self, id: ConversationId, name: &str) -> Result<(), StoreError> {
        let sql = "UPDATE conversation SET customer_name = $3 WHERE organisation_id = $1 AND id = $2";
        self.conn.run(sql, vec![self.organisation.0.into(), id.0.into(), name.into()]).await?;
        Ok(())
    }

    /// Puts an active conversation last in another queue's line; false when it is no longer active in `from`.
    pub async fn transfer(&self, id: ConversationId, from: QueueId, to: QueueId, at: Time) -> Result<bool, StoreError> {
        let sql = "UPDATE conversation SET state = 'WAITING', agent_id = NULL, queue_id = $4, line_at = $5 \
                   WHERE organisation_id = $1 AND id = $2 AND queue_id = $3 AND state = 'ACTIVE'";
        let values = vec![self.organisation.0.into(), id.0.into(), from.0.into(), to.0.into(), at.0.into()];
        Ok(self.conn.run(sql, values).await? == 1)
    }

    /// Sends all conversations that a member serves back to the queues that they were claimed from; returns each with
    /// its queue.
    pub async fn requeue_all_of(&self, member: MemberId) -> Result<Vec<(ConversationId, QueueId)>, StoreError> {
        let sql = "UPDATE conversation SET state = 'WAITING', agent_id = NULL \
                   WHERE organisation_id = $1 AND agent_id = $2 AND state = 'ACTIVE' RETURNING id, queue_id";
        self.conn
            .all(sql, vec![self.organisation.0.into(), member.0.into()], |row| {
                Ok((row.id("id", ConversationId)?, row.id("queue_id", QueueId)?))
            })
            .await
    }
}
