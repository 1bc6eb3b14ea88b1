//! Who makes a request. Every domain function takes a [`Caller`] first and checks its rights before it reads anything.

use serde::{Deserialize, Serialize};
use strum::{Display, EnumString, IntoStaticStr, VariantArray};

use crate::{AccountId, MemberId, OrganisationId, SessionId, VisitorId};

/// What a member may do in an organisation, lowest first, so that `role >= Role::Operator` compares as it reads.
#[derive(
    Clone,
    Copy,
    Debug,
    PartialEq,
    Eq,
    Hash,
    PartialOrd,
    Ord,
    Serialize,
    Deserialize,
    Display,
    EnumString,
    IntoStaticStr,
    VariantArray,
)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
#[strum(serialize_all = "SCREAMING_SNAKE_CASE", ascii_case_insensitive)]
#[strum(parse_err_ty = NoSuchRole, parse_err_fn = NoSuchRole::new)]
pub enum Role {
    /// Sees the queues they handle; claims from them, opens and closes them.
    Handler,
    /// Also manages members, queues and settings, and reads history.
    Operator,
    /// Also manages encryption keys and other owners.
    Owner,
}

impl Role {
    /// All of them, least first.
    pub const ALL: &'static [Self] = Self::VARIANTS;

    /// The role's name in the database and in GraphQL.
    pub fn as_str(self) -> &'static str {
        self.into()
    }
}

/// The error for a role name that doesn't exist.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("no such role; the roles are handler, operator and owner")]
pub struct NoSuchRole;

impl NoSuchRole {
    fn new(_: &str) -> Self {
        Self
    }
}

/// The caller of one operation: the endpoint that was called, and the identity that called it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Caller {
    /// The organisation whose endpoint was called; `None` on the platform endpoint.
    pub organisation: Option<OrganisationId>,
    /// The identity of the caller on this endpoint.
    pub who: Who,
}

/// The identity of a caller.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Who {
    /// Nobody known: the request had no token, or one that is no longer valid.
    Stranger,
    /// A customer. Their token is bound to the organisation and opens only their own conversations.
    Visitor(VisitorId),
    /// A signed-in account that is not a member of the called organisation, or that called the platform endpoint.
    Account {
        /// The account.
        account: AccountId,
        /// The session that the request was made with.
        session: SessionId,
    },
    /// A member of the called organisation.
    Member {
        /// The account.
        account: AccountId,
        /// The session that the request was made with.
        session: SessionId,
        /// The membership of the account in the organisation.
        member: MemberId,
        /// The member's role.
        role: Role,
    },
}

impl Caller {
    /// An anonymous caller of the given endpoint.
    pub fn stranger(organisation: Option<OrganisationId>) -> Self {
        Self { organisation, who: Who::Stranger }
    }

    /// The signed-in account, whether or not it is a member of the called organisation.
    pub fn account(&self) -> Option<AccountId> {
        match self.who {
            Who::Account { account, .. } | Who::Member { account, .. } => Some(account),
            Who::Stranger | Who::Visitor(_) => None,
        }
    }

    /// The session of the signed-in account.
    pub fn session(&self) -> Option<SessionId> {
        match self.who {
            Who::Account { session, .. } | Who::Member { session, .. } => Some(session),
            Who::Stranger | Who::Visitor(_) => None,
        }
    }

    /// The visitor, when the caller is a customer.
    pub fn visitor(&self) -> Option<VisitorId> {
        match self.who {
            Who::Visitor(visitor) => Some(visitor),
            _ => None,
        }
    }

    /// The role in the called organisation, when the caller is a member of it.
    pub fn role(&self) -> Option<Role> {
        match self.who {
            Who::Member { role, .. } => Some(role),
            _ => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_role_is_spelled_as_it_is_stored_and_read_in_any_case() {
        for (role, name) in Role::ALL.iter().zip(["HANDLER", "OPERATOR", "OWNER"]) {
            assert_eq!((role.as_str(), role.to_string()), (name, name.to_owned()));
            assert_eq!(name.parse(), Ok(*role));
            assert_eq!(name.to_lowercase().parse(), Ok(*role));
        }
        assert_eq!("boss".parse::<Role>(), Err(NoSuchRole));
    }
}
