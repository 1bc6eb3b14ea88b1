//! Conversations, from the request on: a file for each act.

mod claim;
pub(crate) mod end;
mod ended;
mod enqueue;
pub(crate) mod hide;
pub(crate) mod leave;
mod list;
mod place;
pub(crate) mod requeue;
mod see;
pub(crate) mod transfer;

pub(crate) use ended::takes_remarks;
pub use enqueue::Enqueue;
pub(crate) use enqueue::admit;
pub use place::Place;
pub use see::Sight;
pub(crate) use see::{AsParty, customers_among, is_listed, seen_among, sees};
