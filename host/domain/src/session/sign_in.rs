//! Signing in.

use std::net::IpAddr;

use vuoro_kernel::RequestContext;
use vuoro_store::record::Account;

use super::{Fresh, SignedIn, begin};
use crate::{Domain, Error, Problem, Refusal, account::address, error::Halt};

/// The input of [`Domain::sign_in`].
#[derive(Clone)]
pub struct SignIn {
    /// The e-mail address; upper and lower case are equal.
    pub email: String,
    /// The account's password.
    pub password: String,
}

impl Domain {
    /// Begins a session of the account with this address and password. Every caller, signed in or not; an existing
    /// session of the caller continues.
    ///
    /// # Errors
    /// `RateLimited` when too many passwords wait for their turn. Problems: `WrongCredentials`, `TooManyAttempts` after
    /// too many failures.
    pub async fn sign_in(&self, request: &RequestContext, input: SignIn) -> Result<SignedIn, Refusal> {
        let (account, hash) = self.proven(&input.email, &input.password, request.address).await?;
        let fresh = Fresh::new(account.id, self.now(), request.user_agent.as_deref());
        let row = fresh.row.clone();
        let account = self.store.write::<_, Halt, _>(move |tx| {
            let (row, hash) = (row.clone(), hash.clone());
            Box::pin(async move {
                // If the password was changed after it was compared, it no longer opens the account.
                let account = tx.platform().lock_account(row.account).await?.ok_or(Error::Unauthenticated)?;
                if tx.platform().password_hash(account.id).await? != Some(hash) {
                    return Err(Problem::WrongCredentials.into());
                }
                begin(tx, &row).await?;
                Ok(account)
            })
        });
        Ok(fresh.signed_in(account.await?))
    }

    /// The account that this address and password open, with the password's hash. Failed attempts are slowed
    /// down; for an address without an account the answer is the same, after the same time. The caller waits for a turn.
    ///
    /// # Errors
    /// `WrongCredentials`, `TooManyAttempts`, and `RateLimited` when too many wait in line.
    pub(crate) async fn proven(&self, email: &str, password: &str, from: IpAddr) -> Result<(Account, String), Refusal> {
        let email = address(email);
        let too_many = |wait| Problem::TooManyAttempts { retry_after_ms: wait };
        let tried = self.tries.of(email.as_deref().unwrap_or_default(), from);
        self.tries.check(tried, self.now()).map_err(too_many)?;
        let found = match &email {
            Some(email) => self.store.platform().account_by_email(email).await?,
            None => None,
        };
        let (account, hash) = found.unzip();
        let turn = self.passwords.turn(Some(from)).await?;
        // Those who stood before in line may have failed meanwhile, at the same account or from the same address.
        let one = self.tries.begin(tried, || self.now()).await.map_err(too_many)?;
        let right = self.passwords.matches(turn, password, hash.clone()).await?;
        match account.zip(hash).filter(|_| right) {
            Some(proven) => {
                one.succeeded();
                Ok(proven)
            }
            None => {
                one.failed(self.now());
                Err(Problem::WrongCredentials.into())
            }
        }
    }
}
