//! The person on whose behalf a plugin is called.

use vuoro_kernel::{MemberId, Role, VisitorId};
use vuoro_plugins::Actor;

/// A member, a customer, or nobody.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Person {
    /// The actor as the plugin sees it.
    pub actor: Actor,
    /// The display name.
    pub name: String,
}

impl Person {
    /// Nobody, as for alarms and for after-hooks.
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
