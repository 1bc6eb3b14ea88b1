//! The subject of a panel, and whether the caller may see it there.

use serde_json::{Value, json};
use vuoro_kernel::{Caller, ConversationId, QueueId, Role};
use vuoro_package::Slot;

use crate::{Domain, Error, rights};

/// The subject of a panel.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Subject {
    /// The conversation, in slots about a conversation.
    pub conversation: Option<ConversationId>,
    /// The queue, in slots about a queue, or that of the conversation.
    pub queue: Option<QueueId>,
}

/// What the panels of a slot are about.
enum About {
    Conversation,
    Queue,
    Nothing,
}

fn about(slot: Slot) -> About {
    match slot {
        Slot::ConversationHeader
        | Slot::ConversationTools
        | Slot::Composer
        | Slot::WidgetConversation
        | Slot::WidgetAfter => About::Conversation,
        Slot::QueueSettings | Slot::QueuePage | Slot::WidgetBeforeQueue | Slot::WidgetClosed => About::Queue,
        Slot::OrganisationSettings | Slot::PersonalSettings | Slot::Statistics => About::Nothing,
    }
}

/// The lowest role that sees a slot at all: handlers see nothing of settings and statistics (product rule 1.3).
fn least_role(slot: Slot) -> Role {
    match slot {
        Slot::QueueSettings | Slot::OrganisationSettings | Slot::Statistics => Role::Operator,
        _ => Role::Handler,
    }
}

impl Subject {
    /// The subject as plugins read it.
    pub(super) fn to_json(self) -> Value {
        let mut subject = json!({});
        if let Some(conversation) = self.conversation {
            subject["conversationId"] = conversation.to_string().into();
        }
        if let Some(queue) = self.queue {
            subject["queueId"] = queue.to_string().into();
        }
        subject
    }
}

impl Domain {
    /// The subject of a slot's panels, and the role with which the caller sees it; `None` for customers.
    ///
    /// # Errors
    /// FORBIDDEN for a slot that isn't for this kind of caller, NOT_FOUND when the caller may not see the subject.
    pub(super) async fn panel_subject(
        &self,
        caller: &Caller,
        slot: Slot,
        asked: Subject,
    ) -> Result<(Subject, Option<Role>), Error> {
        let role = if slot.is_for_visitors() {
            rights::visitor(caller)?;
            None
        } else {
            Some(rights::member(caller)?.role)
        };
        if role.is_some_and(|role| role < least_role(slot)) {
            return Err(Error::Forbidden);
        }
        let subject = match about(slot) {
            About::Nothing => Subject::default(),
            About::Conversation => {
                let id = asked.conversation.ok_or_else(|| missing("conversationId"))?;
                let found = self.conversation(caller, id).await?.ok_or(Error::NotFound)?;
                Subject { conversation: Some(id), queue: Some(found.queue) }
            }
            About::Queue => {
                let id = asked.queue.ok_or_else(|| missing("queueId"))?;
                let is_seen = match role {
                    Some(_) => self.queue(caller, id).await?.is_some(),
                    None => self.offered_queues(caller).await?.iter().any(|queue| queue.id == id),
                };
                if !is_seen {
                    return Err(Error::NotFound);
                }
                Subject { conversation: None, queue: Some(id) }
            }
        };
        Ok((subject, role))
    }
}

fn missing(argument: &str) -> Error {
    Error::BadInput(format!("{argument} is missing: the panels of this slot are about it"))
}
