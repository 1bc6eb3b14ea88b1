//! Looks names up. The system's resolver holds a thread until it gives up, even when the plugin stopped waiting long
//! ago. So the number of concurrent look-ups is limited, in total and for each organisation.

use std::{
    collections::HashMap,
    net::{SocketAddr, ToSocketAddrs},
    sync::Arc,
};

use parking_lot::Mutex;
use tokio::sync::Semaphore;
use vuoro_kernel::OrganisationId;

use crate::limits;

/// The look-ups in progress.
pub(super) struct Lookups {
    all: Arc<Semaphore>,
    of: Arc<Mutex<HashMap<OrganisationId, usize>>>,
}

/// A look-up in progress; it ends when this is dropped.
struct Turn {
    of: Arc<Mutex<HashMap<OrganisationId, usize>>>,
    organisation: OrganisationId,
}

impl Lookups {
    pub(super) fn new() -> Self {
        Self { all: Arc::new(Semaphore::new(limits::LOOKUPS)), of: Arc::default() }
    }

    /// The addresses of a name, at most [`limits::ADDRESSES`].
    ///
    /// # Errors
    /// Why there are none, for those who maintain the plugin.
    pub(super) async fn addresses(
        &self,
        organisation: OrganisationId,
        name: String,
        port: u16,
    ) -> Result<Vec<SocketAddr>, String> {
        let turn = self.turn(organisation).ok_or("too many names of the organisation are being looked up")?;
        let permit = self.all.clone().acquire_owned().await.map_err(|_| "the server is stopping".to_owned())?;
        let looked_up = tokio::task::spawn_blocking(move || {
            let found = (name.as_str(), port).to_socket_addrs().map(|found| found.take(limits::ADDRESSES).collect());
            drop((turn, permit));
            found
        });
        match looked_up.await {
            Ok(Ok(found)) => Ok(found),
            Ok(Err(error)) => Err(format!("its name can't be looked up: {error}")),
            Err(_) => Err("its name can't be looked up".to_owned()),
        }
    }

    fn turn(&self, organisation: OrganisationId) -> Option<Turn> {
        let mut of = self.of.lock();
        let count = of.entry(organisation).or_default();
        if *count >= limits::LOOKUPS_OF_ONE {
            return None;
        }
        *count += 1;
        Some(Turn { of: self.of.clone(), organisation })
    }
}

impl Drop for Turn {
    fn drop(&mut self) {
        let mut of = self.of.lock();
        if let Some(count) = of.get_mut(&self.organisation) {
            *count -= 1;
            if *count == 0 {
                of.remove(&self.organisation);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_organisation_does_not_take_all_turns() {
        let (lookups, one, other) = (Lookups::new(), OrganisationId::new(), OrganisationId::new());
        let turns: Vec<_> = (0..limits::LOOKUPS_OF_ONE).map(|_| lookups.turn(one).unwrap()).collect();
        assert!(lookups.turn(one).is_none() && lookups.turn(other).is_some());
        drop(turns);
        assert!(lookups.turn(one).is_some());
        assert!(lookups.of.lock().is_empty(), "what is over is forgotten");
    }
}
