//! Pages of the log.

use std::sync::Arc;

use vuoro_kernel::{Caller, ConversationId, Page, PageArgs};
use vuoro_store::record::Entry;

use crate::{Domain, Error, rights};

impl Domain {
    /// A page of a conversation's log, oldest first. Everyone who may see the conversation; customers don't get entries
    /// that are for agents only.
    ///
    /// # Errors
    /// `NotFound` when the caller may not see the conversation.
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
