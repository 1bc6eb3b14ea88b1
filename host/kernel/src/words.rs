//! The enumerations that the schema, the domain and the database share, each word with its one spelling.

use serde::{Deserialize, Serialize};
use strum::{EnumString, IntoStaticStr, VariantArray};

/// The error for a word that isn't in its set.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("no such word: {0}")]
pub struct UnknownWord(pub String);

impl UnknownWord {
    fn new(word: &str) -> Self {
        Self(word.to_owned())
    }
}

macro_rules! words {
    ($($(#[$doc:meta])* $name:ident { $($(#[$vdoc:meta])* $variant:ident,)+ })*) => {$(
        $(#[$doc])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
        #[derive(EnumString, IntoStaticStr, VariantArray)]
        #[serde(rename_all = "SCREAMING_SNAKE_CASE")]
        #[strum(serialize_all = "SCREAMING_SNAKE_CASE", parse_err_ty = UnknownWord, parse_err_fn = UnknownWord::new)]
        pub enum $name {
            $($(#[$vdoc])* $variant,)+
        }

        impl $name {
            /// Every word of the set, in the order of the schema.
            pub const ALL: &'static [Self] = Self::VARIANTS;

            /// The spelling in the schema and in the database.
            pub fn as_str(self) -> &'static str {
                self.into()
            }
        }
    )*};
}

words! {
    /// The state of a conversation.
    ConversationState {
        /// Requested: the customer is waiting in the queue.
        Waiting,
        /// Claimed: the customer and the agent are talking.
        Active,
        /// Ended by either side.
        Ended,
        /// The customer left, or was disconnected, before anybody claimed the conversation.
        Dropped,
    }
    /// One of the two parties of a conversation.
    Party {
        /// The customer.
        Visitor,
        /// The agent.
        Agent,
    }
    /// Whether a queue accepts customers.
    QueueState {
        /// It accepts customers.
        Open,
        /// It accepts nobody until somebody opens it.
        Closed,
        /// It accepts nobody, whether open or not, until an operator resumes it.
        Suspended,
    }
    /// Who may send attachments.
    AttachmentPolicy {
        /// Neither party.
        Nobody,
        /// The agent.
        Agents,
        /// Both parties.
        Both,
    }
    /// How a queue treats secure metadata.
    SecureMetadataPolicy {
        /// A customer without it is refused.
        Required,
        /// It is accepted when given.
        Optional,
        /// It is discarded when given.
        Ignored,
    }
    /// What happened in a queue, as written in its event log.
    QueueEventKind {
        /// The queue was created.
        Created,
        /// The queue was opened.
        Opened,
        /// The queue was closed.
        Closed,
        /// An operator suspended the queue.
        Suspended,
        /// An operator resumed the queue.
        Resumed,
        /// The queue's name or settings changed.
        Edited,
        /// A customer joined the queue.
        Requested,
        /// A customer was transferred from another queue.
        Transferred,
        /// A customer was claimed.
        Claimed,
        /// A waiting customer left or was disconnected.
        Dropped,
    }
    /// Why a queue changed, for those who watch it (product rule 2.9).
    QueueCause {
        /// A customer joined.
        Request,
        /// The reader claimed a customer.
        ClaimedBySelf,
        /// Another member claimed a customer.
        ClaimedByPeer,
        /// A waiting customer left or was disconnected.
        Dropped,
        /// A customer was transferred to or from another queue.
        Transferred,
        /// The schedule opened or closed it.
        Scheduled,
        /// A person opened, closed or edited it.
        Edited,
    }
    /// How a metadata value is kept and shown.
    MetadataKind {
        /// A technical detail: browser, screen, page, referrer, IP address.
        Technical,
        /// Updated by the page during the chat; the latest value wins.
        Live,
        /// A group of values, shown collapsed.
        Folded,
        /// Encrypted by the customer's own server.
        Secure,
    }
    /// The origin of a metadata value.
    MetadataOrigin {
        /// Seen by the host, or proved by a key.
        Verified,
        /// Declared by the page.
        Declared,
        /// Answered by the customer.
        Answered,
        /// Added by a plugin.
        Plugin,
    }
    /// Who may see an annotation that a plugin adds to a conversation.
    Audience {
        /// Members who may see the conversation.
        Agents,
        /// Those members and the customer.
        Everyone,
    }
    /// What a person may be notified of.
    NotificationKind {
        /// A customer joined a queue that they handle.
        CustomerWaiting,
        /// A peer claimed a customer.
        ClaimedByPeer,
        /// A customer sent a message.
        CustomerMessage,
        /// A customer left a contact request.
        RegisteredContact,
    }
}

#[cfg(test)]
mod tests {
    use std::{fmt::Debug, str::FromStr};

    use serde::de::DeserializeOwned;

    use super::*;

    fn spelled<T>() -> String
    where
        T: VariantArray + Copy + Debug + PartialEq + Into<&'static str>,
        T: FromStr<Err = UnknownWord> + Serialize + DeserializeOwned,
    {
        let spell = |word: &T| {
            let text: &str = (*word).into();
            assert_eq!(text.parse(), Ok(*word));
            assert_eq!(text.to_lowercase().parse::<T>(), Err(UnknownWord(text.to_lowercase())));
            let json = serde_json::Value::from(text);
            assert_eq!(serde_json::to_value(word).unwrap(), json);
            assert_eq!(serde_json::from_value::<T>(json).unwrap(), *word);
            text
        };
        T::VARIANTS.iter().map(spell).collect::<Vec<_>>().join(" ")
    }

    #[test]
    fn each_word_is_spelled_as_it_is_stored_and_read_back_from_that_alone() {
        assert_eq!(spelled::<ConversationState>(), "WAITING ACTIVE ENDED DROPPED");
        assert_eq!(spelled::<Party>(), "VISITOR AGENT");
        assert_eq!(spelled::<QueueState>(), "OPEN CLOSED SUSPENDED");
        assert_eq!(spelled::<AttachmentPolicy>(), "NOBODY AGENTS BOTH");
        assert_eq!(spelled::<SecureMetadataPolicy>(), "REQUIRED OPTIONAL IGNORED");
        let kinds = "CREATED OPENED CLOSED SUSPENDED RESUMED EDITED REQUESTED TRANSFERRED CLAIMED DROPPED";
        assert_eq!(spelled::<QueueEventKind>(), kinds);
        let causes = "REQUEST CLAIMED_BY_SELF CLAIMED_BY_PEER DROPPED TRANSFERRED SCHEDULED EDITED";
        assert_eq!(spelled::<QueueCause>(), causes);
        assert_eq!(spelled::<MetadataKind>(), "TECHNICAL LIVE FOLDED SECURE");
        assert_eq!(spelled::<MetadataOrigin>(), "VERIFIED DECLARED ANSWERED PLUGIN");
        assert_eq!(spelled::<Audience>(), "AGENTS EVERYONE");
        let notifications = "CUSTOMER_WAITING CLAIMED_BY_PEER CUSTOMER_MESSAGE REGISTERED_CONTACT";
        assert_eq!(spelled::<NotificationKind>(), notifications);
    }
}
