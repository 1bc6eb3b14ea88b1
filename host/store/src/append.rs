//! Appends messages of many callers in few statements: the hot path. Two reads, one update and a few inserts serve a
//! whole group. Their sizes are powers of two, so that each statement is prepared once and found again: reads and
//! updates are filled up with repeats, inserts are split.
//!
//! SECURITY.md, G2 and G3: a repeat is found by the client's id, and numbers have no gaps.

use std::{collections::HashMap, sync::Arc};

use sea_orm::Value;
use uuid::Uuid;
use vuoro_kernel::{
    Change, ClientId, ConversationId, MemberId, OrganisationId, Time, VisitorId, words::ConversationState,
};

use crate::{
    StoreError, Tx,
    record::{Author, Content, Entry},
    row::{Conn, Row, placeholders},
};

/// A message to append.
#[derive(Clone, Debug)]
pub struct Append {
    /// The conversation's organisation.
    pub organisation: OrganisationId,
    /// The conversation.
    pub conversation: ConversationId,
    /// The author. A visitor's name is taken from the conversation.
    pub author: Author,
    /// The message's id, made by the client.
    pub client: ClientId,
    /// The text.
    pub text: String,
    /// The time of the entry.
    pub at: Time,
    /// The domain's rule, asked inside the transaction: may this author write here now?
    pub admit: fn(&ConversationHead, &Author) -> Admission,
}

/// What the rule needs to know of a conversation, as it is inside the transaction.
#[derive(Clone, Debug)]
pub struct ConversationHead {
    /// The state.
    pub state: ConversationState,
    /// The customer.
    pub visitor: VisitorId,
    /// The agent.
    pub agent: Option<MemberId>,
    /// The customer's name.
    pub customer_name: Option<Arc<str>>,
    organisation: OrganisationId,
    last_seq: i64,
}

/// The rule's answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Admission {
    /// The message is written.
    Yes,
    /// The conversation is over.
    Over,
    /// The author isn't a party of the conversation.
    NotYours,
}

/// The result of appending a message.
#[derive(Clone, Debug)]
pub enum Appended {
    /// The message's entry: written now, or by an earlier try with the same client id.
    Entry(Arc<Entry>),
    /// The conversation is over.
    Over,
    /// The author has no such conversation.
    NotFound,
}

/// Appends all, in order; each gets its own result.
pub(crate) async fn append_all(tx: &Tx, appends: &[Append]) -> Result<Vec<Appended>, StoreError> {
    let mut heads = heads(tx, appends).await?;
    let mut written = already_written(tx, appends).await?;
    let mut results = Vec::with_capacity(appends.len());
    let mut fresh: Vec<(OrganisationId, Arc<Entry>, Option<MemberId>)> = Vec::with_capacity(appends.len());
    for append in appends {
        let Some(head) = heads.get_mut(&append.conversation).filter(|head| head.organisation == append.organisation)
        else {
            results.push(Appended::NotFound);
            continue;
        };
        let admission = (append.admit)(head, &append.author);
        if admission == Admission::NotYours {
            results.push(Appended::NotFound);
            continue;
        }
        // A repeat is answered even after the end, because its first try was acknowledged or counts as such.
        let key = (append.conversation, append.client);
        if let Some(entry) = written.get(&key) {
            results.push(match same_author(&entry.author, &append.author) {
                true => Appended::Entry(Arc::clone(entry)),
                false => Appended::NotFound,
            });
            continue;
        }
        if admission == Admission::Over {
            results.push(Appended::Over);
            continue;
        }
        head.last_seq += 1;
        let author = match &append.author {
            Author::Visitor { id, .. } => Author::Visitor { id: *id, name: head.customer_name.clone() },
            other => other.clone(),
        };
        let entry = Arc::new(Entry {
            conversation: append.conversation,
            seq: head.last_seq,
            at: append.at,
            author,
            content: Content::Message { client: append.client, text: append.text.clone(), attachments: Vec::new() },
        });
        written.insert(key, Arc::clone(&entry));
        fresh.push((append.organisation, Arc::clone(&entry), head.agent));
        results.push(Appended::Entry(entry));
    }
    if !fresh.is_empty() {
        let entries: Vec<_> = fresh.iter().map(|(organisation, entry, _)| (*organisation, &**entry)).collect();
        insert_entries(tx, &entries).await?;
        let touched = fresh.iter().map(|(_, entry, _)| entry.conversation).collect::<std::collections::BTreeSet<_>>();
        set_last_seqs(tx, touched.into_iter().map(|id| (id, heads[&id].last_seq)).collect()).await?;
        for (organisation, entry, agent) in fresh {
            tx.changed(Change::Entry { organisation, conversation: entry.conversation, seq: entry.seq, agent });
            tx.logged(entry);
        }
    }
    Ok(results)
}

fn same_author(one: &Author, other: &Author) -> bool {
    match (one, other) {
        (Author::Agent(one), Author::Agent(other)) => one.id == other.id,
        (Author::Visitor { id: one, .. }, Author::Visitor { id: other, .. }) => one == other,
        _ => false,
    }
}

async fn heads(tx: &Tx, appends: &[Append]) -> Result<HashMap<ConversationId, ConversationHead>, StoreError> {
    let mut ids: Vec<Uuid> = appends.iter().map(|append| append.conversation.0).collect();
    ids.sort_unstable();
    ids.dedup();
    // Locked in the order of the ids, so that groups of two servers can't deadlock.
    fill_up(&mut ids);
    let sql = format!(
        "SELECT id, organisation_id, state, visitor_id, agent_id, customer_name, last_seq FROM conversation \
         WHERE id IN ({}) ORDER BY id{}",
        placeholders(ids.len(), 1),
        tx.conn().for_update()
    );
    let heads = tx
        .conn()
        .all(sql, ids.into_iter().map(Value::from).collect(), |row| {
            let head = ConversationHead {
                state: row.word("state")?,
                visitor: row.id("visitor_id", VisitorId)?,
                agent: row.id_opt("agent_id", MemberId)?,
                customer_name: row.get::<Option<String>>("customer_name")?.map(Into::into),
                organisation: row.id("organisation_id", OrganisationId)?,
                last_seq: row.get("last_seq")?,
            };
            Ok((row.id("id", ConversationId)?, head))
        })
        .await?;
    Ok(heads.into_iter().collect())
}

async fn already_written(
    tx: &Tx,
    appends: &[Append],
) -> Result<HashMap<(ConversationId, ClientId), Arc<Entry>>, StoreError> {
    let mut keys: Vec<_> = appends.iter().map(|append| (append.conversation, append.client)).collect();
    fill_up(&mut keys);
    let sql = already_written_sql(tx.conn(), keys.len());
    let values = keys.into_iter().flat_map(|(conversation, client)| [conversation.0.into(), client.0.into()]).collect();
    let entries = tx.conn().all(sql, values, read_entry).await?;
    Ok(entries
        .into_iter()
        .filter_map(|entry| match &entry.content {
            Content::Message { client, .. } => Some(((entry.conversation, *client), Arc::new(entry))),
            _ => None,
        })
        .collect())
}

/// SQLite would answer `(conversation_id, client_id) IN (…)` by reading the whole log, and a plain join too when it has no
/// figures of the table yet; a cross join it takes in the order that is written.
fn already_written_sql(conn: Conn<'_>, keys: usize) -> String {
    format!(
        "SELECT {ENTRY_COLUMNS} FROM (VALUES {}) AS wanted \
         CROSS JOIN entry WHERE conversation_id = wanted.column1 AND client_id = wanted.column2",
        conn.value_rows(keys, 2)
    )
}

async fn set_last_seqs(tx: &Tx, mut seqs: Vec<(ConversationId, i64)>) -> Result<(), StoreError> {
    fill_up(&mut seqs);
    let sql = set_last_seqs_sql(tx.conn(), seqs.len());
    let values = seqs.into_iter().flat_map(|(id, seq)| [id.0.into(), seq.into()]).collect();
    tx.conn().run(sql, values).await?;
    Ok(())
}

/// Both databases name the columns of VALUES column1, column2.
fn set_last_seqs_sql(conn: Conn<'_>, conversations: usize) -> String {
    format!(
        "UPDATE conversation SET last_seq = fresh.column2 FROM (VALUES {}) AS fresh WHERE id = fresh.column1",
        conn.value_rows(conversations, 2)
    )
}

/// The columns that [`read_entry`] reads.
pub(crate) const ENTRY_COLUMNS: &str =
    "conversation_id, seq, at, author_kind, author_id, author_name, client_id, text, data";

/// Reads an entry from a row with [`ENTRY_COLUMNS`].
pub(crate) fn read_entry(row: &Row) -> Result<Entry, StoreError> {
    let at = row.time("at")?;
    let data: Option<String> = row.get("data")?;
    Ok(Entry {
        conversation: row.id("conversation_id", ConversationId)?,
        seq: row.get("seq")?,
        at,
        author: Author::from_columns(
            &row.get::<String>("author_kind")?,
            row.get("author_id")?,
            row.get("author_name")?,
        )?,
        content: Content::from_columns(row.get("client_id")?, row.get("text")?, data.as_deref(), at)?,
    })
}

/// Repeats the last item until their number is a power of two.
fn fill_up<T: Clone>(items: &mut Vec<T>) {
    if let Some(last) = items.last().cloned() {
        items.resize(items.len().next_power_of_two(), last);
    }
}

/// Inserts entries that already have their numbers.
pub(crate) async fn insert_entries(tx: &Tx, entries: &[(OrganisationId, &Entry)]) -> Result<(), StoreError> {
    const COLUMNS: usize = 11;
    let mut rest = entries;
    while !rest.is_empty() {
        let (batch, later) = rest.split_at(1 << rest.len().ilog2());
        rest = later;
        let sql = format!(
            "INSERT INTO entry (conversation_id, seq, organisation_id, at, kind, author_kind, author_id, author_name, \
             client_id, text, data) VALUES {}",
            tx.conn().value_rows(batch.len(), COLUMNS)
        );
        let mut values: Vec<Value> = Vec::with_capacity(batch.len() * COLUMNS);
        for (organisation, entry) in batch {
            let columns = entry.content.columns()?;
            let (author_kind, author_id, author_name) = entry.author.columns();
            values.extend([
                entry.conversation.0.into(),
                entry.seq.into(),
                organisation.0.into(),
                entry.at.0.into(),
                columns.kind.into(),
                author_kind.into(),
                author_id.into(),
                author_name.map(std::borrow::Cow::into_owned).into(),
                columns.client.into(),
                columns.text.into(),
                columns.data.into(),
            ]);
        }
        tx.conn().run(sql, values).await?;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Store, StoreConfig};

    /// The steps of SQLite's query plan that read a whole table.
    async fn scans(store: &Store, sql: impl Fn(Conn<'_>) -> String) -> Vec<String> {
        let conn = store.platform().conn;
        let sql = sql(conn);
        let values = vec![Value::from(Uuid::nil()); sql.matches('?').count()];
        let steps = conn.all(format!("EXPLAIN QUERY PLAN {sql}"), values, |row| row.get::<String>("detail")).await;
        let steps = steps.unwrap();
        assert!(steps.iter().any(|step| step.starts_with("SEARCH")), "{steps:?}");
        let tables = ["SCAN entry", "SCAN conversation"];
        steps.into_iter().filter(|step| tables.iter().any(|table| step.starts_with(table))).collect()
    }

    #[tokio::test]
    async fn no_statement_of_the_hot_path_reads_a_whole_table() {
        let folder = tempfile::tempdir().unwrap();
        let store = Store::open(&StoreConfig::Sqlite(folder.path().join("vuoro.db"))).await.unwrap();
        for size in [1, 8] {
            assert_eq!(scans(&store, |conn| already_written_sql(conn, size)).await, Vec::<String>::new());
            assert_eq!(scans(&store, |conn| set_last_seqs_sql(conn, size)).await, Vec::<String>::new());
        }
        store.close().await;
    }
}
