//! Who calls. Every domain function takes a [`Caller`] first and checks its right before any read.

use std::{fmt, str::FromStr};

use serde::{Deserialize, Serialize};

use crate::{AccountId, MemberId, OrganisationId, SessionId, VisitorId};

/// What a member may do in an organisation, least first, so that `role >= Role::Operator` reads as it says.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum Role {
    /// Sees the queues they handle, claims, opens and closes them.
    Handler,
    /// Also manages members, queues and settings, and reads history.
    Operator,
    /// Also manages encryption keys and other owners.
    Owner,
}

impl Role {
    /// All of them, least first.
    pub const ALL: [Self; 3] = [Self::Handler, Self::Operator, Self::Owner];

    /// The name in the database and in GraphQL.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Handler => "HANDLER",
            Self::Operator => "OPERATOR",
            Self::Owner => "OWNER",
        }
    }
}

impl fmt::Display for Role {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

/// A role's name that is none of the three.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("no such role; the roles are handler, operator and owner")]
pub struct NoSuchRole;

impl FromStr for Role {
    type Err = NoSuchRole;

    fn from_str(text: &str) -> Result<Self, NoSuchRole> {
        [Self::Handler, Self::Operator, Self::Owner]
            .into_iter()
            .find(|role| role.as_str().eq_ignore_ascii_case(text))
            .ok_or(NoSuchRole)
    }
}

/// The caller of one operation: where it came in, and as whom.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Caller {
    /// The organisation whose endpoint was called; none on the platform endpoint.
    pub organisation: Option<OrganisationId>,
    /// As whom.
    pub who: Who,
}

/// As whom somebody calls.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Who {
    /// Nobody known: no token, or one that is not valid any more.
    Stranger,
    /// A customer; their token is bound to the organisation and opens only their own conversations.
    Visitor(VisitorId),
    /// A signed-in account that is not a member of the called organisation, or called the platform endpoint.
    Account {
        /// The account.
        account: AccountId,
        /// The session it came with.
        session: SessionId,
    },
    /// A member of the called organisation.
    Member {
        /// The account.
        account: AccountId,
        /// The session it came with.
        session: SessionId,
        /// The membership.
        member: MemberId,
        /// What the member may do.
        role: Role,
    },
}

impl Caller {
    /// A caller without a name on the given endpoint.
    pub fn stranger(organisation: Option<OrganisationId>) -> Self {
        Self { organisation, who: Who::Stranger }
    }

    /// The signed-in account, member here or not.
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

    /// The customer.
    pub fn visitor(&self) -> Option<VisitorId> {
        match self.who {
            Who::Visitor(visitor) => Some(visitor),
            _ => None,
        }
    }

    /// The member's role in the called organisation.
    pub fn role(&self) -> Option<Role> {
        match self.who {
            Who::Member { role, .. } => Some(role),
            _ => None,
        }
    }
}
