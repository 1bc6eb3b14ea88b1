//! Metadata: what is known about a customer.

mod list;
pub(crate) mod update;

pub(crate) use list::is_shown_to;
pub(crate) use update::{check, host_saw};
