//! Reading the called organisation.

use vuoro_kernel::Caller;
use vuoro_store::record::Organisation;

use crate::{Domain, Error, rights};

impl Domain {
    /// The called organisation. Members.
    ///
    /// # Errors
    /// For all other callers.
    pub async fn organisation(&self, caller: &Caller) -> Result<Organisation, Error> {
        let by = rights::member(caller)?;
        self.store.door(by.organisation).organisation().await?.ok_or(Error::NotFound)
    }
}
