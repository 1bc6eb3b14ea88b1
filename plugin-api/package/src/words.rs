//! The closed sets of words of a manifest.

use std::{fmt, str::FromStr};

use serde::{Deserialize, Deserializer, Serialize, Serializer, de::Error};

macro_rules! words {
    ($($(#[$doc:meta])* $name:ident ($what:literal) { $($(#[$vdoc:meta])* $variant:ident = $text:literal,)+ })*) => {$(
        $(#[$doc])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
        pub enum $name {
            $($(#[$vdoc])* $variant,)+
        }

        impl $name {
            /// Every word of the set.
            pub const ALL: &'static [Self] = &[$(Self::$variant),+];

            /// Its spelling in a manifest.
            pub fn as_str(self) -> &'static str {
                match self {
                    $(Self::$variant => $text,)+
                }
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(self.as_str())
            }
        }

        impl FromStr for $name {
            type Err = String;

            fn from_str(text: &str) -> Result<Self, String> {
                Self::ALL.iter().copied().find(|word| word.as_str() == text).ok_or_else(|| {
                    let near = nearest(text, Self::ALL.iter().map(|word| word.as_str()));
                    format!("`{text}` is no {}{near}", $what)
                })
            }
        }

        impl Serialize for $name {
            fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                serializer.serialize_str(self.as_str())
            }
        }

        impl<'de> Deserialize<'de> for $name {
            fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                String::deserialize(deserializer)?.parse().map_err(D::Error::custom)
            }
        }
    )*};
}

words! {
    /// What a plugin may use: each is the import interface of the same name, but those of hooks, with which it is called.
    Permission ("permission") {
        /// Keeps keys and values.
        Store = "store",
        /// Keeps keys and values of a conversation or a customer, which are erased with them.
        ScopedStore = "scoped-store",
        /// Reads conversations, queues and members.
        Chat = "chat",
        /// Changes conversations.
        ChatWrite = "chat-write",
        /// Tells those who follow its subscription fields.
        Events = "events",
        /// Sets alarms, by which it is called later.
        AlarmClock = "alarm-clock",
        /// Reads what operators chose.
        Settings = "settings",
        /// Writes lines for its operators.
        Log = "log",
        /// Knows the time, to a second.
        Clock = "clock",
        /// Gets random bytes and new ids.
        Random = "random",
        /// Asks servers elsewhere.
        Http = "http",
        /// Has a say before something happens, and reads what it is about.
        HooksBefore = "hooks-before",
        /// Is told what happened in conversations.
        HooksAfter = "hooks-after",
    }
    /// The moments before which a hook is asked.
    Moment ("moment") {
        /// A customer enters a queue.
        Enqueue = "enqueue",
        /// An agent claims.
        Claim = "claim",
        /// A message is sent.
        Send = "send",
        /// A conversation moves to another queue.
        Transfer = "transfer",
        /// A conversation is ended.
        End = "end",
    }
    /// The places in the console and the widget that can have a panel.
    Slot ("slot") {
        /// Beside the customer's name.
        ConversationHeader = "conversation-header",
        /// In the tools.
        ConversationTools = "conversation-tools",
        /// Beside the box that one writes in.
        Composer = "composer",
        /// In a queue's settings.
        QueueSettings = "queue-settings",
        /// In the organisation's settings.
        OrganisationSettings = "organisation-settings",
        /// In a person's own settings.
        PersonalSettings = "personal-settings",
        /// On a queue's page.
        QueuePage = "queue-page",
        /// In the widget, before a customer waits.
        WidgetBeforeQueue = "widget-before-queue",
        /// In the widget, during the conversation.
        WidgetConversation = "widget-conversation",
        /// In the widget, after the end.
        WidgetAfter = "widget-after",
        /// In the widget, while the queue is closed.
        WidgetClosed = "widget-closed",
        /// On the statistics page.
        Statistics = "statistics",
    }
    /// The lowest role of the members who see a panel.
    PluginRole ("role") {
        /// A handler.
        Handler = "handler",
        /// An operator.
        Operator = "operator",
        /// An owner.
        Owner = "owner",
    }
}

impl Permission {
    /// Whether it is an interface that code imports. The others are what a plugin is called with.
    pub fn is_imported(self) -> bool {
        !matches!(self, Self::HooksBefore | Self::HooksAfter)
    }
}

impl Slot {
    /// Whether customers see it, and members don't.
    pub fn is_for_visitors(self) -> bool {
        matches!(self, Self::WidgetBeforeQueue | Self::WidgetConversation | Self::WidgetAfter | Self::WidgetClosed)
    }
}

/// `; did you mean …?` when a known word is near, else all of them.
pub(crate) fn nearest<'w>(text: &str, words: impl Iterator<Item = &'w str> + Clone) -> String {
    let near = words.clone().map(|word| (strsim::damerau_levenshtein(text, word), word)).min();
    match near {
        Some((distance, word)) if distance <= word.len().max(4) / 2 => format!("; did you mean `{word}`?"),
        _ => format!("; there are: {}", words.collect::<Vec<_>>().join(", ")),
    }
}
