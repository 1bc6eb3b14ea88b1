//! Runs the events of one subscription through its selection, one after the other.

use std::{
    pin::Pin,
    sync::Arc,
    task::{Context as Waiting, Poll, Waker},
};

use async_graphql::{Error as Raised, Response, Variables, dynamic::FieldValue};
use bytes::Bytes;
use futures_util::{Stream, StreamExt, stream::BoxStream};
use parking_lot::Mutex;
use vuoro_domain::{ActivityEvent, Entry, Place, Typing};
use vuoro_kernel::Time;

use crate::{
    engine::Engine,
    plan::Plan,
    scope::{Context, Scope},
};

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

/// The source from which async-graphql takes the next event. An event is put in and its response taken out, one at a
/// time.
#[derive(Clone, Default)]
pub(crate) struct Slot(Arc<Mutex<(Option<EventValue>, Option<Waker>)>>);

impl Slot {
    fn put(&self, event: EventValue) {
        let waker = {
            let mut slot = self.0.lock();
            slot.0 = Some(event);
            slot.1.take()
        };
        waker.into_iter().for_each(Waker::wake);
    }

    /// The stream of the events put in.
    pub fn events(&self) -> Events {
        Events(self.clone())
    }
}

/// The stream of the events of a [`Slot`].
pub(crate) struct Events(Slot);

impl Stream for Events {
    type Item = Result<EventValue, Raised>;

    fn poll_next(self: Pin<&mut Self>, waiting: &mut Waiting<'_>) -> Poll<Option<Self::Item>> {
        let mut slot = self.0.0.lock();
        match slot.0.take() {
            Some(event) => Poll::Ready(Some(Ok(event))),
            None => {
                slot.1 = Some(waiting.waker().clone());
                Poll::Pending
            }
        }
    }
}

/// Gives the current time, for each event.
pub(crate) type Now = Box<dyn Fn() -> Time + Send + Sync>;

/// A running operation. It keeps what async-graphql prepared, so that an event costs only the resolving of its fields.
pub(crate) struct Runner {
    engine: Arc<Engine>,
    plan: Arc<Plan>,
    scope: Arc<Scope>,
    slot: Slot,
    now: Now,
    responses: BoxStream<'static, Response>,
}

impl Runner {
    pub fn start(engine: &Arc<Engine>, plan: Arc<Plan>, variables: Variables, context: Context, now: Now) -> Self {
        let slot = Slot::default();
        let scope = Scope::new(context, now(), Some(slot.clone()));
        let responses = engine.schema.execute_stream(engine.request(&plan, variables, &scope));
        Self { engine: engine.clone(), plan, scope, slot, now, responses }
    }

    /// The payload for one event.
    pub async fn run(&mut self, event: EventValue) -> Bytes {
        self.scope.begin_event((self.now)());
        self.slot.put(event);
        match self.responses.next().await {
            Some(response) => self.engine.finish(&self.plan, &self.scope, response),
            // It ends only after an event that failed as a whole, which is a bug and has been reported by then.
            None => self.engine.failed(&self.plan, self.scope.internal("async-graphql ended a subscription")),
        }
    }
}
