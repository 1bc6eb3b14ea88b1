//! Reads the values of variables against their types before anything runs, so that a wrong value refuses the whole
//! request (GraphQL specification, section 6.1.2). It takes one pass and copies no strings.
//!
//! Not by `coerce_variable_values` of apollo-compiler, which repeats the value that it refuses, which may be a password, names the
//! first that is wrong only, refuses `1.0` as an Int, and gives JSON in which an enum's value is a text.

use apollo_compiler::{
    ast::{self, Type},
    executable::Operation,
    schema::ExtendedType,
};
use async_graphql::{Name, Value, Variables, indexmap::IndexMap, parser::types::OperationType};
use serde_json::{Map, Value as Json};

use crate::{
    compose::Contract,
    error::{Failure, Rejected},
};

/// The values for an operation's variables: given values are read against their types, and defaults are used where none
/// was given. A variable that may be absent and wasn't given stays absent, because absent and null differ.
///
/// # Errors
/// Names each variable whose value doesn't fit, and where.
pub(crate) fn coerce(
    contract: &Contract,
    operation: &Operation,
    mut given: Map<String, Json>,
) -> Result<Variables, Rejected> {
    let mut values = Variables::default();
    let mut errors = Vec::new();
    for variable in &operation.variables {
        let (name, ty) = (variable.name.as_str(), &*variable.ty);
        let value = match (given.remove(name), &variable.default_value) {
            (Some(value), _) => read(contract, value, ty),
            (None, Some(default)) => Ok(constant(contract, default, ty)),
            (None, None) if ty.is_non_null() => Err(Misfit::new(ty, "nothing")),
            (None, None) => continue,
        };
        match value {
            Ok(value) => drop(values.insert(Name::new(name), value)),
            Err(misfit) => errors.push(Failure::bad_input(misfit.text(name))),
        }
    }
    if errors.is_empty() { Ok(values) } else { Err(Rejected { errors }) }
}

/// A value that doesn't fit its type.
struct Misfit {
    /// The path within the variable, innermost step first.
    path: Vec<String>,
    wanted: String,
    got: String,
}

impl Misfit {
    fn new(wanted: impl ToString, got: impl Into<String>) -> Self {
        Self { path: Vec::new(), wanted: wanted.to_string(), got: got.into() }
    }

    fn within(mut self, step: String) -> Self {
        self.path.push(step);
        self
    }

    fn text(&self, variable: &str) -> String {
        let path: String = self.path.iter().rev().map(String::as_str).collect();
        let Self { wanted, got, .. } = self;
        format!("Variable \"${variable}{path}\" takes {wanted} and got {got}.")
    }
}

fn read(contract: &Contract, value: Json, ty: &Type) -> Result<Value, Misfit> {
    if value.is_null() {
        return if ty.is_non_null() { Err(Misfit::new(ty, "null")) } else { Ok(Value::Null) };
    }
    match ty {
        Type::List(item) | Type::NonNullList(item) => match value {
            Json::Array(items) => {
                let items = items.into_iter().enumerate();
                let read_item = |(at, value)| read(contract, value, item).map_err(|m| m.within(format!("[{at}]")));
                items.map(read_item).collect::<Result<_, _>>().map(Value::List)
            }
            // A single value stands for a list of it (section 3.11).
            one => Ok(Value::List(vec![read(contract, one, item)?])),
        },
        Type::Named(name) | Type::NonNullNamed(name) => read_named(contract, value, name),
    }
}

fn read_named(contract: &Contract, value: Json, type_name: &str) -> Result<Value, Misfit> {
    match (type_name, value) {
        ("Boolean", Json::Bool(value)) => Ok(Value::Boolean(value)),
        ("String" | "ID" | "Time", Json::String(value)) => Ok(Value::String(value)),
        ("ID", Json::Number(value)) if value.is_i64() || value.is_u64() => Ok(Value::String(value.to_string())),
        ("Float", Json::Number(value)) => Ok(Value::Number(value)),
        ("Int", Json::Number(value)) => match whole(&value).and_then(|value| i32::try_from(value).ok()) {
            Some(value) => Ok(Value::from(value)),
            None => Err(Misfit::new("a whole number of 32 bits", value.to_string())),
        },
        ("Int" | "Float" | "String" | "Boolean" | "ID" | "Time", other) => Err(Misfit::new(type_name, kind(&other))),
        (_, value) => match contract.schema.types.get(type_name) {
            Some(ExtendedType::Enum(def)) => match value {
                Json::String(word) if def.values.contains_key(word.as_str()) => Ok(Value::Enum(Name::new(word))),
                other => Err(Misfit::new(format!("a value of {type_name}"), kind(&other))),
            },
            Some(ExtendedType::InputObject(def)) => match value {
                Json::Object(mut given) => {
                    let mut fields = IndexMap::with_capacity(def.fields.len());
                    for field in def.fields.values() {
                        let (name, ty) = (field.name.as_str(), &*field.ty);
                        let value = match (given.remove(name), &field.default_value) {
                            (Some(value), _) => read(contract, value, ty).map_err(|m| m.within(format!(".{name}")))?,
                            (None, Some(default)) => constant(contract, default, ty),
                            (None, None) if ty.is_non_null() => {
                                return Err(Misfit::new(ty, "nothing").within(format!(".{name}")));
                            }
                            (None, None) => continue,
                        };
                        fields.insert(Name::new(name), value);
                    }
                    match given.keys().next() {
                        None => Ok(Value::Object(fields)),
                        Some(extra) => Err(Misfit::new(type_name, format!("the unknown field {extra:?}"))),
                    }
                }
                other => Err(Misfit::new(type_name, kind(&other))),
            },
            _ => Value::from_json(value).map_err(|_| Misfit::new(type_name, "something else")),
        },
    }
}

/// `1` and `1.0` are both integers (section 3.5.1).
fn whole(number: &serde_json::Number) -> Option<i64> {
    number.as_i64().or_else(|| number.as_f64().filter(|value| value.fract() == 0.0).map(|value| value as i64))
}

fn kind(value: &Json) -> &'static str {
    match value {
        Json::Null => "null",
        Json::Bool(_) => "a Boolean",
        Json::Number(_) => "a number",
        Json::String(_) => "another text",
        Json::Array(_) => "a list",
        Json::Object(_) => "an object",
    }
}

/// A value written in a schema or as a variable's default. It has no variables and was checked against its type.
pub(crate) fn constant(contract: &Contract, value: &ast::Value, ty: &Type) -> Value {
    literal(contract, value, ty, &|_| true).and_then(|value| value.into_const()).unwrap_or_default()
}

/// A value written in a document, as async-graphql wants it, with the defaults of input fields filled in. `None` when
/// it is a variable that wasn't given, which is the same as writing nothing (section 6.4.1).
pub(crate) fn literal(
    contract: &Contract,
    value: &ast::Value,
    ty: &Type,
    is_given: &dyn Fn(&str) -> bool,
) -> Option<async_graphql_value::Value> {
    use async_graphql_value::Value as Out;
    if let ast::Value::Variable(name) = value {
        return is_given(name).then(|| Out::Variable(Name::new(name.as_str())));
    }
    if let (Type::List(item) | Type::NonNullList(item), false) = (ty, matches!(value, ast::Value::Null)) {
        let one = |value| literal(contract, value, item, is_given).unwrap_or(Out::Null);
        return Some(Out::List(match value {
            ast::Value::List(items) => items.iter().map(|value| one(value)).collect(),
            value => vec![one(value)],
        }));
    }
    let type_name = ty.inner_named_type().as_str();
    Some(match value {
        ast::Value::Null => Out::Null,
        ast::Value::Boolean(value) => Out::Boolean(*value),
        ast::Value::Enum(name) => Out::Enum(Name::new(name.as_str())),
        ast::Value::String(text) => Out::String(text.clone()),
        ast::Value::Int(digits) if type_name == "ID" => Out::String(digits.as_str().to_owned()),
        ast::Value::Int(digits) => Out::Number(digits.as_str().parse().unwrap_or_else(|_| 0.into())),
        ast::Value::Float(digits) => Out::Number(digits.as_str().parse().unwrap_or_else(|_| 0.into())),
        // The lists and objects below belong to scalars that accept any JSON.
        ast::Value::List(items) => {
            let one = |value| literal(contract, value, ty, is_given).unwrap_or(Out::Null);
            Out::List(items.iter().map(|value| one(value)).collect())
        }
        ast::Value::Object(written) => match contract.schema.get_input_object(type_name) {
            Some(def) => {
                let mut fields = IndexMap::with_capacity(def.fields.len());
                for field in def.fields.values() {
                    let given = written.iter().find(|(name, _)| *name == field.name);
                    let value = given
                        .and_then(|(_, value)| literal(contract, value, &field.ty, is_given))
                        .or_else(|| literal(contract, field.default_value.as_ref()?, &field.ty, is_given));
                    if let Some(value) = value {
                        fields.insert(Name::new(field.name.as_str()), value);
                    }
                }
                Out::Object(fields)
            }
            None => {
                let field = |(name, value): &(apollo_compiler::Name, apollo_compiler::Node<ast::Value>)| {
                    Some((Name::new(name.as_str()), literal(contract, value, ty, is_given)?))
                };
                Out::Object(written.iter().filter_map(field).collect())
            }
        },
        ast::Value::Variable(_) => return None,
    })
}

/// The kind of an operation as async-graphql's type.
pub(crate) fn operation_type(ty: ast::OperationType) -> OperationType {
    match ty {
        ast::OperationType::Query => OperationType::Query,
        ast::OperationType::Mutation => OperationType::Mutation,
        ast::OperationType::Subscription => OperationType::Subscription,
    }
}
