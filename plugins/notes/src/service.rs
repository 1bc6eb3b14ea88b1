//! The GraphQL fields: checks the actor's right, reads and stores fields and notes.

pub(crate) mod edit;
pub(crate) mod fill;
pub(crate) mod kept;

use serde_json::Value;
use vuoro_plugin::{Context, Error, FieldRequest};

/// Resolves a field: one value for each parent, in their order.
///
/// # Errors
/// A refusal for the person, or the host's error.
pub fn resolve(context: &Context, request: &FieldRequest) -> Result<Vec<Value>, Error> {
    match request.name() {
        // Customers see conversations but never notes.
        ("Queue" | "Conversation", _) if context.member().is_none() => request.answer(Value::Null),
        ("Queue", "noteFields") => edit::fields_of_queues(&request.ids()?),
        ("Conversation", "noteFields") => edit::fields_of_conversations(&request.ids()?),
        ("Conversation", "notes") => fill::notes(&request.ids()?),
        ("Mutation", "createNoteField") => request.answer(edit::create(context, &request.argument("input")?)?),
        ("Mutation", "updateNoteField") => request.answer(edit::update(context, &request.argument("input")?)?),
        ("Mutation", "removeNoteField") => request.answer(edit::remove(context, &request.argument("input")?)?),
        ("Mutation", "orderNoteFields") => request.answer(edit::order(context, &request.argument("input")?)?),
        ("Mutation", "saveNotes") => request.answer(fill::save(context, &request.argument("input")?)?),
        _ => Err(request.unknown()),
    }
}

#[cfg(test)]
mod tests;
