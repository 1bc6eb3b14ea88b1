//! What a commit changed, in a form that fits on the bus: ids only, never text. A change says that there is something
//! new; a subscriber reads the store to learn what.

use serde::{Deserialize, Serialize};

use crate::{
    AccountId, ConversationId, MemberId, OrganisationId, QueueId, SessionId, VisitorId,
    words::{Party, QueueCause},
};

/// One change of the stored state, or [`Change::Typing`], which is stored nowhere.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Change {
    /// A conversation got an entry.
    Entry {
        /// The conversation's organisation.
        organisation: OrganisationId,
        /// The conversation.
        conversation: ConversationId,
        /// The entry's number in the conversation's log.
        seq: i64,
        /// The agent in whose list the conversation is, or was until this entry.
        agent: Option<MemberId>,
    },
    /// A queue, or who waits in it, changed.
    Queue {
        /// The queue's organisation.
        organisation: OrganisationId,
        /// The queue.
        queue: QueueId,
        /// Why it changed. Every claim is published as `ClaimedByPeer`; a reader recognises its own claims by `actor`.
        cause: QueueCause,
        /// The member who made the change, when a member did.
        actor: Option<MemberId>,
    },
    /// A member's role, queues or names changed, or the member was removed.
    Member {
        /// The member's organisation.
        organisation: OrganisationId,
        /// The member.
        member: MemberId,
        /// The member's account.
        account: AccountId,
    },
    /// An account's names changed.
    Account {
        /// The account.
        account: AccountId,
    },
    /// A session ended.
    Session {
        /// The session.
        session: SessionId,
    },
    /// A visitor's session ended, or the visitor's name changed.
    Visitor {
        /// The visitor's organisation.
        organisation: OrganisationId,
        /// The visitor.
        visitor: VisitorId,
    },
    /// The organisation's name changed.
    Organisation {
        /// The organisation.
        organisation: OrganisationId,
    },
    /// The organisation's plugins changed: which are installed or enabled, their permissions or their settings.
    Plugins {
        /// The organisation.
        organisation: OrganisationId,
    },
    /// A party started or stopped typing. Stored nowhere.
    Typing {
        /// The conversation.
        conversation: ConversationId,
        /// The party who types.
        party: Party,
        /// True when they are typing, false when they stopped.
        typing: bool,
    },
    /// The reader may have missed changes and has to read the store again.
    Missed,
}
