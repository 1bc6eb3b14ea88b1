//! Who the caller is to the called organisation.

use vuoro_kernel::{Caller, Who};
use vuoro_store::record::{Member, Visitor};

use crate::{Domain, Error, rights};

/// The caller of an organisation's endpoint.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Viewer {
    /// A member.
    Member(Member),
    /// A customer.
    Visitor(Visitor),
}

impl Domain {
    /// The caller; `None` without a valid token, and for accounts that aren't members.
    ///
    /// # Errors
    /// `NotFound` on the platform endpoint.
    pub async fn viewer(&self, caller: &Caller) -> Result<Option<Viewer>, Error> {
        let door = self.store.door(rights::called(caller)?);
        Ok(match caller.who {
            Who::Stranger | Who::Account { .. } => None,
            Who::Member { member, .. } => door.member(member).await?.map(Viewer::Member),
            Who::Visitor(visitor) => door.visitor(visitor).await?.map(Viewer::Visitor),
        })
    }
}
