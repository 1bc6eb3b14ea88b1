//! Which customers are present, that is have an open socket. The sweep writes it to the store for the other servers.

mod here;

use std::sync::Arc;

use vuoro_kernel::{Caller, OrganisationId, VisitorId, Who};

use here::Here;
pub(crate) use here::Presence;

use crate::Domain;

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
