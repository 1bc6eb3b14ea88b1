//! Metadata: what is known about a customer.

mod list;
mod update;

pub(crate) use update::{check, host_saw};
