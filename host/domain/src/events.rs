//! After a commit: its entries go into the tail, its changes onto the bus.

use std::sync::Arc;

use vuoro_bus::Topic;
use vuoro_kernel::Change;
use vuoro_store::Committed;

use crate::{Domain, Parts};

/// Registers the domain as the listener to its store's commits.
pub(crate) fn listen(domain: &Domain) {
    let parts = Arc::downgrade(&domain.0);
    domain.store.listen(Arc::new(move |committed: Committed| {
        if let Some(parts) = parts.upgrade() {
            heard(&parts, committed);
        }
    }));
}

fn heard(parts: &Parts, committed: Committed) {
    parts.plugins.heard_of(&committed);
    // Entries first, so that a subscriber who is woken by a change finds them.
    for entry in committed.entries {
        parts.tail.push(entry);
    }
    for change in committed.changes {
        // Cached callers are updated before the request is answered: after sign-out the token opens nothing.
        parts.callers.heard(&change);
        parts.plugins.heard(&change);
        for topic in topics(&change).into_iter().flatten() {
            parts.bus.publish(topic, change);
        }
    }
}

/// The topics on which a change is published: at most two.
fn topics(change: &Change) -> [Option<Topic>; 2] {
    match *change {
        Change::Entry { conversation, agent, .. } => {
            [Some(Topic::Conversation(conversation)), agent.map(Topic::Member)]
        }
        Change::Typing { conversation, .. } => [Some(Topic::Conversation(conversation)), None],
        Change::Queue { organisation, queue, .. } => [Some(Topic::Queues(organisation)), Some(Topic::Line(queue))],
        Change::Member { member, .. } => [Some(Topic::Rights), Some(Topic::Member(member))],
        Change::Account { account } => [Some(Topic::Rights), Some(Topic::Account(account))],
        Change::Visitor { visitor, .. } => [Some(Topic::Rights), Some(Topic::Visitor(visitor))],
        Change::Session { .. } | Change::Organisation { .. } | Change::Plugins { .. } => [Some(Topic::Rights), None],
        Change::Missed => [None, None],
    }
}
