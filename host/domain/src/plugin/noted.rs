//! Conversations whose entries plugins are to hear of.

use std::collections::{HashMap, HashSet};

use parking_lot::Mutex;
use tokio::sync::Notify;
use vuoro_kernel::{ConversationId, OrganisationId};

/// Most conversations that are noted; when there are more, the store is asked which plugins are behind.
const NOTED_MAX: usize = 10_000;

pub(super) type Of = (OrganisationId, ConversationId);

/// Conversations with new entries.
#[derive(Default)]
pub(crate) struct News {
    pub(super) noted: Mutex<Noted>,
    pub(super) more: Notify,
}

#[derive(Default)]
pub(super) struct Noted {
    /// Each with the number of failed deliveries in a row.
    pub(super) fresh: HashMap<Of, usize>,
    /// Being delivered now; what is noted meanwhile is delivered afterwards.
    pub(super) busy: HashSet<Of>,
    /// Whether there were more than could be noted.
    pub(super) overflowed: bool,
}

impl News {
    /// Notes a conversation. Fast; never waits.
    pub fn note(&self, of: Of, failures: usize) {
        let mut noted = self.noted.lock();
        if noted.fresh.len() < NOTED_MAX {
            noted.fresh.entry(of).or_insert(failures);
        } else {
            noted.overflowed = true;
        }
        drop(noted);
        self.more.notify_one();
    }

    /// Takes a conversation that isn't being delivered already.
    pub(super) fn take(&self) -> Option<(Of, usize)> {
        let mut noted = self.noted.lock();
        let of = noted.fresh.keys().find(|of| !noted.busy.contains(*of)).copied()?;
        let failures = noted.fresh.remove(&of)?;
        noted.busy.insert(of);
        Some((of, failures))
    }

    pub(super) fn done(&self, of: Of) {
        self.noted.lock().busy.remove(&of);
        self.more.notify_one();
    }

    pub(super) fn has_overflowed(&self) -> bool {
        std::mem::take(&mut self.noted.lock().overflowed)
    }
}
