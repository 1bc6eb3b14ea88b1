//! Pages of the log.

use std::sync::Arc;

use vuoro_kernel::{Caller, ConversationId, Page, PageArgs};
use vuoro_store::record::Entry;

use crate::{Domain, Error, rights};

impl Domain {
    /// A page of the log, oldest first. Those who may see the conversation; customers without what isn't for them.
    pub async fn entries(
        &self,
        caller: &Caller,
        id: ConversationId,
        args: PageArgs<String>,
    ) -> Result<Page<Arc<Entry>>, Error> {
        let organisation = rights::called(caller)?;
        self.seen(caller, id).await?.ok_or(Error::NotFound)?;
        Ok(self.store.door(organisation).entries(id, caller.visitor().is_some(), &args).await?)
    }
}
