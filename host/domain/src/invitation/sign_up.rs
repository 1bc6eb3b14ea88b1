//! Creating an account with an invitation.

use vuoro_kernel::RequestContext;

use super::accept::{is_for, token_hash, usable, use_up};
use crate::{
    Domain, Error, Problem, Refusal,
    account::{NewAccount, Person},
    error::Halt,
    session::{Fresh, SignedIn, begin},
};

/// The input of [`Domain::sign_up`].
#[derive(Clone)]
pub struct SignUp {
    /// The invitation's token.
    pub token: String,
    /// The e-mail address to sign in with.
    pub email: String,
    /// 12 to 256 characters.
    pub password: String,
    /// The full name; never shown to customers.
    pub full_name: String,
    /// The name that customers see.
    pub display_name: String,
}

impl Domain {
    /// Creates an account, joins the organisation and signs in, all or nothing. Anyone who has the invitation's token.
    ///
    /// # Errors
    /// `InvitationNotValid`, also when the inviter may not give that role any more; `InvitationForSomebodyElse`,
    /// `EmailTaken`, `InvalidInput`; `RateLimited` when too many passwords wait for their turn.
    pub async fn sign_up(&self, request: &RequestContext, input: SignUp) -> Result<SignedIn, Refusal> {
        let now = self.now();
        let token = token_hash(&input.token).ok_or(Problem::InvitationNotValid)?;
        // Checked before the password is hashed, so that only people with an invitation can cause that work.
        let invitation = usable(&self.store.platform(), &token, now).await?.ok_or(Problem::InvitationNotValid)?;
        let SignUp { email, password, full_name, display_name, .. } = input;
        let person = Person::check(NewAccount { email, full_name, display_name, password })?;
        is_for(invitation.email.as_deref(), &person.email)?;
        if self.store.platform().account_by_email(&person.email).await?.is_some() {
            return Err(Problem::EmailTaken.into());
        }
        let new = person.row(self, now, Some(request.address)).await?;
        let fresh = Fresh::new(new.id, now, request.user_agent.as_deref());
        let session = fresh.row.clone();
        let made = self.store.write::<_, Halt, _>(move |tx| {
            let (new, session) = (new.clone(), session.clone());
            Box::pin(async move {
                let platform = tx.platform();
                if !platform.insert_account(&new).await? {
                    return Err(Problem::EmailTaken.into());
                }
                let account = platform.account(new.id).await?.ok_or(Error::NotFound)?;
                use_up(tx, &token, &account, now).await?;
                begin(tx, &session).await?;
                Ok(account)
            })
        });
        Ok(fresh.signed_in(made.await?))
    }
}
