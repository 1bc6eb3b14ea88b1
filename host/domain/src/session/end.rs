//! Ending sessions.

use vuoro_kernel::{Caller, SessionId};

use crate::{Domain, Error, Refusal, error::Halt, rights};

impl Domain {
    /// Ends the session that this call came through. Signed-in accounts.
    ///
    /// # Errors
    /// For callers who aren't signed in.
    pub async fn sign_out(&self, caller: &Caller) -> Result<SessionId, Refusal> {
        let (account, session) = rights::account(caller)?;
        let ended = self.store.write::<_, Halt, _>(move |tx| {
            Box::pin(async move { Ok(tx.platform().end_session(account, session).await?) })
        });
        // If it has ended meanwhile, that is what was wanted.
        ended.await?;
        Ok(session)
    }

    /// Ends one of the account's sessions. Signed-in accounts.
    ///
    /// # Errors
    /// For callers who aren't signed in; `NotFound` when the session isn't one of theirs.
    pub async fn end_session(&self, caller: &Caller, session: SessionId) -> Result<SessionId, Refusal> {
        let (account, _) = rights::account(caller)?;
        let ended = self.store.write::<_, Halt, _>(move |tx| {
            Box::pin(async move { Ok(tx.platform().end_session(account, session).await?) })
        });
        if ended.await? { Ok(session) } else { Err(Error::NotFound.into()) }
    }

    /// Ends all of the account's sessions except the one that this call came through; returns how many.
    ///
    /// # Errors
    /// For callers who aren't signed in.
    pub async fn end_other_sessions(&self, caller: &Caller) -> Result<i64, Refusal> {
        let (account, session) = rights::account(caller)?;
        let ended = self.store.write::<_, Halt, _>(move |tx| {
            Box::pin(async move { Ok(tx.platform().end_sessions(account, Some(session)).await?) })
        });
        Ok(i64::try_from(ended.await?).unwrap_or(i64::MAX))
    }
}
