//! The customers who are present.

use std::{collections::HashMap, sync::Arc};

use parking_lot::Mutex;
use vuoro_kernel::{OrganisationId, VisitorId};

pub(super) type Here = Arc<Mutex<HashMap<(OrganisationId, VisitorId), usize>>>;

/// The customers who are present on this server.
#[derive(Clone, Default)]
pub(crate) struct Presence(pub(super) Here);

impl Presence {
    /// Everybody who is present.
    pub fn all(&self) -> Vec<(OrganisationId, VisitorId)> {
        self.0.lock().keys().copied().collect()
    }
}
