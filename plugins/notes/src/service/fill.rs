//! The notes of conversations.

use serde::Deserialize;
use serde_json::{Value, json};
use vuoro_plugin::{
    Context, Error, HostError,
    chat::{self, Annotation, Audience, Statistic},
    clock,
};

use super::{edit, kept};
use crate::{
    Text,
    field::Fields,
    note::{Change, Given, Note, Notes, Saved, Writer},
};

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Save {
    pub(crate) conversation_id: String,
    pub(crate) version: i64,
    pub(crate) values: Vec<Given>,
}

/// The notes of each conversation. The host asks only about conversations that the actor sees.
pub(crate) fn notes(conversations: &[&str]) -> Result<Vec<Value>, Error> {
    let all = kept::read_all(conversations)?;
    let queues: Vec<_> = all.values().filter_map(Notes::queue).collect();
    let fields = edit::read_all(&queues)?;
    let (nothing, no_fields) = (Notes::default(), Fields::default());
    let of = |id: &&str| {
        let notes = all.get(*id).unwrap_or(&nothing);
        shown(notes, notes.queue().and_then(|queue| fields.get(queue)).unwrap_or(&no_fields))
    };
    Ok(conversations.iter().map(of).collect())
}

/// Saves the notes, unless another person saved them since the given version.
pub(crate) fn save(context: &Context, input: &Save) -> Result<Value, Error> {
    let member = context.need_member()?;
    // A conversation that doesn't exist and one that the actor may not see give the same error.
    let conversation = chat::conversation(&input.conversation_id)?;
    let fields = edit::read(&conversation.queue_id)?;
    let mut notes = kept::read(&conversation.id)?;
    // Versions aren't negative, so a negative one can't be the newest.
    let version = u32::try_from(input.version).unwrap_or(u32::MAX);
    let writer = Writer { member: &member.id, now_ms: clock::now_ms() };
    let told = |refusal: crate::Refusal| refusal.told(context);
    match notes.save((&conversation.queue_id, &fields), version, &input.values, writer).map_err(told)? {
        Saved::Stale => {
            let (notes, message) = (shown(&notes, &fields), Text::Changed.to(context));
            Ok(json!({ "__typename": "NotesChanged", "message": message, "notes": notes }))
        }
        Saved::Done(changes) => {
            if !changes.is_empty() {
                kept::write(&conversation.id, &notes)?;
                tell(&conversation.id, &changes)?;
            }
            Ok(json!({ "__typename": "NotesSaved", "notes": shown(&notes, &fields) }))
        }
    }
}

/// Annotates the conversation with what changed, for the transcript. For a hidden conversation the host refuses this,
/// and the save fails with it.
fn tell(conversation: &str, changes: &[Change]) -> Result<(), Error> {
    for change in changes {
        match change {
            Change::Set(note) => {
                let annotation = Annotation {
                    key: note.field.clone(),
                    text: Some(note.line()),
                    audience: Audience::Agents,
                    statistic: Statistic::None,
                };
                chat::annotate(conversation, &annotation)?;
            }
            Change::Emptied(field) => match chat::unannotate(conversation, field) {
                Ok(()) | Err(HostError::NotFound) => {}
                Err(error) => return Err(error.into()),
            },
        }
    }
    Ok(())
}

/// The notes as `ConversationNotes` of the schema.
fn shown(notes: &Notes, fields: &Fields) -> Value {
    let note = |note: Note| {
        json!({
            "fieldId": note.field, "label": note.label, "kind": note.kind, "values": note.values,
            "memberId": note.by, "savedAt": clock::rfc3339(note.at_ms),
        })
    };
    let notes_of = notes.sorted(fields).into_iter().map(note).collect::<Vec<_>>();
    json!({ "version": notes.version, "notes": notes_of })
}
