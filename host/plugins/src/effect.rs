//! Changes of a call other than those of its keys.

use serde_json::Value;
use vuoro_kernel::{ConversationId, QueueId, Time, words::MetadataKind};

/// A change that is committed with all others of its call or not at all. Its texts are within the limits of
/// [`crate::limits`]; the delegate decides whether they are allowed there.
#[derive(Clone, Debug, PartialEq)]
pub enum Effect {
    /// Annotates a conversation.
    Annotate {
        /// The conversation.
        conversation: ConversationId,
        /// The annotation.
        annotation: Annotation,
    },
    /// Removes an annotation.
    Unannotate {
        /// The conversation.
        conversation: ConversationId,
        /// The annotation's key.
        key: String,
    },
    /// Posts a line that both parties see.
    Post {
        /// The conversation.
        conversation: ConversationId,
        /// The line.
        text: String,
    },
    /// Sets metadata.
    SetMetadata {
        /// The conversation.
        conversation: ConversationId,
        /// The changes, in this order.
        changes: Vec<MetadataChange>,
    },
    /// Transfers a conversation to another queue.
    Transfer {
        /// The conversation.
        conversation: ConversationId,
        /// The queue that it goes to.
        queue: QueueId,
        /// The text for the customer.
        text: Option<String>,
    },
    /// Ends a conversation.
    End {
        /// The conversation.
        conversation: ConversationId,
    },
    /// Publishes a value to the subscribers of a topic of the plugin.
    Publish {
        /// The topic, as `fields.topic` returned it.
        topic: String,
        /// The value.
        value: Value,
    },
    /// Sets an alarm, replacing one with the same key.
    SetAlarm {
        /// Its key.
        key: String,
        /// The time at which it rings.
        at: Time,
        /// The payload that the plugin gets then.
        payload: Value,
    },
    /// Cancels an alarm.
    CancelAlarm {
        /// Its key.
        key: String,
    },
}

/// An annotation of a conversation.
#[derive(Clone, Debug, PartialEq)]
pub struct Annotation {
    /// The key, unique within the plugin and the conversation.
    pub key: String,
    /// A line for the transcript.
    pub text: Option<String>,
    /// Whether the customer sees it too.
    pub for_everyone: bool,
    /// How statistics count it.
    pub statistic: Statistic,
}

/// How statistics count an annotation.
#[derive(Clone, Debug, PartialEq)]
pub enum Statistic {
    /// It isn't counted.
    None,
    /// A word by which they group.
    Facet(String),
    /// A number of which they take the mean; never NaN or infinite.
    Measure(f64),
}

/// A change of one metadata value.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MetadataChange {
    /// `LIVE` or `FOLDED`.
    pub kind: MetadataKind,
    /// The key.
    pub key: String,
    /// The new value; `None` removes the key.
    pub value: Option<String>,
}
