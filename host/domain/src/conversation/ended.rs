//! What may still be done to an ended conversation.
//!
//! Nobody writes, transfers or claims, and the page changes no metadata (product rule 4.6). Plugins may still add
//! annotations and metadata of their own:
//!
//! - on the customer's behalf for [`SAID_AFTER_END`], hidden or not: a rating or a survey after the chat;
//! - on nobody's behalf, as when an alarm rings, just as long;
//! - on a member's behalf while it is in its agent's list: after "end and hide" nothing more.

use vuoro_kernel::{Time, limits::SAID_AFTER_END};
use vuoro_store::record::Conversation;

use super::is_listed;
use crate::actor::{Actor, Behalf};

/// Whether the actor may still add annotations and metadata of its own. Always, when the conversation isn't over.
pub(crate) fn takes_remarks(found: &Conversation, actor: &Actor, now: Time) -> bool {
    if !found.is_over() {
        return true;
    }
    match (actor, actor.behalf()) {
        (Actor::Plugin(_), Behalf::Visitor(_) | Behalf::System) => {
            found.ended_at.is_some_and(|ended_at| ended_at > now.minus(SAID_AFTER_END))
        }
        (Actor::Plugin(_), Behalf::Member { .. }) => is_listed(&found.standing(), now),
        (Actor::Member(_) | Actor::Visitor(_) | Actor::System { .. }, _) => false,
    }
}
