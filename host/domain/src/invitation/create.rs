//! Creating invitations.

use vuoro_kernel::{
    Caller, InvitationId, QueueId, Role, Token, TokenKind,
    limits::{INVITATION_LIFE, INVITATIONS_OPEN_MAX},
};
use vuoro_store::{
    NewInvitation,
    record::{Agent, Invitation},
};

use crate::{
    Domain, Error, Problem, Refusal,
    account::address,
    error::Halt,
    member::{acting, all_there, distinct, may_give},
    rights,
};

/// The input of [`Domain::create_invitation`].
#[derive(Clone, Debug)]
pub struct CreateInvitation {
    /// Only an account with this address can accept it; `None` for anyone with the link.
    pub email: Option<String>,
    /// The role that the new member gets.
    pub role: Role,
    /// The queues that the new member handles.
    pub queues: Vec<QueueId>,
}

impl Domain {
    /// Creates an invitation; its token is shown only now. Operators may offer roles up to operator, owners any role.
    ///
    /// # Errors
    /// For callers who aren't operators or owners. Problems: `NotAllowed`, `InvalidInput`, `TooManyInvitations`.
    pub async fn create_invitation(
        &self,
        caller: &Caller,
        input: CreateInvitation,
    ) -> Result<(Invitation, Token), Refusal> {
        let by = rights::operator(caller)?;
        if !may_give(by.role, input.role) {
            return Err(Problem::NotAllowed.into());
        }
        let no_address = || Problem::invalid("email", "is no e-mail address");
        let email = input.email.map(|text| address(&text).ok_or_else(no_address)).transpose()?;
        let (now, token) = (self.now(), Token::new(TokenKind::Invitation));
        let new = NewInvitation {
            id: InvitationId::new(),
            token: token.hash(),
            email,
            role: input.role,
            queues: distinct(input.queues)?,
            created_at: now,
            expires_at: now.plus(INVITATION_LIFE),
            created_by: by.member,
        };
        let made = self.store.write::<_, Halt, _>(move |tx| {
            let new = new.clone();
            Box::pin(async move {
                let door = tx.door(by.organisation);
                door.lock_organisation().await?;
                if !may_give(acting(&door, by).await?, new.role) {
                    return Err(Problem::NotAllowed.into());
                }
                all_there(&door, &new.queues).await?;
                if door.count_open_invitations(now).await? >= INVITATIONS_OPEN_MAX {
                    return Err(Problem::TooManyInvitations.into());
                }
                door.insert_invitation(&new).await?;
                let inviter = door.member(by.member).await?.ok_or(Error::NotFound)?;
                Ok(Invitation {
                    id: new.id,
                    organisation: by.organisation,
                    email: new.email,
                    role: new.role,
                    queues: new.queues,
                    created_at: new.created_at,
                    expires_at: new.expires_at,
                    created_by: Some(Agent { id: inviter.id, display_name: inviter.display_name.into() }),
                })
            })
        });
        Ok((made.await?, token))
    }
}
