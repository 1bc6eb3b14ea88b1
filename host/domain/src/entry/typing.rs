//! Typing indicators: transient, stored nowhere.

use async_stream::try_stream;
use futures_util::stream::{BoxStream, StreamExt};
use vuoro_bus::Topic;
use vuoro_kernel::{Caller, Change, ConversationId, words::Party};

use crate::{Domain, Error, Problem, Refusal, conversation::AsParty};

/// Whether a party is typing.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Typing {
    /// The party.
    pub party: Party,
    /// True while typing.
    pub typing: bool,
}

impl Domain {
    /// Tells the other party that the caller is typing, or has stopped.
    ///
    /// # Errors
    /// `NotFound` for callers who aren't a party. Problems: `ConversationOver`.
    pub async fn set_typing(&self, caller: &Caller, id: ConversationId, typing: bool) -> Result<(), Refusal> {
        let by = AsParty::of(caller)?;
        let found = self.store.door(by.organisation()).conversation(id).await?;
        let found = found.filter(|found| by.is_in(found)).ok_or(Error::NotFound)?;
        if found.is_over() {
            return Err(Problem::ConversationOver.into());
        }
        self.bus.publish(Topic::Conversation(id), Change::Typing { conversation: id, party: by.party(), typing });
        Ok(())
    }

    /// Follows the other party's typing as it begins and stops. Either party.
    ///
    /// # Errors
    /// `NotFound` for callers who aren't a party.
    pub async fn typing(
        &self,
        caller: &Caller,
        id: ConversationId,
    ) -> Result<BoxStream<'static, Result<Typing, Error>>, Error> {
        let by = AsParty::of(caller)?;
        let found = self.store.door(by.organisation()).conversation(id).await?;
        found.filter(|found| by.is_in(found)).ok_or(Error::NotFound)?;
        let (domain, caller) = (self.clone(), *caller);
        let mut changes = self.bus.subscribe(Topic::Conversation(id));
        Ok(try_stream! {
            loop {
                match changes.next().await {
                    Change::Typing { party, typing, .. } if party != by.party() => {
                        if !domain.still(&caller).await? {
                            return;
                        }
                        yield Typing { party, typing };
                    }
                    // The caller may have lost the conversation with this entry.
                    Change::Entry { .. } | Change::Missed if !domain.sees(&caller, id).await? => return,
                    _ => {}
                }
            }
        }
        .boxed())
    }
}
