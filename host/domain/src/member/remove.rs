//! Ending a membership.

use vuoro_kernel::{Caller, MemberId, Role, Time};
use vuoro_store::{Tx, WriteDoor, record::Member};

use super::{
    queues::{handled, handlers_changed},
    rules::{acting, decide_leaving, decide_removal},
};
use crate::{
    Domain, Erased, Error, Refusal,
    actor::Actor,
    conversation::requeue,
    error::Halt,
    invitation::revoke_beyond,
    plugin::erasure::{self, Deaf},
    rights,
};

impl Domain {
    /// Removes a member: their queues are taken, their invitations revoked, their open conversations go back to the
    /// head of their queues, their calls to this organisation end, and plugins hear of it.
    ///
    /// # Errors
    /// `NotAllowed`, `LastOwner`; `NotFound` when there is no such member, `Forbidden` for callers who aren't operators.
    pub async fn remove_member(&self, caller: &Caller, id: MemberId) -> Result<MemberId, Refusal> {
        let by = rights::operator(caller)?;
        let (now, deaf) = (self.now(), self.deaf_to_erasures(by.organisation).await);
        let removed = self.store.write::<_, Halt, _>(move |tx| {
            let deaf = deaf.clone();
            Box::pin(async move {
                let door = tx.door(by.organisation);
                door.lock_organisation().await?;
                let actor = acting(&door, by).await?;
                let member = door.member(id).await?.ok_or(Error::NotFound)?;
                decide_removal(actor, member.role, door.count_members(Some(Role::Owner)).await?)?;
                part(tx, &door, &member, (by.member, &deaf), now).await
            })
        });
        let removed = removed.await?;
        self.plugins.alarm_set.notify_one();
        Ok(removed)
    }

    /// Leaves the organisation oneself.
    ///
    /// # Errors
    /// `LastOwner`; `NotFound` for callers who aren't members.
    pub async fn leave_organisation(&self, caller: &Caller) -> Result<MemberId, Refusal> {
        let by = rights::member(caller)?;
        let (now, deaf) = (self.now(), self.deaf_to_erasures(by.organisation).await);
        let left = self.store.write::<_, Halt, _>(move |tx| {
            let deaf = deaf.clone();
            Box::pin(async move {
                let door = tx.door(by.organisation);
                door.lock_organisation().await?;
                let member = door.member(by.member).await?.ok_or(Error::NotFound)?;
                decide_leaving(member.role, door.count_members(Some(Role::Owner)).await?)?;
                part(tx, &door, &member, (by.member, &deaf), now).await
            })
        });
        let left = left.await?;
        self.plugins.alarm_set.notify_one();
        Ok(left)
    }
}

/// Ends a membership; `by` is who ends it, and the plugins that needn't hear of it.
async fn part(
    tx: &Tx,
    door: &WriteDoor<'_>,
    member: &Member,
    by: (MemberId, &Deaf),
    now: Time,
) -> Result<MemberId, Halt> {
    let (actor, deaf) = by;
    let handled = handled(door, member.id).await?;
    // Somebody who accepted one of them later, perhaps the same person, would have a right that nobody here gives.
    revoke_beyond(door, member.id, None, now).await?;
    tx.platform().renew_sessions(member.account, now).await?;
    let system = Actor::System { organisation: door.organisation_id(), rule: "member-removed" };
    requeue::in_write(door, &system, member.id, now).await?;
    door.remove_member(member, now).await?;
    handlers_changed(door, &handled, Some(actor));
    erasure::in_write(door, Erased::Member(member.id), deaf, now).await?;
    Ok(member.id)
}
