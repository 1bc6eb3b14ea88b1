//! What a call changes beside its keys.

use serde_json::Value;
use vuoro_kernel::{ConversationId, QueueId, Time, words::MetadataKind};

/// A change, done with all others of its call or not at all. Its texts are within the limits of
/// [`crate::limits`]; whether they may stand where they go is the delegate's to say.
#[derive(Clone, Debug, PartialEq)]
pub enum Effect {
    /// Says something of a conversation.
    Annotate {
        /// Which.
        conversation: ConversationId,
        /// What.
        annotation: Annotation,
    },
    /// Takes an annotation back.
    Unannotate {
        /// Which conversation.
        conversation: ConversationId,
        /// The annotation's key.
        key: String,
    },
    /// Writes a line that both parties see.
    Post {
        /// Where.
        conversation: ConversationId,
        /// What.
        text: String,
    },
    /// Sets metadata.
    SetMetadata {
        /// Of which conversation.
        conversation: ConversationId,
        /// What, in this order.
        changes: Vec<MetadataChange>,
    },
    /// Puts a conversation in another queue's line.
    Transfer {
        /// Which.
        conversation: ConversationId,
        /// Where to.
        queue: QueueId,
        /// For the customer.
        text: Option<String>,
    },
    /// Ends a conversation.
    End {
        /// Which.
        conversation: ConversationId,
    },
    /// Tells those who follow a topic of the plugin.
    Publish {
        /// The topic, as `fields.topic` gave it.
        topic: String,
        /// What they hear.
        value: Value,
    },
    /// Sets an alarm, in place of one with the same key.
    SetAlarm {
        /// Its key.
        key: String,
        /// When.
        at: Time,
        /// What the plugin is given then.
        payload: Value,
    },
    /// Takes an alarm back.
    CancelAlarm {
        /// Its key.
        key: String,
    },
}

/// Something a plugin says of a conversation.
#[derive(Clone, Debug, PartialEq)]
pub struct Annotation {
    /// Names it within the plugin and the conversation.
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
    /// They don't.
    None,
    /// A word that they group by.
    Facet(String),
    /// A number that they average; never NaN or infinite.
    Measure(f64),
}

/// A change of one value of metadata.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MetadataChange {
    /// `LIVE` or `FOLDED`.
    pub kind: MetadataKind,
    /// Which value.
    pub key: String,
    /// The value; none takes it away.
    pub value: Option<String>,
}
