//! Reading the caller's own account.

use vuoro_kernel::Caller;
use vuoro_store::record::{Account, Membership};

use crate::{Domain, Error, rights};

impl Domain {
    /// The signed-in account; `None` for every other caller.
    ///
    /// # Errors
    /// Only when the database fails.
    pub async fn account(&self, caller: &Caller) -> Result<Option<Account>, Error> {
        match caller.account() {
            Some(account) => Ok(self.store.platform().account(account).await?),
            None => Ok(None),
        }
    }

    /// The organisations that the signed-in account belongs to, by name; at most 100.
    ///
    /// # Errors
    /// For callers who aren't signed in.
    pub async fn memberships(&self, caller: &Caller) -> Result<Vec<Membership>, Error> {
        let (account, _) = rights::account(caller)?;
        let mut memberships = self.store.platform().memberships(account).await?;
        memberships.sort_by_cached_key(|one| (one.organisation.name.to_lowercase(), one.organisation.id));
        Ok(memberships)
    }
}
