//! The panels: replies beside the conversation, in the composer and in the settings. They change replies through the
//! same functions as the GraphQL fields, so that no rule can be bypassed.

mod composer;
mod settings;
mod text;
mod tools;

use vuoro_plugin::{Acted, Context, Error, Input, Panels, Slot, Subject, View};

use crate::{CannedReplies, shelf::Scope};

impl Panels for CannedReplies {
    fn render(context: &Context, slot: Slot, _subject: &Subject) -> Result<Option<View>, Error> {
        context.need_member()?;
        match slot {
            Slot::ConversationTools => tools::render(context).map(Some),
            Slot::Composer => composer::render(context),
            Slot::PersonalSettings => settings::render(context, Scope::Personal).map(Some),
            Slot::OrganisationSettings => settings::render(context, Scope::Organisation).map(Some),
            _ => Err(Error::NotFound),
        }
    }

    fn act(context: &Context, slot: Slot, _subject: &Subject, input: &Input) -> Result<Acted, Error> {
        context.need_member()?;
        match slot {
            Slot::ConversationTools => tools::act(context, input),
            Slot::PersonalSettings => settings::act(context, Scope::Personal, input),
            Slot::OrganisationSettings => settings::act(context, Scope::Organisation, input),
            _ => Err(Error::NotFound),
        }
    }
}

/// The beginning of a text, on one line.
fn preview(text: &str, chars_max: usize) -> String {
    let line = text.split_whitespace().collect::<Vec<_>>().join(" ");
    if line.chars().count() <= chars_max {
        return line;
    }
    let short: String = line.chars().take(chars_max).collect();
    format!("{}…", short.trim_end())
}

#[cfg(test)]
mod tests;
