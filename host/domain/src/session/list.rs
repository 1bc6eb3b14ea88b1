//! Listing an account's sessions.

use vuoro_kernel::{Caller, limits::SESSIONS_MAX};
use vuoro_store::record::Session;

use super::used_since;
use crate::{Domain, Error, rights};

impl Domain {
    /// The signed-in account's sessions, most recently used first; at most [`SESSIONS_MAX`].
    ///
    /// # Errors
    /// For callers who aren't signed in.
    pub async fn sessions(&self, caller: &Caller) -> Result<Vec<Session>, Error> {
        let (account, _) = rights::account(caller)?;
        let now = self.now();
        let mut sessions = self.store.platform().sessions(account, now, used_since(now)).await?;
        sessions.truncate(SESSIONS_MAX);
        Ok(sessions)
    }
}
