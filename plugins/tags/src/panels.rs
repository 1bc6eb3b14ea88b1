//! The panels: tags in a conversation's header and tools, the tree and the rules in the organisation's settings. They
//! change tags through the same functions as the GraphQL fields, so that no rule can be bypassed.

mod conversation;
mod rules;
mod text;
mod tree;

use vuoro_plugin::{Acted, Block, Context, Error, Input, Panels, Slot, Subject, View};

use crate::plugin::{Imports, Tags, actor};
use crate::service::{Actor, Asker};
use text::Label;

impl Panels for Tags {
    fn render(context: &Context, slot: Slot, subject: &Subject) -> Result<Option<View>, Error> {
        context.need_member()?;
        let mut call = Call::of(context);
        match slot {
            Slot::ConversationHeader => conversation::header(&mut call, subject.conversation()?),
            Slot::ConversationTools => conversation::tools(&mut call, subject.conversation()?).map(Some),
            Slot::OrganisationSettings => {
                context.need_operator()?;
                tree::overview(&mut call).map(Some)
            }
            _ => Err(Error::NotFound),
        }
    }

    fn act(context: &Context, slot: Slot, subject: &Subject, input: &Input) -> Result<Acted, Error> {
        context.need_member()?;
        let mut call = Call::of(context);
        match slot {
            Slot::ConversationHeader | Slot::ConversationTools => {
                conversation::act(&mut call, slot, subject.conversation()?, input)
            }
            Slot::OrganisationSettings => {
                context.need_operator()?;
                tree::act(&mut call, input)
            }
            _ => Err(Error::NotFound),
        }
    }
}

/// One call by the host.
struct Call<'c> {
    context: &'c Context,
    actor: Actor,
    host: Imports,
}

impl<'c> Call<'c> {
    fn of(context: &'c Context) -> Self {
        Self { context, actor: actor(context), host: Imports }
    }

    /// The host's functions, and the caller of the service.
    fn parts(&mut self) -> (&mut Imports, Asker<'_>) {
        (&mut self.host, Asker { actor: &self.actor, language: &self.context.language })
    }

    fn text(&self, label: Label) -> &'static str {
        label.to(self.context)
    }

    /// A confirmation such as `Tag added: VIP`.
    fn told(&self, label: Label, what: &str) -> String {
        format!("{}: {what}", self.text(label))
    }

    fn button(&self, id: &str, label: Label) -> Block {
        Block::button(id, self.text(label))
    }

    /// The error for something that was removed since the panel was shown.
    fn gone(&self, label: Label) -> Error {
        Error::refused(self.text(label))
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
