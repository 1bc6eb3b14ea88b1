//! The rights of callers, asked by name and in one place.

use vuoro_kernel::{AccountId, Caller, MemberId, OrganisationId, Role, SessionId, VisitorId, Who};

use crate::Error;

/// A caller known to be a member of the called organisation.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct AsMember {
    pub organisation: OrganisationId,
    pub member: MemberId,
    pub account: AccountId,
    pub role: Role,
}

/// A caller known to be a customer of the called organisation.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct AsVisitor {
    pub organisation: OrganisationId,
    pub visitor: VisitorId,
}

/// The called organisation, for callers of every kind.
///
/// # Errors
/// `NotFound` on the platform endpoint.
pub(crate) fn called(caller: &Caller) -> Result<OrganisationId, Error> {
    caller.organisation.ok_or(Error::NotFound)
}

/// The caller as a member.
///
/// # Errors
/// `Unauthenticated` for strangers, `Forbidden` for customers, and `NotFound` for accounts that aren't members, to whom
/// the organisation looks as if it didn't exist.
pub(crate) fn member(caller: &Caller) -> Result<AsMember, Error> {
    let organisation = called(caller)?;
    match caller.who {
        Who::Member { account, member, role, .. } => Ok(AsMember { organisation, member, account, role }),
        Who::Stranger => Err(Error::Unauthenticated),
        Who::Visitor(_) => Err(Error::Forbidden),
        Who::Account { .. } => Err(Error::NotFound),
    }
}

/// The caller as an operator or owner.
///
/// # Errors
/// `Forbidden` for handlers; otherwise as [`member`].
pub(crate) fn operator(caller: &Caller) -> Result<AsMember, Error> {
    let member = member(caller)?;
    if member.role >= Role::Operator { Ok(member) } else { Err(Error::Forbidden) }
}

/// The caller as a customer.
///
/// # Errors
/// `Unauthenticated` for strangers, `Forbidden` for members, `NotFound` for other accounts.
pub(crate) fn visitor(caller: &Caller) -> Result<AsVisitor, Error> {
    let organisation = called(caller)?;
    match caller.who {
        Who::Visitor(visitor) => Ok(AsVisitor { organisation, visitor }),
        Who::Stranger => Err(Error::Unauthenticated),
        Who::Member { .. } => Err(Error::Forbidden),
        Who::Account { .. } => Err(Error::NotFound),
    }
}

/// The caller as a signed-in account, on either endpoint.
///
/// # Errors
/// `Unauthenticated` for strangers, `Forbidden` for customers.
pub(crate) fn account(caller: &Caller) -> Result<(AccountId, SessionId), Error> {
    match caller.who {
        Who::Account { account, session } | Who::Member { account, session, .. } => Ok((account, session)),
        Who::Visitor(_) => Err(Error::Forbidden),
        Who::Stranger => Err(Error::Unauthenticated),
    }
}
