//! Invitations to join an organisation.

use sea_orm::Value;
use uuid::Uuid;
use vuoro_kernel::{AccountId, InvitationId, MemberId, OrganisationId, Page, PageArgs, QueueId, Role, Time, TokenHash};

use super::{
    Door, Platform, WriteDoor,
    page::{Keys, id_cursor},
};
use crate::{
    StoreError,
    record::{Agent, Invitation},
    row::{Row, placeholders, to_json},
};

/// The values of a new invitation.
#[derive(Clone, Debug)]
pub struct NewInvitation {
    /// The invitation's id.
    pub id: InvitationId,
    /// The hash of its token.
    pub token: TokenHash,
    /// The only address that can accept it, in lower case; `None` for anyone with the link.
    pub email: Option<String>,
    /// The role that the new member gets.
    pub role: Role,
    /// The queues that the new member handles.
    pub queues: Vec<QueueId>,
    /// The time of creation.
    pub created_at: Time,
    /// When it expires.
    pub expires_at: Time,
    /// The member who made it.
    pub created_by: MemberId,
}

/// An invitation that can be accepted, found by its token.
#[derive(Clone, Debug)]
pub struct UsableInvitation {
    /// The invitation's id.
    pub id: InvitationId,
    /// The organisation.
    pub organisation: OrganisationId,
    /// That organisation's name.
    pub organisation_name: String,
    /// The only address that can accept it, in lower case.
    pub email: Option<String>,
    /// The role that the new member gets.
    pub role: Role,
    /// The queues that the new member handles; some may have been removed.
    pub queues: Vec<QueueId>,
    /// When it expires.
    pub expires_at: Time,
    /// The inviter's current role; `None` when they are no longer a member.
    pub inviter_role: Option<Role>,
}

/// The condition for invitations that can still be used; `$n` is the current time.
fn usable_at(n: usize) -> String {
    format!("invitation.accepted_at IS NULL AND invitation.revoked_at IS NULL AND invitation.expires_at > ${n}")
}

fn queues(row: &Row) -> Result<Vec<QueueId>, StoreError> {
    Ok(row.json::<Vec<Uuid>>("queue_ids")?.into_iter().map(QueueId).collect())
}

fn read(row: &Row) -> Result<Invitation, StoreError> {
    let name: Option<String> = row.get("created_by_name")?;
    Ok(Invitation {
        id: row.id("id", InvitationId)?,
        organisation: row.id("organisation_id", OrganisationId)?,
        email: row.get("email")?,
        role: row.word("role")?,
        queues: queues(row)?,
        created_at: row.time("created_at")?,
        expires_at: row.time("expires_at")?,
        created_by: row
            .id_opt("created_by", MemberId)?
            .zip(name)
            .map(|(id, name)| Agent { id, display_name: name.into() }),
    })
}

impl Platform<'_> {
    /// The invitation whose token has this hash, unless it is used, revoked or expired.
    pub async fn usable_invitation(
        &self,
        token: &TokenHash,
        now: Time,
    ) -> Result<Option<UsableInvitation>, StoreError> {
        let sql = format!(
            "SELECT invitation.id, invitation.organisation_id, organisation.name AS organisation_name, \
             invitation.email, invitation.role, invitation.queue_ids, invitation.expires_at, \
             member.role AS inviter_role FROM invitation \
             JOIN organisation ON organisation.id = invitation.organisation_id \
             LEFT JOIN member ON member.id = invitation.created_by AND member.removed_at IS NULL \
             WHERE invitation.token_hash = $1 AND {}",
            usable_at(2)
        );
        let row = self.conn.one(sql, vec![token.0.to_vec().into(), now.0.into()]).await?;
        row.map(|row| {
            Ok(UsableInvitation {
                id: row.id("id", InvitationId)?,
                organisation: row.id("organisation_id", OrganisationId)?,
                organisation_name: row.get("organisation_name")?,
                email: row.get("email")?,
                role: row.word("role")?,
                queues: queues(&row)?,
                expires_at: row.time("expires_at")?,
                inviter_role: row.word_opt("inviter_role")?,
            })
        })
        .transpose()
    }
}

impl Door<'_> {
    /// A page of the invitations that can still be used, newest first.
    pub async fn open_invitations(&self, args: &PageArgs<String>, now: Time) -> Result<Page<Invitation>, StoreError> {
        let keys = Keys { columns: &["invitation.id"], descending: true };
        let mut values: Vec<Value> = vec![self.organisation.0.into(), now.0.into()];
        let clause = keys.clause(args, &mut values, id_cursor)?;
        let sql = format!(
            "SELECT invitation.id, invitation.organisation_id, invitation.email, invitation.role, \
             invitation.queue_ids, invitation.created_at, invitation.expires_at, invitation.created_by, \
             account.display_name AS created_by_name FROM invitation \
             LEFT JOIN member ON member.id = invitation.created_by AND member.removed_at IS NULL \
             LEFT JOIN account ON account.id = member.account_id \
             WHERE invitation.organisation_id = $1 AND {}{clause}",
            usable_at(2)
        );
        Ok(Page::from_overfetch(self.conn.all(sql, values, read).await?, args))
    }

    /// How many invitations can still be used.
    pub async fn count_open_invitations(&self, now: Time) -> Result<usize, StoreError> {
        let sql = format!("SELECT count(*) AS n FROM invitation WHERE organisation_id = $1 AND {}", usable_at(2));
        let row = self.conn.one(sql, vec![self.organisation.0.into(), now.0.into()]).await?;
        let count = row.map_or(Ok(0), |row| row.get::<i64>("n"))?;
        Ok(usize::try_from(count).unwrap_or(0))
    }
}

impl WriteDoor<'_> {
    /// Inserts an invitation.
    pub async fn insert_invitation(&self, new: &NewInvitation) -> Result<(), StoreError> {
        let sql = "INSERT INTO invitation (id, organisation_id, token_hash, email, role, queue_ids, created_at, \
                   expires_at, created_by) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)";
        let values = vec![
            new.id.0.into(),
            self.organisation.0.into(),
            new.token.0.to_vec().into(),
            new.email.clone().into(),
            new.role.as_str().into(),
            to_json(&new.queues.iter().map(|queue| queue.0).collect::<Vec<_>>())?,
            new.created_at.0.into(),
            new.expires_at.0.into(),
            new.created_by.0.into(),
        ];
        self.conn.run(sql, values).await?;
        Ok(())
    }

    /// Marks an invitation as used; false when it can't be used any more.
    pub async fn accept_invitation(&self, id: InvitationId, by: AccountId, at: Time) -> Result<bool, StoreError> {
        let sql = format!(
            "UPDATE invitation SET accepted_at = $3, accepted_by = $4 WHERE organisation_id = $1 AND id = $2 AND {}",
            usable_at(3)
        );
        let values = vec![self.organisation.0.into(), id.0.into(), at.0.into(), by.0.into()];
        Ok(self.conn.run(sql, values).await? == 1)
    }

    /// Revokes an invitation; false when it can't be used any more.
    pub async fn revoke_invitation(&self, id: InvitationId, at: Time) -> Result<bool, StoreError> {
        let sql = format!(
            "UPDATE invitation SET revoked_at = $3 WHERE organisation_id = $1 AND id = $2 AND {}",
            usable_at(3)
        );
        Ok(self.conn.run(sql, vec![self.organisation.0.into(), id.0.into(), at.0.into()]).await? == 1)
    }

    /// Revokes a member's invitations that give one of these roles and can still be used.
    pub async fn revoke_invitations_of(&self, member: MemberId, roles: &[Role], at: Time) -> Result<(), StoreError> {
        if roles.is_empty() {
            return Ok(());
        }
        let sql = format!(
            "UPDATE invitation SET revoked_at = $3 WHERE organisation_id = $1 AND created_by = $2 AND {} \
             AND role IN ({})",
            usable_at(3),
            placeholders(roles.len(), 4)
        );
        let mut values: Vec<Value> = vec![self.organisation.0.into(), member.0.into(), at.0.into()];
        values.extend(roles.iter().map(|role| role.as_str().into()));
        self.conn.run(sql, values).await?;
        Ok(())
    }
}
