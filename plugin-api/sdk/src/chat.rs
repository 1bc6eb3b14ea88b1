//! Conversations: read with the permission `chat`, changed with `chat-write`, each with the lesser of the plugin's rights and
//! the actor's.

use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::{Entry, Error, HostError, host};

pub use crate::bindings::chat_write::{Annotation, Audience, Statistic};

/// A conversation.
#[derive(Clone, Debug, PartialEq, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Conversation {
    /// `conv_…`.
    pub id: String,
    /// `queue_…`.
    pub queue_id: String,
    /// `WAITING`, `ACTIVE`, `ENDED` or `DROPPED`.
    pub state: String,
    /// None when the customer gave none.
    #[serde(default)]
    pub customer_name: Option<String>,
    /// `mem_…`; none before it is claimed.
    #[serde(default)]
    pub agent_id: Option<String>,
    /// What is known of the customer.
    #[serde(default)]
    pub metadata: Vec<Metadatum>,
}

/// One thing known about a customer.
#[derive(Clone, Debug, PartialEq, Deserialize)]
pub struct Metadatum {
    /// `TECHNICAL`, `LIVE`, `FOLDED` or `SECURE`.
    pub kind: String,
    /// Names it.
    pub key: String,
    /// Null when it was taken away.
    #[serde(default)]
    pub value: Value,
    /// `VERIFIED`, `DECLARED`, `ANSWERED` or `PLUGIN`.
    #[serde(default)]
    pub origin: String,
}

/// A queue that the actor may see.
#[derive(Clone, Debug, PartialEq, Deserialize)]
pub struct Queue {
    /// `queue_…`.
    pub id: String,
    /// As people call it.
    pub name: String,
    /// As in the GraphQL schema.
    pub state: String,
}

/// A member of the organisation.
#[derive(Clone, Debug, PartialEq, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Colleague {
    /// `mem_…`.
    pub id: String,
    /// As people call them.
    pub display_name: String,
    /// `HANDLER`, `OPERATOR` or `OWNER`.
    pub role: String,
}

/// A change of metadata.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Change {
    /// `LIVE` or `FOLDED`.
    pub kind: String,
    /// 1 to 100 characters on one line.
    pub key: String,
    /// Null takes the key away.
    pub value: Value,
}

/// One conversation.
///
/// # Errors
/// `not-found` when it isn't there or not for the actor.
pub fn conversation(id: &str) -> Result<Conversation, Error> {
    Ok(serde_json::from_str(&conversation_json(id)?)?)
}

/// One conversation as the host gives it, with properties that [`Conversation`] doesn't have.
///
/// # Errors
/// `not-found` when it isn't there or not for the actor.
pub fn conversation_json(id: &str) -> Result<String, HostError> {
    host::chat::conversation(id)
}

/// Entries of a conversation's log after a number, oldest first; at most 100.
///
/// # Errors
/// `not-found` when the conversation isn't there or not for the actor.
pub fn entries(conversation: &str, after: u64, limit: u32) -> Result<Vec<Entry>, Error> {
    host::chat::entries(conversation, after, limit)?.into_iter().map(Entry::try_from).collect()
}

/// The queues that the actor may see.
///
/// # Errors
/// The host's.
pub fn queues() -> Result<Vec<Queue>, Error> {
    Ok(serde_json::from_str(&host::chat::queues()?)?)
}

/// The members after the given one, for members; at most 100.
///
/// # Errors
/// `not-allowed` for a customer.
pub fn members(after: Option<&str>) -> Result<Vec<Colleague>, Error> {
    Ok(serde_json::from_str(&host::chat::members(after)?)?)
}

/// Says something of a conversation. At most 100 keys a conversation and plugin; a later one with the same key takes its
/// place.
///
/// # Errors
/// The host's.
pub fn annotate(conversation: &str, annotation: &Annotation) -> Result<(), HostError> {
    host::chat_write::annotate(conversation, annotation)
}

/// Takes an annotation back; the log still tells that it was there.
///
/// # Errors
/// `not-found` when there is none.
pub fn unannotate(conversation: &str, key: &str) -> Result<(), HostError> {
    host::chat_write::unannotate(conversation, key)
}

/// Writes a line that both parties see, in the plugin's name.
///
/// # Errors
/// The host's.
pub fn post(conversation: &str, text: &str) -> Result<(), HostError> {
    host::chat_write::post(conversation, text)
}

/// Sets metadata of the conversation, its origin being the plugin.
///
/// # Errors
/// The host's.
pub fn set_metadata(conversation: &str, changes: &[Change]) -> Result<(), Error> {
    let changes: Vec<_> = changes.iter().map(serde_json::to_string).collect::<Result<_, _>>()?;
    Ok(host::chat_write::set_metadata(conversation, &changes)?)
}

/// Puts the conversation in another queue's line. The text is for the customer.
///
/// # Errors
/// The host's.
pub fn transfer(conversation: &str, queue: &str, text: Option<&str>) -> Result<(), HostError> {
    host::chat_write::transfer(conversation, queue, text)
}

/// Ends the conversation.
///
/// # Errors
/// The host's.
pub fn end(conversation: &str) -> Result<(), HostError> {
    host::chat_write::end(conversation)
}
