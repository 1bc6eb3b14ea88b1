//! Lists of conversations.

use vuoro_kernel::{Caller, Page, PageArgs, limits::DEPARTED_LIFE};
use vuoro_store::{
    Whose,
    record::{Conversation, ConversationList},
};

use crate::{Domain, Error, rights};

impl Domain {
    /// A page of conversations, newest request first. Members see their own list; operators and owners may ask for all
    /// of the organisation's.
    ///
    /// # Errors
    /// For callers without that right.
    pub async fn conversations(
        &self,
        caller: &Caller,
        list: ConversationList,
        args: PageArgs<String>,
    ) -> Result<Page<Conversation>, Error> {
        let (by, whose) = match list {
            ConversationList::Mine => {
                let by = rights::member(caller)?;
                (by, Whose::Agent(by.member, self.now().minus(DEPARTED_LIFE)))
            }
            ConversationList::All => (rights::operator(caller)?, Whose::All),
        };
        Ok(self.store.door(by.organisation).conversations(whose, &args).await?)
    }

    /// A page of the calling customer's conversations, newest first.
    ///
    /// # Errors
    /// For callers who aren't customers.
    pub async fn visitor_conversations(
        &self,
        caller: &Caller,
        args: PageArgs<String>,
    ) -> Result<Page<Conversation>, Error> {
        let by = rights::visitor(caller)?;
        Ok(self.store.door(by.organisation).conversations(Whose::Visitor(by.visitor), &args).await?)
    }
}
