//! For benchmarks: the guest's part of a call by itself, and the pool that instances come from.

use std::sync::Arc;

use tokio::runtime::Handle;
use vuoro_kernel::OrganisationId;
use wasmtime::{PoolingAllocationConfig, Store};

use crate::{
    Actor, Call, CallError, Delegate, FieldRequest, Plugins, Record, Target, Unavailable,
    bindings::{types, with_fields::exports::vuoro::plugin::fields},
    call::prepared,
    limits::Kind,
    meter::{Meter, Metered},
    state::{Parts, State, Trace},
};

/// The pool's settings.
pub fn pool() -> PoolingAllocationConfig {
    crate::engine::pool()
}

/// Resolves a field as [`Plugins::resolve`] does, with every limit of a store, but directly: without the seat, the
/// breaker and the switch to the guests' runtime and back. Returns the number of values.
///
/// # Errors
/// Any failure as [`Unavailable::Host`], because what is measured doesn't fail.
pub async fn resolve_here(
    plugins: &Plugins,
    delegate: &Arc<dyn Delegate>,
    target: &Target,
    request: &FieldRequest,
) -> Result<usize, CallError> {
    let limits = target.loaded.limits(Kind::Fields);
    let state = State::new(Parts {
        call: Arc::new(call(target.organisation, target)),
        delegate: delegate.clone(),
        host: Handle::current(),
        permissions: plugins.effective(target),
        settings: target.settings.clone(),
        manifest: target.loaded.manifest.clone(),
        outgoing: plugins.inner.outgoing.clone(),
        deadline: tokio::time::Instant::now() + limits.wall,
        record: Arc::new(Record::default()),
        trace: Arc::new(Trace::default()),
        now: plugins.inner.clock.now(),
        is_read_only: false,
        memory_bytes: limits.memory_bytes,
    });
    // As in a call: time that the thread used before isn't the guest's.
    let meter = Arc::new(Meter::default());
    let asked = ask(prepared(&plugins.inner.engine, state, &meter, limits.cpu), target, request);
    Metered { meter, inner: Box::pin(asked) }.await
}

async fn ask(mut store: Store<State>, target: &Target, request: &FieldRequest) -> Result<usize, CallError> {
    let failed = || CallError::Unavailable(Unavailable::Host);
    let pre = target.loaded.exports.fields.as_ref().ok_or_else(failed)?;
    let plugin = pre.instantiate_async(&mut store).await.map_err(|_| failed())?;
    let context = types::Context { actor: types::Actor::System, language: "en".to_owned() };
    let request = fields::Request {
        parent_type: request.parent_type.clone(),
        field: request.field.clone(),
        arguments: request.arguments.to_string(),
        parents: request.parents.iter().map(ToString::to_string).collect(),
    };
    let values = plugin.vuoro_plugin_fields().call_resolve(&mut store, &context, &request).await;
    values.map_err(|_| failed())?.map(|values| values.len()).map_err(|_| failed())
}

fn call(organisation: OrganisationId, target: &Target) -> Call {
    Call {
        organisation,
        plugin: target.loaded.plugin.clone(),
        digest: target.loaded.digest,
        actor: Actor::System,
        language: "en".into(),
        cause: Vec::new(),
    }
}
