//! Runs the events of one subscription through its selection, one after the other.

use std::sync::Arc;

use async_graphql::{Response, Variables};
use bytes::Bytes;
use futures_util::{StreamExt, stream::BoxStream};
use vuoro_kernel::Time;

use super::next_event::{EventValue, NextEvent};
use crate::{
    engine::Engine,
    plan::Plan,
    scope::{Context, Scope},
};

/// Gives the current time, for each event.
pub(crate) type Now = Box<dyn Fn() -> Time + Send + Sync>;

/// A running operation. It keeps what async-graphql prepared, so that an event costs only the resolving of its fields.
pub(crate) struct Runner {
    engine: Arc<Engine>,
    plan: Arc<Plan>,
    scope: Arc<Scope>,
    next_event: NextEvent,
    now: Now,
    responses: BoxStream<'static, Response>,
}

impl Runner {
    pub fn start(engine: &Arc<Engine>, plan: Arc<Plan>, variables: Variables, context: Context, now: Now) -> Self {
        let next_event = NextEvent::default();
        let scope = Scope::new(context, now(), Some(next_event.clone()));
        let responses = engine.schema.execute_stream(engine.request(&plan, variables, &scope));
        Self { engine: engine.clone(), plan, scope, next_event, now, responses }
    }

    /// The payload for one event.
    pub async fn run(&mut self, event: EventValue) -> Bytes {
        self.scope.begin_event((self.now)());
        self.next_event.put(event);
        match self.responses.next().await {
            Some(response) => self.engine.finish(&self.plan, &self.scope, response),
            // It ends only after an event that failed as a whole, which is a bug and has been reported by then.
            None => self.engine.failed(&self.plan, self.scope.internal("async-graphql ended a subscription")),
        }
    }
}
