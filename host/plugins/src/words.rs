//! The words of packages as the contract's.

use crate::{
    Moment, Slot,
    bindings::{with_hooks::exports::vuoro::plugin::hooks, with_panels::exports::vuoro::plugin::panels},
};

macro_rules! same {
    ($($name:ident = $wit:path { $($variant:ident)+ })*) => {$(
        impl From<$name> for $wit {
            fn from(word: $name) -> Self {
                match word { $($name::$variant => Self::$variant),+ }
            }
        }
    )*};
}

same! {
    Moment = hooks::Moment { Enqueue Claim Send Transfer End }
    Slot = panels::Slot {
        ConversationHeader ConversationTools Composer QueueSettings OrganisationSettings PersonalSettings QueuePage
        WidgetBeforeQueue WidgetConversation WidgetAfter WidgetClosed Statistics
    }
}
