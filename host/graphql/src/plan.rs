//! An operation as it is executed: fragments spread, equal fields merged, fields excluded by `@skip` and `@include`
//! removed, arguments completed with their defaults.
//!
//! async-graphql's dynamic schema runs a field twice that is selected twice, ignores fragments on unions and fragments
//! at the root of a subscription, takes an absent variable for null, and gives null for an object of which nothing is
//! selected. A plan contains none of these cases. It is made once for a document and the variables that decide it, and
//! cached (`documents.rs`).

use std::collections::HashSet;

use apollo_compiler::{
    ExecutableDocument as Checked,
    ast::{self, Type},
    executable::{Field as CheckedField, Operation, Selection as CheckedSelection, SelectionSet as CheckedSet},
    schema::FieldDefinition,
};
use async_graphql::{
    Name, Pos, Positioned, Value, Variables,
    indexmap::IndexMap,
    parser::types::{
        Directive, DocumentOperations, ExecutableDocument, Field, InlineFragment, OperationDefinition, OperationType,
        Selection, SelectionSet, Type as PlanType, TypeCondition, VariableDefinition,
    },
};
use vuoro_kernel::limits::{
    PAGE_SIZE_DEFAULT, PAGE_SIZE_MAX,
    graphql::{FIELDS_MAX, ROWS_MAX},
};

use crate::{compose::Contract, error::Failure, guard::place, variables};

/// The key of a `__typename` that the client didn't ask for. No document can contain it, and it is left out of
/// responses (`answer.rs`). It stands in selection sets that may otherwise select nothing of a value.
pub(crate) const MARKER: &str = "\0";

/// The number of rows estimated for a list without paging, such as the queues of a member.
const PLAIN_LIST_ROWS: usize = 10;
/// Types whose lists are small in total, however they nest, with the number of rows estimated for them: a panel has at
/// most 100 blocks, including nested ones.
const FEW_IN_ALL: &[(&str, usize)] = &[("PanelView", 100)];
/// Most selections of a plan. It can have more than the document, where a selection on an interface applies to many
/// types.
const SELECTIONS_MAX: usize = 8 * FIELDS_MAX;

/// An operation as it is executed.
#[derive(Debug)]
pub(crate) struct Plan {
    /// The one operation; it has no fragments and no directives.
    pub document: ExecutableDocument,
    /// Whether every field below the root is a plain property of its record, so that the response is the same for all
    /// callers.
    pub is_plain: bool,
    rows: Vec<Rows>,
}

/// A list and the lists within its rows.
#[derive(Debug)]
struct Rows {
    times: Times,
    within: Vec<Rows>,
}

#[derive(Clone, Debug)]
enum Times {
    Fixed(usize),
    Variable(Name),
}

impl Plan {
    /// The operation.
    pub fn operation(&self) -> &OperationDefinition {
        match &self.document.operations {
            DocumentOperations::Single(operation) => &operation.node,
            DocumentOperations::Multiple(_) => unreachable!("a plan has one operation"),
        }
    }

    /// The fields at the root.
    pub fn root_fields(&self) -> impl Iterator<Item = &Field> {
        self.operation().selection_set.node.items.iter().filter_map(|item| match &item.node {
            Selection::Field(field) => Some(&field.node),
            _ => None,
        })
    }

    /// Refuses an operation whose nested lists could make more than [`ROWS_MAX`] rows.
    pub fn check_rows(&self, variables: &Variables) -> Result<(), Failure> {
        if count(&self.rows, variables) <= ROWS_MAX {
            return Ok(());
        }
        let text = format!("The answer could have more than {ROWS_MAX} rows: ask for smaller pages.");
        Err(Failure::bad_input(text))
    }
}

fn count(rows: &[Rows], variables: &Variables) -> usize {
    let each = |rows: &Rows| {
        let times = match &rows.times {
            Times::Fixed(times) => *times,
            // A size out of range is refused where it is used.
            Times::Variable(name) => match variables.get(name) {
                Some(Value::Number(size)) => size.as_u64().unwrap_or(1).min(PAGE_SIZE_MAX as u64) as usize,
                _ => PAGE_SIZE_DEFAULT,
            },
        };
        times.saturating_mul(count(&rows.within, variables).saturating_add(1))
    };
    rows.iter().map(each).fold(0, usize::saturating_add)
}

/// Makes the plan of a checked operation. It depends on which variables are given, and on the values of those in
/// `@skip` and `@include`.
///
/// # Errors
/// When selections on interfaces multiply beyond the limit.
pub(crate) fn plan(
    contract: &Contract,
    document: &Checked,
    operation: &Operation,
    variables: &Variables,
    is_plain: &dyn Fn(&str, &str) -> bool,
) -> Result<Plan, Failure> {
    let mut planner = Planner { contract, document, variables, is_property: is_plain, is_plain: true, selections: 0 };
    let root = operation.object_type().as_str();
    let (items, rows) = planner.set(root, &[&operation.selection_set], None, true)?;
    let definitions = operation.variables.iter().filter_map(|variable| {
        Some(plain(VariableDefinition {
            name: plain(Name::new(variable.name.as_str())),
            var_type: plain(PlanType::new(&variable.ty.to_string())?),
            directives: Vec::new(),
            default_value: None,
        }))
    });
    let operation = OperationDefinition {
        ty: variables::operation_type(operation.operation_type),
        variable_definitions: definitions.collect(),
        directives: Vec::new(),
        selection_set: plain(SelectionSet { items }),
    };
    let document =
        ExecutableDocument { operations: DocumentOperations::Single(plain(operation)), fragments: Default::default() };
    Ok(Plan { document, is_plain: planner.is_plain, rows })
}

fn plain<T>(node: T) -> Positioned<T> {
    Positioned::new(node, Pos::default())
}

struct Planner<'d> {
    contract: &'d Contract,
    document: &'d Checked,
    variables: &'d Variables,
    is_property: &'d dyn Fn(&str, &str) -> bool,
    is_plain: bool,
    selections: usize,
}

type Planned = (Vec<Positioned<Selection>>, Vec<Rows>);

impl<'d> Planner<'d> {
    /// Merges the selections of all `sets` on a value of `type_name`. `page` is the size of the page when the value is
    /// a page.
    fn set(
        &mut self,
        type_name: &str,
        sets: &[&'d CheckedSet],
        page: Option<Times>,
        is_root: bool,
    ) -> Result<Planned, Failure> {
        let contract = self.contract;
        let types = contract.possible_types(type_name);
        if let [only] = types[..]
            && only == type_name
        {
            let (mut items, rows) = self.object(type_name, sets, page, is_root)?;
            if items.is_empty() {
                items.push(marker());
            }
            return Ok((items, rows));
        }
        let (mut items, mut rows, mut is_certain) = (Vec::new(), Vec::new(), true);
        for object in types {
            let (selected, counted) = self.object(object, sets, page.clone(), false)?;
            rows.extend(counted);
            is_certain &= !selected.is_empty();
            if !selected.is_empty() {
                items.push(plain(Selection::InlineFragment(plain(InlineFragment {
                    type_condition: Some(plain(TypeCondition { on: plain(Name::new(object)) })),
                    directives: Vec::<Positioned<Directive>>::new(),
                    selection_set: plain(SelectionSet { items: selected }),
                }))));
            }
        }
        if !is_certain {
            items.insert(0, marker());
        }
        Ok((items, rows))
    }

    fn object(
        &mut self,
        type_name: &str,
        sets: &[&'d CheckedSet],
        page: Option<Times>,
        is_root: bool,
    ) -> Result<Planned, Failure> {
        let (mut groups, mut spread) = (IndexMap::new(), HashSet::new());
        for set in sets {
            self.collect(type_name, set, &mut groups, &mut spread);
        }
        let (mut items, mut rows) = (Vec::with_capacity(groups.len()), Vec::new());
        for fields in groups.into_values() {
            self.selections += 1;
            if self.selections > SELECTIONS_MAX {
                return Err(Failure::bad_input("The operation selects too much on types with many kinds."));
            }
            let (field, counted) = self.field(type_name, &fields, page.as_ref(), is_root)?;
            items.push(field);
            rows.extend(counted);
        }
        Ok((items, rows))
    }

    /// CollectFields of the specification (section 6.3.2) for a value of one object type.
    fn collect(
        &self,
        type_name: &str,
        set: &'d CheckedSet,
        groups: &mut IndexMap<&'d str, Vec<&'d CheckedField>>,
        spread: &mut HashSet<&'d str>,
    ) {
        for selection in &set.selections {
            if self.is_left_out(selection) {
                continue;
            }
            match selection {
                CheckedSelection::Field(field) => {
                    groups.entry(field.response_key().as_str()).or_default().push(field);
                }
                CheckedSelection::InlineFragment(fragment) => {
                    if fragment.type_condition.as_ref().is_none_or(|on| self.is_a(type_name, on)) {
                        self.collect(type_name, &fragment.selection_set, groups, spread);
                    }
                }
                CheckedSelection::FragmentSpread(at) => {
                    if let Some(fragment) = self.document.fragments.get(&at.fragment_name)
                        && spread.insert(at.fragment_name.as_str())
                        && self.is_a(type_name, fragment.type_condition())
                    {
                        self.collect(type_name, &fragment.selection_set, groups, spread);
                    }
                }
            }
        }
    }

    fn is_a(&self, object: &str, condition: &str) -> bool {
        object == condition || self.contract.schema.is_subtype(condition, object)
    }

    fn is_left_out(&self, selection: &CheckedSelection) -> bool {
        let condition = |directive: &str| -> Option<bool> {
            let directive = selection.directives().get(directive)?;
            match &**directive.specified_argument_by_name("if")? {
                ast::Value::Boolean(value) => Some(*value),
                ast::Value::Variable(name) => Some(self.variables.get(name.as_str()) == Some(&Value::Boolean(true))),
                _ => None,
            }
        };
        condition("skip") == Some(true) || condition("include") == Some(false)
    }

    fn field(
        &mut self,
        type_name: &str,
        fields: &[&'d CheckedField],
        page: Option<&Times>,
        is_root: bool,
    ) -> Result<(Positioned<Selection>, Vec<Rows>), Failure> {
        let field = fields[0];
        let definition = &*field.definition;
        let pos = place(field.name.location(), &self.document.sources).unwrap_or_default();
        let is_meta = field.name.starts_with("__");
        self.is_plain &= is_root || is_meta || (self.is_property)(type_name, &field.name);
        let arguments = self.arguments(definition, field);
        let (mut items, mut rows) = (Vec::new(), Vec::new());
        if !field.selection_set.selections.is_empty() {
            let sets: Vec<_> = fields.iter().map(|field| &field.selection_set).collect();
            let inner = definition.ty.inner_named_type();
            (items, rows) = self.set(inner, &sets, page_size(definition, field), false)?;
            if is_list(&definition.ty) && !inner.starts_with("__") {
                let times = page.cloned().unwrap_or(Times::Fixed(PLAIN_LIST_ROWS));
                rows = vec![Rows { times, within: rows }];
            }
            if let Some((_, few)) = FEW_IN_ALL.iter().find(|(name, _)| *name == inner.as_str()) {
                rows = vec![Rows { times: Times::Fixed(*few), within: Vec::new() }];
            }
        }
        let field = Field {
            alias: field.alias.as_ref().map(|alias| Positioned::new(Name::new(alias.as_str()), pos)),
            name: Positioned::new(Name::new(field.name.as_str()), pos),
            arguments,
            directives: Vec::new(),
            selection_set: Positioned::new(SelectionSet { items }, pos),
        };
        Ok((Positioned::new(Selection::Field(Positioned::new(field, pos)), pos), rows))
    }

    fn arguments(
        &self,
        definition: &FieldDefinition,
        field: &CheckedField,
    ) -> Vec<(Positioned<Name>, Positioned<async_graphql_value::Value>)> {
        let is_given = |name: &str| self.variables.contains_key(name);
        let one = |argument: &ast::InputValueDefinition| {
            let read = |value| variables::literal(self.contract, value, &argument.ty, &is_given);
            let written = field.arguments.iter().find(|written| written.name == argument.name);
            let value = written.and_then(|written| read(&written.value));
            let value = value.or_else(|| read(argument.default_value.as_ref()?))?;
            Some((plain(Name::new(argument.name.as_str())), plain(value)))
        };
        definition.arguments.iter().filter_map(|argument| one(argument)).collect()
    }
}

fn marker() -> Positioned<Selection> {
    plain(Selection::Field(plain(Field {
        alias: Some(plain(Name::new(MARKER))),
        name: plain(Name::new("__typename")),
        arguments: Vec::new(),
        directives: Vec::new(),
        selection_set: plain(SelectionSet { items: Vec::new() }),
    })))
}

fn is_list(ty: &Type) -> bool {
    matches!(ty, Type::List(_) | Type::NonNullList(_))
}

/// The size of the page that a field gives; `None` for a field without paging.
fn page_size(definition: &FieldDefinition, field: &CheckedField) -> Option<Times> {
    definition.argument_by_name("first")?;
    let written = field.arguments.iter().find(|argument| matches!(argument.name.as_str(), "first" | "last"));
    Some(match written.map(|argument| &*argument.value) {
        Some(ast::Value::Int(digits)) => {
            Times::Fixed(digits.try_to_i32().map_or(1, |size| size.clamp(1, PAGE_SIZE_MAX as i32) as usize))
        }
        Some(ast::Value::Variable(name)) => Times::Variable(Name::new(name.as_str())),
        _ => Times::Fixed(PAGE_SIZE_DEFAULT),
    })
}

/// The kind of a plan's operation.
impl Plan {
    /// Query, mutation or subscription.
    pub fn kind(&self) -> OperationType {
        self.operation().ty
    }
}
