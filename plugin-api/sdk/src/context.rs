//! On whose behalf a call is made, and in which language.

use crate::{Actor, Context, Error, Member, Role};

impl Context {
    /// The member who acts; `None` when the actor is a customer or the system.
    pub fn member(&self) -> Option<&Member> {
        match &self.actor {
            Actor::Member(member) => Some(member),
            Actor::Visitor(_) | Actor::System => None,
        }
    }

    /// Whether the actor is a member with at least this role.
    pub fn is_at_least(&self, role: Role) -> bool {
        self.member().is_some_and(|member| member.role >= role)
    }

    /// Returns the member who acts.
    ///
    /// # Errors
    /// `not-allowed` when the actor isn't a member.
    pub fn need_member(&self) -> Result<&Member, Error> {
        self.member().ok_or(Error::NotAllowed)
    }

    /// Checks that the actor is an operator or owner.
    ///
    /// # Errors
    /// `not-allowed` for every other actor.
    pub fn need_operator(&self) -> Result<(), Error> {
        if self.is_at_least(Role::Operator) { Ok(()) } else { Err(Error::NotAllowed) }
    }

    /// The text in the reader's language: Finnish, English or Swedish.
    pub fn text<'t>(&self, fi: &'t str, en: &'t str, sv: &'t str) -> &'t str {
        match self.language.as_str() {
            "fi" => fi,
            "sv" => sv,
            _ => en,
        }
    }
}

#[cfg(test)]
mod tests {
    use crate::{Role, testing};

    #[test]
    fn each_role_includes_the_ones_before_and_a_customer_has_none() {
        let operator = testing::operator("en");
        assert!(operator.is_at_least(Role::Handler) && operator.is_at_least(Role::Operator));
        assert!(!operator.is_at_least(Role::Owner));
        assert!(testing::handler("en").need_operator().is_err());
        assert!(testing::visitor("en").need_member().is_err());
        assert!(testing::system().need_member().is_err());
    }

    #[test]
    fn english_stands_in_for_a_language_that_is_not_known() {
        for (language, text) in [("fi", "Hei"), ("en", "Hello"), ("sv", "Hej"), ("de", "Hello")] {
            assert_eq!(testing::handler(language).text("Hei", "Hello", "Hej"), text);
        }
    }
}
