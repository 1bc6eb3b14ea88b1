//! Requests and the conversations they become.

mod claim;
mod end;
mod enqueue;
mod hide;
mod leave;
mod list;
mod place;
mod see;

pub use enqueue::Enqueue;
pub(crate) use enqueue::admit;
pub use place::Place;
pub use see::Sight;
pub(crate) use see::{AsParty, is_listed};
