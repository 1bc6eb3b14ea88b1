//! Taking an invitation back.

use vuoro_kernel::{Caller, InvitationId};

use crate::{Domain, Error, Refusal, error::Halt, member::acting, rights};

impl Domain {
    /// Takes an invitation back. Operators and owners. One that can't be used any more is not there.
    pub async fn revoke_invitation(&self, caller: &Caller, id: InvitationId) -> Result<InvitationId, Refusal> {
        let by = rights::operator(caller)?;
        let now = self.now();
        let revoked = self.store.write::<_, Halt, _>(move |tx| {
            Box::pin(async move {
                let door = tx.door(by.organisation);
                acting(&door, by).await?;
                if door.revoke_invitation(id, now).await? { Ok(id) } else { Err(Error::NotFound.into()) }
            })
        });
        Ok(revoked.await?)
    }
}
