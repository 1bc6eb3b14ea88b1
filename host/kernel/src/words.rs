//! The enumerations that the schema, the domain and the database share, each word with its one spelling.

use serde::{Deserialize, Serialize};

/// The error for a word that isn't in its set.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("no such {set}: {word}")]
pub struct UnknownWord {
    /// The name of the set.
    pub set: &'static str,
    /// The word that was found.
    pub word: String,
}

macro_rules! words {
    ($($(#[$doc:meta])* $name:ident { $($(#[$vdoc:meta])* $variant:ident = $text:literal,)+ })*) => {$(
        $(#[$doc])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
        pub enum $name {
            $($(#[$vdoc])* #[serde(rename = $text)] $variant,)+
        }

        impl $name {
            /// Every word of the set, in the order of the schema.
            pub const ALL: &'static [Self] = &[$(Self::$variant),+];

            /// The spelling in the schema and in the database.
            pub fn as_str(self) -> &'static str {
                match self { $(Self::$variant => $text),+ }
            }
        }

        impl std::str::FromStr for $name {
            type Err = UnknownWord;

            fn from_str(text: &str) -> Result<Self, UnknownWord> {
                match text {
                    $($text => Ok(Self::$variant),)+
                    _ => Err(UnknownWord { set: stringify!($name), word: text.to_owned() }),
                }
            }
        }
    )*};
}

words! {
    /// The state of a conversation.
    ConversationState {
        /// Requested: the customer is waiting in the queue.
        Waiting = "WAITING",
        /// Claimed: the customer and the agent are talking.
        Active = "ACTIVE",
        /// Ended by either side.
        Ended = "ENDED",
        /// The customer left, or was disconnected, before anybody claimed the conversation.
        Dropped = "DROPPED",
    }
    /// One of the two parties of a conversation.
    Party {
        /// The customer.
        Visitor = "VISITOR",
        /// The agent.
        Agent = "AGENT",
    }
    /// Whether a queue accepts customers.
    QueueState {
        /// It accepts customers.
        Open = "OPEN",
        /// It accepts nobody until somebody opens it.
        Closed = "CLOSED",
        /// It accepts nobody, whether open or not, until an operator resumes it.
        Suspended = "SUSPENDED",
    }
    /// Who may send attachments.
    AttachmentPolicy {
        /// Neither party.
        Nobody = "NOBODY",
        /// The agent.
        Agents = "AGENTS",
        /// Both parties.
        Both = "BOTH",
    }
    /// How a queue treats secure metadata.
    SecureMetadataPolicy {
        /// A customer without it is refused.
        Required = "REQUIRED",
        /// It is accepted when given.
        Optional = "OPTIONAL",
        /// It is discarded when given.
        Ignored = "IGNORED",
    }
    /// What happened in a queue, as written in its event log.
    QueueEventKind {
        /// The queue was created.
        Created = "CREATED",
        /// The queue was opened.
        Opened = "OPENED",
        /// The queue was closed.
        Closed = "CLOSED",
        /// An operator suspended the queue.
        Suspended = "SUSPENDED",
        /// An operator resumed the queue.
        Resumed = "RESUMED",
        /// The queue's name or settings changed.
        Edited = "EDITED",
        /// A customer joined the queue.
        Requested = "REQUESTED",
        /// A customer was transferred from another queue.
        Transferred = "TRANSFERRED",
        /// A customer was claimed.
        Claimed = "CLAIMED",
        /// A waiting customer left or was disconnected.
        Dropped = "DROPPED",
    }
    /// Why a queue changed, for those who watch it (product rule 2.9).
    QueueCause {
        /// A customer joined.
        Request = "REQUEST",
        /// The reader claimed a customer.
        ClaimedBySelf = "CLAIMED_BY_SELF",
        /// Another member claimed a customer.
        ClaimedByPeer = "CLAIMED_BY_PEER",
        /// A waiting customer left or was disconnected.
        Dropped = "DROPPED",
        /// A customer was transferred to or from another queue.
        Transferred = "TRANSFERRED",
        /// The schedule opened or closed it.
        Scheduled = "SCHEDULED",
        /// A person opened, closed or edited it.
        Edited = "EDITED",
    }
    /// How a metadata value is kept and shown.
    MetadataKind {
        /// A technical detail: browser, screen, page, referrer, IP address.
        Technical = "TECHNICAL",
        /// Updated by the page during the chat; the latest value wins.
        Live = "LIVE",
        /// A group of values, shown collapsed.
        Folded = "FOLDED",
        /// Encrypted by the customer's own server.
        Secure = "SECURE",
    }
    /// The origin of a metadata value.
    MetadataOrigin {
        /// Seen by the host, or proved by a key.
        Verified = "VERIFIED",
        /// Declared by the page.
        Declared = "DECLARED",
        /// Answered by the customer.
        Answered = "ANSWERED",
        /// Added by a plugin.
        Plugin = "PLUGIN",
    }
    /// Who may see an annotation that a plugin adds to a conversation.
    Audience {
        /// Members who may see the conversation.
        Agents = "AGENTS",
        /// Those members and the customer.
        Everyone = "EVERYONE",
    }
    /// What a person may be notified of.
    NotificationKind {
        /// A customer joined a queue that they handle.
        CustomerWaiting = "CUSTOMER_WAITING",
        /// A peer claimed a customer.
        ClaimedByPeer = "CLAIMED_BY_PEER",
        /// A customer sent a message.
        CustomerMessage = "CUSTOMER_MESSAGE",
        /// A customer left a contact request.
        RegisteredContact = "REGISTERED_CONTACT",
    }
}
