use serde::{Deserialize, Serialize};
use vuoro_kernel::{AttachmentId, ConversationId};

/// A file of a conversation whose bytes have come.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Attachment {
    /// Which.
    pub id: AttachmentId,
    /// Of which conversation.
    pub conversation: ConversationId,
    /// The name the file came with.
    pub name: String,
    /// Found from the content.
    pub content_type: String,
    /// How many bytes.
    pub size_bytes: i64,
    /// In pixels, of images.
    pub width: Option<i64>,
    /// In pixels, of images.
    pub height: Option<i64>,
    /// A small picture was made.
    pub thumbnail: bool,
}
