//! Reading members.

use unicode_normalization::UnicodeNormalization;
use vuoro_kernel::{Caller, MemberId, Page, PageArgs, Role, limits::EMAIL_CHARS_MAX};
use vuoro_store::record::{Member, Queue};

use crate::{Domain, Error, rights};

impl Domain {
    /// A page of the members by full name. `search` matches any part of a name or address, in upper or lower case.
    /// Operators and owners.
    ///
    /// # Errors
    /// For all other callers.
    pub async fn members(
        &self,
        caller: &Caller,
        search: Option<String>,
        args: PageArgs<String>,
    ) -> Result<Page<Member>, Error> {
        let by = rights::operator(caller)?;
        let search = search.as_deref().map(str::trim).filter(|text| !text.is_empty());
        if search.is_some_and(|text| text.len() > EMAIL_CHARS_MAX * 4) {
            return Err(Error::BadInput(format!("search takes at most {EMAIL_CHARS_MAX} characters")));
        }
        let search = search.map(|text| text.nfc().collect::<String>());
        Ok(self.store.door(by.organisation).members(search.as_deref(), &args).await?)
    }

    /// Reads one member; `None` when there is no such member, or when a handler asks for another one.
    ///
    /// # Errors
    /// For callers who aren't members.
    pub async fn member(&self, caller: &Caller, id: MemberId) -> Result<Option<Member>, Error> {
        let by = rights::member(caller)?;
        if by.role < Role::Operator && by.member != id {
            return Ok(None);
        }
        Ok(self.store.door(by.organisation).member(id).await?)
    }

    /// The queues that a member handles, in the order of the sidebar. Operators and owners; every member their own.
    ///
    /// # Errors
    /// `NotFound` for other members; for callers who aren't members their own error.
    pub async fn member_queues(&self, caller: &Caller, id: MemberId) -> Result<Vec<Queue>, Error> {
        let by = rights::member(caller)?;
        if by.role < Role::Operator && by.member != id {
            return Err(Error::NotFound);
        }
        Ok(self.store.door(by.organisation).all_queues(Some(id)).await?)
    }
}
