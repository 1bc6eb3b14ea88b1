//! Conversations: read with the permission `chat` and changed with `chat-write`. Each call has the lesser of the
//! plugin's rights and the actor's.

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
    /// The customer's name; `None` when the customer gave none.
    #[serde(default)]
    pub customer_name: Option<String>,
    /// `mem_…`; `None` before it is claimed.
    #[serde(default)]
    pub agent_id: Option<String>,
    /// The conversation's metadata.
    #[serde(default)]
    pub metadata: Vec<Metadatum>,
}

/// One metadata value of a conversation.
#[derive(Clone, Debug, PartialEq, Deserialize)]
pub struct Metadatum {
    /// `TECHNICAL`, `LIVE`, `FOLDED` or `SECURE`.
    pub kind: String,
    /// The value's key.
    pub key: String,
    /// The value; null when it was removed.
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
    /// The queue's name.
    pub name: String,
    /// The state as in the GraphQL schema: `OPEN`, `CLOSED` or `SUSPENDED`.
    pub state: String,
}

/// A member of the organisation.
#[derive(Clone, Debug, PartialEq, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Colleague {
    /// `mem_…`.
    pub id: String,
    /// The name that customers and colleagues see.
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
    /// The value; null removes the key.
    pub value: Value,
}

/// Reads one conversation.
///
/// # Errors
/// `not-found` when it doesn't exist or the actor may not see it.
pub fn conversation(id: &str) -> Result<Conversation, Error> {
    Ok(serde_json::from_str(&conversation_json(id)?)?)
}

/// Reads one conversation as JSON, including properties that [`Conversation`] doesn't have.
///
/// # Errors
/// `not-found` when it doesn't exist or the actor may not see it.
pub fn conversation_json(id: &str) -> Result<String, HostError> {
    host::chat::conversation(id)
}

/// Reads the entries of a conversation's log after a number, oldest first; at most 100.
///
/// # Errors
/// `not-found` when the conversation doesn't exist or the actor may not see it.
pub fn entries(conversation: &str, after: u64, limit: u32) -> Result<Vec<Entry>, Error> {
    host::chat::entries(conversation, after, limit)?.into_iter().map(Entry::try_from).collect()
}

/// The queues that the actor may see.
///
/// # Errors
/// Whatever error the host gives.
pub fn queues() -> Result<Vec<Queue>, Error> {
    Ok(serde_json::from_str(&host::chat::queues()?)?)
}

/// Reads the members after the given one; at most 100. Only members may; a handler reads of that handler alone.
///
/// # Errors
/// `not-allowed` for a customer.
pub fn members(after: Option<&str>) -> Result<Vec<Colleague>, Error> {
    Ok(serde_json::from_str(&host::chat::members(after)?)?)
}

/// Annotates a conversation. A plugin has at most 100 keys in a conversation; an annotation with the same key replaces
/// the earlier one.
///
/// # Errors
/// Whatever error the host gives.
pub fn annotate(conversation: &str, annotation: &Annotation) -> Result<(), HostError> {
    host::chat_write::annotate(conversation, annotation)
}

/// Removes an annotation. The log still shows that it was there.
///
/// # Errors
/// `not-found` when there is none with this key.
pub fn unannotate(conversation: &str, key: &str) -> Result<(), HostError> {
    host::chat_write::unannotate(conversation, key)
}

/// Posts a line that both parties see, under the plugin's name.
///
/// # Errors
/// Whatever error the host gives.
pub fn post(conversation: &str, text: &str) -> Result<(), HostError> {
    host::chat_write::post(conversation, text)
}

/// Sets metadata of the conversation, with the origin `PLUGIN`.
///
/// # Errors
/// Whatever error the host gives.
pub fn set_metadata(conversation: &str, changes: &[Change]) -> Result<(), Error> {
    let changes: Vec<_> = changes.iter().map(serde_json::to_string).collect::<Result<_, _>>()?;
    Ok(host::chat_write::set_metadata(conversation, &changes)?)
}

/// Transfers the conversation to another queue. The text is shown to the customer.
///
/// # Errors
/// Whatever error the host gives.
pub fn transfer(conversation: &str, queue: &str, text: Option<&str>) -> Result<(), HostError> {
    host::chat_write::transfer(conversation, queue, text)
}

/// Ends the conversation.
///
/// # Errors
/// Whatever error the host gives.
pub fn end(conversation: &str) -> Result<(), HostError> {
    host::chat_write::end(conversation)
}
