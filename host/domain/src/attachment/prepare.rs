//! Announcing a file: whether it will be accepted is decided here, before any of its bytes arrive.

use std::net::IpAddr;

use vuoro_kernel::{
    AttachmentId, Caller, ConversationId,
    limits::Limits,
    words::{AttachmentPolicy, Party},
};
use vuoro_store::NewAttachment;

use super::{CONVERSATION_ATTACHMENTS_MAX, NETWORK_TIME, name::file_name, quota};
use crate::{Domain, Error, Problem, Refusal, conversation::AsParty, error::Halt};

/// The input of [`Domain::prepare_attachment`].
#[derive(Clone, Debug)]
pub struct PrepareAttachment {
    /// The conversation to send it in.
    pub conversation: ConversationId,
    /// The file's name; folders before it are dropped.
    pub name: String,
    /// The file's exact size.
    pub size_bytes: i64,
    /// The client's address.
    pub address: IpAddr,
}

impl Domain {
    /// Announces a file of the caller's conversation, whose upload must begin within an hour. Either party, where the
    /// queue allows it.
    ///
    /// # Errors
    /// `NotFound` for callers who aren't a party. Problems: those that the schema lists for `prepareAttachment`.
    pub async fn prepare_attachment(&self, caller: &Caller, input: PrepareAttachment) -> Result<AttachmentId, Refusal> {
        let by = AsParty::of(caller)?;
        let name = file_name(&input.name)?;
        if input.size_bytes < 1 {
            return Err(Problem::invalid("sizeBytes", "is at least 1").into());
        }
        self.files
            .room(
                self.limits.free_disk_bytes_min,
                input.size_bytes.unsigned_abs().min(self.limits.attachment_bytes_max),
            )
            .await?;
        // The members of an organisation share its bounds; only customers have some of their own.
        let (visitor, network) = match by.party() {
            Party::Visitor => (caller.visitor(), Some(quota::network(input.address))),
            Party::Agent => (None, None),
        };
        let new = NewAttachment {
            id: AttachmentId::new(),
            conversation: input.conversation,
            party: by.party(),
            name,
            declared_bytes: input.size_bytes,
            created_at: self.now(),
            network,
        };
        let limits = self.limits;
        let prepared = self.store.write::<_, Halt, _>(move |tx| {
            let new = new.clone();
            Box::pin(async move {
                let door = tx.door(by.organisation());
                // The lock keeps the totals unchanged until this file is counted among them.
                let found = door.lock_conversation(new.conversation).await?;
                let found = found.filter(|found| by.is_in(found)).ok_or(Error::NotFound)?;
                if found.is_over() {
                    return Err(Problem::ConversationOver.into());
                }
                let queue = door.queue(found.queue).await?.ok_or(Error::NotFound)?;
                if !allows(queue.settings.attachments, by.party()) {
                    return Err(Problem::AttachmentsNotAllowed.into());
                }
                let max_bytes = bytes_left(&limits, door.attachment_totals(found.id).await?);
                if new.declared_bytes > max_bytes {
                    return Err(Problem::AttachmentTooLarge { max_bytes }.into());
                }
                let all = door.take_room(new.declared_bytes).await? - new.declared_bytes;
                let since = new.created_at.minus(NETWORK_TIME);
                let holdings = door.holdings(visitor, new.network.as_deref(), since).await?;
                let max_bytes = quota::bytes_left(&limits, &holdings, all);
                if new.declared_bytes > max_bytes {
                    return Err(Problem::UploadQuotaReached { max_bytes }.into());
                }
                door.insert_attachment(&new).await?;
                Ok(new.id)
            })
        });
        Ok(prepared.await?)
    }
}

fn allows(policy: AttachmentPolicy, party: Party) -> bool {
    match policy {
        AttachmentPolicy::Nobody => false,
        AttachmentPolicy::Agents => party == Party::Agent,
        AttachmentPolicy::Both => true,
    }
}

/// The largest file that a conversation with this number of files and bytes can still take.
fn bytes_left(limits: &Limits, (files, bytes): (i64, i64)) -> i64 {
    if files >= CONVERSATION_ATTACHMENTS_MAX {
        return 0;
    }
    let number = |limit: u64| i64::try_from(limit).unwrap_or(i64::MAX);
    number(limits.attachment_bytes_max).min(number(limits.conversation_attachment_bytes_max) - bytes).max(0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_queue_says_who_sends_files() {
        use AttachmentPolicy::{Agents, Both, Nobody};
        let allowed =
            [Nobody, Agents, Both].map(|policy| (allows(policy, Party::Visitor), allows(policy, Party::Agent)));
        assert_eq!(allowed, [(false, false), (false, true), (true, true)]);
    }

    #[test]
    fn a_file_fits_within_its_own_bound_and_within_what_the_conversation_has_left() {
        let limits = Limits { attachment_bytes_max: 20, conversation_attachment_bytes_max: 100, ..Limits::default() };
        for (totals, left) in
            [((0, 0), 20), ((4, 80), 20), ((5, 81), 19), ((5, 100), 0), ((5, 101), 0), ((1_000, 5), 0)]
        {
            assert_eq!(bytes_left(&limits, totals), left, "{totals:?}");
        }
        let no_bound = Limits { attachment_bytes_max: u64::MAX, conversation_attachment_bytes_max: u64::MAX, ..limits };
        assert_eq!(bytes_left(&no_bound, (0, 0)), i64::MAX);
    }
}
