//! Sessions of accounts.

mod begin;
mod end;
mod list;
mod sign_in;
mod tries;

#[cfg(test)]
mod tests;

pub use begin::SignedIn;
pub use sign_in::SignIn;

pub(crate) use begin::{Fresh, begin, used_since};
pub(crate) use tries::{Tries, network};
