//! The note fields of a queue.

use serde::{Deserialize, Serialize};

use crate::{Refusal, Text, line};

/// Most fields of one queue: even the largest fit into one value of the store.
const FIELDS_MAX: usize = 15;
/// Most characters of a label.
pub const LABEL_CHARS_MAX: usize = 60;
/// Most options of one field.
pub const OPTIONS_MAX: usize = 20;
/// Most characters of an option. A field's values with its label make one line of the transcript, at most 1,000
/// characters.
pub const OPTION_CHARS_MAX: usize = 40;

/// The kind of values that a field takes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum Kind {
    /// One line of text.
    Text,
    /// Several lines of text.
    LongText,
    /// One of the options.
    Choice,
    /// Any number of the options.
    Choices,
}

impl Kind {
    /// Whether fields of this kind have options.
    pub fn has_options(self) -> bool {
        matches!(self, Self::Choice | Self::Choices)
    }
}

/// A field to fill in. Its JSON is `NoteField` of the schema.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Field {
    /// The id; it never changes.
    pub id: String,
    /// The kind; it never changes.
    pub kind: Kind,
    /// 1 to 60 characters.
    pub label: String,
    /// Whether it must be filled in.
    pub required: bool,
    /// The options; empty for texts.
    pub options: Vec<String>,
}

/// A new field.
#[derive(Deserialize)]
pub struct New {
    /// The kind of values.
    pub kind: Kind,
    /// The label that people see.
    pub label: String,
    /// Whether it must be filled in.
    #[serde(default)]
    pub required: bool,
    /// The options, for choices.
    #[serde(default)]
    pub options: Vec<String>,
}

/// A change of a field.
#[derive(Default, Deserialize)]
pub struct Edit {
    /// The new label, if it changes.
    pub label: Option<String>,
    /// Whether it must be filled in, if that changes.
    pub required: Option<bool>,
    /// The new options, if they change.
    pub options: Option<Vec<String>>,
}

/// The fields of a queue, in order.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Fields(Vec<Field>);

impl Fields {
    /// All fields, in order.
    pub fn all(&self) -> &[Field] {
        &self.0
    }

    /// The field with this id.
    pub fn get(&self, id: &str) -> Option<&Field> {
        self.0.iter().find(|field| field.id == id)
    }

    /// Adds a field at the end.
    ///
    /// # Errors
    /// An invalid label or options, a label already used, or too many fields.
    pub fn create(&mut self, id: &str, new: &New) -> Result<&Field, Refusal> {
        let (label, options) = (self.label_of(id, &new.label)?, options_of(new.kind, &new.options)?);
        if self.0.len() >= FIELDS_MAX {
            return Err(Refusal::Full(Text::TooManyFields));
        }
        self.0.push(Field { id: id.to_owned(), kind: new.kind, label, required: new.required, options });
        self.get(id).ok_or(Refusal::NotFound)
    }

    /// Changes the given properties of a field.
    ///
    /// # Errors
    /// No such field, an invalid label or options, or a label already used.
    pub fn update(&mut self, id: &str, edit: &Edit) -> Result<&Field, Refusal> {
        let mut field = self.get(id).ok_or(Refusal::NotFound)?.clone();
        if let Some(label) = &edit.label {
            field.label = self.label_of(id, label)?;
        }
        if let Some(required) = edit.required {
            field.required = required;
        }
        if let Some(options) = &edit.options {
            field.options = options_of(field.kind, options)?;
        }
        let place = self.0.iter_mut().find(|field| field.id == id).ok_or(Refusal::NotFound)?;
        *place = field;
        Ok(place)
    }

    /// Removes a field.
    ///
    /// # Errors
    /// `NotFound` when there is none with this id.
    pub fn remove(&mut self, id: &str) -> Result<(), Refusal> {
        self.get(id).ok_or(Refusal::NotFound)?;
        self.0.retain(|field| field.id != id);
        Ok(())
    }

    /// Changes the order of the fields.
    ///
    /// # Errors
    /// When the ids aren't those of all fields, each once.
    pub fn order(&mut self, ids: &[String]) -> Result<(), Refusal> {
        let wrong = || Refusal::invalid("fieldIds", Text::Order);
        if ids.len() != self.0.len() {
            return Err(wrong());
        }
        let mut ordered = Self::default();
        for id in ids {
            let field = self.get(id).filter(|_| ordered.get(id).is_none()).ok_or_else(wrong)?;
            ordered.0.push(field.clone());
        }
        *self = ordered;
        Ok(())
    }

    fn label_of(&self, id: &str, label: &str) -> Result<String, Refusal> {
        let label = line(label, LABEL_CHARS_MAX).ok_or_else(|| Refusal::invalid("label", Text::Label))?;
        let small = label.to_lowercase();
        if self.0.iter().any(|other| other.id != id && other.label.to_lowercase() == small) {
            return Err(Refusal::invalid("label", Text::LabelTaken));
        }
        Ok(label.to_owned())
    }
}

fn options_of(kind: Kind, options: &[String]) -> Result<Vec<String>, Refusal> {
    if !kind.has_options() {
        return if options.is_empty() { Ok(Vec::new()) } else { Err(Refusal::invalid("options", Text::NoOptions)) };
    }
    if !(1..=OPTIONS_MAX).contains(&options.len()) {
        return Err(Refusal::invalid("options", Text::Options));
    }
    let mut checked: Vec<String> = Vec::with_capacity(options.len());
    for (at, option) in options.iter().enumerate() {
        let path = || format!("options.{at}");
        let option = line(option, OPTION_CHARS_MAX).ok_or_else(|| Refusal::invalid(path(), Text::Option))?;
        if checked.iter().any(|other| other.to_lowercase() == option.to_lowercase()) {
            return Err(Refusal::invalid(path(), Text::Options));
        }
        checked.push(option.to_owned());
    }
    Ok(checked)
}

#[cfg(test)]
mod tests;
