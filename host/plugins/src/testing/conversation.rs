//! A conversation of the host in memory.

use serde_json::{Value, json};
use vuoro_kernel::OrganisationId;

use crate::{Actor, Call, HostError, LogEntry, MetadataChange};

/// A conversation, in the shape of the WIT's `chat.conversation`, with its log.
pub(super) struct Conversation {
    pub organisation: OrganisationId,
    pub value: Value,
    pub entries: Vec<LogEntry>,
}

impl Conversation {
    pub fn is(&self, property: &str, value: &str) -> bool {
        self.value.get(property).is_some_and(|its| its == value)
    }

    pub fn is_over(&self) -> bool {
        self.is("state", "ENDED") || self.is("state", "DROPPED")
    }

    /// After the end members say nothing more once it is hidden. That others may for a day only isn't kept here.
    pub fn takes_remarks(&self, call: &Call) -> Result<(), HostError> {
        let is_hidden = self.value.get("hidden") == Some(&json!(true));
        let may = !(self.is_over() && is_hidden && matches!(call.actor, Actor::Member { .. }));
        if may { Ok(()) } else { Err(HostError::NotAllowed) }
    }

    pub fn is_verified(&self, change: &MetadataChange) -> bool {
        let metadata = self.value.get("metadata").and_then(Value::as_array);
        metadata.into_iter().flatten().any(|it| {
            it["kind"] == change.kind.as_str() && it["key"] == change.key.as_str() && it["origin"] == "VERIFIED"
        })
    }

    pub fn set(&mut self, property: &str, value: Value) {
        if let Value::Object(properties) = &mut self.value {
            properties.insert(property.to_owned(), value);
        }
    }

    pub fn set_metadata(&mut self, change: &MetadataChange) {
        let Value::Object(properties) = &mut self.value else { return };
        let metadata = properties.entry("metadata").or_insert_with(|| json!([]));
        let Value::Array(metadata) = metadata else { return };
        let kind = change.kind.as_str();
        metadata.retain(|datum| datum["kind"] != kind || datum["key"] != change.key.as_str());
        if let Some(value) = &change.value {
            metadata.push(json!({ "kind": kind, "key": change.key, "value": value, "origin": "PLUGIN" }));
        }
    }
}
