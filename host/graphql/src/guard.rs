//! What stands before everything else: a document is measured before it is checked or run, because checking is
//! where a small hostile document costs most (SECURITY.md, trap 1 and G13). Each measure takes time in proportion to the
//! text, whatever the text says: fragments are measured once each and added up, not walked again at each spread.

mod nesting;
mod scan;

use std::collections::{HashMap, HashSet};

use apollo_compiler::{
    Node,
    ast::{self, Definition, DirectiveList, FragmentDefinition, Selection},
    parser::{Parser, SourceMap, SourceSpan},
};
use async_graphql::Pos;
use vuoro_kernel::limits::graphql::{ALIASES_MAX, DEPTH_MAX, DIRECTIVES_MAX, FIELDS_MAX, ROOT_FIELDS_MAX};

use crate::error::{Failure, Rejected};
use nesting::{NESTING_MAX, nested_too_deep};

/// Most selection sets nested below `__schema` and `__type`: tools ask for types of types 15 deep.
const INTROSPECTION_DEPTH_MAX: usize = 20;

/// Parses a document that is within all limits.
///
/// # Errors
/// The first limit that it exceeds, or each place that isn't GraphQL.
pub(crate) fn admit(text: &str) -> Result<ast::Document, Rejected> {
    scan::scan(text)?;
    // The scan bounds nesting by brackets; the parser's own limit is a second safeguard.
    let parsed = Parser::new().recursion_limit(2 * NESTING_MAX).parse_ast(text, "document");
    let document = parsed.map_err(|broken| Rejected { errors: failures(broken.errors.iter()) })?;
    Measures::of(&document)?;
    Ok(document)
}

/// Converts apollo-compiler's diagnostics to errors of a request.
pub(crate) fn failures<'d>(
    findings: impl Iterator<Item = apollo_compiler::diagnostic::Diagnostic<'d, apollo_compiler::validation::DiagnosticData>>,
) -> Vec<Failure> {
    /// Most diagnostics in one response; more would only help somebody who guesses names.
    const FINDINGS_MAX: usize = 20;
    findings
        .take(FINDINGS_MAX)
        .map(|finding| {
            let found = finding.unstable_to_json_compat();
            let place = found.locations.first().map(|at| Pos { line: at.line, column: at.column });
            // "Did you mean" would tell strangers names that they don't know.
            let message = found.message.split(" Did you mean").next().unwrap_or_default();
            Failure::bad_input(message).at(place)
        })
        .collect()
}

/// The place of a span in the document, for `locations`.
pub(crate) fn place(span: Option<SourceSpan>, sources: &SourceMap) -> Option<Pos> {
    let start = span?.line_column_range(sources)?.start;
    Some(Pos { line: start.line, column: start.column })
}

/// The size of a selection set once fragments are spread.
#[derive(Clone, Copy, Default)]
struct Measure {
    fields: usize,
    aliases: usize,
    root_fields: usize,
    depth: usize,
    nesting: usize,
}

enum Known {
    /// Being measured now: meeting it again means a cycle.
    Begun,
    Measured(Measure),
}

struct Measures<'d> {
    fragments: HashMap<&'d str, &'d Node<FragmentDefinition>>,
    known: HashMap<&'d str, Known>,
    sources: &'d SourceMap,
}

impl<'d> Measures<'d> {
    fn of(document: &'d ast::Document) -> Result<(), Failure> {
        let fragments = document.definitions.iter().filter_map(|definition| match definition {
            Definition::FragmentDefinition(fragment) => Some((fragment.name.as_str(), fragment)),
            _ => None,
        });
        let mut all = Self { fragments: fragments.collect(), known: HashMap::new(), sources: &document.sources };
        for definition in &document.definitions {
            match definition {
                Definition::OperationDefinition(operation) => {
                    all.check_directives(&operation.directives)?;
                    for variable in &operation.variables {
                        all.check_directives(&variable.directives)?;
                        variable.default_value.iter().try_for_each(|value| all.check_value(value))?;
                    }
                    let Measure { fields, aliases, root_fields, depth, .. } = all.set(&operation.selection_set)?;
                    let at = || place(operation.location(), all.sources);
                    for (found, max, what) in [
                        (fields, FIELDS_MAX, "fields once its fragments are spread"),
                        (aliases, ALIASES_MAX, "aliases once its fragments are spread"),
                        (root_fields, ROOT_FIELDS_MAX, "fields at its root"),
                        (depth, DEPTH_MAX, "selection sets inside one another"),
                    ] {
                        if found > max {
                            let text = format!("The operation has more than {max} {what}.");
                            return Err(Failure::bad_input(text).at(at()));
                        }
                    }
                }
                Definition::FragmentDefinition(fragment) => {
                    all.check_directives(&fragment.directives)?;
                    all.fragment(fragment)?;
                }
                // Type definitions are refused later, by the check against the schema.
                _ => {}
            }
        }
        Ok(())
    }

    fn set(&mut self, selections: &'d [Selection]) -> Result<Measure, Failure> {
        let mut sum = Measure { depth: 1, nesting: 1, ..Measure::default() };
        for selection in selections {
            let part = match selection {
                Selection::Field(field) => {
                    self.check_directives(&field.directives)?;
                    field.arguments.iter().try_for_each(|argument| self.check_value(&argument.value))?;
                    let inner = if field.selection_set.is_empty() {
                        Measure::default()
                    } else {
                        self.set(&field.selection_set)?
                    };
                    let mut depth = inner.depth;
                    if matches!(field.name.as_str(), "__schema" | "__type") {
                        if depth > INTROSPECTION_DEPTH_MAX {
                            let text = format!("The schema is asked for more than {INTROSPECTION_DEPTH_MAX} deep.");
                            return Err(Failure::bad_input(text).at(place(field.location(), self.sources)));
                        }
                        depth = 0;
                    }
                    Measure {
                        fields: inner.fields.saturating_add(1),
                        aliases: inner.aliases.saturating_add(usize::from(field.alias.is_some())),
                        root_fields: 1,
                        depth: depth + 1,
                        nesting: inner.nesting,
                    }
                }
                Selection::InlineFragment(fragment) => {
                    self.check_directives(&fragment.directives)?;
                    self.set(&fragment.selection_set)?
                }
                Selection::FragmentSpread(spread) => {
                    self.check_directives(&spread.directives)?;
                    match self.fragments.get(spread.fragment_name.as_str()) {
                        Some(&fragment) => self.fragment(fragment)?,
                        // An unknown fragment is refused later, by the check against the schema.
                        None => Measure::default(),
                    }
                }
            };
            sum.fields = sum.fields.saturating_add(part.fields);
            sum.aliases = sum.aliases.saturating_add(part.aliases);
            sum.root_fields = sum.root_fields.saturating_add(part.root_fields);
            sum.depth = sum.depth.max(part.depth);
            sum.nesting = sum.nesting.max(part.nesting + 1);
            if sum.nesting > NESTING_MAX {
                return Err(nested_too_deep(place(location(selection), self.sources)));
            }
        }
        Ok(sum)
    }

    fn fragment(&mut self, fragment: &'d Node<FragmentDefinition>) -> Result<Measure, Failure> {
        let name = fragment.name.as_str();
        match self.known.get(name) {
            Some(Known::Measured(measure)) => return Ok(*measure),
            Some(Known::Begun) => {
                let text = format!("Fragment {name} spreads itself.");
                return Err(Failure::bad_input(text).at(place(fragment.location(), self.sources)));
            }
            None => {}
        }
        self.known.insert(name, Known::Begun);
        let measure = self.set(&fragment.selection_set)?;
        self.known.insert(name, Known::Measured(measure));
        Ok(measure)
    }

    /// Refuses an input object that names a field twice (GraphQL specification, section 5.6.3). apollo-compiler doesn't
    /// check this, and nobody could know which of the two values is meant.
    fn check_value(&self, value: &Node<ast::Value>) -> Result<(), Failure> {
        match &**value {
            ast::Value::List(items) => items.iter().try_for_each(|item| self.check_value(item)),
            ast::Value::Object(fields) => {
                let mut names = HashSet::new();
                for (name, value) in fields {
                    if !names.insert(name) {
                        let text = format!("The input field {name} is given twice.");
                        return Err(Failure::bad_input(text).at(place(value.location(), self.sources)));
                    }
                    self.check_value(value)?;
                }
                Ok(())
            }
            _ => Ok(()),
        }
    }

    fn check_directives(&self, directives: &DirectiveList) -> Result<(), Failure> {
        match directives.0.get(DIRECTIVES_MAX) {
            None => directives
                .iter()
                .flat_map(|directive| &directive.arguments)
                .try_for_each(|argument| self.check_value(&argument.value)),
            Some(extra) => {
                let text = format!("More than {DIRECTIVES_MAX} directives in one place.");
                Err(Failure::bad_input(text).at(place(extra.location(), self.sources)))
            }
        }
    }
}

fn location(selection: &Selection) -> Option<SourceSpan> {
    match selection {
        Selection::Field(field) => field.location(),
        Selection::FragmentSpread(spread) => spread.location(),
        Selection::InlineFragment(fragment) => fragment.location(),
    }
}

#[cfg(test)]
mod tests;
