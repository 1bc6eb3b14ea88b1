//! `erasures`: what was erased.

use std::sync::Arc;

use wasmtime::Store;

use crate::{
    Actor, CallError, Context, Delegate, Erased, Plugins, Target,
    bindings::{types, with_erasures::exports::vuoro::plugin::erasures},
    call::Ask,
    failure::Blame,
    limits::Kind,
    loaded::{Exports, Loaded},
    output::Room,
    state::State,
};

impl Loaded {
    /// Whether the plugin hears of erasures.
    pub fn hears_of_erasures(&self) -> bool {
        self.exports.erasures.is_some()
    }
}

impl Plugins {
    /// Tells a plugin what was erased, on nobody's behalf.
    pub async fn forget(&self, delegate: &Arc<dyn Delegate>, target: &Target, erased: Erased) -> Result<(), CallError> {
        self.call(delegate, target, &Context::new(Actor::System, "en"), Forget(erased)).await
    }
}

struct Forget(Erased);

impl Ask for Forget {
    type Raw = ();
    type Answer = ();
    const EXPORT: &'static str = "erasures.forget";
    const KIND: Kind = Kind::Background;

    fn is_offered(exports: &Exports) -> bool {
        exports.erasures.is_some()
    }

    fn in_bytes(&self) -> usize {
        size_of::<uuid::Uuid>()
    }

    async fn ask(
        &self,
        exports: &Exports,
        store: &mut Store<State>,
        context: &types::Context,
    ) -> wasmtime::Result<Result<(), types::Error>> {
        let pre = exports.erasures.as_ref().ok_or_else(super::no_export)?;
        let plugin = pre.instantiate_async(&mut *store).await?;
        let erased = match self.0 {
            Erased::Conversation(id) => erasures::Erased::Conversation(id.to_string()),
            Erased::Visitor(id) => erasures::Erased::Visitor(id.to_string()),
            Erased::Member(id) => erasures::Erased::Member(id.to_string()),
        };
        plugin.vuoro_plugin_erasures().call_forget(store, context, &erased).await
    }

    fn read(&self, (): (), _: Room) -> Result<(), Blame> {
        Ok(())
    }
}
