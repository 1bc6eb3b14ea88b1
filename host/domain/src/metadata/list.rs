//! Reading metadata.

use vuoro_kernel::{Caller, ConversationId};
use vuoro_store::record::Metadatum;

use crate::{Domain, Error, rights};

impl Domain {
    /// All metadata of a conversation that the caller may see, by kind and key; `None` for customers, who aren't shown
    /// it.
    ///
    /// # Errors
    /// `NotFound` when the caller may not see the conversation.
    pub async fn conversation_metadata(
        &self,
        caller: &Caller,
        id: ConversationId,
    ) -> Result<Option<Vec<Metadatum>>, Error> {
        let organisation = rights::called(caller)?;
        if caller.visitor().is_some() {
            return Ok(None);
        }
        self.seen(caller, id).await?.ok_or(Error::NotFound)?;
        Ok(Some(self.store.door(organisation).metadata(id).await?))
    }
}
