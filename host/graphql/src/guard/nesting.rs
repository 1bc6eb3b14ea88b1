//! How deep a document may be nested.

use async_graphql::Pos;

use crate::error::Failure;

/// Most brackets of any kind, or selections and fragments, nested in one another. It bounds the stack of every later
/// walk.
pub(super) const NESTING_MAX: usize = 64;

pub(super) fn nested_too_deep(at: Option<Pos>) -> Failure {
    Failure::bad_input(format!("The document is nested more than {NESTING_MAX} deep.")).at(at)
}
