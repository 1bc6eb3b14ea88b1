//! The events of a subscription, and the place where async-graphql finds the next of them.

use std::{
    pin::Pin,
    sync::Arc,
    task::{Context as Waiting, Poll, Waker},
};

use async_graphql::{Error as Raised, dynamic::FieldValue};
use futures_util::Stream;
use parking_lot::Mutex;
use vuoro_domain::{ActivityEvent, Entry, Place, Typing};

/// An event of a source.
pub(crate) enum EventValue {
    Entry(Arc<Entry>),
    Activity(Box<ActivityEvent>),
    Place(Place),
    Typing(Typing),
    /// What a plugin published.
    Given(FieldValue<'static>),
}

impl From<EventValue> for FieldValue<'_> {
    fn from(event: EventValue) -> Self {
        match event {
            EventValue::Entry(entry) => FieldValue::owned_any(entry),
            EventValue::Place(place) => FieldValue::owned_any(place),
            EventValue::Typing(typing) => FieldValue::owned_any(typing),
            EventValue::Given(value) => value,
            EventValue::Activity(event) => {
                let name: &str = (&*event).into();
                FieldValue::boxed_any(event).with_type(name)
            }
        }
    }
}

/// The event that a subscription resolves next, and the task that waits for it. async-graphql takes events from here: one is
/// put in and its response taken out, one at a time.
#[derive(Clone, Default)]
pub(crate) struct NextEvent(Arc<Mutex<(Option<EventValue>, Option<Waker>)>>);

impl NextEvent {
    pub(super) fn put(&self, event: EventValue) {
        let waker = {
            let mut next = self.0.lock();
            next.0 = Some(event);
            next.1.take()
        };
        waker.into_iter().for_each(Waker::wake);
    }

    /// The stream of the events put in.
    pub fn events(&self) -> Events {
        Events(self.clone())
    }
}

/// The stream of the events of a [`NextEvent`].
pub(crate) struct Events(NextEvent);

impl Stream for Events {
    type Item = Result<EventValue, Raised>;

    fn poll_next(self: Pin<&mut Self>, waiting: &mut Waiting<'_>) -> Poll<Option<Self::Item>> {
        let mut next = self.0.0.lock();
        match next.0.take() {
            Some(event) => Poll::Ready(Some(Ok(event))),
            None => {
                next.1 = Some(waiting.waker().clone());
                Poll::Pending
            }
        }
    }
}
