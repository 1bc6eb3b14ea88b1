//! What all resolvers need: who asks, and their answers as values of the schema.

use std::any::Any;

use async_graphql::dynamic::FieldValue;
use vuoro_kernel::{Caller, Page, RequestContext};

use crate::bind::{Call, Resolved};

impl<'a> Call<'a> {
    /// The caller of the request.
    pub fn caller(&self) -> &'a Caller {
        &self.scope.context.caller
    }

    /// The request, with its caller.
    pub fn request(&self) -> &'a RequestContext {
        &self.scope.context.request
    }

    /// The language of the response's texts.
    pub fn language(&self) -> &'static str {
        self.scope.context.language
    }

    /// A page of a connection.
    pub fn page_of<T: Any + Send + Sync>(&self, page: Page<T>) -> Resolved<'a> {
        self.scope.count_rows(page.rows.len())?;
        one(page)
    }

    /// A complete list.
    pub fn list_of<T: Any + Send + Sync>(&self, rows: Vec<T>) -> Resolved<'a> {
        self.scope.count_rows(rows.len())?;
        Ok(Some(FieldValue::list(rows.into_iter().map(FieldValue::owned_any))))
    }
}

/// An object.
pub(super) fn one<'a, T: Any + Send + Sync>(record: T) -> Resolved<'a> {
    Ok(Some(FieldValue::owned_any(record)))
}

/// An object, or null.
pub(super) fn maybe<'a, T: Any + Send + Sync>(record: Option<T>) -> Resolved<'a> {
    Ok(record.map(FieldValue::owned_any))
}

/// An object as a member of a union.
pub(super) fn typed<'a, T: Any + Send + Sync>(type_name: &'static str, record: T) -> Resolved<'a> {
    Ok(Some(FieldValue::owned_any(record).with_type(type_name)))
}
