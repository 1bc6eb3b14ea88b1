//! Subscriptions. Each event of a source (the log of a conversation, a sidebar, a place in the queue) is run through
//! the operation's selection, as in section 6.2.3 of the GraphQL specification.
//!
//! The log of a conversation is followed without gaps, and the work is shared: subscribers with the same plan and the
//! same class of rights form a group, for which one task runs each event once and sends the bytes to all. A subscriber
//! that starts late or falls behind first catches up from the log by itself and then joins.
//!
//! SECURITY.md, G4.

mod group;
mod next_event;
mod runner;

use std::sync::Arc;

use async_graphql::{Name, Value, Variables};
use bytes::Bytes;
use futures_util::{
    Stream, StreamExt,
    stream::{BoxStream, once},
};
use serde_json::Value as Json;
use tokio::sync::broadcast::error::RecvError;
use vuoro_domain::{ConversationWatch, Domain, Error, Sight};
use vuoro_kernel::{Caller, ConversationId};

use crate::{
    endpoint::Endpoint,
    engine::Prepared,
    error::{Failure, Rejected},
    guest::Followed,
    plan::Plan,
    scope::Context,
};
pub(crate) use group::Groups;
use group::{Key, Shared};
pub(crate) use next_event::{EventValue, NextEvent};
pub(crate) use runner::Runner;

/// What a subscriber gets.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Event {
    /// The payload of a `next` message: `{"data": …}`.
    Next(Bytes),
    /// The subscription can't begin or can't go on: a JSON list of errors. The stream ends with it.
    Error(Bytes),
    /// The subscriber may no longer see this. The stream ends with it.
    RightEnded,
}

impl Endpoint {
    /// Begins a subscription. Dropping the stream ends it.
    pub fn subscribe(self: &Arc<Self>, prepared: Prepared, context: Context) -> BoxStream<'static, Event> {
        let Prepared { plan, variables, .. } = prepared;
        // The document was checked against the schema, so there is exactly one field at the root.
        let Some(field) = plan.root_fields().next() else { return once(async { Event::RightEnded }).boxed() };
        let name = field.name.node.to_string();
        let arguments = Arguments::of(&plan, &variables);
        let subscriber = Subscriber { endpoint: self.clone(), plan, variables, context };
        let (domain, caller) = (self.domain.clone(), subscriber.context.caller);
        match name.as_str() {
            "conversation" => match arguments.id("id") {
                Some(id) => subscriber.follow(id, arguments.whole("after").unwrap_or(0)).boxed(),
                None => subscriber.refused(Error::NotFound),
            },
            "activity" => {
                let source = async move {
                    Ok(domain
                        .activity(&caller)
                        .await?
                        .map(|it| it.map(|event| EventValue::Activity(Box::new(event))))
                        .boxed())
                };
                subscriber.relay(source).boxed()
            }
            "place" => match arguments.id("conversationId") {
                Some(id) => {
                    let source =
                        async move { Ok(domain.place(&caller, id).await?.map(|it| it.map(EventValue::Place)).boxed()) };
                    subscriber.relay(source).boxed()
                }
                None => subscriber.refused(Error::NotFound),
            },
            "typing" => match arguments.id("conversationId") {
                Some(id) => {
                    let source = async move {
                        Ok(domain.typing(&caller, id).await?.map(|it| it.map(EventValue::Typing)).boxed())
                    };
                    subscriber.relay(source).boxed()
                }
                None => subscriber.refused(Error::NotFound),
            },
            other => match self.engine.followed.get(other) {
                Some(followed) => subscriber.follow_plugin(followed.clone(), arguments.into_json()).boxed(),
                None => subscriber.refused(Error::Internal(format!("no source for subscription {other}"))),
            },
        }
    }
}

/// The arguments of the root field, with the values of variables filled in.
struct Arguments(Vec<(Name, Value)>);

impl Arguments {
    fn of(plan: &Plan, variables: &Variables) -> Self {
        let fields = plan.root_fields().next().map(|field| &field.arguments[..]).unwrap_or_default();
        let value = |value: &async_graphql_value::Value| {
            let read = |name: Name| variables.get(&name).cloned().ok_or(());
            value.clone().into_const_with(read).unwrap_or_default()
        };
        Self(fields.iter().map(|(name, written)| (name.node.clone(), value(&written.node))).collect())
    }

    fn get(&self, name: &str) -> Option<&Value> {
        self.0.iter().find(|(argument, _)| argument == name).map(|(_, value)| value)
    }

    fn into_json(self) -> Json {
        let json = |(name, value): (Name, Value)| Some((name.to_string(), value.into_json().ok()?));
        Json::Object(self.0.into_iter().filter_map(json).collect())
    }

    fn id(&self, name: &str) -> Option<ConversationId> {
        match self.get(name)? {
            Value::String(text) => text.parse().ok(),
            _ => None,
        }
    }

    fn whole(&self, name: &str) -> Option<i64> {
        match self.get(name)? {
            Value::Number(number) => number.as_i64(),
            _ => None,
        }
    }
}

struct Subscriber {
    endpoint: Arc<Endpoint>,
    plan: Arc<Plan>,
    variables: Variables,
    context: Context,
}

impl Subscriber {
    fn refused(&self, error: Error) -> BoxStream<'static, Event> {
        let event = self.ended(error);
        once(async { event }).boxed()
    }

    /// What an error of the source means to the subscriber.
    fn ended(&self, error: Error) -> Event {
        let failure = Failure::of(error, &self.context.request_id);
        Event::Error(Rejected::from(failure).payload())
    }

    fn domain(&self) -> &Domain {
        &self.endpoint.domain
    }

    fn caller(&self) -> &Caller {
        &self.context.caller
    }

    /// Returns a function that makes the runner of this subscription's events when the first one arrives.
    fn runner_later(&self) -> impl Fn() -> Box<Runner> + Send + 'static {
        let (endpoint, plan) = (self.endpoint.clone(), self.plan.clone());
        let (variables, context) = (self.variables.clone(), self.context.clone());
        move || {
            let domain = endpoint.domain.clone();
            Box::new(Runner::start(
                &endpoint.engine,
                plan.clone(),
                variables.clone(),
                context.clone(),
                Box::new(move || domain.now()),
            ))
        }
    }

    /// Runs each event of a source for this subscriber alone.
    fn relay(
        self,
        source: impl Future<Output = Result<BoxStream<'static, Result<EventValue, Error>>, Error>> + Send + 'static,
    ) -> impl Stream<Item = Event> + Send {
        async_stream::stream! {
            let mut source = match Box::pin(source).await {
                Ok(source) => source,
                Err(error) => {
                    yield self.ended(error);
                    return;
                }
            };
            let mut runner = self.runner_later()();
            while let Some(event) = source.next().await {
                match event {
                    Ok(event) => yield Event::Next(runner.run(event).await),
                    Err(Error::Unauthenticated | Error::Forbidden | Error::NotFound) => {
                        yield Event::RightEnded;
                        return;
                    }
                    Err(error) => {
                        yield self.ended(error);
                        return;
                    }
                }
            }
            // The source ended: either it is finished, or the caller's right to it ended.
            if let Err(end) = self.check_still().await {
                yield end;
            }
        }
    }

    /// Runs each value that a plugin publishes for this subscriber alone.
    fn follow_plugin(self, followed: Arc<Followed>, arguments: Json) -> impl Stream<Item = Event> + Send {
        async_stream::stream! {
            let Followed { plugin, field, .. } = &*followed;
            let request_id = self.context.request_id.clone();
            let begun = self.domain().follow_plugin(&self.context.request, plugin, field, &arguments);
            let mut values = match Box::pin(begun).await {
                Ok(values) => values,
                Err(refusal) => {
                    yield Event::Error(Rejected::from(followed.failure(refusal, &request_id)).payload());
                    return;
                }
            };
            let mut runner = self.runner_later()();
            while let Some(value) = values.next().await {
                let value = match value {
                    Ok(value) => value,
                    Err(error) => {
                        yield self.ended(error);
                        return;
                    }
                };
                match followed.value(&value, self.domain(), self.caller(), &request_id).await {
                    Ok(value) => yield Event::Next(runner.run(EventValue::Given(value)).await),
                    Err(failure) => yield Event::Next(self.endpoint.engine.failed(&self.plan, failure)),
                }
            }
            if let Err(end) = self.check_still().await {
                yield end;
            }
        }
    }

    /// Follows a conversation's log after number `after`: catches up alone, then joins the group.
    fn follow(self, id: ConversationId, after: i64) -> impl Stream<Item = Event> + Send {
        async_stream::stream! {
            let mut cursor = after;
            loop {
                let key = Key::new(&self.plan, self.caller(), id);
                // Subscribe before reading the log, so that nothing is missed in between. Entries that arrive twice are
                // recognised by their number.
                let joined = if self.plan.is_plain { self.endpoint.groups.join(&key) } else { None };
                // What an idle subscriber doesn't need is boxed, here and below.
                let opened = Box::pin(self.domain().watch_conversation(self.caller(), id, cursor)).await;
                let mut watch = match opened {
                    Ok(watch) => Box::new(watch),
                    Err(error) => {
                        yield self.ended(error);
                        return;
                    }
                };
                let mut sight = watch.sight;
                let mut runner = None;
                while let Some(step) = Box::pin(self.alone(&mut watch, &mut runner, sight)).await {
                    let turns_rights = match step {
                        Ok((bytes, turns_rights)) => {
                            yield Event::Next(bytes);
                            turns_rights
                        }
                        Err(end) => {
                            yield end;
                            return;
                        }
                    };
                    if turns_rights {
                        match Box::pin(self.check_sight(id)).await {
                            Ok(turned) => sight = turned,
                            Err(end) => {
                                yield end;
                                return;
                            }
                        }
                    }
                }
                cursor = watch.cursor();
                drop(runner);
                let mut joined = match joined {
                    Some(joined) => {
                        drop(watch);
                        joined
                    }
                    None => {
                        let runner = self.runner_later();
                        match self.endpoint.groups.start(key, watch, runner) {
                            Some(joined) => joined,
                            // Another subscriber started the group first: join that one.
                            None => continue,
                        }
                    }
                };
                loop {
                    match joined.events.recv().await {
                        Ok(shared) if shared.seq <= cursor => {}
                        Ok(Shared { seq, turns_rights, bytes }) => {
                            if let Err(end) = self.check_before(id, sight).await {
                                yield end;
                                return;
                            }
                            cursor = seq;
                            yield Event::Next(bytes);
                            if turns_rights {
                                match Box::pin(self.check_sight(id)).await {
                                    Ok(turned) => sight = turned,
                                    Err(end) => {
                                        yield end;
                                        return;
                                    }
                                }
                            }
                        }
                        // This subscriber fell behind, or the group ended: the missed entries are in the log.
                        Err(RecvError::Lagged(_) | RecvError::Closed) => break,
                    }
                }
            }
        }
    }

    /// The next entry, run for this subscriber alone, and whether it may change who may see the conversation. `None`
    /// when there is none yet and a group will bring it; where there can be no group, waits.
    async fn alone(
        &self,
        watch: &mut ConversationWatch,
        runner: &mut Option<Box<Runner>>,
        sight: Sight,
    ) -> Option<Result<(Bytes, bool), Event>> {
        let entry = if self.plan.is_plain { watch.caught_up().await } else { watch.next().await.map(Some) };
        let entry = match entry {
            Ok(entry) => entry?,
            Err(error) => return Some(Err(self.ended(error))),
        };
        if let Err(end) = self.check_before(watch.conversation, sight).await {
            return Some(Err(end));
        }
        let turns_rights = entry.turns_rights();
        let runner = runner.get_or_insert_with(|| self.runner_later()());
        Some(Ok((runner.run(EventValue::Entry(entry)).await, turns_rights)))
    }

    /// Checks before each event that the caller's identity and rights are still valid.
    async fn check_still(&self) -> Result<(), Event> {
        match self.domain().still(self.caller()).await {
            Ok(true) => Ok(()),
            Ok(false) => Err(Event::RightEnded),
            Err(error) => Err(self.ended(error)),
        }
    }

    /// Checks whether the caller may see an entry of a conversation.
    async fn check_before(&self, id: ConversationId, sight: Sight) -> Result<(), Event> {
        self.check_still().await?;
        if sight == Sight::ByQueue {
            Box::pin(self.check_sight(id)).await?;
        }
        Ok(())
    }

    /// The right by which the caller still sees the conversation, checked after each entry that may change it.
    async fn check_sight(&self, id: ConversationId) -> Result<Sight, Event> {
        match self.domain().sight(self.caller(), id).await {
            Ok(Some(sight)) => Ok(sight),
            Ok(None) => Err(Event::RightEnded),
            Err(error) => Err(self.ended(error)),
        }
    }
}
