//! Organisations.

mod create;
#[cfg(test)]
pub(crate) mod house;
mod origins;
mod read;
mod slug;
#[cfg(test)]
mod tests;
mod update;

pub(crate) use slug::can_be_slug;
pub use update::UpdateOrganisation;
