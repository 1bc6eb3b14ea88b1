//! Changing a password.

use vuoro_kernel::RequestContext;

use super::password;
use crate::{
    Domain, Error, Problem, Refusal,
    error::Halt,
    rights,
    session::{Fresh, SignedIn},
};

/// The input of [`Domain::change_password`].
#[derive(Clone)]
pub struct ChangePassword {
    /// The current password.
    pub current_password: String,
    /// 12 to 256 characters.
    pub new_password: String,
}

impl Domain {
    /// Sets a new password, ends all sessions of the account, and returns a new session. Signed-in accounts.
    ///
    /// # Errors
    /// For callers who aren't signed in; `RateLimited` when too many passwords wait for their turn. Problems:
    /// `InvalidInput` for a new password that is too short or too long, `WrongCredentials` and `TooManyAttempts` for the
    /// current one.
    pub async fn change_password(&self, request: &RequestContext, input: ChangePassword) -> Result<SignedIn, Refusal> {
        let (id, _) = rights::account(&request.caller)?;
        password::check(&input.new_password, "newPassword")?;
        let account = self.store.platform().account(id).await?.ok_or(Error::Unauthenticated)?;
        let old = self.proven(&account.email, &input.current_password, request.address).await?.1;
        let turn = self.passwords.turn(Some(request.address)).await?;
        let new = self.passwords.hash(turn, &input.new_password).await?;
        let fresh = Fresh::new(id, self.now(), request.user_agent.as_deref());
        let row = fresh.row.clone();
        let account = self.store.write::<_, Halt, _>(move |tx| {
            let (old, new, row) = (old.clone(), new.clone(), row.clone());
            Box::pin(async move {
                let platform = tx.platform();
                let account = platform.lock_account(id).await?.ok_or(Error::Unauthenticated)?;
                if platform.password_hash(id).await? != Some(old) {
                    return Err(Problem::WrongCredentials.into());
                }
                platform.set_password_hash(id, &new).await?;
                platform.end_sessions(id, None).await?;
                platform.insert_session(&row).await?;
                Ok(account)
            })
        });
        Ok(fresh.signed_in(account.await?))
    }
}
