//! Members: accounts in an organisation.

use sea_orm::Value;
use uuid::Uuid;
use vuoro_kernel::{AccountId, Change, MemberId, OrganisationId, Page, PageArgs, PictureId, QueueId, Role, Time};

use super::{Door, WriteDoor, account::sort_form, page::Keys};
use crate::{
    StoreError,
    record::Member,
    row::{Row, placeholders},
};

/// A member with the account's names. The names are the account's: they change in all organisations at once.
const SELECT: &str = "SELECT member.id, member.organisation_id, member.account_id, account.email, account.full_name, \
    account.display_name, account.picture_id, member.role, member.joined_at FROM member JOIN account ON account.id = member.account_id";

fn read(row: &Row) -> Result<Member, StoreError> {
    Ok(Member {
        id: row.id("id", MemberId)?,
        organisation: row.id("organisation_id", OrganisationId)?,
        account: row.id("account_id", AccountId)?,
        email: row.get("email")?,
        full_name: row.get("full_name")?,
        display_name: row.get("display_name")?,
        role: row.word("role")?,
        picture: row.id_opt("picture_id", PictureId)?,
        joined_at: row.time("joined_at")?,
    })
}

/// Splits a member's cursor into an id and a name: `0198…:niilo nieminen`.
fn cursor(cursor: &str) -> Option<Vec<Value>> {
    let (id, name) = cursor.split_once(':')?;
    Some(vec![sort_form(name).into(), Uuid::try_parse(id).ok()?.into()])
}

/// `%part%` for LIKE, with LIKE's special characters escaped.
fn like(part: &str) -> String {
    let mut pattern = String::with_capacity(part.len() + 2);
    pattern.push('%');
    for c in part.to_lowercase().chars() {
        if matches!(c, '%' | '_' | '\\') {
            pattern.push('\\');
        }
        pattern.push(c);
    }
    pattern.push('%');
    pattern
}

impl Door<'_> {
    /// Reads one member who isn't removed.
    pub async fn member(&self, id: MemberId) -> Result<Option<Member>, StoreError> {
        let sql =
            format!("{SELECT} WHERE member.organisation_id = $1 AND member.removed_at IS NULL AND member.id = $2");
        let row = self.conn.one(sql, vec![self.organisation.0.into(), id.0.into()]).await?;
        row.map(|row| read(&row)).transpose()
    }

    /// The membership and role of an account in this organisation, unless removed.
    pub async fn member_of(&self, account: AccountId) -> Result<Option<(MemberId, Role)>, StoreError> {
        let sql = "SELECT id, role FROM member WHERE organisation_id = $1 AND account_id = $2 AND removed_at IS NULL";
        let row = self.conn.one(sql, vec![self.organisation.0.into(), account.0.into()]).await?;
        row.map(|row| Ok((row.id("id", MemberId)?, row.word("role")?))).transpose()
    }

    /// A page of members by full name, without regard to case; `search` finds any part of a name or address.
    pub async fn members(&self, search: Option<&str>, args: &PageArgs<String>) -> Result<Page<Member>, StoreError> {
        let keys = Keys { columns: &["account.sort_name", "member.id"], descending: false };
        let mut values: Vec<Value> = vec![self.organisation.0.into()];
        let search = match search {
            Some(part) => {
                values.push(like(part).into());
                " AND account.search_text LIKE $2 ESCAPE '\\'"
            }
            None => "",
        };
        let clause = keys.clause(args, &mut values, cursor)?;
        let sql = format!("{SELECT} WHERE member.organisation_id = $1 AND member.removed_at IS NULL{search}{clause}");
        Ok(Page::from_overfetch(self.conn.all(sql, values, read).await?, args))
    }

    /// The members who handle a queue, by display name.
    pub async fn queue_handlers(&self, queue: QueueId) -> Result<Vec<Member>, StoreError> {
        let sql = format!(
            "{SELECT} JOIN queue_handler ON queue_handler.member_id = member.id WHERE member.organisation_id = $1 AND \
             member.removed_at IS NULL AND queue_handler.organisation_id = $1 AND queue_handler.queue_id = $2"
        );
        let mut handlers = self.conn.all(sql, vec![self.organisation.0.into(), queue.0.into()], read).await?;
        handlers.sort_by_cached_key(|member| (sort_form(&member.display_name), member.id));
        Ok(handlers)
    }

    /// Those of these ids that are members of this organisation and not removed, in the order of their ids.
    pub async fn existing_members(&self, ids: &[MemberId]) -> Result<Vec<MemberId>, StoreError> {
        let mut existing = Vec::with_capacity(ids.len());
        // SQLite takes at most 32,766 values in a statement.
        for part in ids.chunks(10_000) {
            let sql = format!(
                "SELECT id FROM member WHERE organisation_id = $1 AND removed_at IS NULL AND id IN ({}) ORDER BY id",
                placeholders(part.len(), 2)
            );
            let values = std::iter::once(self.organisation.0.into()).chain(part.iter().map(|id| id.0.into())).collect();
            existing.extend(self.conn.all(sql, values, |row| row.id("id", MemberId)).await?);
        }
        existing.sort_unstable();
        existing.dedup();
        Ok(existing)
    }

    /// The number of members: all, or those with one role.
    pub async fn count_members(&self, role: Option<Role>) -> Result<usize, StoreError> {
        let mut sql = "SELECT count(*) AS n FROM member WHERE organisation_id = $1 AND removed_at IS NULL".to_owned();
        let mut values: Vec<Value> = vec![self.organisation.0.into()];
        if let Some(role) = role {
            sql.push_str(" AND role = $2");
            values.push(role.as_str().into());
        }
        let count = self.conn.one(sql, values).await?.map_or(Ok(0), |row| row.get::<i64>("n"))?;
        Ok(usize::try_from(count).unwrap_or(0))
    }
}

impl WriteDoor<'_> {
    /// Makes an account a member; an account that was removed becomes one again under the same id. `None` when it is a
    /// member now.
    pub async fn insert_member(
        &self,
        account: AccountId,
        role: Role,
        at: Time,
    ) -> Result<Option<MemberId>, StoreError> {
        let sql = "INSERT INTO member (id, organisation_id, account_id, role, joined_at) VALUES ($1, $2, $3, $4, $5) \
                   ON CONFLICT (organisation_id, account_id) DO UPDATE SET role = excluded.role, joined_at = \
                   excluded.joined_at, removed_at = NULL WHERE member.removed_at IS NOT NULL RETURNING id";
        let values = vec![
            MemberId::new().0.into(),
            self.organisation.0.into(),
            account.0.into(),
            role.as_str().into(),
            at.0.into(),
        ];
        let Some(row) = self.conn.one(sql, values).await? else { return Ok(None) };
        let member = row.id("id", MemberId)?;
        self.member_changed(member, account);
        Ok(Some(member))
    }

    /// Changes a member's role.
    pub async fn set_role(&self, member: &Member, role: Role) -> Result<(), StoreError> {
        let sql = "UPDATE member SET role = $3 WHERE organisation_id = $1 AND id = $2";
        let values = vec![self.organisation.0.into(), member.id.0.into(), role.as_str().into()];
        self.conn.run(sql, values).await?;
        self.member_changed(member.id, member.account);
        Ok(())
    }

    /// Marks a member as removed and takes their queues from them.
    pub async fn remove_member(&self, member: &Member, at: Time) -> Result<(), StoreError> {
        let sql = "DELETE FROM queue_handler WHERE organisation_id = $1 AND member_id = $2";
        self.conn.run(sql, vec![self.organisation.0.into(), member.id.0.into()]).await?;
        let sql = "UPDATE member SET removed_at = $3 WHERE organisation_id = $1 AND id = $2";
        self.conn.run(sql, vec![self.organisation.0.into(), member.id.0.into(), at.0.into()]).await?;
        self.member_changed(member.id, member.account);
        Ok(())
    }

    /// Records that what is known of a member changed, for example the account's names.
    pub fn member_changed(&self, member: MemberId, account: AccountId) {
        self.tx.changed(Change::Member { organisation: self.organisation, member, account });
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_means_something_to_like_is_looked_for_as_it_is() {
        assert_eq!(like("Ääni"), "%ääni%");
        assert_eq!(like("100%_\\"), "%100\\%\\_\\\\%");
    }

    #[test]
    fn a_cursor_of_another_list_is_refused() {
        for wrong in ["", "0198", ":niilo", "7:niilo", "zz:zz"] {
            assert!(cursor(wrong).is_none(), "{wrong}");
        }
        assert!(cursor(&format!("{}:a:b", MemberId::new().0.simple())).is_some());
    }
}
