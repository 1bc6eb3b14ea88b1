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
struct Counts {
    all: usize,
    organisations: HashMap<OrganisationId, usize>,
    conversations: HashMap<ConversationId, usize>,
}

/// The uploads in progress.
#[derive(Clone, Debug, Default)]
pub(super) struct RunningUploads(Arc<Mutex<Counts>>);

/// An upload that counts among those in progress until this is dropped.
#[derive(Debug)]
pub(super) struct RunningUpload {
    uploads: RunningUploads,
    organisation: OrganisationId,
    conversation: ConversationId,
}

impl RunningUploads {
    /// Counts an upload that begins.
    ///
    /// # Errors
    /// `RateLimited` when as many are in progress as may be.
    pub(super) fn begin(
        &self,
        organisation: OrganisationId,
        conversation: ConversationId,
    ) -> Result<RunningUpload, Error> {
        let mut counts = self.0.lock();
        let of_organisation = counts.organisations.get(&organisation).copied().unwrap_or(0);
        let of_conversation = counts.conversations.get(&conversation).copied().unwrap_or(0);
        if counts.all >= UPLOADS_MAX
            || of_organisation >= ORGANISATION_UPLOADS_MAX
            || of_conversation >= CONVERSATION_UPLOADS_MAX
        {
            return Err(Error::RateLimited { retry_after_ms: RETRY_AFTER_MS });
        }
        counts.all += 1;
        counts.organisations.insert(organisation, of_organisation + 1);
        counts.conversations.insert(conversation, of_conversation + 1);
        Ok(RunningUpload { uploads: self.clone(), organisation, conversation })
    }
}

impl Drop for RunningUpload {
    fn drop(&mut self) {
        let mut counts = self.uploads.0.lock();
        counts.all -= 1;
        one_less(&mut counts.organisations, &self.organisation);
        one_less(&mut counts.conversations, &self.conversation);
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
        let uploads = RunningUploads::default();
        let (busy, other) = (OrganisationId::new(), OrganisationId::new());
        let conversation = ConversationId::new();
        let mut begun: Vec<RunningUpload> =
            (0..CONVERSATION_UPLOADS_MAX).map(|_| uploads.begin(busy, conversation).unwrap()).collect();
        assert!(matches!(uploads.begin(busy, conversation), Err(Error::RateLimited { .. })));
        while let Ok(upload) = uploads.begin(busy, ConversationId::new()) {
            begun.push(upload);
        }
        assert_eq!(begun.len(), ORGANISATION_UPLOADS_MAX);
        assert!(uploads.begin(other, ConversationId::new()).is_ok());
        drop(begun);
        let counts = uploads.0.lock();
        assert_eq!((counts.all, counts.organisations.len(), counts.conversations.len()), (0, 0, 0));
    }
}
