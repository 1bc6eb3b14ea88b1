//! Limits on concurrent uploads: in total, for an organisation and for a conversation, so that slow connections of some
//! don't keep others from sending.
//!
//! SECURITY.md, G14.

use std::{collections::HashMap, hash::Hash, sync::Arc};

use parking_lot::Mutex;
use vuoro_kernel::{ConversationId, OrganisationId, limits::ATTACHMENTS_PER_MESSAGE_MAX};

use crate::Error;

/// Most concurrent uploads of this server.
const UPLOADS_MAX: usize = 256;
/// Most concurrent uploads of one organisation.
const ORGANISATION_UPLOADS_MAX: usize = 64;
/// Most concurrent uploads of one conversation: as many as one message has files.
const CONVERSATION_UPLOADS_MAX: usize = ATTACHMENTS_PER_MESSAGE_MAX;
/// When a refused upload should be tried again, in milliseconds.
const RETRY_AFTER_MS: u64 = 1_000;

#[derive(Debug, Default)]
struct Running {
    all: usize,
    organisations: HashMap<OrganisationId, usize>,
    conversations: HashMap<ConversationId, usize>,
}

/// The uploads in progress.
#[derive(Clone, Debug, Default)]
pub(super) struct Slots(Arc<Mutex<Running>>);

/// Permission to upload; the slot is free again when this is dropped.
#[derive(Debug)]
pub(super) struct Slot {
    slots: Slots,
    organisation: OrganisationId,
    conversation: ConversationId,
}

impl Slots {
    /// Takes a slot.
    ///
    /// # Errors
    /// `RateLimited` when none is free.
    pub(super) fn take(&self, organisation: OrganisationId, conversation: ConversationId) -> Result<Slot, Error> {
        let mut running = self.0.lock();
        let of_organisation = running.organisations.get(&organisation).copied().unwrap_or(0);
        let of_conversation = running.conversations.get(&conversation).copied().unwrap_or(0);
        if running.all >= UPLOADS_MAX
            || of_organisation >= ORGANISATION_UPLOADS_MAX
            || of_conversation >= CONVERSATION_UPLOADS_MAX
        {
            return Err(Error::RateLimited { retry_after_ms: RETRY_AFTER_MS });
        }
        running.all += 1;
        running.organisations.insert(organisation, of_organisation + 1);
        running.conversations.insert(conversation, of_conversation + 1);
        Ok(Slot { slots: self.clone(), organisation, conversation })
    }
}

impl Drop for Slot {
    fn drop(&mut self) {
        let mut running = self.slots.0.lock();
        running.all -= 1;
        one_less(&mut running.organisations, &self.organisation);
        one_less(&mut running.conversations, &self.conversation);
    }
}

fn one_less<K: Eq + Hash>(counts: &mut HashMap<K, usize>, key: &K) {
    if let Some(count) = counts.get_mut(key) {
        *count -= 1;
        if *count == 0 {
            counts.remove(key);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_conversation_and_one_organisation_leave_room_for_others() {
        let slots = Slots::default();
        let (busy, other) = (OrganisationId::new(), OrganisationId::new());
        let conversation = ConversationId::new();
        let mut taken: Vec<Slot> =
            (0..CONVERSATION_UPLOADS_MAX).map(|_| slots.take(busy, conversation).unwrap()).collect();
        assert!(matches!(slots.take(busy, conversation), Err(Error::RateLimited { .. })));
        while let Ok(slot) = slots.take(busy, ConversationId::new()) {
            taken.push(slot);
        }
        assert_eq!(taken.len(), ORGANISATION_UPLOADS_MAX);
        assert!(slots.take(other, ConversationId::new()).is_ok());
        drop(taken);
        let running = slots.0.lock();
        assert_eq!((running.all, running.organisations.len(), running.conversations.len()), (0, 0, 0));
    }
}
