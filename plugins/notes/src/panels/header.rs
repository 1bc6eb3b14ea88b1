//! Beside the customer's name: what is noted, among what else is known of them.

use vuoro_plugin::{Block, Error, View, chat};

use super::short;
use crate::service::{edit, fill};

/// Characters shown of a note; all of it stands in the tools.
const NOTE_CHARS_MAX: usize = 200;

/// The saved notes; nothing when there are none.
pub(super) fn render(conversation: &str) -> Result<Option<View>, Error> {
    // Not there and not theirs look the same.
    let conversation = chat::conversation(conversation)?;
    let notes = fill::read(&conversation.id)?;
    let fields = notes.queue().map(edit::read).transpose()?.unwrap_or_default();
    let shown =
        notes.sorted(&fields).into_iter().map(|note| (note.label, short(&note.values.join(", "), NOTE_CHARS_MAX)));
    let shown: Vec<_> = shown.collect();
    Ok((!shown.is_empty()).then(|| View::new(vec![Block::fields(shown)])))
}
