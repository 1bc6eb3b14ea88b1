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
mod value;
mod visitor;

use async_graphql::dynamic::FieldValue;

use crate::bind::{Binder, Leaf, PageInfo};

/// The resolvers of `/graphql`.
pub(crate) fn platform() -> Binder {
    let mut binder = Binder::default();
    now(&mut binder);
    account::bind(&mut binder);
    invitation::bind_platform(&mut binder);
    session::bind(&mut binder);
    organisation::bind_type(&mut binder);
    binder
}

/// The resolvers of `/o/{slug}/graphql`.
pub(crate) fn organisation() -> Binder {
    let mut binder = Binder::default();
    now(&mut binder);
    binder
        .object::<PageInfo>("PageInfo")
        .get("hasNextPage", |page| page.has_next.leaf())
        .get("hasPreviousPage", |page| page.has_previous.leaf())
        .get("startCursor", |page| page.start.leaf())
        .get("endCursor", |page| page.end.leaf());
    activity::bind(&mut binder);
    attachment::bind(&mut binder);
    conversation::bind(&mut binder);
    entry::bind(&mut binder);
    invitation::bind_organisation(&mut binder);
    member::bind(&mut binder);
    metadata::bind(&mut binder);
    organisation::bind_organisation(&mut binder);
    panel::bind(&mut binder);
    plugin::bind(&mut binder);
    queue::bind(&mut binder);
    visitor::bind(&mut binder);
    binder
}

fn now(binder: &mut Binder) {
    binder.load("Query", "now", |call| Box::pin(async move { Ok(call.domain().now().leaf().map(FieldValue::value)) }));
}
