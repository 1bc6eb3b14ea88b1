//! Files of a conversation: announced over GraphQL, uploaded over HTTP, sent with a message, seen by those who may see
//! the conversation. Their bytes are never run: the type comes from the content, and only what browsers show as a
//! picture, a film or a sound is ever shown in place.

mod download;
mod files;
mod kind;
mod name;
mod plain;
mod prepare;
mod quota;
mod room;
mod slots;
mod sweep;
mod thumbnail;
mod upload;

use std::time::Duration;

pub use download::Download;
pub(crate) use files::Files;
pub use prepare::PrepareAttachment;
pub(crate) use thumbnail::{NoSquare, square};

/// The bytes of an announced file have to begin to come within this time.
const ANNOUNCED_LIFE: Duration = Duration::from_secs(60 * 60);
/// An upload that takes longer than this in all is broken off.
const UPLOAD_TIME: Duration = Duration::from_secs(10 * 60);
/// An upload of which nothing comes for this long is broken off.
const UPLOAD_STALL_TIME: Duration = Duration::from_secs(30);
/// What a network of customers uploads is counted, and its address kept, for this long.
const NETWORK_TIME: Duration = Duration::from_secs(24 * 60 * 60);
/// Most files of one conversation, announced ones too.
const CONVERSATION_ATTACHMENTS_MAX: i64 = 1_000;

#[cfg(test)]
mod tests;
