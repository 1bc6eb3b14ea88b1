//! Organisations and memberships.

use vuoro_kernel::{AccountId, Change, OrganisationId};

use super::{Door, Platform, WriteDoor, WritePlatform};
use crate::{
    StoreError,
    record::{Membership, Organisation},
    row::{Row, to_json},
};

const COLUMNS: &str =
    "organisation.id, organisation.slug, organisation.name, organisation.widget_origins, organisation.created_at";

fn read(row: &Row) -> Result<Organisation, StoreError> {
    Ok(Organisation {
        id: row.id("id", OrganisationId)?,
        slug: row.get("slug")?,
        name: row.get("name")?,
        widget_origins: row.json("widget_origins")?,
        created_at: row.time("created_at")?,
    })
}

impl Platform<'_> {
    /// The organisation with this slug.
    pub async fn organisation_by_slug(&self, slug: &str) -> Result<Option<Organisation>, StoreError> {
        let sql = format!("SELECT {COLUMNS} FROM organisation WHERE slug = $1");
        self.conn.one(sql, vec![slug.into()]).await?.map(|row| read(&row)).transpose()
    }

    /// The organisations that an account is a member of, in no particular order.
    pub async fn memberships(&self, account: AccountId) -> Result<Vec<Membership>, StoreError> {
        let sql = format!(
            "SELECT {COLUMNS}, member.role FROM member JOIN organisation ON organisation.id = member.organisation_id \
             WHERE member.account_id = $1 AND member.removed_at IS NULL"
        );
        self.conn
            .all(sql, vec![account.0.into()], |row| {
                Ok(Membership { organisation: read(row)?, role: row.word("role")? })
            })
            .await
    }
}

impl Door<'_> {
    /// Reads the organisation itself.
    pub async fn organisation(&self) -> Result<Option<Organisation>, StoreError> {
        let sql = format!("SELECT {COLUMNS} FROM organisation WHERE id = $1");
        self.conn.one(sql, vec![self.organisation.0.into()]).await?.map(|row| read(&row)).transpose()
    }
}

impl WritePlatform<'_> {
    /// Inserts an organisation; false when the slug is taken.
    pub async fn insert_organisation(&self, new: &Organisation) -> Result<bool, StoreError> {
        let sql = "INSERT INTO organisation (id, slug, name, widget_origins, created_at) VALUES ($1, $2, $3, $4, $5) \
                   ON CONFLICT (slug) DO NOTHING";
        let values = vec![
            new.id.0.into(),
            new.slug.clone().into(),
            new.name.clone().into(),
            to_json(&new.widget_origins)?,
            new.created_at.0.into(),
        ];
        Ok(self.conn.run(sql, values).await? == 1)
    }
}

impl WriteDoor<'_> {
    /// Reads the organisation and locks it with its members and invitations until this write ends. Every write that
    /// changes who is a member, or with which role, begins with this, so that such writes run one after the other.
    pub async fn lock_organisation(&self) -> Result<Option<Organisation>, StoreError> {
        let sql = format!("SELECT {COLUMNS} FROM organisation WHERE id = $1{}", self.conn.for_update());
        self.conn.one(sql, vec![self.organisation.0.into()]).await?.map(|row| read(&row)).transpose()
    }

    /// Changes the organisation's name and the origins that may embed its widget.
    pub async fn set_organisation(&self, name: &str, widget_origins: &[String]) -> Result<(), StoreError> {
        let sql = "UPDATE organisation SET name = $2, widget_origins = $3 WHERE id = $1";
        self.conn.run(sql, vec![self.organisation.0.into(), name.into(), to_json(&widget_origins)?]).await?;
        self.tx.changed(Change::Organisation { organisation: self.organisation });
        Ok(())
    }
}
