//! What happens by time alone: departed customers leave the lists, lost ones leave the queues, unused uploads are
//! removed.

use std::time::Duration;

use vuoro_kernel::{
    ConversationId, OrganisationId, VisitorId,
    limits::{DEPARTED_LIFE, WAITING_GONE_AFTER},
};
use vuoro_store::record::Conversation;

use crate::{
    Domain, Error, Refusal,
    actor::Actor,
    conversation::{hide, leave},
    error::Halt,
};

/// How often the sweep runs.
const EVERY: Duration = Duration::from_secs(30);
/// Most rows of each kind that one sweep takes; the rest waits for the next.
const ROWS_MAX: usize = 500;

impl Domain {
    /// Sweeps until dropped. Each server has one such task; the sweeps of two servers don't interfere.
    pub async fn sweep_forever(&self) {
        let mut tick = tokio::time::interval(EVERY);
        tick.set_missed_tick_behavior(tokio::time::MissedTickBehavior::Delay);
        loop {
            tick.tick().await;
            if let Err(error) = self.sweep().await {
                tracing::warn!(?error, "a sweep failed; the next one goes on");
            }
        }
    }

    /// Runs one sweep.
    ///
    /// # Errors
    /// Only when the database or the file store fails.
    pub async fn sweep(&self) -> Result<(), Refusal> {
        let now = self.now();
        for (organisation, visitor) in self.presence.all() {
            self.seen_here(organisation, visitor).await?;
        }
        let lost = self.store.platform().lost_while_waiting(now.minus(WAITING_GONE_AFTER), ROWS_MAX).await?;
        for (organisation, conversation, visitor) in lost {
            self.drop_lost(organisation, conversation, visitor).await?;
        }
        for (organisation, conversation) in
            self.store.platform().departed_before(now.minus(DEPARTED_LIFE), ROWS_MAX).await?
        {
            self.hide_departed(organisation, conversation).await?;
        }
        self.sweep_attachments().await?;
        Ok(())
    }

    async fn seen_here(&self, organisation: OrganisationId, visitor: VisitorId) -> Result<(), Refusal> {
        let now = self.now();
        let write = self.store.write::<_, Halt, _>(move |tx| {
            Box::pin(async move { Ok(tx.door(organisation).touch_visitor(visitor, now).await?) })
        });
        Ok(write.await?)
    }

    async fn drop_lost(
        &self,
        organisation: OrganisationId,
        conversation: ConversationId,
        visitor: VisitorId,
    ) -> Result<(), Refusal> {
        let now = self.now();
        tracing::info!(%organisation, %conversation, %visitor, "a waiting customer was lost");
        let dropped = self.store.write::<_, Halt, _>(move |tx| {
            let actor = Actor::System { organisation, rule: "gone" };
            Box::pin(async move { leave::in_write(&tx.door(organisation), &actor, conversation, now).await })
        });
        unless_too_late(dropped.await)
    }

    async fn hide_departed(&self, organisation: OrganisationId, conversation: ConversationId) -> Result<(), Refusal> {
        let now = self.now();
        let hidden = self.store.write::<_, Halt, _>(move |tx| {
            let actor = Actor::System { organisation, rule: "departed-too-long" };
            Box::pin(async move { hide::in_write(&tx.door(organisation), &actor, conversation, now).await })
        });
        unless_too_late(hidden.await)
    }
}

/// Another actor was first, or it is gone: then there is nothing left to do.
fn unless_too_late(done: Result<Conversation, Halt>) -> Result<(), Refusal> {
    match done {
        Ok(_) | Err(Halt::Refused(Refusal::Problem(_) | Refusal::Error(Error::NotFound))) => Ok(()),
        Err(other) => Err(other.into()),
    }
}
