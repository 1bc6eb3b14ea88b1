//! The log of a conversation: messages, read marks, typing, and following it.

mod list;
pub(crate) mod post;
mod read;
mod send;
mod typing;
mod watch;

pub use send::SendMessage;
pub use typing::Typing;
pub use watch::{Class, ConversationWatch};

pub(crate) use watch::LOOK_EVERY;
