//! `panels`: blocks for the console and the widget.

use std::sync::Arc;

use serde_json::Value;
use wasmtime::Store;

use crate::{
    CallError, Context, Delegate, Plugins, Slot, Target,
    bindings::types,
    call::Ask,
    failure::Blame,
    limits::Kind,
    loaded::Exports,
    output::Room,
    state::State,
    view::{Acted, View},
};

impl Plugins {
    /// Renders a panel; `None` when it shows nothing.
    pub async fn render(
        &self,
        delegate: &Arc<dyn Delegate>,
        target: &Target,
        context: &Context,
        slot: Slot,
        subject: &Value,
    ) -> Result<Option<View>, CallError> {
        self.call(delegate, target, context, Render { slot, subject: subject.to_string() }).await
    }

    /// Reports a pressed button or a submitted form; `input` is `{ "block", "values" }`.
    pub async fn act(
        &self,
        delegate: &Arc<dyn Delegate>,
        target: &Target,
        context: &Context,
        slot: Slot,
        subject: &Value,
        input: &Value,
    ) -> Result<Acted, CallError> {
        let act = Act { slot, subject: subject.to_string(), input: input.to_string() };
        self.call(delegate, target, context, act).await
    }
}

struct Render {
    slot: Slot,
    subject: String,
}

impl Ask for Render {
    type Raw = String;
    type Answer = Option<View>;
    const EXPORT: &'static str = "panels.render";
    const KIND: Kind = Kind::Panels;

    fn is_offered(exports: &Exports) -> bool {
        exports.panels.is_some()
    }

    fn in_bytes(&self) -> usize {
        self.subject.len()
    }

    async fn ask(
        &self,
        exports: &Exports,
        store: &mut Store<State>,
        context: &types::Context,
    ) -> wasmtime::Result<Result<String, types::Error>> {
        let pre = exports.panels.as_ref().ok_or_else(super::no_export)?;
        let plugin = pre.instantiate_async(&mut *store).await?;
        plugin.vuoro_plugin_panels().call_render(store, context, self.slot.into(), &self.subject).await
    }

    fn read(&self, raw: String, mut room: Room) -> Result<Option<View>, Blame> {
        match room.json("the panel", &raw)? {
            Value::Null => Ok(None),
            view => Ok(Some(View::read(&view)?)),
        }
    }
}

struct Act {
    slot: Slot,
    subject: String,
    input: String,
}

impl Ask for Act {
    type Raw = String;
    type Answer = Acted;
    const EXPORT: &'static str = "panels.act";
    const KIND: Kind = Kind::Panels;

    fn is_offered(exports: &Exports) -> bool {
        exports.panels.is_some()
    }

    fn in_bytes(&self) -> usize {
        self.subject.len() + self.input.len()
    }

    async fn ask(
        &self,
        exports: &Exports,
        store: &mut Store<State>,
        context: &types::Context,
    ) -> wasmtime::Result<Result<String, types::Error>> {
        let pre = exports.panels.as_ref().ok_or_else(super::no_export)?;
        let plugin = pre.instantiate_async(&mut *store).await?;
        plugin.vuoro_plugin_panels().call_act(store, context, self.slot.into(), &self.subject, &self.input).await
    }

    fn read(&self, raw: String, mut room: Room) -> Result<Acted, Blame> {
        Ok(Acted::read(&room.json("the answer", &raw)?)?)
    }
}
