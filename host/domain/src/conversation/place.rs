//! A waiting customer's place in the queue, live.

use async_stream::try_stream;
use futures_util::stream::{BoxStream, StreamExt};
use vuoro_bus::Topic;
use vuoro_kernel::{Caller, ConversationId, words::ConversationState};

use crate::{Domain, Error, entry::LOOK_EVERY, rights};

/// A place in the queue.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Place {
    /// The conversation's state.
    pub state: ConversationState,
    /// The place, counted from 1; `None` when it no longer waits.
    pub place: Option<i64>,
}

impl Domain {
    /// Follows the place of the calling customer's request: at once, at each change, and a last time when the waiting
    /// is over.
    ///
    /// # Errors
    /// `NotFound` when the request isn't the caller's; for callers who aren't customers their own error.
    /// waiting is over.
    pub async fn place(
        &self,
        caller: &Caller,
        id: ConversationId,
    ) -> Result<BoxStream<'static, Result<Place, Error>>, Error> {
        rights::visitor(caller)?;
        let found = self.seen(caller, id).await?.ok_or(Error::NotFound)?;
        let (domain, caller) = (self.clone(), *caller);
        let mut line = self.bus.subscribe(Topic::Line(found.queue));
        let mut own = self.bus.subscribe(Topic::Conversation(id));
        let look = self.bus.loses();
        Ok(try_stream! {
            let mut shown = None;
            loop {
                if !domain.still(&caller).await? {
                    return;
                }
                let now = domain.seen(&caller, id).await?.ok_or(Error::NotFound)?;
                let place = Place { state: now.state, place: now.place };
                if shown != Some(place) {
                    shown = Some(place);
                    yield place;
                }
                if place.state != ConversationState::Waiting {
                    return;
                }
                tokio::select! {
                    _ = line.next() => {}
                    _ = own.next() => {}
                    () = tokio::time::sleep(LOOK_EVERY), if look => {}
                }
            }
        }
        .boxed())
    }
}
