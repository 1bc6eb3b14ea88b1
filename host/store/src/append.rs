//! Messages of many callers in few statements: the hot path. Two reads, one insert and one update serve a whole
//! group, whatever its size.

use std::{collections::HashMap, sync::Arc};

use sea_orm::Value;
use uuid::Uuid;
use vuoro_kernel::{
    Change, ClientId, ConversationId, MemberId, OrganisationId, Time, VisitorId, words::ConversationState,
};

use crate::{
    StoreError, Tx,
    record::{Author, Content, Entry},
    row::{Row, placeholders, value_rows},
};

/// A message that somebody wants to write.
#[derive(Clone, Debug)]
pub struct Append {
    /// In whose conversation.
    pub organisation: OrganisationId,
    /// Which conversation.
    pub conversation: ConversationId,
    /// By whom. A visitor's name is taken from the conversation.
    pub author: Author,
    /// The client's id of the message.
    pub client: ClientId,
    /// The text.
    pub text: String,
    /// When.
    pub at: Time,
    /// The domain's rule: may this author write here now?
    pub admit: fn(&ConversationHead, &Author) -> Admission,
}

/// What a rule needs to know of a conversation to admit a message, as it is inside the transaction.
#[derive(Clone, Debug)]
pub struct ConversationHead {
    /// Where it stands.
    pub state: ConversationState,
    /// Its customer.
    pub visitor: VisitorId,
    /// Its agent.
    pub agent: Option<MemberId>,
    /// The customer's name.
    pub customer_name: Option<Arc<str>>,
    organisation: OrganisationId,
    last_seq: i64,
}

/// A rule's answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Admission {
    /// Write it.
    Yes,
    /// The conversation is over.
    Over,
    /// The author is no party of it.
    NotYours,
}

/// What became of a message.
#[derive(Clone, Debug)]
pub enum Appended {
    /// It is in the log: written now, or by an earlier try with the same client id.
    Entry(Arc<Entry>),
    /// The conversation is over.
    Over,
    /// There is no such conversation for this author.
    NotFound,
}

/// Appends all, in order; each gets its own answer.
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
        // A repeat is answered even after the end: the first try was acknowledged or will be taken for it.
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
        insert_entries(tx, fresh.iter().map(|(organisation, entry, _)| (*organisation, &**entry))).await?;
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
    // Locked in the order of the ids, so that two groups of two servers can't wait for one another.
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
    let sql = format!(
        "SELECT {ENTRY_COLUMNS} FROM entry WHERE (conversation_id, client_id) IN (VALUES {})",
        value_rows(appends.len(), 2, 1)
    );
    let values = appends.iter().flat_map(|append| [append.conversation.0.into(), append.client.0.into()]).collect();
    let entries = tx.conn().all(sql, values, read_entry).await?;
    Ok(entries
        .into_iter()
        .filter_map(|entry| match &entry.content {
            Content::Message { client, .. } => Some(((entry.conversation, *client), Arc::new(entry))),
            _ => None,
        })
        .collect())
}

async fn set_last_seqs(tx: &Tx, seqs: Vec<(ConversationId, i64)>) -> Result<(), StoreError> {
    // Both databases name the columns of VALUES column1, column2.
    let sql = format!(
        "UPDATE conversation SET last_seq = fresh.column2 FROM (VALUES {}) AS fresh WHERE id = fresh.column1",
        value_rows(seqs.len(), 2, 1)
    );
    let values = seqs.into_iter().flat_map(|(id, seq)| [id.0.into(), seq.into()]).collect();
    tx.conn().run(sql, values).await?;
    Ok(())
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

/// Inserts entries whose numbers are settled.
pub(crate) async fn insert_entries(
    tx: &Tx,
    entries: impl ExactSizeIterator<Item = (OrganisationId, &Entry)>,
) -> Result<(), StoreError> {
    const COLUMNS: usize = 11;
    let sql = format!(
        "INSERT INTO entry (conversation_id, seq, organisation_id, at, kind, author_kind, author_id, author_name, \
         client_id, text, data) VALUES {}",
        value_rows(entries.len(), COLUMNS, 1)
    );
    let mut values: Vec<Value> = Vec::with_capacity(entries.len() * COLUMNS);
    for (organisation, entry) in entries {
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
            author_name.map(str::to_owned).into(),
            columns.client.into(),
            columns.text.into(),
            columns.data.into(),
        ]);
    }
    tx.conn().run(sql, values).await?;
    Ok(())
}
