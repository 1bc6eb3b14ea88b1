//! Panels in the console and the widget, made of blocks.

use serde::{Deserialize, Serialize, de::DeserializeOwned};
use serde_json::{Map, Value};

use crate::{Context, Error, View};

pub use crate::bindings::with_panels::exports::vuoro::plugin::panels::Slot;

/// Shows panels in the console and the widget, and handles what people do in them.
pub trait Panels {
    /// What the slot shows now; `None` shows nothing. Everyone with the manifest's role may ask, so a panel for
    /// operators checks [`Context::need_operator`] as a field does.
    ///
    /// # Errors
    /// A refusal for the person.
    fn render(context: &Context, slot: Slot, subject: &Subject) -> Result<Option<View>, Error>;

    /// Called when a button was pressed or a form submitted.
    ///
    /// # Errors
    /// [`Error::Invalid`] shows its messages beside the inputs of the same names.
    fn act(_context: &Context, _slot: Slot, _subject: &Subject, _input: &Input) -> Result<Acted, Error> {
        Err(Error::NotFound)
    }
}

/// What a panel is about. In slots about a conversation the host gives the conversation and its queue, in slots about a
/// queue the queue, and in the others neither.
#[derive(Clone, Debug, Default, PartialEq, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub struct Subject {
    /// `conv_…`.
    pub conversation_id: Option<String>,
    /// `queue_…`.
    pub queue_id: Option<String>,
}

impl Subject {
    /// The conversation, in slots that are about one.
    ///
    /// # Errors
    /// `not-found` in other slots.
    pub fn conversation(&self) -> Result<&str, Error> {
        self.conversation_id.as_deref().ok_or(Error::NotFound)
    }

    /// The queue, in slots that are about one.
    ///
    /// # Errors
    /// `not-found` in other slots.
    pub fn queue(&self) -> Result<&str, Error> {
        self.queue_id.as_deref().ok_or(Error::NotFound)
    }
}

/// What a person did in a panel.
#[derive(Clone, Debug, Default, PartialEq, Deserialize)]
#[serde(default)]
pub struct Input {
    /// The id of the button, form or tag picker.
    pub block: String,
    /// The values of the form's inputs by their ids, or those that the button carries, or `tagId` and `chosen` of a tag
    /// picker, where `chosen` is the new state.
    pub values: Map<String, Value>,
}

impl Input {
    /// Reads a value; an absent one reads as null.
    ///
    /// # Errors
    /// `invalid` when it has another shape, for instance none where a choice is required.
    pub fn value<T: DeserializeOwned>(&self, context: &Context, id: &str) -> Result<T, Error> {
        let value = self.values.get(id).cloned().unwrap_or_default();
        serde_json::from_value(value).map_err(|_| {
            Error::invalid(id, context.text("Täytä tämä kenttä.", "Fill in this field.", "Fyll i det här fältet."))
        })
    }
}

/// The result of what a person did.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Acted {
    #[serde(skip_serializing_if = "Option::is_none")]
    view: Option<View>,
    #[serde(skip_serializing_if = "Option::is_none")]
    toast: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    composer_text: Option<String>,
}

impl Acted {
    /// Replaces what the slot shows; `None` leaves it as it is. To empty the slot, show a view without blocks.
    pub fn show(view: Option<View>) -> Self {
        Self { view, ..Self::default() }
    }

    /// Puts this text into the composer without sending it.
    pub fn compose(text: impl Into<String>) -> Self {
        Self { composer_text: Some(text.into()), ..Self::default() }
    }

    /// A confirmation for the person; at most 200 characters.
    #[must_use]
    pub fn toast(self, text: impl Into<String>) -> Self {
        Self { toast: Some(text.into()), ..self }
    }

    /// The view that the slot shows now, for tests.
    pub fn shown(&self) -> Option<&View> {
        self.view.as_ref()
    }

    /// The confirmation, for tests.
    pub fn told(&self) -> Option<&str> {
        self.toast.as_deref()
    }

    /// The text for the composer, for tests.
    pub fn composed(&self) -> Option<&str> {
        self.composer_text.as_deref()
    }
}
