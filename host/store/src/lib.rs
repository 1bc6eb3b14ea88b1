//! Floor 1: stored data. SQL is here and nowhere else; an organisation's data is reached only through a [`Door`] of
//! that organisation; changes go only through [`Store::write`] and [`Store::append`], which commit many requests with
//! one fsync.

mod append;
mod connect;
mod connection;
mod door;
mod error;
pub mod files;
mod migration;
#[cfg(test)]
mod odd_values;
pub mod record;
mod row;
mod tx;
mod write;
mod writer;

pub use append::{Admission, Append, Appended, ConversationHead};
pub use connect::{Store, StoreConfig};
pub use door::*;
pub use error::StoreError;
pub use tx::{Committed, Listener, Tx};
pub use write::WriteError;
