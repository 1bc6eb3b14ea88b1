//! Fields of the GraphQL schema that the plugin resolves: those in its `schema.graphql`.

use serde::{Serialize, de::DeserializeOwned};
use serde_json::{Map, Value};

use crate::{Context, Error};

/// Resolves the fields that the plugin's `schema.graphql` adds.
pub trait Fields {
    /// Returns a value for each parent, in their order. A value of the plugin's own type is an object whose properties
    /// are its fields' values, with `__typename` where the field's type is a union or an interface; a value of a host
    /// type is its id. On the plugin's own types only fields with arguments are asked for; the others are read from the
    /// object.
    ///
    /// # Errors
    /// A refusal for the person, or [`FieldRequest::unknown`].
    fn resolve(context: &Context, request: &FieldRequest) -> Result<Vec<Value>, Error>;

    /// The topic that the subscription field `field` follows. Called once, when the subscription begins.
    ///
    /// # Errors
    /// A refusal, when the actor may not subscribe. The default is for plugins without subscription fields.
    fn topic(_context: &Context, _field: &str, _arguments: &Value) -> Result<String, Error> {
        Err(Error::NotFound)
    }
}

/// A request for one field of many parents at once.
#[derive(Clone, Debug, PartialEq)]
pub struct FieldRequest {
    /// The type that has the field: `Query`, `Mutation`, `Conversation`, or one of the plugin's own.
    pub parent_type: String,
    /// The field's name.
    pub field: String,
    /// The arguments by name. One that wasn't given and has no default is absent.
    pub arguments: Map<String, Value>,
    /// The parents, at most 100: the id for a type of the host, null for `Query` and `Mutation`, the value itself for a
    /// type of the plugin's own.
    pub parents: Vec<Value>,
}

impl FieldRequest {
    /// A request for a field of `Query` or `Mutation`, for tests. The arguments are an object.
    pub fn to(parent_type: &str, field: &str, arguments: Value) -> Self {
        let arguments = if let Value::Object(arguments) = arguments { arguments } else { Map::new() };
        Self { parent_type: parent_type.to_owned(), field: field.to_owned(), arguments, parents: vec![Value::Null] }
    }

    /// The same request with these parents, for tests.
    #[must_use]
    pub fn of(self, parents: impl IntoIterator<Item = impl Into<Value>>) -> Self {
        Self { parents: parents.into_iter().map(Into::into).collect(), ..self }
    }

    /// Parent type and field, to match on: `("Query", "tags")`.
    pub fn name(&self) -> (&str, &str) {
        (&self.parent_type, &self.field)
    }

    /// Reads an argument; an absent one reads as null.
    ///
    /// # Errors
    /// `failed` when it has another shape than the plugin expects, which means that its SDL and its code differ.
    pub fn argument<T: DeserializeOwned>(&self, name: &str) -> Result<T, Error> {
        let value = self.arguments.get(name).cloned().unwrap_or_default();
        serde_json::from_value(value)
            .map_err(|error| Error::Failed(format!("{}.{}({name}:): {error}", self.parent_type, self.field)))
    }

    /// The parents as ids, for fields of a host type.
    ///
    /// # Errors
    /// `failed` when they aren't strings.
    pub fn ids(&self) -> Result<Vec<&str>, Error> {
        let ids = self.parents.iter().map(Value::as_str).collect::<Option<Vec<_>>>();
        ids.ok_or_else(|| Error::Failed(format!("{}.{}: the parents aren't ids", self.parent_type, self.field)))
    }

    /// The same value for every parent, for fields of `Query` and `Mutation`.
    ///
    /// # Errors
    /// `failed` when the value can't be written as JSON.
    pub fn answer<T: Serialize>(&self, value: T) -> Result<Vec<Value>, Error> {
        let value = serde_json::to_value(value)?;
        Ok(vec![value; self.parents.len()])
    }

    /// The error for a field that the plugin's code doesn't know, which means that its SDL and its code differ.
    pub fn unknown(&self) -> Error {
        Error::Failed(format!("nothing answers {}.{}", self.parent_type, self.field))
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn an_argument_is_read_as_what_the_plugin_expects() {
        let request = FieldRequest::to("Query", "tags", json!({ "first": 7 }));
        assert_eq!(request.argument::<u32>("first").unwrap(), 7);
        assert_eq!(request.argument::<Option<u32>>("last").unwrap(), None);
        let Err(Error::Failed(text)) = request.argument::<String>("first") else { panic!("it is a number") };
        assert!(text.starts_with("Query.tags(first:): invalid type"), "{text}");
    }

    #[test]
    fn parents_of_a_host_type_are_ids() {
        let request = FieldRequest::to("Conversation", "tags", json!({}));
        assert_eq!(request.clone().of(["conv_a", "conv_b"]).ids().unwrap(), ["conv_a", "conv_b"]);
        assert!(request.ids().is_err());
    }

    #[test]
    fn an_answer_is_given_to_every_parent() {
        let request = FieldRequest::to("Conversation", "mood", json!({})).of(["conv_a", "conv_b"]);
        assert_eq!(request.answer("GOOD").unwrap(), [json!("GOOD"), json!("GOOD")]);
    }
}
