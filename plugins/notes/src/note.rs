//! The notes that agents wrote about one conversation.

use serde::{Deserialize, Serialize};

use crate::{
    Refusal, Text,
    field::{Field, Fields, Kind},
    is_odd, line,
};

/// Most notes of one conversation, including those of fields that were removed.
const NOTES_MAX: usize = 40;
/// Most bytes of one conversation's notes, which are one value of the store.
const NOTES_BYTES_MAX: usize = 16 * 1024;
/// Most characters of a text.
pub const TEXT_CHARS_MAX: usize = 200;
/// Most characters of a long text. With its label it makes one line of the transcript, at most 1,000 characters.
pub const LONG_TEXT_CHARS_MAX: usize = 900;

/// The note in one field.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Note {
    /// The field's id.
    pub field: String,
    /// The field's label at the time of saving.
    pub label: String,
    /// The field's kind.
    pub kind: Kind,
    /// The values; at least one.
    pub values: Vec<String>,
    /// The id of the member who wrote it.
    pub by: String,
    /// When it was written, in milliseconds since 1970.
    pub at_ms: u64,
}

impl Note {
    /// The note as a line of the transcript: `Label: value, value`.
    pub fn line(&self) -> String {
        let values = self.values.join(", ").replace(['\n', '\t'], " ");
        format!("{}: {values}", self.label)
    }
}

/// New values for one field.
#[derive(Clone, Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Given {
    /// The field's id.
    pub field_id: String,
    /// The values. An empty list, or blank ones, clear the field.
    pub values: Vec<String>,
}

/// Who saves, and when.
#[derive(Clone, Copy)]
pub struct Writer<'w> {
    /// The member's id.
    pub member: &'w str,
    /// The time, in milliseconds since 1970.
    pub now_ms: u64,
}

/// The result of saving.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Saved {
    /// Saved. These fields changed; none when the notes already said the same.
    Done(Vec<Change>),
    /// Another person saved since this version was read. Nothing was changed.
    Stale,
}

/// The change of one field.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Change {
    /// The field has this note now.
    Set(Note),
    /// The field with this id was cleared.
    Emptied(String),
}

/// The notes of one conversation.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Notes {
    /// How many times the notes were saved.
    pub version: u32,
    /// The queue at the time of the last save.
    queue: String,
    notes: Vec<Note>,
}

impl Notes {
    /// The queue whose fields give the labels; `None` before the first save.
    pub fn queue(&self) -> Option<&str> {
        (!self.queue.is_empty()).then_some(self.queue.as_str())
    }

    /// The note in a field.
    pub fn get(&self, field: &str) -> Option<&Note> {
        self.notes.iter().find(|note| note.field == field)
    }

    /// The notes in the order of the fields, with the current labels; then those of fields that were removed.
    pub fn sorted(&self, fields: &Fields) -> Vec<Note> {
        let of = |field: &Field| self.get(&field.id).map(|note| Note { label: field.label.clone(), ..note.clone() });
        let gone = self.notes.iter().filter(|note| fields.get(&note.field).is_none()).cloned();
        fields.all().iter().filter_map(of).chain(gone).collect()
    }

    /// Saves the given values in the fields of a queue.
    ///
    /// # Errors
    /// A field that isn't the queue's or is given twice, a value that breaks the field's rule, a required field that is
    /// empty, or notes that are too long. Nothing is changed then.
    pub fn save(
        &mut self,
        (queue, fields): (&str, &Fields),
        version: u32,
        given: &[Given],
        writer: Writer<'_>,
    ) -> Result<Saved, Refusal> {
        let changes = self.changes(fields, given, writer)?;
        // A save that is repeated because its answer was lost finds its own values and changes nothing.
        if version != self.version && !changes.is_empty() {
            return Ok(Saved::Stale);
        }
        let mut after = self.clone();
        after.apply(&changes);
        after.check_required(fields, given)?;
        if !changes.is_empty() {
            after.version = after.version.saturating_add(1);
            queue.clone_into(&mut after.queue);
        }
        let bytes = serde_json::to_vec(&after).map_or(usize::MAX, |bytes| bytes.len());
        if after.notes.len() > NOTES_MAX || bytes > NOTES_BYTES_MAX {
            return Err(Refusal::Full(Text::TooLong));
        }
        *self = after;
        Ok(Saved::Done(changes))
    }

    fn changes(&self, fields: &Fields, given: &[Given], writer: Writer<'_>) -> Result<Vec<Change>, Refusal> {
        if given.len() > NOTES_MAX {
            return Err(Refusal::invalid("values", Text::Twice));
        }
        let mut changes = Vec::new();
        for (at, one) in given.iter().enumerate() {
            let path = |of: &str| format!("values.{at}.{of}");
            if given.iter().take(at).any(|before| before.field_id == one.field_id) {
                return Err(Refusal::invalid(path("fieldId"), Text::Twice));
            }
            let kept = self.get(&one.field_id);
            let kept_values = kept.map(|note| note.values.as_slice()).unwrap_or_default();
            let is_empty = one.values.iter().all(|value| value.trim().is_empty());
            let field = fields.get(&one.field_id);
            let values = match field {
                _ if is_empty => Vec::new(),
                Some(field) => {
                    values_of(field, &one.values, kept_values).map_err(|text| Refusal::invalid(path("values"), text))?
                }
                None if one.values == kept_values => kept_values.to_vec(),
                None => return Err(Refusal::invalid(path("fieldId"), Text::FieldGone)),
            };
            if values == kept_values {
                continue;
            }
            changes.push(match field.filter(|_| !values.is_empty()) {
                None => Change::Emptied(one.field_id.clone()),
                Some(field) => Change::Set(Note {
                    field: field.id.clone(),
                    label: field.label.clone(),
                    kind: field.kind,
                    values,
                    by: writer.member.to_owned(),
                    at_ms: writer.now_ms,
                }),
            });
        }
        Ok(changes)
    }

    fn apply(&mut self, changes: &[Change]) {
        for change in changes {
            let (Change::Set(Note { field, .. }) | Change::Emptied(field)) = change;
            self.notes.retain(|note| note.field != *field);
            if let Change::Set(note) = change {
                self.notes.push(note.clone());
            }
        }
    }

    fn check_required(&self, fields: &Fields, given: &[Given]) -> Result<(), Refusal> {
        let missing = fields.all().iter().find(|field| field.required && self.get(&field.id).is_none());
        missing.map_or(Ok(()), |field| {
            let at = given.iter().position(|one| one.field_id == field.id);
            let path = at.map_or_else(|| "values".to_owned(), |at| format!("values.{at}.values"));
            Err(Refusal::Missing(path, field.label.clone()))
        })
    }
}

/// The values to store; at least one is not blank. An option that was chosen earlier stays valid after it was removed
/// from the field.
fn values_of(field: &Field, values: &[String], kept: &[String]) -> Result<Vec<String>, Text> {
    let one = || if let [value] = values { Ok(value) } else { Err(Text::One) };
    Ok(match field.kind {
        Kind::Text => vec![line(one()?, TEXT_CHARS_MAX).ok_or(Text::Line)?.to_owned()],
        Kind::LongText => vec![lines(one()?).ok_or(Text::Lines)?.to_owned()],
        Kind::Choice => {
            let value = one()?;
            if !field.options.contains(value) && !kept.contains(value) {
                return Err(Text::NotAnOption);
            }
            vec![value.clone()]
        }
        Kind::Choices => {
            if values.iter().any(|value| !field.options.contains(value) && !kept.contains(value)) {
                return Err(Text::NotAnOption);
            }
            let gone = kept.iter().filter(|value| !field.options.contains(value));
            field.options.iter().chain(gone).filter(|option| values.contains(option)).cloned().collect()
        }
    })
}

/// The lines without surrounding blanks; `None` when they are too long or contain characters that aren't allowed.
fn lines(text: &str) -> Option<&str> {
    let text = text.trim();
    let is_wrong = |c: char| is_odd(c) && c != '\n' && c != '\t';
    (text.chars().count() <= LONG_TEXT_CHARS_MAX && !text.contains(is_wrong)).then_some(text)
}

#[cfg(test)]
mod tests;
