//! Which customers are here: those with an open socket. What the sweep writes down lets other servers know.

use std::{collections::HashMap, sync::Arc};

use parking_lot::Mutex;
use vuoro_kernel::{Caller, OrganisationId, VisitorId, Who};

use crate::Domain;

type Here = Arc<Mutex<HashMap<(OrganisationId, VisitorId), usize>>>;

/// The customers who are here now.
#[derive(Clone, Default)]
pub(crate) struct Presence(Here);

impl Presence {
    /// Everybody who is here.
    pub fn all(&self) -> Vec<(OrganisationId, VisitorId)> {
        self.0.lock().keys().copied().collect()
    }
}

/// A caller is here as long as this lives.
pub struct Present {
    here: Here,
    who: Option<(OrganisationId, VisitorId)>,
}

impl Domain {
    /// Notes that a caller has a socket open. Only customers count: one who waits is kept in line by it.
    pub fn present(&self, caller: &Caller) -> Present {
        let who = match (caller.organisation, caller.who) {
            (Some(organisation), Who::Visitor(visitor)) => Some((organisation, visitor)),
            _ => None,
        };
        if let Some(who) = who {
            *self.presence.0.lock().entry(who).or_insert(0) += 1;
        }
        Present { here: Arc::clone(&self.presence.0), who }
    }
}

impl Drop for Present {
    fn drop(&mut self) {
        let Some(who) = self.who else { return };
        let mut here = self.here.lock();
        if let Some(count) = here.get_mut(&who) {
            *count -= 1;
            if *count == 0 {
                here.remove(&who);
            }
        }
    }
}
