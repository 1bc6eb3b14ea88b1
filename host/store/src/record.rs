//! The nouns as the store returns them: plain values, one file for each noun.

mod annotation;
mod attachment;
mod conversation;
mod entry;
mod metadata;
mod organisation;
mod people;
mod plugin;
mod queue;
mod visitor;

pub use annotation::*;
pub use attachment::*;
pub use conversation::*;
pub use entry::*;
pub use metadata::*;
pub use organisation::*;
pub use people::*;
pub use plugin::*;
pub use queue::*;
pub use visitor::*;
