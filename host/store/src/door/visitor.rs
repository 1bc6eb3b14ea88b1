//! Customers' sessions.

use vuoro_kernel::{Change, OrganisationId, Time, TokenHash, VisitorId};

use super::{Door, Platform, WriteDoor};
use crate::{
    StoreError,
    record::Visitor,
    row::{Row, placeholders},
};

/// The values of a new customer's session.
#[derive(Clone, Debug)]
pub struct NewVisitor {
    /// The visitor's id.
    pub id: VisitorId,
    /// The hash of its token.
    pub token: TokenHash,
    /// The customer's name.
    pub name: Option<String>,
    /// The time of its beginning.
    pub created_at: Time,
    /// When it ends, unless it is used.
    pub expires_at: Time,
    /// How long it lasts without use, in milliseconds.
    pub idle_ms: i64,
}

const COLUMNS: &str = "id, organisation_id, name, expires_at, idle_ms";

fn read(row: &Row) -> Result<Visitor, StoreError> {
    Ok(Visitor {
        id: row.id("id", VisitorId)?,
        organisation: row.id("organisation_id", OrganisationId)?,
        name: row.get("name")?,
        expires_at: row.time("expires_at")?,
        idle_ms: row.get("idle_ms")?,
    })
}

impl Platform<'_> {
    /// The customer whose token has this hash, in any organisation; the caller compares the organisation.
    pub async fn visitor_by_token(&self, token: &TokenHash) -> Result<Option<Visitor>, StoreError> {
        let sql = format!("SELECT {COLUMNS} FROM visitor WHERE token_hash = $1");
        self.conn.one(sql, vec![token.0.to_vec().into()]).await?.map(|row| read(&row)).transpose()
    }
}

impl Door<'_> {
    /// Reads one customer.
    pub async fn visitor(&self, id: VisitorId) -> Result<Option<Visitor>, StoreError> {
        let sql = format!("SELECT {COLUMNS} FROM visitor WHERE organisation_id = $1 AND id = $2");
        let values = vec![self.organisation.0.into(), id.0.into()];
        self.conn.one(sql, values).await?.map(|row| read(&row)).transpose()
    }

    /// Those of these ids that are customers of this organisation.
    pub async fn existing_visitors(&self, ids: &[VisitorId]) -> Result<Vec<VisitorId>, StoreError> {
        if ids.is_empty() {
            return Ok(Vec::new());
        }
        let sql =
            format!("SELECT id FROM visitor WHERE organisation_id = $1 AND id IN ({})", placeholders(ids.len(), 2));
        let mut values = vec![self.organisation.0.into()];
        values.extend(ids.iter().map(|id| id.0.into()));
        self.conn.all(sql, values, |row| row.id("id", VisitorId)).await
    }
}

impl WriteDoor<'_> {
    /// Inserts a customer's session.
    pub async fn insert_visitor(&self, new: &NewVisitor) -> Result<(), StoreError> {
        let sql = "INSERT INTO visitor (id, organisation_id, token_hash, name, created_at, last_seen_at, expires_at, \
                   idle_ms) VALUES ($1, $2, $3, $4, $5, $5, $6, $7)";
        let values = vec![
            new.id.0.into(),
            self.organisation.0.into(),
            new.token.0.to_vec().into(),
            new.name.clone().into(),
            new.created_at.0.into(),
            new.expires_at.0.into(),
            new.idle_ms.into(),
        ];
        self.conn.run(sql, values).await?;
        Ok(())
    }

    /// Records that the customer was here, and extends their session.
    pub async fn touch_visitor(&self, id: VisitorId, seen_at: Time) -> Result<(), StoreError> {
        let sql = "UPDATE visitor SET last_seen_at = $3, expires_at = $3 + idle_ms \
                   WHERE organisation_id = $1 AND id = $2 AND last_seen_at < $3";
        self.conn.run(sql, vec![self.organisation.0.into(), id.0.into(), seen_at.0.into()]).await?;
        Ok(())
    }

    /// Changes the customer's name.
    pub async fn rename_visitor(&self, id: VisitorId, name: &str) -> Result<(), StoreError> {
        let sql = "UPDATE visitor SET name = $3 WHERE organisation_id = $1 AND id = $2";
        self.conn.run(sql, vec![self.organisation.0.into(), id.0.into(), name.into()]).await?;
        self.tx.changed(Change::Visitor { organisation: self.organisation, visitor: id });
        Ok(())
    }
}
