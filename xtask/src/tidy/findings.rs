//! What checks find.

/// The findings of a check.
#[derive(Default)]
pub struct Findings {
    pub(super) problems: Vec<String>,
    pub(super) warnings: Vec<String>,
}

impl Findings {
    /// Reports something that must be fixed.
    pub fn problem(&mut self, text: impl Into<String>) {
        self.problems.push(text.into());
    }

    /// Reports something to look at again.
    pub fn warning(&mut self, text: impl Into<String>) {
        self.warnings.push(text.into());
    }
}
