//! The closed sets of words that the schema, the domain and the database share, each with its one spelling.

use serde::{Deserialize, Serialize};

/// A word that is none of its set.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("no such {set}: {word}")]
pub struct UnknownWord {
    /// Which set.
    pub set: &'static str,
    /// What was found in place of one of its words.
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
    /// Where a conversation stands.
    ConversationState {
        /// A request: the customer waits in line.
        Waiting = "WAITING",
        /// Claimed: customer and agent talk.
        Active = "ACTIVE",
        /// Ended by either side.
        Ended = "ENDED",
        /// The customer left, or was lost, before anybody claimed.
        Dropped = "DROPPED",
    }
    /// One of the two parties of a conversation.
    Party {
        /// The customer.
        Visitor = "VISITOR",
        /// The agent.
        Agent = "AGENT",
    }
    /// Whether a queue takes customers in.
    QueueState {
        /// It does.
        Open = "OPEN",
        /// It doesn't until somebody opens it.
        Closed = "CLOSED",
        /// It doesn't, open or not, until an operator lifts that.
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
    /// What becomes of secure metadata.
    SecureMetadataPolicy {
        /// A customer without it isn't let in.
        Required = "REQUIRED",
        /// It is taken when given.
        Optional = "OPTIONAL",
        /// It is dropped when given.
        Ignored = "IGNORED",
    }
    /// What happened in a queue.
    QueueEventKind {
        /// It was made.
        Created = "CREATED",
        /// It was opened.
        Opened = "OPENED",
        /// It was closed.
        Closed = "CLOSED",
        /// An operator stopped it.
        Suspended = "SUSPENDED",
        /// An operator lifted that.
        Resumed = "RESUMED",
        /// Its name or settings changed.
        Edited = "EDITED",
        /// A customer came to wait.
        Requested = "REQUESTED",
        /// A customer came from another queue.
        Transferred = "TRANSFERRED",
        /// A customer was claimed.
        Claimed = "CLAIMED",
        /// A waiting customer left or was lost.
        Dropped = "DROPPED",
    }
    /// Why a queue changed, for those who watch it (product rule 2.9).
    QueueCause {
        /// A customer came.
        Request = "REQUEST",
        /// The reader claimed.
        ClaimedBySelf = "CLAIMED_BY_SELF",
        /// Another member claimed.
        ClaimedByPeer = "CLAIMED_BY_PEER",
        /// A waiting customer left or was lost.
        Dropped = "DROPPED",
        /// A customer came from or went to another queue.
        Transferred = "TRANSFERRED",
        /// The schedule did it.
        Scheduled = "SCHEDULED",
        /// A person opened, closed or edited it.
        Edited = "EDITED",
    }
    /// How a value of metadata is kept and shown.
    MetadataKind {
        /// Browser, screen, page, referrer, IP address.
        Technical = "TECHNICAL",
        /// The page updates it; the latest wins.
        Live = "LIVE",
        /// A group, shown closed.
        Folded = "FOLDED",
        /// Encrypted by the customer's own server.
        Secure = "SECURE",
    }
    /// Where a value of metadata comes from.
    MetadataOrigin {
        /// The host saw it, or a key proves it.
        Verified = "VERIFIED",
        /// The page said so.
        Declared = "DECLARED",
        /// The customer answered so.
        Answered = "ANSWERED",
        /// A plugin added it.
        Plugin = "PLUGIN",
    }
    /// Who may see what a plugin says of a conversation.
    Audience {
        /// Members who may see the conversation.
        Agents = "AGENTS",
        /// The customer too.
        Everyone = "EVERYONE",
    }
    /// What a person may be told of.
    NotificationKind {
        /// A customer came to wait in a queue they handle.
        CustomerWaiting = "CUSTOMER_WAITING",
        /// A peer claimed a customer.
        ClaimedByPeer = "CLAIMED_BY_PEER",
        /// A customer wrote.
        CustomerMessage = "CUSTOMER_MESSAGE",
        /// Somebody left a contact.
        RegisteredContact = "REGISTERED_CONTACT",
    }
}
