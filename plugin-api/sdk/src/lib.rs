//! Write plugins for Vuoro in Rust.
//!
//! A plugin is a type without data that implements some of [`Fields`], [`Panels`], [`Hooks`], [`Alarms`] and
//! [`Erasures`], and one line that declares which:
//!
//! ```
//! use serde_json::{Value, json};
//! use vuoro_plugin::{Context, Error, FieldRequest, Fields};
//!
//! struct Greeting;
//!
//! impl Fields for Greeting {
//!     fn resolve(context: &Context, request: &FieldRequest) -> Result<Vec<Value>, Error> {
//!         match request.name() {
//!             ("Query", "greeting") => request.answer(context.text("Hei", "Hello", "Hej")),
//!             _ => Err(request.unknown()),
//!         }
//!     }
//! }
//!
//! vuoro_plugin::export!(Greeting: fields);
//! # fn main() {
//! # let context = vuoro_plugin::testing::system();
//! # let request = FieldRequest::to("Query", "greeting", json!({}));
//! # assert_eq!(Greeting::resolve(&context, &request).unwrap(), [json!("Hello")]);
//! # }
//! ```
//!
//! **A call is a transaction.** What it changes through [`store`], [`scoped_store`], [`chat`], [`alarms`] and [`events`] is committed
//! together when it returns `Ok`, and discarded otherwise. Nothing else outlives a call: static variables start fresh
//! in each.
//!
//! Each module here needs a permission of the same name (with hyphens), which `plugin.toml` asks for with a reason; a
//! module that isn't used needs none. Built for anything but WebAssembly, the same functions work on a host in memory,
//! [`testing`], so that a plugin's rules are tested by plain `cargo test`.

pub mod alarms;
#[doc(hidden)]
pub mod bindings;
mod blocks;
pub mod chat;
pub mod clock;
mod context;
mod erasures;
mod error;
pub mod events;
#[doc(hidden)]
pub mod export;
mod fields;
mod hooks;
pub mod http;
mod limits;
pub mod log;
mod panels;
pub mod random;
pub mod scoped_store;
pub mod settings;
pub mod store;
#[cfg(not(target_arch = "wasm32"))]
pub mod testing;

pub use alarms::Alarms;
pub use bindings::types::{Actor, Context, Error, FieldError, HostError, Member, Role};
pub use blocks::{Block, Choice, InputMode, Tag, Tone, View};
pub use erasures::{Erased, Erasures};
pub use fields::{FieldRequest, Fields};
pub use hooks::{Before, Decision, Entry, Hooks, Moment, News};
pub use panels::{Acted, Input, Panels, Slot, Subject};

/// The imported functions: the real host's, or those of the host in memory.
mod host {
    #[cfg(target_arch = "wasm32")]
    pub(crate) use crate::bindings::{
        alarm_clock, chat, chat_write, clock, events, http, log, random, scoped_store, settings, store,
    };
    #[cfg(not(target_arch = "wasm32"))]
    pub(crate) use crate::testing::imports::{
        alarm_clock, chat, chat_write, clock, events, http, log, random, scoped_store, settings, store,
    };
}
