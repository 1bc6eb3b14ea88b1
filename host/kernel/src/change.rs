//! What a commit changed, in a form that fits on the bus: ids only, never texts. A change says "there is
//! something new"; whoever hears it reads the store.

use serde::{Deserialize, Serialize};

use crate::{
    AccountId, ConversationId, MemberId, OrganisationId, QueueId, SessionId, VisitorId,
    words::{Party, QueueCause},
};

/// One change of the stored state, or a passing sign that is stored nowhere ([`Change::Typing`]).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Change {
    /// A conversation got an entry.
    Entry {
        /// Whose conversation.
        organisation: OrganisationId,
        /// Which conversation.
        conversation: ConversationId,
        /// The number of the entry.
        seq: i64,
        /// The agent in whose list the conversation is, or was until this entry.
        agent: Option<MemberId>,
    },
    /// A queue or its line changed.
    Queue {
        /// Whose queue.
        organisation: OrganisationId,
        /// Which queue.
        queue: QueueId,
        /// Why. `ClaimedByPeer` for every claim; each reader tells its own by `actor`.
        cause: QueueCause,
        /// The member who did it.
        actor: Option<MemberId>,
    },
    /// A member's role, queues or names changed, or the member is gone.
    Member {
        /// In which organisation.
        organisation: OrganisationId,
        /// Who.
        member: MemberId,
        /// The member's account.
        account: AccountId,
    },
    /// An account's names changed.
    Account {
        /// Whose.
        account: AccountId,
    },
    /// A session ended.
    Session {
        /// Which.
        session: SessionId,
    },
    /// A visitor's session ended or the name changed.
    Visitor {
        /// In which organisation.
        organisation: OrganisationId,
        /// Who.
        visitor: VisitorId,
    },
    /// The organisation's name changed.
    Organisation {
        /// Which.
        organisation: OrganisationId,
    },
    /// The organisation's plugins changed: which there are, which are enabled, what they may, their settings.
    Plugins {
        /// Whose.
        organisation: OrganisationId,
    },
    /// A party is typing or has stopped; stored nowhere.
    Typing {
        /// In which conversation.
        conversation: ConversationId,
        /// Who types.
        party: Party,
        /// True while typing.
        typing: bool,
    },
    /// The reader may have missed changes and has to read the store again.
    Missed,
}
