//! The queues that a member handles.

use vuoro_kernel::{Caller, MemberId, QueueId, limits::QUEUES_MAX, words::QueueCause};
use vuoro_store::{WriteDoor, record::Member};

use super::rules::acting;
use crate::{Domain, Error, Problem, Refusal, error::Halt, rights};

impl Domain {
    /// Replaces the queues that a member handles. Operators and owners.
    ///
    /// # Errors
    /// For all other callers; `NotFound` for an unknown member. Problems: `InvalidInput` for a queue that doesn't exist
    /// in this organisation.
    pub async fn set_member_queues(
        &self,
        caller: &Caller,
        id: MemberId,
        queues: Vec<QueueId>,
    ) -> Result<Member, Refusal> {
        let by = rights::operator(caller)?;
        let queues = distinct(queues)?;
        let updated = self.store.write::<_, Halt, _>(move |tx| {
            let queues = queues.clone();
            Box::pin(async move {
                let door = tx.door(by.organisation);
                door.lock_organisation().await?;
                acting(&door, by).await?;
                let member = door.member(id).await?.ok_or(Error::NotFound)?;
                all_there(&door, &queues).await?;
                let before = handled(&door, id).await?;
                door.replace_member_queues(id, &queues).await?;
                handlers_changed(&door, before.iter().filter(|id| !queues.contains(id)), Some(by.member));
                handlers_changed(&door, queues.iter().filter(|id| !before.contains(id)), Some(by.member));
                Ok(member)
            })
        });
        Ok(updated.await?)
    }
}

/// Removes duplicates; refuses a list longer than any organisation can have without reading it.
pub(crate) fn distinct(mut queues: Vec<QueueId>) -> Result<Vec<QueueId>, Problem> {
    if queues.len() > QUEUES_MAX {
        return Err(Problem::invalid("queueIds", format!("takes at most {QUEUES_MAX} queues")));
    }
    queues.sort_unstable();
    queues.dedup();
    Ok(queues)
}

/// The queues that a member handles.
pub(crate) async fn handled(door: &WriteDoor<'_>, member: MemberId) -> Result<Vec<QueueId>, Halt> {
    Ok(door.all_queues(Some(member)).await?.into_iter().map(|queue| queue.id).collect())
}

/// Tells those who watch these queues that a member now handles them, or no longer does.
pub(crate) fn handlers_changed<'q>(
    door: &WriteDoor<'_>,
    queues: impl IntoIterator<Item = &'q QueueId>,
    actor: Option<MemberId>,
) {
    queues.into_iter().for_each(|queue| door.queue_changed(*queue, QueueCause::Edited, actor));
}

/// Refuses queues that don't exist; those of another organisation look the same.
pub(crate) async fn all_there(door: &WriteDoor<'_>, queues: &[QueueId]) -> Result<(), Halt> {
    if door.existing_queues(queues).await?.len() == queues.len() {
        return Ok(());
    }
    Err(Problem::invalid("queueIds", "names a queue that isn't there").into())
}
