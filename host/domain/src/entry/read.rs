//! Read marks.

use vuoro_kernel::{Caller, ConversationId, words::Party};
use vuoro_store::record::{Author, Content, Conversation};

use crate::{Domain, Error, Problem, Refusal, conversation::AsParty, error::Halt};

impl Domain {
    /// Moves the caller's read mark to an entry's number; a lower or equal number changes nothing. Either party; the
    /// agent until the conversation is hidden, which the customer isn't told.
    ///
    /// # Errors
    /// `NotFound` for callers who aren't a party. Problems: `InvalidInput`.
    /// until it is hidden, of which the customer isn't told.
    pub async fn mark_read(&self, caller: &Caller, id: ConversationId, up_to: i64) -> Result<Conversation, Refusal> {
        let by = AsParty::of(caller)?;
        let author = self.author(by).await?;
        let now = self.now();
        let marked = self.store.write::<_, Halt, _>(move |tx| {
            let mut author = author.clone();
            Box::pin(async move {
                let door = tx.door(by.organisation());
                let found = door.lock_conversation(id).await?;
                let is_shown = |found: &Conversation| by.party() == Party::Visitor || !found.hidden;
                let found = found.filter(|found| by.is_in(found) && is_shown(found)).ok_or(Error::NotFound)?;
                if !(0..=found.last_seq).contains(&up_to) {
                    return Err(Problem::invalid("upTo", "is the number of no entry").into());
                }
                if let Author::Visitor { name, .. } = &mut author {
                    *name = found.customer_name.as_deref().map(Into::into);
                }
                if door.mark_read(id, by.party(), up_to).await? {
                    let content = Content::Read { party: by.party(), up_to };
                    door.log(id, found.agent_id(), now, author, content).await?;
                }
                Ok(door.conversation(id).await?.ok_or(Error::NotFound)?)
            })
        });
        Ok(marked.await?)
    }
}
