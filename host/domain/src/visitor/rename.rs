//! Changing a customer's name.

use vuoro_kernel::{Caller, limits::NAME_CHARS_MAX, text};
use vuoro_store::{
    Whose,
    record::{Author, Content, Visitor},
};

use crate::{
    Domain, Error, Refusal,
    error::{Halt, Named},
    rights,
};

impl Domain {
    /// Changes the calling customer's name, also in their open conversations.
    ///
    /// # Errors
    /// For callers who aren't customers. Problems: `InvalidInput`.
    pub async fn rename_visitor(&self, caller: &Caller, name: String) -> Result<Visitor, Refusal> {
        let by = rights::visitor(caller)?;
        let name = text::line(&name, NAME_CHARS_MAX).named("name")?.to_owned();
        let now = self.now();
        let renamed = self.store.write::<_, Halt, _>(move |tx| {
            let name = name.clone();
            Box::pin(async move {
                let door = tx.door(by.organisation);
                door.rename_visitor(by.visitor, &name).await?;
                // A customer has at most three open conversations, which are among the newest.
                let newest = vuoro_kernel::PageArgs::first(vuoro_kernel::limits::PAGE_SIZE_MAX);
                for conversation in door.conversations(Whose::Visitor(by.visitor), &newest).await?.rows {
                    if conversation.is_over() || conversation.customer_name.as_deref() == Some(&name) {
                        continue;
                    }
                    door.rename_customer(conversation.id, &name).await?;
                    let author = Author::Visitor { id: by.visitor, name: Some(name.as_str().into()) };
                    let content = Content::Name { name: name.clone() };
                    door.log(conversation.id, conversation.agent_id(), now, author, content).await?;
                }
                Ok(door.visitor(by.visitor).await?.ok_or(Error::NotFound)?)
            })
        });
        Ok(renamed.await?)
    }
}
