//! The panel beside the customer's name: the saved notes, among the metadata.

use vuoro_plugin::{Block, Error, View, chat};

use super::short;
use crate::service::{edit, kept};

/// Most characters shown of a note; the tools show all of it.
const NOTE_CHARS_MAX: usize = 200;

/// The saved notes; `None` when there are none.
pub(super) fn render(conversation: &str) -> Result<Option<View>, Error> {
    // A conversation that doesn't exist and one that the actor may not see give the same error.
    let conversation = chat::conversation(conversation)?;
    let notes = kept::read(&conversation.id)?;
    let fields = notes.queue().map(edit::read).transpose()?.unwrap_or_default();
    let shown =
        notes.sorted(&fields).into_iter().map(|note| (note.label, short(&note.values.join(", "), NOTE_CHARS_MAX)));
    let shown: Vec<_> = shown.collect();
    Ok((!shown.is_empty()).then(|| View::new(vec![Block::fields(shown)])))
}
