//! The results of one run.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

/// The results of one run: figures by name, with the unit in the name, and doubts about them.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub struct Outcome {
    /// The figures.
    pub figures: BTreeMap<String, f64>,
    /// Reasons to doubt them.
    pub warnings: Vec<String>,
}

impl Outcome {
    /// Adds a figure.
    pub fn set(&mut self, name: &str, value: f64) {
        self.figures.insert(name.to_owned(), value);
    }
}
