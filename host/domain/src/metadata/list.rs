//! Reading metadata.

use vuoro_kernel::{Caller, ConversationId};
use vuoro_store::record::Metadatum;

use crate::{Domain, Error, actor::Behalf, rights};

/// Whether metadata is for them: what is known about a customer is for agents. The same for people and for plugins on their
/// behalf.
pub(crate) fn is_shown_to(behalf: Behalf) -> bool {
    !matches!(behalf, Behalf::Visitor(_))
}

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
        if let Some(visitor) = caller.visitor()
            && !is_shown_to(Behalf::Visitor(visitor))
        {
            return Ok(None);
        }
        self.seen(caller, id).await?.ok_or(Error::NotFound)?;
        Ok(Some(self.store.door(organisation).metadata(id).await?))
    }
}
