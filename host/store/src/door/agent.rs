//! Members as customers see them.

use uuid::Uuid;
use vuoro_kernel::{MemberId, Role};

use super::Door;
use crate::{StoreError, record::Agent};

impl Door<'_> {
    /// A member's public face; also of a member who was removed, since their messages stay.
    pub async fn agent(&self, member: MemberId) -> Result<Option<Agent>, StoreError> {
        let sql = "SELECT account.display_name FROM member JOIN account ON account.id = member.account_id \
                   WHERE member.organisation_id = $1 AND member.id = $2";
        match self.conn.one(sql, vec![self.organisation.0.into(), member.0.into()]).await? {
            Some(row) => Ok(Some(Agent { id: member, display_name: row.get::<String>("display_name")?.into() })),
            None => Ok(None),
        }
    }

    /// The public faces and roles of the members after the given one, by id; at most `limit`.
    pub async fn agents_after(&self, after: Option<MemberId>, limit: u32) -> Result<Vec<(Agent, Role)>, StoreError> {
        let sql = "SELECT member.id, member.role, account.display_name FROM member \
                   JOIN account ON account.id = member.account_id \
                   WHERE member.organisation_id = $1 AND member.removed_at IS NULL AND member.id > $2 \
                   ORDER BY member.id LIMIT $3";
        let after = after.map_or(Uuid::nil(), |after| after.0);
        self.conn
            .all(sql, vec![self.organisation.0.into(), after.into(), i64::from(limit).into()], |row| {
                let display_name = row.get::<String>("display_name")?.into();
                Ok((Agent { id: row.id("id", MemberId)?, display_name }, row.word("role")?))
            })
            .await
    }
}
