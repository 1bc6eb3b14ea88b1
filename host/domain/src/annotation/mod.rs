//! What plugins say of conversations.

pub(crate) mod remove;
pub(crate) mod set;
