//! On whose behalf a plugin is asked.

use vuoro_kernel::{MemberId, Role, VisitorId};
use vuoro_plugins::Actor;

/// Somebody, or nobody.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Person {
    /// Who.
    pub actor: Actor,
    /// The name that others see.
    pub name: String,
}

impl Person {
    /// Nobody: alarms and the log come so.
    pub fn system() -> Self {
        Self { actor: Actor::System, name: String::new() }
    }

    /// A member.
    pub fn member(id: MemberId, role: Role, name: impl Into<String>) -> Self {
        Self { actor: Actor::Member { id, role }, name: name.into() }
    }

    /// A customer.
    pub fn visitor(id: VisitorId, name: impl Into<String>) -> Self {
        Self { actor: Actor::Visitor(id), name: name.into() }
    }

    /// The id as the API prints it; empty for nobody.
    pub fn id(&self) -> String {
        match self.actor {
            Actor::System => String::new(),
            Actor::Visitor(id) => id.to_string(),
            Actor::Member { id, .. } => id.to_string(),
        }
    }
}
