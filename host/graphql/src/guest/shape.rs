//! The types that a plugin's fields can have, and the check of its JSON against them.

use std::{collections::HashMap, fmt, sync::Arc};

use apollo_compiler::{
    ast::Type,
    schema::{EnumType, ExtendedType},
};
use async_graphql::{Name, Value, dynamic::FieldValue};
use serde_json::Value as Json;
use vuoro_domain::{Domain, Problem};
use vuoro_kernel::Caller;

use crate::{
    bind::Resolved,
    compose::Contract,
    error::{Code, Failure},
};

/// Most levels of lists within lists.
const NESTING_MAX: usize = 4;

/// An object of a plugin's own type; each field is a property of the JSON.
pub(super) struct Given(pub Json);

/// What a field's value must be.
pub(super) enum Shape {
    /// May be null.
    Nullable(Box<Shape>),
    List(Box<Shape>),
    Leaf(Leaf),
    /// An object of the plugin's own type.
    Own,
    /// An object of one of the members' types, chosen by its `__typename`.
    Choice(HashMap<String, Member>),
    /// The id of a host record.
    Host(Host),
}

/// A scalar or enum.
pub(super) enum Leaf {
    Text,
    Whole,
    Number,
    Flag,
    Json,
    Word(Vec<String>),
}

/// A host type that plugins refer to by id.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Host {
    Conversation,
    Queue,
    Member,
}

/// A member of a union or interface.
pub(super) enum Member {
    Own,
    NotAllowed,
    InvalidInput,
}

/// Why a value doesn't fit.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Misfit(&'static str);

impl fmt::Display for Misfit {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} is wanted", self.0)
    }
}

pub(super) fn misfit(plugin: &str, parent_type: &str, field: &str, wrong: &Misfit) -> Failure {
    tracing::warn!(target: "plugin", %plugin, "the value of {parent_type}.{field} doesn't fit its type: {wrong}");
    Failure::new(Code::PluginFailed, format!("The plugin {plugin} gave a value that doesn't fit its type."))
}

impl Shape {
    /// The shape of a type of the schema.
    ///
    /// # Errors
    /// When plugins can't give values of it; the text is for the plugin's author.
    pub fn of(contract: &Contract, plugin: &Arc<str>, ty: &Type) -> Result<Self, String> {
        Self::at(contract, plugin, ty, 0)
    }

    fn at(contract: &Contract, plugin: &Arc<str>, ty: &Type, depth: usize) -> Result<Self, String> {
        if depth > NESTING_MAX {
            return Err(format!("lists are nested {NESTING_MAX} deep at most"));
        }
        Ok(match ty {
            Type::NonNullNamed(name) => Self::named(contract, plugin, name)?,
            Type::NonNullList(item) => Self::List(Box::new(Self::at(contract, plugin, item, depth + 1)?)),
            Type::Named(name) => Self::Nullable(Box::new(Self::named(contract, plugin, name)?)),
            Type::List(item) => {
                Self::Nullable(Box::new(Self::List(Box::new(Self::at(contract, plugin, item, depth + 1)?))))
            }
        })
    }

    fn named(contract: &Contract, plugin: &Arc<str>, name: &str) -> Result<Self, String> {
        let is_own = |name: &str| contract.owners.of_type(name).is_some();
        Ok(match contract.schema.types.get(name) {
            Some(ExtendedType::Scalar(_)) => Self::Leaf(match name {
                "Int" => Leaf::Whole,
                "Float" => Leaf::Number,
                "Boolean" => Leaf::Flag,
                "JSON" => Leaf::Json,
                _ => Leaf::Text,
            }),
            Some(ExtendedType::Enum(def)) => Self::Leaf(Leaf::Word(words(def))),
            Some(ExtendedType::Object(_)) if is_own(name) => Self::Own,
            Some(ExtendedType::Union(_) | ExtendedType::Interface(_)) if is_own(name) => {
                let mut members = HashMap::new();
                for member in contract.possible_types(name) {
                    let kind = match member {
                        "NotAllowed" => Member::NotAllowed,
                        "InvalidInput" => Member::InvalidInput,
                        // The host itself returns it when the plugin refuses.
                        "PluginRefused" => continue,
                        own if is_own(own) => Member::Own,
                        other => return Err(format!("plugin {plugin}: {name} can't have the member {other}")),
                    };
                    members.insert(member.to_owned(), kind);
                }
                Self::Choice(members)
            }
            _ => Self::Host(match name {
                "Conversation" => Host::Conversation,
                "Queue" => Host::Queue,
                "Member" => Host::Member,
                other => return Err(format!("plugin {plugin}: a field can't be a {other}")),
            }),
        })
    }

    /// The host type whose ids the value has; the records are loaded with the caller's rights.
    pub fn host(&self) -> Option<Host> {
        match self {
            Self::Nullable(inner) | Self::List(inner) => inner.host(),
            Self::Host(host) => Some(*host),
            _ => None,
        }
    }

    /// Converts the value for the engine. What is inside objects is checked when it is asked for.
    pub fn fit<'a>(&self, value: &Json) -> Result<Option<FieldValue<'a>>, Misfit> {
        match (self, value) {
            (Self::Nullable(_), Json::Null) => Ok(None),
            (Self::Nullable(inner), value) => inner.fit(value),
            (Self::List(item), Json::Array(values)) => {
                let items = values.iter().map(|value| Ok(item.fit(value)?.unwrap_or(FieldValue::NULL)));
                Ok(Some(FieldValue::list(items.collect::<Result<Vec<_>, _>>()?)))
            }
            (Self::List(_), _) => Err(Misfit("a list")),
            (Self::Leaf(leaf), value) => leaf.fit(value).map(|value| Some(FieldValue::value(value))),
            (Self::Own, Json::Object(_)) => Ok(Some(FieldValue::owned_any(Given(value.clone())))),
            (Self::Own, _) => Err(Misfit("an object")),
            (Self::Choice(members), value) => {
                let text = |key: &str| value.get(key).and_then(Json::as_str);
                let name = text("__typename").unwrap_or_default();
                let problem = match members.get_key_value(name) {
                    Some((name, Member::Own)) => {
                        return Ok(Some(FieldValue::owned_any(Given(value.clone())).with_type(name.clone())));
                    }
                    Some((_, Member::NotAllowed)) => Problem::NotAllowed,
                    Some((_, Member::InvalidInput)) => match (text("field"), text("message")) {
                        (Some(field), Some(message)) => Problem::invalid(field, message),
                        _ => return Err(Misfit("an InvalidInput with field and message")),
                    },
                    None => return Err(Misfit("an object whose __typename is a member of the type")),
                };
                let name = problem.type_name();
                Ok(Some(FieldValue::owned_any(problem).with_type(name)))
            }
            (Self::Host(_), _) => Err(Misfit("a record of the host's")),
        }
    }

    /// Loads the records whose ids the value has. Records that the caller may not see are left out of lists, and null
    /// elsewhere.
    pub async fn load<'a>(&self, host: Host, value: &Json, domain: &Domain, caller: &Caller) -> Resolved<'a> {
        let mut found = Vec::new();
        let (ids, is_list) = match value {
            Json::Array(ids) => (&ids[..], true),
            Json::Null => return Ok(None),
            id => (std::slice::from_ref(id), false),
        };
        for id in ids.iter().filter_map(Json::as_str) {
            found.extend(host.load(id, domain, caller).await?);
        }
        Ok(if is_list { Some(FieldValue::list(found)) } else { found.pop() })
    }
}

impl Host {
    async fn load<'a>(self, id: &str, domain: &Domain, caller: &Caller) -> Resolved<'a> {
        Ok(match self {
            Self::Conversation => match id.parse() {
                Ok(id) => domain.conversation(caller, id).await?.map(FieldValue::owned_any),
                Err(_) => None,
            },
            Self::Queue => match id.parse() {
                Ok(id) => domain.queue(caller, id).await?.map(FieldValue::owned_any),
                Err(_) => None,
            },
            Self::Member => match id.parse() {
                Ok(id) => domain.member(caller, id).await?.map(FieldValue::owned_any),
                Err(_) => None,
            },
        })
    }
}

impl Leaf {
    fn fit(&self, value: &Json) -> Result<Value, Misfit> {
        match (self, value) {
            (Self::Text, Json::String(text)) => Ok(Value::String(text.clone())),
            (Self::Text, _) => Err(Misfit("a text")),
            (Self::Whole, Json::Number(number)) => match number.as_i64().map(i32::try_from) {
                Some(Ok(number)) => Ok(Value::from(number)),
                _ => Err(Misfit("a whole number of 32 bits")),
            },
            (Self::Whole, _) => Err(Misfit("a whole number")),
            (Self::Number, Json::Number(number)) => Ok(Value::Number(number.clone())),
            (Self::Number, _) => Err(Misfit("a number")),
            (Self::Flag, Json::Bool(flag)) => Ok(Value::Boolean(*flag)),
            (Self::Flag, _) => Err(Misfit("true or false")),
            (Self::Json, Json::Null) => Err(Misfit("a value")),
            (Self::Json, value) => Value::from_json(value.clone()).map_err(|_| Misfit("JSON")),
            (Self::Word(words), Json::String(word)) if words.contains(word) => Ok(Value::Enum(Name::new(word))),
            (Self::Word(_), _) => Err(Misfit("a word of the enum")),
        }
    }
}

fn words(def: &EnumType) -> Vec<String> {
    def.values.keys().map(|name| name.to_string()).collect()
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::compose::{Fragment, ORGANISATION, compose};

    const SDL: &str = "
        enum Mood { GOOD BAD }
        type Tag { name: String! }
        union TagResult = Tag | InvalidInput | NotAllowed
        extend type Query {
          text: String word: Mood whole: Int number: Float flag: Boolean any: JSON id: ID at: Time
          tag: Tag tags: [Tag!] sparse: [Tag] result: TagResult talk: Conversation talks: [Conversation!]
          entry: Entry viewer2: Viewer
        }";

    fn shape(field: &str) -> Result<Shape, String> {
        let fragment = Fragment { plugin: "x".into(), sdl: SDL.into() };
        let contract = compose(ORGANISATION, &[fragment]).unwrap_or_else(|error| panic!("{error}"));
        let query = contract.schema.get_object("Query").unwrap();
        Shape::of(&contract, &"x".into(), &query.fields[field].ty)
    }

    fn fits(field: &str, value: &Json) -> bool {
        shape(field).unwrap().fit(value).is_ok()
    }

    #[test]
    fn a_value_fits_when_it_is_what_the_sdl_says() {
        for (field, value) in [
            ("text", json!("hei")),
            ("text", Json::Null),
            ("word", json!("GOOD")),
            ("whole", json!(7)),
            ("number", json!(7)),
            ("number", json!(0.5)),
            ("flag", json!(true)),
            ("any", json!({ "a": [1] })),
            ("id", json!("x")),
            ("tag", json!({})),
            ("tags", json!([{ "name": "a" }])),
            ("sparse", json!([null, {}])),
            ("result", json!({ "__typename": "Tag" })),
            ("result", json!({ "__typename": "NotAllowed" })),
            ("result", json!({ "__typename": "InvalidInput", "field": "name", "message": "is empty" })),
        ] {
            assert!(fits(field, &value), "{field}: {value}");
        }
    }

    #[test]
    fn a_value_that_is_anything_else_does_not() {
        for (field, value) in [
            ("text", json!(7)),
            ("word", json!("UGLY")),
            ("whole", json!(0.5)),
            ("whole", json!(5_000_000_000_i64)),
            ("number", json!("7")),
            ("flag", json!(0)),
            ("id", json!(7)),
            ("tag", json!("a")),
            ("tag", json!([])),
            ("tags", json!({})),
            ("tags", json!([null])),
            ("result", json!({ "name": "a" })),
            ("result", json!({ "__typename": "Conversation" })),
            ("result", json!({ "__typename": "InvalidInput" })),
        ] {
            assert!(!fits(field, &value), "{field}: {value}");
        }
    }

    #[test]
    fn records_of_the_host_are_given_by_id_where_there_is_one() {
        assert_eq!(shape("talk").unwrap().host(), Some(Host::Conversation));
        assert_eq!(shape("talks").unwrap().host(), Some(Host::Conversation));
        assert_eq!(shape("entry").err().unwrap(), "plugin x: a field can't be a Entry");
        assert!(shape("viewer2").err().unwrap().contains("Viewer"));
    }
}
