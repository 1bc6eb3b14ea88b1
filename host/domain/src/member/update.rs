//! Changing a member's role.

use vuoro_kernel::{Caller, MemberId, Role};
use vuoro_store::record::Member;

use super::rules::{acting, decide_role};
use crate::{Domain, Error, Refusal, error::Halt, invitation::revoke_beyond, rights};

impl Domain {
    /// Gives a member another role: operators up to operator, owners any. Invitations that the member may no longer
    /// give are revoked.
    ///
    /// # Errors
    /// `Forbidden` for callers who aren't operators or owners, `NotFound` for an unknown member. Problems:
    /// `NotAllowed`, `LastOwner`.
    pub async fn update_member(&self, caller: &Caller, id: MemberId, role: Role) -> Result<Member, Refusal> {
        let by = rights::operator(caller)?;
        let now = self.now();
        let updated = self.store.write::<_, Halt, _>(move |tx| {
            Box::pin(async move {
                let door = tx.door(by.organisation);
                door.lock_organisation().await?;
                let actor = acting(&door, by).await?;
                let member = door.member(id).await?.ok_or(Error::NotFound)?;
                decide_role(actor, member.role, role, door.count_members(Some(Role::Owner)).await?)?;
                if member.role != role {
                    door.set_role(&member, role).await?;
                    revoke_beyond(&door, id, Some(role), now).await?;
                    tx.platform().renew_sessions(member.account, now).await?;
                }
                Ok(Member { role, ..member })
            })
        });
        Ok(updated.await?)
    }
}
