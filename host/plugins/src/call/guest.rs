//! The guest's part of a call: a fresh instance on the guests' runtime, stopped when its time is over.

use std::{
    sync::{Arc, atomic::Ordering},
    time::Duration,
};

use tokio_util::task::AbortOnDropHandle;
use vuoro_kernel::Role;
use wasmtime::{Engine, Store, UpdateDeadline};

use super::{Ask, Job, Stopped, blame::blame, said};
use crate::{
    Actor, CallError, Commit, Loaded, Unavailable,
    bindings::types,
    failure::{Blame, Outcome},
    lanes::Seat,
    limits,
    meter::{Meter, Metered},
    output::Room,
    state::{Parts, State, Trace},
    ticker::Ticking,
};

/// The guest's answer and its changes.
pub(super) type Ran<A> = (A, Option<Commit>);

impl Job<'_> {
    /// Runs the guest once.
    pub(super) async fn run<A: Ask>(&self, ask: &Arc<A>) -> Result<Ran<A::Answer>, Stopped> {
        let inner = &self.plugins.inner;
        let (trace, meter) = (Arc::new(Trace::default()), Arc::new(Meter::default()));
        let guest = Guest {
            engine: inner.engine.clone(),
            loaded: self.target.loaded.clone(),
            state: State::new(Parts {
                call: self.call.clone(),
                manifest: self.target.loaded.manifest.clone(),
                outgoing: inner.outgoing.clone(),
                deadline: self.deadline,
                delegate: self.delegate.clone(),
                host: self.host.clone(),
                permissions: self.plugins.effective(self.target),
                settings: self.target.settings.clone(),
                record: self.record.clone(),
                trace: trace.clone(),
                now: inner.clock.now(),
                is_read_only: A::KIND == limits::Kind::Before,
                memory_bytes: self.limits.memory_bytes,
            }),
            context: context(&self.call),
            cpu: self.limits.cpu,
            out_bytes: self.limits.out_bytes,
            trace: trace.clone(),
            _ticking: inner.ticker.ticking(),
            _seat: self.seat.clone(),
        };
        let running = AbortOnDropHandle::new(inner.guests.spawn(guest.run(ask.clone(), meter.clone())));
        let ran = tokio::time::timeout_at(self.deadline, running).await;
        let mut used = trace.used();
        used.cpu.get_or_insert_with(|| meter.used_before());
        *self.used.lock() = used;
        match ran {
            Ok(Ok(ran)) => ran,
            Ok(Err(error)) => {
                tracing::error!(%error, plugin = %self.call.plugin, "a call of a plugin stopped the host's own code");
                Err(CallError::Unavailable(Unavailable::Host).into())
            }
            Err(_) if !trace.has_begun() => Err(CallError::Unavailable(Unavailable::Busy).into()),
            // Other plugins used the event's time up, which isn't this plugin's fault.
            Err(_) if self.wall < self.limits.wall => Err(CallError::Unavailable(Unavailable::Late).into()),
            Err(_) => Err(Stopped::Blame(self.timeout(&trace))),
        }
    }

    fn timeout(&self, trace: &Trace) -> Blame {
        let wall_ms = self.wall.as_millis();
        let text = match trace.waits_for() {
            Some(what) => format!("no answer within {wall_ms} ms; it waited for the host's answer to {what}"),
            None => format!("no answer within {wall_ms} ms"),
        };
        Blame::new(Outcome::Timeout, text)
    }
}

/// What moves to the guests' runtime. The seat moves with it and is free again when the instance is dropped.
struct Guest {
    engine: Engine,
    loaded: Arc<Loaded>,
    state: State,
    context: types::Context,
    cpu: Duration,
    out_bytes: usize,
    trace: Arc<Trace>,
    _ticking: Ticking,
    _seat: Arc<Seat>,
}

impl Guest {
    async fn run<A: Ask>(self, ask: Arc<A>, meter: Arc<Meter>) -> Result<Ran<A::Answer>, Stopped> {
        let metered = Metered { meter: meter.clone(), inner: Box::pin(self.call(ask, meter)) };
        metered.await
    }

    async fn call<A: Ask>(self, ask: Arc<A>, meter: Arc<Meter>) -> Result<Ran<A::Answer>, Stopped> {
        self.trace.begin();
        let record = self.state.record.clone();
        let mut store = prepared(&self.engine, self.state, &meter, self.cpu);
        let called = ask.ask(&self.loaded.exports, &mut store, &self.context).await;
        let cpu = meter.used();
        record.used(cpu);
        self.trace.took(cpu);
        let state = store.into_data();
        match called {
            Ok(Ok(raw)) => {
                let room = Room::new(self.out_bytes);
                let given = room.given();
                let answer = ask.read(raw, room);
                self.trace.gave(given.load(Ordering::Relaxed));
                let answer = answer.map_err(Stopped::Blame)?;
                Ok((answer, state.transaction.into_commit()))
            }
            Ok(Err(error)) => Err(said(error)),
            Err(error) => Err(blame(&error, &state, &meter, &self.trace, self.cpu)),
        }
    }
}

/// A store with every limit that wasmtime keeps.
pub(crate) fn prepared(engine: &Engine, state: State, meter: &Arc<Meter>, cpu: Duration) -> Store<State> {
    let mut store = Store::new(engine, state);
    store.limiter(|state| &mut state.memory);
    store.set_hostcall_fuel(limits::HOSTCALL_BYTES);
    store.set_max_component_handles(limits::HANDLES);
    store.set_epoch_deadline(1);
    let meter = meter.clone();
    store.epoch_deadline_callback(move |_| {
        if meter.used() >= cpu {
            meter.stop();
            return Ok(UpdateDeadline::Interrupt);
        }
        // Yields to other guests at each tick.
        Ok(UpdateDeadline::Yield(1))
    });
    store
}

fn context(call: &crate::Call) -> types::Context {
    let actor = match call.actor {
        Actor::System => types::Actor::System,
        Actor::Visitor(id) => types::Actor::Visitor(id.to_string()),
        Actor::Member { id, role } => types::Actor::Member(types::Member {
            id: id.to_string(),
            role: match role {
                Role::Handler => types::Role::Handler,
                Role::Operator => types::Role::Operator,
                Role::Owner => types::Role::Owner,
            },
        }),
    };
    types::Context { actor, language: call.language.to_string() }
}
