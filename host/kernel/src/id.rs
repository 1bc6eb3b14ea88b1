//! Typed ids. Each is a UUIDv7, printed with a prefix for its noun (`conv_0198…`), so that neither the compiler nor a
//! person can take the id of one noun for that of another.

use std::{fmt, str::FromStr};

use serde::{Deserialize, Deserializer, Serialize, Serializer};
use uuid::Uuid;

/// A text that isn't an id of the expected noun.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("not an id of the form {prefix}_ and 32 hexadecimal digits")]
pub struct IdError {
    /// The prefix of the expected noun.
    pub prefix: &'static str,
}

macro_rules! ids {
    ($($(#[$doc:meta])* $name:ident = $prefix:literal;)*) => {$(
        $(#[$doc])*
        #[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
        pub struct $name(pub Uuid);

        impl $name {
            /// What the printed id begins with, without the underscore.
            pub const PREFIX: &'static str = $prefix;

            /// A new id; later ids sort after earlier ones (UUIDv7).
            #[allow(clippy::new_without_default, reason = "a new id differs each time; a default should not")]
            pub fn new() -> Self {
                Self(Uuid::now_v7())
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                write!(f, concat!($prefix, "_{}"), self.0.simple())
            }
        }

        impl fmt::Debug for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                fmt::Display::fmt(self, f)
            }
        }

        impl FromStr for $name {
            type Err = IdError;

            fn from_str(text: &str) -> Result<Self, IdError> {
                text.strip_prefix(concat!($prefix, "_"))
                    .filter(|rest| rest.len() == 32)
                    .and_then(|rest| Uuid::try_parse(rest).ok())
                    .map(Self)
                    .ok_or(IdError { prefix: $prefix })
            }
        }

        impl Serialize for $name {
            fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                serializer.collect_str(self)
            }
        }

        impl<'de> Deserialize<'de> for $name {
            fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                std::borrow::Cow::<str>::deserialize(deserializer)?.parse().map_err(serde::de::Error::custom)
            }
        }
    )*};
}

ids! {
    /// An organisation: the closed space that everything else belongs to.
    OrganisationId = "org";
    /// An account: a person who signs in.
    AccountId = "acc";
    /// A membership: an account in one organisation.
    MemberId = "mem";
    /// A signed-in session of an account.
    SessionId = "ses";
    /// An invitation to an organisation.
    InvitationId = "inv";
    /// A customer queue.
    QueueId = "queue";
    /// A row of a queue's event log.
    QueueEventId = "qev";
    /// A conversation, from the request on.
    ConversationId = "conv";
    /// A customer's session in one organisation.
    VisitorId = "vis";
    /// An attachment of a conversation.
    AttachmentId = "att";
    /// A picture of a person. A changed picture gets a new id.
    PictureId = "pic";
}

/// An id that the client gives to a message it sends, so that a repeated send is recognised. Any UUID.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
pub struct ClientId(pub Uuid);

impl FromStr for ClientId {
    type Err = uuid::Error;

    fn from_str(text: &str) -> Result<Self, uuid::Error> {
        Uuid::try_parse(text).map(Self)
    }
}

impl fmt::Display for ClientId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(&self.0, f)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_printed_id_reads_back_as_itself() {
        let id = ConversationId::new();
        assert_eq!(id.to_string().parse(), Ok(id));
    }

    #[test]
    fn an_id_of_another_noun_is_refused() {
        let queue = QueueId::new().to_string();
        assert_eq!(queue.parse::<ConversationId>(), Err(IdError { prefix: "conv" }));
        for wrong in ["", "conv_", "conv_00", "conv_zz", &format!("conv_{}", Uuid::nil().hyphenated())] {
            assert!(wrong.parse::<ConversationId>().is_err(), "{wrong}");
        }
    }
}
