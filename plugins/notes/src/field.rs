//! The fields of a queue.

use serde::{Deserialize, Serialize};

use crate::{Refusal, Text, line};

/// Fields of one queue: the largest fit one value of the store.
const FIELDS_MAX: usize = 15;
/// Characters of a label.
pub const LABEL_CHARS_MAX: usize = 60;
/// Options of one field.
pub const OPTIONS_MAX: usize = 20;
/// Characters of an option. All of a field and its label make one line of the transcript, at most 1,000 characters.
pub const OPTION_CHARS_MAX: usize = 40;

/// What a field takes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum Kind {
    /// One line.
    Text,
    /// Lines.
    LongText,
    /// One of the options.
    Choice,
    /// Any of the options.
    Choices,
}

impl Kind {
    /// Whether there is something to choose from.
    pub fn has_options(self) -> bool {
        matches!(self, Self::Choice | Self::Choices)
    }
}

/// A field to fill in. In JSON as `NoteField` of the schema.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Field {
    /// Names it for good.
    pub id: String,
    /// Stays as it was made.
    pub kind: Kind,
    /// 1 to 60 characters.
    pub label: String,
    /// Whether it must be filled in.
    pub required: bool,
    /// What to choose from; empty for texts.
    pub options: Vec<String>,
}

/// A field to be made.
#[derive(Deserialize)]
pub struct New {
    /// What it takes.
    pub kind: Kind,
    /// For people.
    pub label: String,
    /// Whether it must be filled in.
    #[serde(default)]
    pub required: bool,
    /// What to choose from.
    #[serde(default)]
    pub options: Vec<String>,
}

/// What to change of a field.
#[derive(Default, Deserialize)]
pub struct Edit {
    /// Another label.
    pub label: Option<String>,
    /// Whether it must be filled in.
    pub required: Option<bool>,
    /// Other options.
    pub options: Option<Vec<String>>,
}

/// The fields of a queue, in order.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Fields(Vec<Field>);

impl Fields {
    /// In order.
    pub fn all(&self) -> &[Field] {
        &self.0
    }

    /// One field.
    pub fn get(&self, id: &str) -> Option<&Field> {
        self.0.iter().find(|field| field.id == id)
    }

    /// Adds a field at the end.
    ///
    /// # Errors
    /// A bad label or options, a label taken, too many.
    pub fn create(&mut self, id: &str, new: &New) -> Result<&Field, Refusal> {
        let (label, options) = (self.label_of(id, &new.label)?, options_of(new.kind, &new.options)?);
        if self.0.len() >= FIELDS_MAX {
            return Err(Refusal::Full(Text::TooManyFields));
        }
        self.0.push(Field { id: id.to_owned(), kind: new.kind, label, required: new.required, options });
        self.get(id).ok_or(Refusal::NotFound)
    }

    /// Changes what is given.
    ///
    /// # Errors
    /// No such field, a bad label or options, a label taken.
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
    /// `NotFound`.
    pub fn remove(&mut self, id: &str) -> Result<(), Refusal> {
        self.get(id).ok_or(Refusal::NotFound)?;
        self.0.retain(|field| field.id != id);
        Ok(())
    }

    /// Puts the fields in another order.
    ///
    /// # Errors
    /// When it isn't all of them, each once.
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
