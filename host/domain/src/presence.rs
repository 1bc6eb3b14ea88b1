//! Which customers are present, that is have an open socket. The sweep writes it to the store for the other servers.

use std::{collections::HashMap, sync::Arc};

use parking_lot::Mutex;
use vuoro_kernel::{Caller, OrganisationId, VisitorId, Who};

use crate::Domain;

type Here = Arc<Mutex<HashMap<(OrganisationId, VisitorId), usize>>>;

/// The customers who are present on this server.
#[derive(Clone, Default)]
pub(crate) struct Presence(Here);

impl Presence {
    /// Everybody who is present.
    pub fn all(&self) -> Vec<(OrganisationId, VisitorId)> {
        self.0.lock().keys().copied().collect()
    }
}

/// A caller counts as present while this lives.
pub struct Present {
    here: Here,
    who: Option<(OrganisationId, VisitorId)>,
}

impl Domain {
    /// Notes that a caller has an open socket. Only customers count: it keeps a waiting customer in the queue.
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
