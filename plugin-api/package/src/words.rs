//! The closed sets of words of a manifest.

use serde::{Deserialize, Deserializer, Serialize, Serializer, de::Error};
use strum::{Display, EnumString, IntoStaticStr, VariantArray};

macro_rules! words {
    ($($(#[$doc:meta])* $name:ident ($what:literal) { $($(#[$vdoc:meta])* $variant:ident,)+ })*) => {$(
        $(#[$doc])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Display, EnumString, IntoStaticStr, VariantArray)]
        #[strum(serialize_all = "kebab-case", parse_err_ty = String, parse_err_fn = Self::unknown)]
        pub enum $name {
            $($(#[$vdoc])* $variant,)+
        }

        impl $name {
            /// Every word of the set.
            pub const ALL: &'static [Self] = Self::VARIANTS;

            /// Its spelling in a manifest.
            pub fn as_str(self) -> &'static str {
                self.into()
            }

            fn unknown(text: &str) -> String {
                let near = nearest(text, Self::ALL.iter().map(|word| word.as_str()));
                format!("`{text}` is no {}{near}", $what)
            }
        }

        impl Serialize for $name {
            fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                serializer.serialize_str(self.as_str())
            }
        }

        // Not serde's own: its error for an unknown word names none that is near.
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
        Store,
        /// Keeps keys and values of a conversation or a customer, which are erased with them.
        ScopedStore,
        /// Reads conversations, queues and members.
        Chat,
        /// Changes conversations.
        ChatWrite,
        /// Tells those who follow its subscription fields.
        Events,
        /// Sets alarms, by which it is called later.
        AlarmClock,
        /// Reads what operators chose.
        Settings,
        /// Writes lines for its operators.
        Log,
        /// Knows the time, to a second.
        Clock,
        /// Gets random bytes and new ids.
        Random,
        /// Asks servers elsewhere.
        Http,
        /// Has a say before something happens, and reads what it is about.
        HooksBefore,
        /// Is told what happened in conversations.
        HooksAfter,
    }
    /// The moments before which a hook is asked.
    Moment ("moment") {
        /// A customer enters a queue.
        Enqueue,
        /// An agent claims.
        Claim,
        /// A message is sent.
        Send,
        /// A conversation moves to another queue.
        Transfer,
        /// A conversation is ended.
        End,
    }
    /// The places in the console and the widget that can have a panel.
    Slot ("slot") {
        /// Beside the customer's name.
        ConversationHeader,
        /// In the tools.
        ConversationTools,
        /// Beside the box that one writes in.
        Composer,
        /// In a queue's settings.
        QueueSettings,
        /// In the organisation's settings.
        OrganisationSettings,
        /// In a person's own settings.
        PersonalSettings,
        /// On a queue's page.
        QueuePage,
        /// In the widget, before a customer waits.
        WidgetBeforeQueue,
        /// In the widget, during the conversation.
        WidgetConversation,
        /// In the widget, after the end.
        WidgetAfter,
        /// In the widget, while the queue is closed.
        WidgetClosed,
        /// On the statistics page.
        Statistics,
    }
    /// The lowest role of the members who see a panel.
    PluginRole ("role") {
        /// A handler.
        Handler,
        /// An operator.
        Operator,
        /// An owner.
        Owner,
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_word_is_spelled_as_manifests_have_it() {
        let spelled = |words: Vec<&str>| words.join(" ");
        let permissions = "store scoped-store chat chat-write events alarm-clock settings log clock random http hooks-before hooks-after";
        assert_eq!(spelled(Permission::ALL.iter().map(|word| word.as_str()).collect()), permissions);
        let moments = "enqueue claim send transfer end";
        assert_eq!(spelled(Moment::ALL.iter().map(|word| word.as_str()).collect()), moments);
        let slots = "conversation-header conversation-tools composer queue-settings organisation-settings \
                     personal-settings queue-page widget-before-queue widget-conversation widget-after widget-closed \
                     statistics";
        assert_eq!(spelled(Slot::ALL.iter().map(|word| word.as_str()).collect()), slots);
        let roles = "handler operator owner";
        assert_eq!(spelled(PluginRole::ALL.iter().map(|word| word.as_str()).collect()), roles);
        assert!(Slot::ALL.iter().all(|word| word.to_string().parse() == Ok(*word)));
    }

    #[test]
    fn an_unknown_word_is_told_with_the_one_that_is_near() {
        let said = "cloc".parse::<Permission>().unwrap_err();
        assert_eq!(said, "`cloc` is no permission; did you mean `clock`?");
    }
}
