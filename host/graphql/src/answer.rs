//! Writes the response that a client gets from what async-graphql returns.
//!
//! async-graphql's dynamic schema leaves out a field that failed; the specification (section 6.4.4) wants null in its
//! place, or in that of the nearest nullable parent. A response with failures is therefore completed here, along the
//! path of each failure. A response without failures is written unchanged.

use async_graphql::{
    Name, PathSegment, Value,
    indexmap::IndexMap,
    parser::types::{Field, Selection, SelectionSet},
};
use bytes::Bytes;
use serde::{
    Serialize, Serializer,
    ser::{SerializeMap, SerializeSeq},
};

use crate::{
    compose::Contract,
    error::{Failure, json},
    plan::{MARKER, Plan},
};

/// Writes `{"data": …, "errors": […]}` for the executed plan.
pub(crate) fn write(contract: &Contract, plan: &Plan, mut data: Value, failures: &[Failure]) -> Bytes {
    #[derive(Serialize)]
    struct Answer<'a> {
        data: Unmarked<'a>,
        #[serde(skip_serializing_if = "<[_]>::is_empty")]
        errors: &'a [Failure],
    }
    let root = &plan.operation().selection_set.node;
    if !failures.is_empty() {
        mend(contract, plan, &mut data, failures);
    }
    if let Value::Object(fields) = &mut data {
        // Fields of a query finish in any order; the response has them in the document's order.
        in_order(fields, root);
    }
    json(&Answer { data: Unmarked(&data), errors: failures })
}

fn in_order(fields: &mut IndexMap<Name, Value>, set: &SelectionSet) {
    if fields.len() < 2 || keys(set).eq(fields.keys()) {
        return;
    }
    let mut rest = std::mem::take(fields);
    for key in keys(set) {
        if let Some((key, value)) = rest.swap_remove_entry(key) {
            fields.insert(key, value);
        }
    }
    fields.extend(rest);
}

fn keys(set: &SelectionSet) -> Box<dyn Iterator<Item = &Name> + '_> {
    Box::new(set.items.iter().flat_map(|item| match &item.node {
        Selection::Field(field) => Box::new(std::iter::once(&field.node.response_key().node)),
        Selection::InlineFragment(fragment) => keys(&fragment.node.selection_set.node),
        Selection::FragmentSpread(_) => Box::new(std::iter::empty()) as Box<dyn Iterator<Item = &Name>>,
    }))
}

/// A value without the plan's markers.
struct Unmarked<'a>(&'a Value);

impl Serialize for Unmarked<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self.0 {
            Value::List(items) => {
                let mut list = serializer.serialize_seq(Some(items.len()))?;
                for item in items {
                    list.serialize_element(&Unmarked(item))?;
                }
                list.end()
            }
            Value::Object(fields) => {
                let mut map = serializer.serialize_map(None)?;
                for (key, value) in fields.iter().filter(|(key, _)| key.as_str() != MARKER) {
                    map.serialize_entry(key, &Unmarked(value))?;
                }
                map.end()
            }
            leaf => leaf.serialize(serializer),
        }
    }
}

/// Puts null where a field failed, or at its nearest nullable parent.
fn mend(contract: &Contract, plan: &Plan, data: &mut Value, failures: &[Failure]) {
    let root_type = contract.schema.root_operation(match plan.kind() {
        async_graphql::parser::types::OperationType::Query => apollo_compiler::ast::OperationType::Query,
        async_graphql::parser::types::OperationType::Mutation => apollo_compiler::ast::OperationType::Mutation,
        async_graphql::parser::types::OperationType::Subscription => apollo_compiler::ast::OperationType::Subscription,
    });
    let Some(root_type) = root_type else { return };
    let root = [(root_type.as_str(), &plan.operation().selection_set.node)];
    let paths = || failures.iter().map(|failure| &*failure.path).filter(|path| !path.is_empty());
    // An object all of whose fields failed came out as null, and no failure reports that yet.
    for path in paths() {
        open(data, path);
    }
    for path in paths() {
        if mend_at(contract, &root, data, path) == Outcome::IsNull {
            *data = Value::Null;
        }
    }
}

fn open(value: &mut Value, path: &[PathSegment]) {
    let (Some(step), rest) = (path.first(), path.get(1..).unwrap_or_default()) else { return };
    match (step, value) {
        (PathSegment::Field(key), Value::Object(fields)) => {
            if let Some(inner) = fields.get_mut(key.as_str()) {
                open(inner, rest);
            }
        }
        (PathSegment::Index(at), Value::List(items)) => {
            if let Some(inner) = items.get_mut(*at) {
                open(inner, rest);
            }
        }
        (PathSegment::Field(_), value @ Value::Null) => {
            *value = Value::Object(IndexMap::new());
            open(value, path);
        }
        _ => {}
    }
}

#[derive(PartialEq)]
enum Outcome {
    Fine,
    /// The value can't be kept: it becomes null, or its parent does where it isn't nullable.
    IsNull,
}

/// The name of a type and the selection on it.
type Selected<'p> = (&'p str, &'p SelectionSet);

fn mend_at(contract: &Contract, sets: &[Selected], value: &mut Value, path: &[PathSegment]) -> Outcome {
    let (Some(PathSegment::Field(key)), Value::Object(fields)) = (path.first(), value) else {
        // An earlier failure already made it null.
        return Outcome::Fine;
    };
    let mut found = Vec::new();
    for (type_name, set) in sets {
        find(type_name, set, key, &mut found);
    }
    let Some((type_name, field)) = found.first() else { return Outcome::Fine };
    let Ok(definition) = contract.schema.type_field(type_name, &field.name.node) else { return Outcome::Fine };
    let inner_type = definition.ty.inner_named_type().as_str();
    let inner_sets: Vec<Selected> = found.iter().map(|(_, field)| (inner_type, &field.selection_set.node)).collect();
    let rest = &path[1..];
    let place = fields.entry(Name::new(key)).or_insert(Value::Null);
    let outcome = mend_value(contract, &inner_sets, &definition.ty, place, rest);
    for (_, set) in sets {
        in_order(fields, set);
    }
    outcome
}

/// `path` is the remaining path within `value`, whose type is `ty`.
fn mend_value(
    contract: &Contract,
    sets: &[Selected],
    ty: &apollo_compiler::ast::Type,
    value: &mut Value,
    path: &[PathSegment],
) -> Outcome {
    use apollo_compiler::ast::Type;
    let outcome = match (path.first(), ty) {
        (None, _) => Outcome::IsNull,
        (Some(PathSegment::Index(at)), Type::List(item) | Type::NonNullList(item)) => match value {
            Value::List(items) => match items.get_mut(*at) {
                Some(inner) => mend_value(contract, sets, item, inner, &path[1..]),
                None => Outcome::Fine,
            },
            _ => Outcome::Fine,
        },
        (Some(_), _) => mend_at(contract, sets, value, path),
    };
    match outcome {
        Outcome::IsNull => {
            *value = Value::Null;
            if ty.is_non_null() { Outcome::IsNull } else { Outcome::Fine }
        }
        Outcome::Fine => Outcome::Fine,
    }
}

/// Finds the fields of a selection set with a response key, each with the type it is selected on.
fn find<'p>(type_name: &'p str, set: &'p SelectionSet, key: &str, into: &mut Vec<(&'p str, &'p Field)>) {
    for item in &set.items {
        match &item.node {
            Selection::Field(field) if field.node.response_key().node == *key => into.push((type_name, &field.node)),
            Selection::InlineFragment(fragment) => {
                let on = fragment.node.type_condition.as_ref().map_or(type_name, |on| on.node.on.node.as_str());
                find(on, &fragment.node.selection_set.node, key, into);
            }
            _ => {}
        }
    }
}
