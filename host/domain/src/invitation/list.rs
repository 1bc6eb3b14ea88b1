//! Reading invitations.

use vuoro_kernel::{Caller, Page, PageArgs};
use vuoro_store::record::{Invitation, Queue};

use crate::{Domain, Error, rights};

impl Domain {
    /// A page of the invitations that can still be used, newest first. Operators and owners.
    ///
    /// # Errors
    /// For all other callers.
    pub async fn invitations(&self, caller: &Caller, args: PageArgs<String>) -> Result<Page<Invitation>, Error> {
        let by = rights::operator(caller)?;
        Ok(self.store.door(by.organisation).open_invitations(&args, self.now()).await?)
    }

    /// The queues that an invitation gives, in the order of the sidebar, without removed ones. Operators and owners.
    ///
    /// # Errors
    /// For all other callers.
    /// owners.
    pub async fn invitation_queues(&self, caller: &Caller, invitation: &Invitation) -> Result<Vec<Queue>, Error> {
        let by = rights::operator(caller)?;
        if invitation.organisation != by.organisation {
            return Err(Error::NotFound);
        }
        if invitation.queues.is_empty() {
            return Ok(Vec::new());
        }
        let mut queues = self.store.door(by.organisation).all_queues(None).await?;
        queues.retain(|queue| invitation.queues.contains(&queue.id));
        Ok(queues)
    }
}
