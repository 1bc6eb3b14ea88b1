//! Becoming a member.

use vuoro_kernel::{AccountId, MemberId, OrganisationId, QueueId, Role, Time, limits::MEMBERS_MAX};
use vuoro_store::{Tx, record::Member};

use super::queues::handlers_changed;
use crate::{Domain, Error, Problem, Refusal, error::Halt};

/// Most organisations that one account belongs to.
const MEMBERSHIPS_MAX: usize = 100;

impl Domain {
    /// Makes an account a member of an organisation, with queues; queues that don't exist are skipped.
    ///
    /// For the server's operator at the command line: there is no caller, and no right is checked. Others join with an
    /// invitation, by [`Domain::accept_invitation`].
    ///
    /// # Errors
    /// `NotFound` for an unknown organisation, `Conflict` when the account belongs to too many. Problems:
    /// `AlreadyMember`.
    pub async fn add_member(
        &self,
        organisation: OrganisationId,
        account: AccountId,
        role: Role,
        queues: &[QueueId],
    ) -> Result<Member, Refusal> {
        let (queues, now) = (queues.to_vec(), self.now());
        let added = self.store.write::<_, Halt, _>(move |tx| {
            let queues = queues.clone();
            Box::pin(async move {
                let door = tx.door(organisation);
                door.lock_organisation().await?.ok_or(Error::NotFound)?;
                tx.platform().account(account).await?.ok_or(Error::NotFound)?;
                let member = join(tx, organisation, account, role, &queues, now).await?;
                Ok(door.member(member).await?.ok_or(Error::NotFound)?)
            })
        });
        Ok(added.await?)
    }
}

/// Makes an account a member, under the same id as before when they were one earlier. The organisation must be locked.
pub(crate) async fn join(
    tx: &Tx,
    organisation: OrganisationId,
    account: AccountId,
    role: Role,
    queues: &[QueueId],
    now: Time,
) -> Result<MemberId, Halt> {
    let door = tx.door(organisation);
    let member = door.insert_member(account, role, now).await?.ok_or(Problem::AlreadyMember)?;
    if door.count_members(None).await? > MEMBERS_MAX {
        return Err(Error::Conflict(format!("the organisation has {MEMBERS_MAX} members: remove some first")).into());
    }
    if tx.platform().memberships(account).await?.len() > MEMBERSHIPS_MAX {
        let text = format!("the account is a member of {MEMBERSHIPS_MAX} organisations: leave some first");
        return Err(Error::Conflict(text).into());
    }
    let queues = door.existing_queues(queues).await?;
    door.replace_member_queues(member, &queues).await?;
    handlers_changed(&door, &queues, None);
    tx.platform().renew_sessions(account, now).await?;
    Ok(member)
}
