use serde::{Deserialize, Serialize};
use vuoro_kernel::{AttachmentId, ConversationId};

/// An uploaded file of a conversation.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Attachment {
    /// The attachment's id.
    pub id: AttachmentId,
    /// The conversation.
    pub conversation: ConversationId,
    /// The file's name.
    pub name: String,
    /// The type, detected from the content.
    pub content_type: String,
    /// The size in bytes.
    pub size_bytes: i64,
    /// Width in pixels, of images.
    pub width: Option<i64>,
    /// Height in pixels, of images.
    pub height: Option<i64>,
    /// Whether there is a thumbnail.
    pub thumbnail: bool,
}
