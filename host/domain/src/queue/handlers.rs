//! The handlers of a queue.

use vuoro_kernel::{Caller, MemberId, QueueId, Role, limits::MEMBERS_MAX, words::QueueCause};
use vuoro_store::record::{Member, Queue};

use crate::{Domain, Error, Problem, Refusal, error::Halt, rights};

impl Domain {
    /// The members who handle a queue, by display name; `None` for members who aren't operators.
    ///
    /// # Errors
    /// For callers who aren't members.
    pub async fn queue_handlers(&self, caller: &Caller, id: QueueId) -> Result<Option<Vec<Member>>, Error> {
        let by = rights::member(caller)?;
        if by.role < Role::Operator {
            return Ok(None);
        }
        Ok(Some(self.store.door(by.organisation).queue_handlers(id).await?))
    }

    /// Replaces the members who handle a queue. Operators and owners.
    ///
    /// # Errors
    /// For all other callers; `NotFound` for an unknown queue. Problems: `InvalidInput`.
    pub async fn set_queue_handlers(
        &self,
        caller: &Caller,
        id: QueueId,
        members: Vec<MemberId>,
    ) -> Result<Queue, Refusal> {
        let by = rights::operator(caller)?;
        if members.len() > MEMBERS_MAX {
            return Err(Problem::invalid("memberIds", format!("takes at most {MEMBERS_MAX}")).into());
        }
        let set = self.store.write::<_, Halt, _>(move |tx| {
            let mut members = members.clone();
            Box::pin(async move {
                let door = tx.door(by.organisation);
                door.lock_queue(id).await?.ok_or(Error::NotFound)?;
                members.sort_unstable();
                members.dedup();
                if door.existing_members(&members).await?.len() != members.len() {
                    return Err(Problem::invalid("memberIds", "names somebody who is no member").into());
                }
                door.replace_handlers(id, &members).await?;
                door.queue_changed(id, QueueCause::Edited, Some(by.member));
                Ok(door.queue(id).await?.ok_or(Error::NotFound)?)
            })
        });
        Ok(set.await?)
    }
}
