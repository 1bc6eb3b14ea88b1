//! Customers' sessions.

mod rename;
mod start;

pub use start::StartVisitor;
