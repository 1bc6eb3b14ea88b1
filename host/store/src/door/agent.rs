//! Members as customers know them.

use vuoro_kernel::MemberId;

use super::Door;
use crate::{StoreError, record::Agent};

impl Door<'_> {
    /// A member's public face; of one who left too, since their messages stay.
    pub async fn agent(&self, member: MemberId) -> Result<Option<Agent>, StoreError> {
        let sql = "SELECT account.display_name FROM member JOIN account ON account.id = member.account_id \
                   WHERE member.organisation_id = $1 AND member.id = $2";
        match self.conn.one(sql, vec![self.organisation.0.into(), member.0.into()]).await? {
            Some(row) => Ok(Some(Agent { id: member, display_name: row.get::<String>("display_name")?.into() })),
            None => Ok(None),
        }
    }
}
