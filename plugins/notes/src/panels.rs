//! The panels: saved notes in a conversation's header, the fields to fill in among its tools, and the fields themselves
//! in the queue's settings. They write through the same functions as the GraphQL fields, so that no rule can be
//! bypassed.

mod header;
mod queue;
mod text;
mod tools;

use vuoro_plugin::{Acted, Context, Error, Input, Panels, Slot, Subject, View};

use crate::Notes;

impl Panels for Notes {
    fn render(context: &Context, slot: Slot, subject: &Subject) -> Result<Option<View>, Error> {
        context.need_member()?;
        match slot {
            Slot::ConversationHeader => header::render(subject.conversation()?),
            Slot::ConversationTools => tools::render(context, subject.conversation()?).map(Some),
            Slot::QueueSettings => queue::render(context, subject.queue()?).map(Some),
            _ => Err(Error::NotFound),
        }
    }

    fn act(context: &Context, slot: Slot, subject: &Subject, input: &Input) -> Result<Acted, Error> {
        context.need_member()?;
        match slot {
            Slot::ConversationTools => tools::act(context, subject.conversation()?, input),
            Slot::QueueSettings => queue::act(context, subject.queue()?, input),
            _ => Err(Error::NotFound),
        }
    }
}

/// The text cut to so many characters, ending in `…` when it was longer.
fn short(text: &str, chars_max: usize) -> String {
    if text.chars().count() <= chars_max {
        return text.to_owned();
    }
    text.chars().take(chars_max.saturating_sub(1)).chain(['…']).collect()
}

#[cfg(test)]
mod tests;
