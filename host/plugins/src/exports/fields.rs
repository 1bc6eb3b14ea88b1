//! `fields`: the fields that the plugin's SDL adds.

use std::sync::Arc;

use serde_json::Value;
use wasmtime::Store;

use crate::{
    CallError, Context, Delegate, Plugins, Target, Unavailable,
    bindings::{types, with_fields::exports::vuoro::plugin::fields},
    call::Ask,
    failure::{Blame, Outcome},
    limits::{self, Kind},
    loaded::Exports,
    output::Room,
    state::State,
};

/// A request for one field of many parents at once.
#[derive(Clone, Debug, PartialEq)]
pub struct FieldRequest {
    /// The type that has the field.
    pub parent_type: String,
    /// The field.
    pub field: String,
    /// The arguments, an object.
    pub arguments: Value,
    /// An id for a host type, null for a root type, the value itself for the plugin's own type; at most
    /// [`limits::PARENTS_ASKED`].
    pub parents: Vec<Value>,
}

impl Plugins {
    /// Resolves a field for its parents: one value each, in their order. One call of the guest takes
    /// [`limits::PARENTS`]; more are resolved in several calls, and more than [`limits::PARENTS_ASKED`] are
    /// [`Unavailable::TooMuch`].
    pub async fn resolve(
        &self,
        delegate: &Arc<dyn Delegate>,
        target: &Target,
        context: &Context,
        request: &FieldRequest,
    ) -> Result<Vec<Value>, CallError> {
        if request.parents.len() > limits::PARENTS_ASKED {
            return Err(CallError::Unavailable(Unavailable::TooMuch));
        }
        let mut values = Vec::with_capacity(request.parents.len());
        for parents in request.parents.chunks(limits::PARENTS) {
            let part = fields::Request {
                parent_type: request.parent_type.clone(),
                field: request.field.clone(),
                arguments: request.arguments.to_string(),
                parents: parents.iter().map(Value::to_string).collect(),
            };
            values.extend(self.call(delegate, target, context, Resolve(part)).await?);
        }
        Ok(values)
    }

    /// The topic that a subscription field follows, at most [`limits::TOPIC_BYTES`].
    pub async fn topic(
        &self,
        delegate: &Arc<dyn Delegate>,
        target: &Target,
        context: &Context,
        field: &str,
        arguments: &Value,
    ) -> Result<String, CallError> {
        let topic = Topic { field: field.to_owned(), arguments: arguments.to_string() };
        self.call(delegate, target, context, topic).await
    }
}

struct Resolve(fields::Request);

impl Ask for Resolve {
    type Raw = Vec<String>;
    type Answer = Vec<Value>;
    const EXPORT: &'static str = "fields.resolve";
    const KIND: Kind = Kind::Fields;

    fn is_offered(exports: &Exports) -> bool {
        exports.fields.is_some()
    }

    fn in_bytes(&self) -> usize {
        let request = &self.0;
        let parents: usize = request.parents.iter().map(String::len).sum();
        request.parent_type.len() + request.field.len() + request.arguments.len() + parents
    }

    async fn ask(
        &self,
        exports: &Exports,
        store: &mut Store<State>,
        context: &types::Context,
    ) -> wasmtime::Result<Result<Vec<String>, types::Error>> {
        let pre = exports.fields.as_ref().ok_or_else(super::no_export)?;
        let plugin = pre.instantiate_async(&mut *store).await?;
        plugin.vuoro_plugin_fields().call_resolve(store, context, &self.0).await
    }

    fn read(&self, raw: Vec<String>, mut room: Room) -> Result<Vec<Value>, Blame> {
        let (asked, given) = (self.0.parents.len(), raw.len());
        if asked != given {
            return Err(Blame::bad_output(format!("{given} values for {asked} parents")));
        }
        raw.iter().map(|text| room.json("a value", text)).collect()
    }
}

struct Topic {
    field: String,
    arguments: String,
}

impl Ask for Topic {
    type Raw = String;
    type Answer = String;
    const EXPORT: &'static str = "fields.topic";
    const KIND: Kind = Kind::Fields;

    fn is_offered(exports: &Exports) -> bool {
        exports.fields.is_some()
    }

    fn in_bytes(&self) -> usize {
        self.field.len() + self.arguments.len()
    }

    async fn ask(
        &self,
        exports: &Exports,
        store: &mut Store<State>,
        context: &types::Context,
    ) -> wasmtime::Result<Result<String, types::Error>> {
        let pre = exports.fields.as_ref().ok_or_else(super::no_export)?;
        let plugin = pre.instantiate_async(&mut *store).await?;
        plugin.vuoro_plugin_fields().call_topic(store, context, &self.field, &self.arguments).await
    }

    fn read(&self, raw: String, room: Room) -> Result<String, Blame> {
        room.count(&raw);
        match raw.len() {
            0 => Err(Blame::bad_output("the topic is empty")),
            1..=limits::TOPIC_BYTES => Ok(raw),
            _ => Err(Blame::new(Outcome::TooMuch, format!("a topic has {} bytes at most", limits::TOPIC_BYTES))),
        }
    }
}
