//! Files of a conversation: announced over GraphQL, uploaded over HTTP, sent with a message, visible to those who may
//! see the conversation. Their bytes are never run: the type is detected from the content, and only pictures, video and
//! sound are ever shown in place.

mod download;
mod files;
mod kind;
mod name;
mod plain;
mod prepare;
mod quota;
mod room;
mod running;
mod sweep;
mod thumbnail;
mod upload;

use std::time::Duration;

pub use download::Download;
pub(crate) use files::Files;
pub use prepare::PrepareAttachment;
pub(crate) use thumbnail::{NoSquare, square};

/// The upload of an announced file must begin within this time.
const ANNOUNCED_LIFE: Duration = Duration::from_secs(60 * 60);
/// An upload that takes longer than this in total is cancelled.
const UPLOAD_TIME: Duration = Duration::from_secs(10 * 60);
/// An upload from which nothing arrives for this long is cancelled.
const UPLOAD_STALL_TIME: Duration = Duration::from_secs(30);
/// What a network of customers uploads is counted, and its address kept, for this long.
const NETWORK_TIME: Duration = Duration::from_secs(24 * 60 * 60);
/// Most files of one conversation, including announced ones.
const CONVERSATION_ATTACHMENTS_MAX: i64 = 1_000;

#[cfg(test)]
mod tests;
