//! Conversations whose agent was removed go back to the head of their queues.

use vuoro_kernel::{MemberId, Time, words::QueueCause};
use vuoro_store::{WriteDoor, record::Content};

use crate::{actor::Actor, error::Halt};

/// Sends all conversations that a member serves back, within a write. The customers get their old places: the line is
/// ordered by the time of the request, which is earlier than that of all who joined since.
pub(crate) async fn in_write(door: &WriteDoor<'_>, actor: &Actor, member: MemberId, now: Time) -> Result<(), Halt> {
    for (id, queue) in door.requeue_all_of(member).await? {
        door.log(id, Some(member), now, actor.own_author()?, Content::Requeue { queue }).await?;
        door.queue_changed(queue, QueueCause::Transferred, None);
    }
    Ok(())
}
