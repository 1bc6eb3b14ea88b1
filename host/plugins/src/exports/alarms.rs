//! `alarms`: alarms that ring.

use std::sync::Arc;

use serde_json::Value;
use wasmtime::Store;

use crate::{
    CallError, Context, Delegate, Plugins, Target, bindings::types, call::Ask, failure::Blame, limits::Kind,
    loaded::Exports, output::Room, state::State,
};

impl Plugins {
    /// Rings an alarm.
    pub async fn ring(
        &self,
        delegate: &Arc<dyn Delegate>,
        target: &Target,
        context: &Context,
        key: &str,
        payload: &Value,
    ) -> Result<(), CallError> {
        self.call(delegate, target, context, Ring { key: key.to_owned(), payload: payload.to_string() }).await
    }
}

struct Ring {
    key: String,
    payload: String,
}

impl Ask for Ring {
    type Raw = ();
    type Answer = ();
    const EXPORT: &'static str = "alarms.ring";
    const KIND: Kind = Kind::Background;

    fn is_offered(exports: &Exports) -> bool {
        exports.alarms.is_some()
    }

    fn in_bytes(&self) -> usize {
        self.key.len() + self.payload.len()
    }

    async fn ask(
        &self,
        exports: &Exports,
        store: &mut Store<State>,
        context: &types::Context,
    ) -> wasmtime::Result<Result<(), types::Error>> {
        let pre = exports.alarms.as_ref().ok_or_else(super::no_export)?;
        let plugin = pre.instantiate_async(&mut *store).await?;
        plugin.vuoro_plugin_alarms().call_ring(store, context, &self.key, &self.payload).await
    }

    fn read(&self, (): (), _: Room) -> Result<(), Blame> {
        Ok(())
    }
}
