//! What is remembered of callers.

use std::sync::OnceLock;

use vuoro_kernel::Change;

use super::{known::Known, standings::Standings};

/// What is known about current callers.
#[derive(Default)]
pub(crate) struct Callers {
    pub(super) known: Known,
    pub(super) standings: Standings,
    pub(super) following: OnceLock<()>,
}

impl Callers {
    /// Notes a change at once. Fast, never waits, and may be called twice for one change.
    pub fn heard(&self, change: &Change) {
        self.known.heard(change);
        self.standings.heard(change);
    }
}
