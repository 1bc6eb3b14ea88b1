//! A waiting customer's place in line, as it changes.

use async_stream::try_stream;
use futures_util::stream::{BoxStream, StreamExt};
use vuoro_bus::Topic;
use vuoro_kernel::{Caller, ConversationId, words::ConversationState};

use crate::{Domain, Error, entry::LOOK_EVERY, rights};

/// A place in line.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Place {
    /// Where the conversation stands.
    pub state: ConversationState,
    /// 1-based; none when it doesn't wait any more.
    pub place: Option<i64>,
}

impl Domain {
    /// The place in line of the calling customer's request: at once, at each change, and a last time when the
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
