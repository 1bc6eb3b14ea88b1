//! The resolvers, one file for each noun, as in the schema and the domain.

mod account;
mod activity;
mod attachment;
mod conversation;
mod entry;
mod invitation;
mod member;
mod metadata;
mod organisation;
mod panel;
mod plugin;
mod queue;
mod session;
mod visitor;

use std::any::Any;

use async_graphql::dynamic::FieldValue;
use vuoro_kernel::{Caller, Page, RequestContext};

use crate::bind::{Binder, Call, Leaf, PageInfo, Resolved};

/// Binds `/graphql`.
pub(crate) fn platform(binder: &mut Binder) {
    now(binder);
    account::bind(binder);
    invitation::bind_platform(binder);
    session::bind(binder);
    organisation::bind_type(binder);
}

/// Binds `/o/{slug}/graphql`.
pub(crate) fn organisation(binder: &mut Binder) {
    now(binder);
    binder
        .object::<PageInfo>("PageInfo")
        .get("hasNextPage", |page| page.has_next.leaf())
        .get("hasPreviousPage", |page| page.has_previous.leaf())
        .get("startCursor", |page| page.start.leaf())
        .get("endCursor", |page| page.end.leaf());
    activity::bind(binder);
    attachment::bind(binder);
    conversation::bind(binder);
    entry::bind(binder);
    invitation::bind_organisation(binder);
    member::bind(binder);
    metadata::bind(binder);
    organisation::bind_organisation(binder);
    panel::bind(binder);
    plugin::bind(binder);
    queue::bind(binder);
    visitor::bind(binder);
}

fn now(binder: &mut Binder) {
    binder.load("Query", "now", |call| Box::pin(async move { Ok(call.domain().now().leaf().map(FieldValue::value)) }));
}

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
fn one<'a, T: Any + Send + Sync>(record: T) -> Resolved<'a> {
    Ok(Some(FieldValue::owned_any(record)))
}

/// An object, or null.
fn maybe<'a, T: Any + Send + Sync>(record: Option<T>) -> Resolved<'a> {
    Ok(record.map(FieldValue::owned_any))
}

/// An object as a member of a union.
pub(crate) fn typed<'a, T: Any + Send + Sync>(type_name: &'static str, record: T) -> Resolved<'a> {
    Ok(Some(FieldValue::owned_any(record).with_type(type_name)))
}
