//! A text in the languages of the console.

use serde::{Deserialize, Serialize};

/// One text by language. English stands in for what is missing.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Texts {
    /// In English.
    pub en: String,
    /// In Finnish.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub fi: Option<String>,
    /// In Swedish.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub sv: Option<String>,
}

impl Texts {
    /// In a language, `fi`, `en` or `sv`; in English when it has no such text.
    pub fn get(&self, language: &str) -> &str {
        let text = match language {
            "fi" => self.fi.as_deref(),
            "sv" => self.sv.as_deref(),
            _ => None,
        };
        text.unwrap_or(&self.en)
    }

    /// Every text that there is.
    pub(crate) fn all(&self) -> impl Iterator<Item = &str> {
        [Some(&self.en), self.fi.as_ref(), self.sv.as_ref()].into_iter().flatten().map(String::as_str)
    }
}
