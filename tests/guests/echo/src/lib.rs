//! A plugin for tests that returns what it is given: the least that a plugin can do which reads and writes JSON.

use serde_json::Value;
use vuoro_plugin::{Before, Context, Decision, Error, FieldRequest, Fields, Hooks};

struct Echo;

impl Fields for Echo {
    fn resolve(_: &Context, request: &FieldRequest) -> Result<Vec<Value>, Error> {
        match request.name() {
            ("Query", "echo") => request.answer(request.argument::<Value>("value")?),
            ("Conversation", "echoed") => Ok(request.parents.clone()),
            _ => Err(request.unknown()),
        }
    }
}

impl Hooks for Echo {
    /// Reads the message, as any before-hook would.
    fn before(_: &Context, event: &Before) -> Result<Decision, Error> {
        match event.property::<Option<String>>("text")?.as_deref() {
            Some("not this") => Ok(Decision::Refuse("Not this.".to_owned())),
            _ => Ok(Decision::Allow),
        }
    }
}

vuoro_plugin::export!(Echo: fields, hooks);
