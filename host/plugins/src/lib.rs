//! Floor 1: runs plugins in wasmtime.
//!
//! A plugin is called with [`Plugins`]'s `before`, `after`, `resolve`, `topic`, `render`, `act`, `ring` and `forget`. Each call
//! is a fresh instance on the guests' own runtime, within the [`limits`] of its kind, and a transaction: the guest's
//! changes are handed to the [`Delegate`] together, and only when the guest returned an answer.
//!
//! SECURITY.md, G10 to G12 and "Plugins".

#[cfg(feature = "testing")]
pub mod bench;
mod bindings;
mod breaker;
mod cache;
mod call;
mod check;
mod compile;
mod context;
mod delegate;
mod effect;
mod engine;
mod exports;
mod failure;
mod floor;
mod host_error;
mod imports;
mod lanes;
pub mod limits;
mod load;
mod load_error;
mod loaded;
mod meter;
pub mod outgoing;
mod output;
mod record;
mod state;
mod target;
#[cfg(any(test, feature = "testing"))]
pub mod testing;
#[cfg(test)]
mod tests;
mod ticker;
mod transaction;
mod usage;
pub mod view;
mod words;

pub use check::{Checker, check_from_stdin, check_settings_from_stdin};
pub use context::{Actor, Call, Context, PluginId};
pub use delegate::{Commit, CommitError, Delegate, Erased, Item, Key, LogEntry, NotErasable, Owner, Scanned, Write};
pub use effect::{Annotation, Effect, MetadataChange, Statistic};
pub use exports::{Decision, FieldRequest};
pub use failure::{CallError, Failure, FieldError, Outcome, Unavailable};
pub use floor::{Config, Event, Plugins, StartError};
pub use host_error::HostError;
pub use load_error::LoadError;
pub use loaded::Loaded;
pub use outgoing::{Connection, SecretHeader};
pub use record::{Counts, Level, Line, Record};
pub use target::Target;
pub use usage::Usage;
pub use vuoro_package::{Digest, Moment, Package, Permission, Slot};
