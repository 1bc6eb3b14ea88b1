//! Files of conversations: announced, then uploaded, then sent with a message. Their bytes are in
//! [`files`](crate::files).

use sea_orm::Value;
use vuoro_kernel::{AttachmentId, ConversationId, OrganisationId, Time, VisitorId, words::Party};

use super::{Door, Platform, WriteDoor};
use crate::{
    StoreError,
    record::Attachment,
    row::{Row, placeholders},
};

/// The values of a newly announced file.
#[derive(Clone, Debug)]
pub struct NewAttachment {
    /// The attachment's id.
    pub id: AttachmentId,
    /// The conversation.
    pub conversation: ConversationId,
    /// The party who will upload and send it.
    pub party: Party,
    /// The file's name.
    pub name: String,
    /// The announced size in bytes.
    pub declared_bytes: i64,
    /// The time of the announcement.
    pub created_at: Time,
    /// The network that a customer announces it from; kept for a day.
    pub network: Option<String>,
}

/// Bytes of files that are announced or uploaded, and how many files they are.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Held {
    /// How many files.
    pub files: i64,
    /// How many bytes they have together, those that are still to come as announced.
    pub bytes: i64,
}

/// Who holds how much of an organisation's room.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Holdings {
    /// What no message has taken, of all.
    pub unsent: Held,
    /// What no message has taken, of one customer.
    pub unsent_of_visitor: Held,
    /// What no message has taken, of one network.
    pub unsent_of_network: Held,
    /// All of the customer's.
    pub of_visitor: Held,
    /// The network's since a moment.
    pub of_network: Held,
}

/// What is known of a file once it is uploaded.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Uploaded {
    /// The type, detected from the content.
    pub content_type: String,
    /// The size in bytes.
    pub size_bytes: i64,
    /// The SHA-256 of the bytes; part of the name that they are stored under.
    pub sha256: [u8; 32],
    /// Height in pixels, of images.
    pub width: Option<i64>,
    /// Width in pixels, of images.
    pub height: Option<i64>,
    /// Whether a thumbnail is stored too.
    pub thumbnail: bool,
    /// The time of the upload.
    pub at: Time,
}

/// An announced file, uploaded or not.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Announced {
    /// The attachment's id.
    pub id: AttachmentId,
    /// The conversation.
    pub conversation: ConversationId,
    /// The party who announced it.
    pub party: Party,
    /// The file's name.
    pub name: String,
    /// The announced size in bytes.
    pub declared_bytes: i64,
    /// The time of the announcement.
    pub created_at: Time,
    /// `None` until the file is uploaded.
    pub uploaded: Option<Uploaded>,
    /// The number of the entry that it was sent with.
    pub entry_seq: Option<i64>,
}

impl Announced {
    /// The attachment as people see it; `None` until it is uploaded.
    pub fn attachment(&self) -> Option<Attachment> {
        self.uploaded.as_ref().map(|uploaded| Attachment {
            id: self.id,
            conversation: self.conversation,
            name: self.name.clone(),
            content_type: uploaded.content_type.clone(),
            size_bytes: uploaded.size_bytes,
            width: uploaded.width,
            height: uploaded.height,
            thumbnail: uploaded.thumbnail,
        })
    }
}

const SELECT: &str = "SELECT id, conversation_id, party, name, declared_bytes, created_at, content_type, size_bytes, \
    sha256, width, height, thumbnail, uploaded_at, entry_seq FROM attachment";

fn read(row: &Row) -> Result<Announced, StoreError> {
    let uploaded = match row.time_opt("uploaded_at")? {
        None => None,
        Some(at) => {
            let sha256: Vec<u8> = row.get("sha256")?;
            Some(Uploaded {
                content_type: row.get("content_type")?,
                size_bytes: row.get("size_bytes")?,
                sha256: sha256.try_into().map_err(|_| StoreError::Corrupt("attachment.sha256".into()))?,
                width: row.get("width")?,
                height: row.get("height")?,
                thumbnail: row.get("thumbnail")?,
                at,
            })
        }
    };
    Ok(Announced {
        id: row.id("id", AttachmentId)?,
        conversation: row.id("conversation_id", ConversationId)?,
        party: row.word("party")?,
        name: row.get("name")?,
        declared_bytes: row.get("declared_bytes")?,
        created_at: row.time("created_at")?,
        uploaded,
        entry_seq: row.get("entry_seq")?,
    })
}

impl Door<'_> {
    /// Reads one announced file, uploaded or not.
    pub async fn attachment(&self, id: AttachmentId) -> Result<Option<Announced>, StoreError> {
        let sql = format!("{SELECT} WHERE organisation_id = $1 AND id = $2");
        let row = self.conn.one(sql, vec![self.organisation.0.into(), id.0.into()]).await?;
        row.map(|row| read(&row)).transpose()
    }

    /// The number of a conversation's files, and their bytes in total; files not yet uploaded count as announced. The
    /// totals stay valid only under the conversation's lock.
    pub async fn attachment_totals(&self, conversation: ConversationId) -> Result<(i64, i64), StoreError> {
        // PostgreSQL's sum of bigints is numeric.
        let sql = "SELECT count(*) AS files, CAST(coalesce(sum(coalesce(size_bytes, declared_bytes)), 0) AS bigint) \
                   AS bytes FROM attachment WHERE organisation_id = $1 AND conversation_id = $2";
        let row = self.conn.one(sql, vec![self.organisation.0.into(), conversation.0.into()]).await?;
        row.map_or(Ok((0, 0)), |row| Ok((row.get("files")?, row.get("bytes")?)))
    }
}

impl Door<'_> {
    /// What is held by all, by a customer and by a network of customers. To hold, this needs the organisation's lock, which
    /// [`WriteDoor::take_room`] takes.
    pub async fn holdings(
        &self,
        visitor: Option<VisitorId>,
        network: Option<&str>,
        since: Time,
    ) -> Result<Holdings, StoreError> {
        let held = |row: &Row, of: &str| {
            Ok::<_, StoreError>(Held {
                files: row.get(&format!("{of}_files"))?,
                bytes: row.get(&format!("{of}_bytes"))?,
            })
        };
        let sql = format!(
            "SELECT {}, {}, {} FROM attachment JOIN conversation ON conversation.id = attachment.conversation_id \
             WHERE attachment.organisation_id = $1 AND attachment.entry_seq IS NULL",
            sums("all_of", "1 = 1"),
            sums("visitor", "attachment.party = 'VISITOR' AND conversation.visitor_id = $2"),
            sums("network", "attachment.address = $3"),
        );
        let visitor = visitor.map(|visitor| visitor.0);
        let values = vec![self.organisation.0.into(), visitor.into(), network.map(str::to_owned).into()];
        let mut holdings = Holdings::default();
        if let Some(row) = self.conn.one(sql, values).await? {
            holdings.unsent = held(&row, "all_of")?;
            holdings.unsent_of_visitor = held(&row, "visitor")?;
            holdings.unsent_of_network = held(&row, "network")?;
        }
        if let Some(visitor) = visitor {
            let sql = format!(
                "SELECT {} FROM attachment JOIN conversation ON conversation.id = attachment.conversation_id \
                 WHERE conversation.organisation_id = $1 AND conversation.visitor_id = $2",
                sums("visitor", "attachment.party = 'VISITOR'")
            );
            let row = self.conn.one(sql, vec![self.organisation.0.into(), visitor.into()]).await?;
            holdings.of_visitor = row.map_or(Ok(Held::default()), |row| held(&row, "visitor"))?;
        }
        if let Some(network) = network {
            let sql = format!(
                "SELECT {} FROM attachment WHERE organisation_id = $1 AND address = $2 AND created_at >= $3",
                sums("network", "1 = 1")
            );
            let values = vec![self.organisation.0.into(), network.into(), since.0.into()];
            let row = self.conn.one(sql, values).await?;
            holdings.of_network = row.map_or(Ok(Held::default()), |row| held(&row, "network"))?;
        }
        Ok(holdings)
    }
}

/// How many files and bytes there are where a condition holds. PostgreSQL's sum of bigints is numeric.
fn sums(of: &str, condition: &str) -> String {
    format!(
        "count(CASE WHEN {condition} THEN 1 END) AS {of}_files, \
         CAST(coalesce(sum(CASE WHEN {condition} THEN attachment.declared_bytes END), 0) AS bigint) AS {of}_bytes"
    )
}

impl Platform<'_> {
    /// Uploaded files that no message has taken since before then, oldest first: at most `limit`, over all organisations.
    pub async fn unsent_since(
        &self,
        before: Time,
        limit: usize,
    ) -> Result<Vec<(OrganisationId, AttachmentId)>, StoreError> {
        let sql = format!(
            "SELECT organisation_id, id FROM attachment WHERE entry_seq IS NULL AND uploaded_at < $1 \
             ORDER BY uploaded_at LIMIT {limit}"
        );
        self.conn
            .all(sql, vec![before.0.into()], |row| {
                Ok((row.id("organisation_id", OrganisationId)?, row.id("id", AttachmentId)?))
            })
            .await
    }

    /// Organisations with addresses of uploads from before then.
    pub async fn organisations_with_addresses(&self, before: Time) -> Result<Vec<OrganisationId>, StoreError> {
        let sql = "SELECT DISTINCT organisation_id FROM attachment WHERE address IS NOT NULL AND created_at < $1";
        self.conn.all(sql, vec![before.0.into()], |row| row.id("organisation_id", OrganisationId)).await
    }

    /// Files announced before the given moment and never uploaded, oldest first, over all organisations; at most
    /// `limit`.
    pub async fn announced_in_vain(
        &self,
        before: Time,
        limit: usize,
    ) -> Result<Vec<(OrganisationId, ConversationId, AttachmentId)>, StoreError> {
        let sql = format!(
            "SELECT organisation_id, conversation_id, id FROM attachment WHERE uploaded_at IS NULL AND created_at < $1 \
             ORDER BY created_at LIMIT {limit}"
        );
        self.conn
            .all(sql, vec![before.0.into()], |row| {
                Ok((
                    row.id("organisation_id", OrganisationId)?,
                    row.id("conversation_id", ConversationId)?,
                    row.id("id", AttachmentId)?,
                ))
            })
            .await
    }
}

impl WriteDoor<'_> {
    /// Inserts an announced file.
    pub async fn insert_attachment(&self, new: &NewAttachment) -> Result<(), StoreError> {
        let sql = "INSERT INTO attachment (id, organisation_id, conversation_id, party, name, declared_bytes, \
                   created_at, thumbnail, address) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)";
        let values = vec![
            new.id.0.into(),
            self.organisation.0.into(),
            new.conversation.0.into(),
            new.party.as_str().into(),
            new.name.clone().into(),
            new.declared_bytes.into(),
            new.created_at.0.into(),
            false.into(),
            new.network.clone().into(),
        ];
        self.conn.run(sql, values).await?;
        Ok(())
    }

    /// Counts more bytes to the organisation's files, and gives how many they are then. Others who count wait for the end of
    /// this write.
    pub async fn take_room(&self, bytes: i64) -> Result<i64, StoreError> {
        let sql = "UPDATE organisation SET attachment_bytes = attachment_bytes + $2 WHERE id = $1 \
                   RETURNING attachment_bytes";
        let row = self.conn.one(sql, vec![self.organisation.0.into(), bytes.into()]).await?;
        row.map_or(Ok(0), |row| row.get("attachment_bytes"))
    }

    /// Takes an uploaded file that no message has taken for one that never came: no message takes it any more, and it is
    /// forgotten like those. False when a message was first.
    pub async fn give_up_unsent(&self, id: AttachmentId) -> Result<bool, StoreError> {
        let sql = "UPDATE attachment SET uploaded_at = NULL WHERE organisation_id = $1 AND id = $2 \
                   AND entry_seq IS NULL AND uploaded_at IS NOT NULL";
        Ok(self.conn.run(sql, vec![self.organisation.0.into(), id.0.into()]).await? == 1)
    }

    /// Forgets where uploads from before then were announced from.
    pub async fn forget_addresses(&self, before: Time) -> Result<(), StoreError> {
        let sql = "UPDATE attachment SET address = NULL WHERE organisation_id = $1 AND address IS NOT NULL \
                   AND created_at < $2";
        self.conn.run(sql, vec![self.organisation.0.into(), before.0.into()]).await?;
        Ok(())
    }

    /// Records the upload; false when the file was uploaded before or wasn't announced.
    pub async fn attachment_uploaded(&self, id: AttachmentId, uploaded: &Uploaded) -> Result<bool, StoreError> {
        let sql = "UPDATE attachment SET content_type = $3, size_bytes = $4, sha256 = $5, width = $6, height = $7, \
                   thumbnail = $8, uploaded_at = $9 WHERE organisation_id = $1 AND id = $2 AND uploaded_at IS NULL";
        let values = vec![
            self.organisation.0.into(),
            id.0.into(),
            uploaded.content_type.clone().into(),
            uploaded.size_bytes.into(),
            uploaded.sha256.to_vec().into(),
            uploaded.width.into(),
            uploaded.height.into(),
            uploaded.thumbnail.into(),
            uploaded.at.0.into(),
        ];
        Ok(self.conn.run(sql, values).await? == 1)
    }

    /// Deletes an announced file; false when it was uploaded.
    pub async fn forget_announced(&self, id: AttachmentId) -> Result<bool, StoreError> {
        let sql = "DELETE FROM attachment WHERE organisation_id = $1 AND id = $2 AND uploaded_at IS NULL \
                   RETURNING declared_bytes";
        let Some(row) = self.conn.one(sql, vec![self.organisation.0.into(), id.0.into()]).await? else {
            return Ok(false);
        };
        self.take_room(-row.get::<i64>("declared_bytes")?).await?;
        Ok(true)
    }

    /// Assigns uploaded files to a message, each file once, and returns them in the order asked for. `None` when one is
    /// unknown, not uploaded, of another conversation or party, assigned already or asked for twice; some may then be
    /// assigned already, so the write must be rolled back.
    pub async fn take_attachments(
        &self,
        conversation: ConversationId,
        party: Party,
        ids: &[AttachmentId],
        entry_seq: i64,
    ) -> Result<Option<Vec<Attachment>>, StoreError> {
        if ids.is_empty() {
            return Ok(Some(Vec::new()));
        }
        let sql = format!(
            "UPDATE attachment SET entry_seq = $4 WHERE organisation_id = $1 AND conversation_id = $2 AND party = $3 \
             AND uploaded_at IS NOT NULL AND entry_seq IS NULL AND id IN ({})",
            placeholders(ids.len(), 5)
        );
        let mut values: Vec<Value> =
            vec![self.organisation.0.into(), conversation.0.into(), party.as_str().into(), entry_seq.into()];
        values.extend(ids.iter().map(|id| Value::from(id.0)));
        if self.conn.run(sql, values).await? != ids.len() as u64 {
            return Ok(None);
        }
        let sql = format!("{SELECT} WHERE organisation_id = $1 AND id IN ({})", placeholders(ids.len(), 2));
        let mut values: Vec<Value> = vec![self.organisation.0.into()];
        values.extend(ids.iter().map(|id| Value::from(id.0)));
        let taken = self.conn.all(sql, values, read).await?;
        let taken = ids.iter().map(|id| taken.iter().find(|row| row.id == *id)?.attachment());
        Ok(taken.collect())
    }
}
