//! Members: accounts in an organisation.

mod add;
mod list;
mod queues;
mod remove;
mod rules;
mod update;

#[cfg(test)]
mod tests;

pub(crate) use add::join;
pub(crate) use queues::{all_there, distinct};
pub(crate) use rules::{acting, may_give};
