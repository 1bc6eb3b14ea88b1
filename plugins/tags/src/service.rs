//! The service: checks the actor's right, reads and stores tags and rules. It works on a small trait, so that its tests
//! need no host.

pub(crate) mod conversation;
pub(crate) mod edit;
mod host;
pub(crate) mod kept;

use serde::de::DeserializeOwned;
use serde_json::{Map, Value as Json};

pub use conversation::heard;
pub use host::{Actor, Expected, Host, Item, Role};

use crate::Refusal;

/// Why a call fails, as the contract's `error`. Texts in `Refused` and `Invalid` are for the person.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Fail {
    /// A refusal for the person.
    Refused(String),
    /// An invalid value, for the person: its path within the input, and what to do.
    Invalid(String, String),
    /// It doesn't exist, or the actor may not see it.
    NotFound,
    /// The actor has no right to this.
    NotAllowed,
    /// The plugin is broken; the text is for those who maintain it.
    Broken(String),
}

/// The actor of a call and the language that they read.
pub struct Asker<'c> {
    /// The actor.
    pub actor: &'c Actor,
    /// `fi`, `en` or `sv`.
    pub language: &'c str,
}

/// Resolves a field: one value for each parent, in their order.
///
/// # Errors
/// Why the call fails; the host then undoes everything that it changed.
pub fn resolve(
    host: &mut impl Host,
    asker: &Asker<'_>,
    (parent_type, field): (&str, &str),
    arguments: &Json,
    parents: &[Json],
) -> Result<Vec<Json>, Fail> {
    let one = match (parent_type, field) {
        ("Conversation", "tags") => return conversation::tags(host, asker, parents),
        ("Query", "tags") => edit::tags(host, asker)?,
        ("Query", "tagRules") => edit::rules(host, asker)?,
        ("Mutation", "createTag") => edit::create(host, asker, &input(arguments)?)?,
        ("Mutation", "updateTag") => edit::update(host, asker, &input(arguments)?)?,
        ("Mutation", "moveTag") => edit::move_under(host, asker, &input(arguments)?)?,
        ("Mutation", "removeTag") => edit::remove(host, asker, &input(arguments)?)?,
        ("Mutation", "createTagRule") => edit::create_rule(host, asker, &input(arguments)?)?,
        ("Mutation", "removeTagRule") => edit::remove_rule(host, asker, &input(arguments)?)?,
        ("Mutation", "tagConversation") => conversation::put_on(host, asker, &input(arguments)?)?,
        ("Mutation", "untagConversation") => conversation::take_off(host, asker, &input(arguments)?)?,
        _ => return Err(Fail::Broken(format!("{parent_type}.{field} is in schema.graphql and not in service.rs"))),
    };
    Ok(vec![one; parents.len()])
}

impl Asker<'_> {
    fn member(&self) -> Result<(&str, Role), Fail> {
        match self.actor {
            Actor::Member { id, role } => Ok((id, *role)),
            Actor::Visitor | Actor::System => Err(Fail::NotAllowed),
        }
    }

    fn operator(&self) -> Result<(), Fail> {
        let (_, role) = self.member()?;
        if role >= Role::Operator { Ok(()) } else { Err(Fail::NotAllowed) }
    }

    /// Converts a refusal of the rules to an error in the actor's language.
    fn told(&self, refusal: Refusal) -> Fail {
        match refusal {
            Refusal::Invalid(field, text) => Fail::Invalid(field.into(), text.in_language(self.language).into()),
            Refusal::Full(text) => Fail::Refused(text.in_language(self.language).into()),
            Refusal::NotFound => Fail::NotFound,
        }
    }
}

/// The one argument of a mutation, which the host has checked against the schema.
fn input<T: DeserializeOwned>(arguments: &Json) -> Result<T, Fail> {
    let input = arguments.get("input").cloned().unwrap_or_default();
    serde_json::from_value(input).map_err(|error| Fail::Broken(format!("the input: {error}")))
}

/// A member of a union: an object with its type's name.
fn payload<const N: usize>(type_name: &str, properties: [(&str, Json); N]) -> Json {
    let name = [("__typename", Json::from(type_name))];
    Json::Object(name.into_iter().chain(properties).map(|(key, value)| (key.to_owned(), value)).collect::<Map<_, _>>())
}

#[cfg(test)]
mod tests;
