//! Hears of what was erased. Needs the export `erasures` and no permission.

use crate::{Context, Error};

/// What was erased, with its id.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Erased {
    /// A conversation.
    Conversation(String),
    /// A customer.
    Visitor(String),
    /// A member, who left the organisation or was removed from it.
    Member(String),
}

impl Erased {
    /// The id of what was erased.
    pub fn id(&self) -> &str {
        let (Self::Conversation(id) | Self::Visitor(id) | Self::Member(id)) = self;
        id
    }
}

/// Called when something was erased.
pub trait Erasures {
    /// Forgets what the plugin keeps of it in [`crate::store`]; the keys of [`crate::scoped_store`] are gone already.
    /// Called at least once, and again later when this returns an error.
    ///
    /// # Errors
    /// Any error undoes what the call changed.
    fn forget(context: &Context, erased: &Erased) -> Result<(), Error>;
}
