//! Conversations whose agent is gone go back to the head of their queues.

use vuoro_kernel::{MemberId, Time, words::QueueCause};
use vuoro_store::{WriteDoor, record::Content};

use crate::{actor::Actor, error::Halt};

/// Sends all that a member serves back, within a write. The customers wait again where they were in line: their place is by
/// the time of their request, which is before that of all who came since.
pub(crate) async fn in_write(door: &WriteDoor<'_>, actor: &Actor, member: MemberId, now: Time) -> Result<(), Halt> {
    for (id, queue) in door.requeue_all_of(member).await? {
        door.log(id, Some(member), now, actor.own_author()?, Content::Requeue { queue }).await?;
        door.queue_changed(queue, QueueCause::Transferred, None);
    }
    Ok(())
}
