//! Revoking invitations.
//!
//! SECURITY.md, "Invitations".

use vuoro_kernel::{Caller, InvitationId, MemberId, Role, Time};
use vuoro_store::WriteDoor;

use crate::{
    Domain, Error, Refusal,
    error::Halt,
    member::{acting, may_give},
    rights,
};

impl Domain {
    /// Revokes an invitation. Operators and owners.
    ///
    /// # Errors
    /// `Forbidden` for other members; `NotFound` for an invitation that can't be used any more.
    pub async fn revoke_invitation(&self, caller: &Caller, id: InvitationId) -> Result<InvitationId, Refusal> {
        let by = rights::operator(caller)?;
        let now = self.now();
        let revoked = self.store.write::<_, Halt, _>(move |tx| {
            Box::pin(async move {
                let door = tx.door(by.organisation);
                acting(&door, by).await?;
                if door.revoke_invitation(id, now).await? { Ok(id) } else { Err(Error::NotFound.into()) }
            })
        });
        Ok(revoked.await?)
    }
}

/// Revokes a member's invitations that they may no longer give, now that they have this role, or none.
pub(crate) async fn revoke_beyond(
    door: &WriteDoor<'_>,
    member: MemberId,
    role: Option<Role>,
    now: Time,
) -> Result<(), Halt> {
    let beyond = |offered: &Role| role.is_none_or(|role| !may_give(role, *offered));
    let roles: Vec<Role> = Role::ALL.iter().copied().filter(beyond).collect();
    Ok(door.revoke_invitations_of(member, &roles, now).await?)
}
