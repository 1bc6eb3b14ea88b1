//! Plugins' annotations of conversations.

pub(crate) mod remove;
pub(crate) mod set;
