//! What the plugin does when it is called: who may, what is read, what is kept. Over a small trait, so that the tests need
//! no host.

pub(crate) mod conversation;
pub(crate) mod edit;
mod host;

use serde::de::DeserializeOwned;
use serde_json::{Map, Value as Json};

pub use conversation::heard;
pub use host::{Actor, Expected, Host, Item, Role};

use crate::Refusal;

/// Why a call gives nothing. As the contract's `error`; the words are for the person.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Fail {
    /// For the person.
    Refused(String),
    /// For the person: the path of the value within the input, and what to do.
    Invalid(String, String),
    /// Not there, or not for this actor.
    NotFound,
    /// The actor may not.
    NotAllowed,
    /// For those who look after the plugin.
    Broken(String),
}

/// Who asks, and in which language they read.
pub struct Asker<'c> {
    /// On whose behalf.
    pub actor: &'c Actor,
    /// `fi`, `en` or `sv`.
    pub language: &'c str,
}

/// The values of a field, one for each parent, in their order.
///
/// # Errors
/// Why there are none; everything the call changed is then to be undone.
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

    /// A refusal of the rules, in the asker's words.
    fn told(&self, refusal: Refusal) -> Fail {
        match refusal {
            Refusal::Invalid(field, text) => Fail::Invalid(field.into(), text.in_language(self.language).into()),
            Refusal::Full(text) => Fail::Refused(text.in_language(self.language).into()),
            Refusal::NotFound => Fail::NotFound,
        }
    }
}

/// The one argument of a mutation. The host has checked it against the schema.
fn input<T: DeserializeOwned>(arguments: &Json) -> Result<T, Fail> {
    let input = arguments.get("input").cloned().unwrap_or_default();
    serde_json::from_value(input).map_err(|error| Fail::Broken(format!("the input: {error}")))
}

/// A value of a union: an object that names its type.
fn payload<const N: usize>(type_name: &str, properties: [(&str, Json); N]) -> Json {
    let name = [("__typename", Json::from(type_name))];
    Json::Object(name.into_iter().chain(properties).map(|(key, value)| (key.to_owned(), value)).collect::<Map<_, _>>())
}

#[cfg(test)]
mod tests;
