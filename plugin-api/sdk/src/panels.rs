//! Something to see in the console and the widget, as blocks.

use serde::{Deserialize, Serialize, de::DeserializeOwned};
use serde_json::{Map, Value};

use crate::{Context, Error, View};

pub use crate::bindings::with_panels::exports::vuoro::plugin::panels::Slot;

/// Shows something in the console and the widget.
pub trait Panels {
    /// What stands in the slot now; `None` shows nothing. Whoever the manifest's role lets in may ask, so a panel for operators
    /// checks [`Context::need_operator`] as a field does.
    ///
    /// # Errors
    /// What the person is told.
    fn render(context: &Context, slot: Slot, subject: &Subject) -> Result<Option<View>, Error>;

    /// A button was pressed or a form sent.
    ///
    /// # Errors
    /// [`Error::Invalid`] puts its messages beside the inputs of the same names.
    fn act(_context: &Context, _slot: Slot, _subject: &Subject, _input: &Input) -> Result<Acted, Error> {
        Err(Error::NotFound)
    }
}

/// What a panel is about. In slots about a conversation the host gives the conversation and the queue that it is in, in slots
/// about a queue the queue, and in the others neither.
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
    /// `not-found` where there is none.
    pub fn conversation(&self) -> Result<&str, Error> {
        self.conversation_id.as_deref().ok_or(Error::NotFound)
    }

    /// The queue, in slots that are about one.
    ///
    /// # Errors
    /// `not-found` where there is none.
    pub fn queue(&self) -> Result<&str, Error> {
        self.queue_id.as_deref().ok_or(Error::NotFound)
    }
}

/// What a person did.
#[derive(Clone, Debug, Default, PartialEq, Deserialize)]
#[serde(default)]
pub struct Input {
    /// The id of the button, form or tag picker.
    pub block: String,
    /// The values of the form's inputs by their ids, those that the button carries, or of a tag picker `tagId` and `chosen`:
    /// whether the tag is to be.
    pub values: Map<String, Value>,
}

impl Input {
    /// A value; one that is absent is read as null.
    ///
    /// # Errors
    /// `invalid` when it is of another shape, for instance nothing where a choice is needed.
    pub fn value<T: DeserializeOwned>(&self, context: &Context, id: &str) -> Result<T, Error> {
        let value = self.values.get(id).cloned().unwrap_or_default();
        serde_json::from_value(value).map_err(|_| {
            Error::invalid(id, context.text("Täytä tämä kenttä.", "Fill in this field.", "Fyll i det här fältet."))
        })
    }
}

/// What follows from what a person did.
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
    /// The slot shows this now; `None` leaves it as it is. To empty it, show a view without blocks.
    pub fn show(view: Option<View>) -> Self {
        Self { view, ..Self::default() }
    }

    /// This goes into the box that one writes in, unsent.
    pub fn compose(text: impl Into<String>) -> Self {
        Self { composer_text: Some(text.into()), ..Self::default() }
    }

    /// A line that tells that it is done; at most 200 characters.
    #[must_use]
    pub fn toast(self, text: impl Into<String>) -> Self {
        Self { toast: Some(text.into()), ..self }
    }

    /// What the slot shows now, for tests.
    pub fn shown(&self) -> Option<&View> {
        self.view.as_ref()
    }

    /// The line that tells that it is done, for tests.
    pub fn told(&self) -> Option<&str> {
        self.toast.as_deref()
    }

    /// What goes into the box that one writes in, for tests.
    pub fn composed(&self) -> Option<&str> {
        self.composer_text.as_deref()
    }
}
