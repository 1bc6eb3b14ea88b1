//! Accepting an invitation.

use vuoro_kernel::{Caller, Time, Token, TokenHash, TokenKind};
use vuoro_store::{
    Platform, StoreError, Tx, UsableInvitation,
    record::{Account, InvitationOffer, Membership},
};

use crate::{
    Domain, Error, Problem, Refusal,
    error::Halt,
    member::{join, may_give},
    rights,
};

impl Domain {
    /// What an invitation's link shows to anyone who has it; `None` when it can't be used.
    ///
    /// # Errors
    /// Only when the database fails.
    pub async fn invitation_offer(&self, token: &str) -> Result<Option<InvitationOffer>, Error> {
        let Some(token) = token_hash(token) else { return Ok(None) };
        let found = usable(&self.store.platform(), &token, self.now()).await?;
        Ok(found.map(|found| InvitationOffer {
            organisation_name: found.organisation_name,
            role: found.role,
            email: found.email,
            expires_at: found.expires_at,
        }))
    }

    /// Joins an organisation with the signed-in account.
    ///
    /// # Errors
    /// For callers who aren't signed in. Problems: `InvitationNotValid`, also when the inviter may no longer give that
    /// role; `InvitationForSomebodyElse` and `AlreadyMember`, after which the invitation can still be used.
    pub async fn accept_invitation(&self, caller: &Caller, token: &str) -> Result<Membership, Refusal> {
        let (id, _) = rights::account(caller)?;
        let token = token_hash(token).ok_or(Problem::InvitationNotValid)?;
        let now = self.now();
        let accepted = self.store.write::<_, Halt, _>(move |tx| {
            Box::pin(async move {
                let account = tx.platform().account(id).await?.ok_or(Error::Unauthenticated)?;
                use_up(tx, &token, &account, now).await
            })
        });
        Ok(accepted.await?)
    }
}

/// The hash of the token in an invitation's link; `None` when the text isn't such a token.
pub(super) fn token_hash(text: &str) -> Option<TokenHash> {
    Token::parse(text).filter(|token| token.kind() == TokenKind::Invitation).map(|token| token.hash())
}

/// Whether an account with the address `email` may use an invitation for `wanted`.
pub(super) fn is_for(wanted: Option<&str>, email: &str) -> Result<(), Problem> {
    match wanted {
        Some(wanted) if wanted != email => Err(Problem::InvitationForSomebodyElse),
        _ => Ok(()),
    }
}

/// The invitation of a token, if it can be used and its inviter may still give what it offers.
pub(super) async fn usable(
    platform: &Platform<'_>,
    token: &TokenHash,
    now: Time,
) -> Result<Option<UsableInvitation>, StoreError> {
    let found = platform.usable_invitation(token, now).await?;
    Ok(found.filter(|found| found.inviter_role.is_some_and(|inviter| may_give(inviter, found.role))))
}

/// Makes an account a member and uses the invitation up. Queues that were removed meanwhile are skipped.
pub(super) async fn use_up(tx: &Tx, token: &TokenHash, account: &Account, now: Time) -> Result<Membership, Halt> {
    let found = async || usable(&tx.platform(), token, now).await?.ok_or(Halt::from(Problem::InvitationNotValid));
    let organisation = found().await?.organisation;
    let door = tx.door(organisation);
    let locked = door.lock_organisation().await?.ok_or(Problem::InvitationNotValid)?;
    // Read only now that nobody's role can change: before the lock, the inviter may have been removed.
    let invitation = found().await?;
    is_for(invitation.email.as_deref(), &account.email)?;
    join(tx, organisation, account.id, invitation.role, &invitation.queues, now).await?;
    // An invitation can be used once: of two who accept at the same time, the second one doesn't join.
    if !door.accept_invitation(invitation.id, account.id, now).await? {
        return Err(Problem::InvitationNotValid.into());
    }
    Ok(Membership { organisation: locked, role: invitation.role })
}
