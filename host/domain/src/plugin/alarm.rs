//! Rings plugins' alarms: each at least once, and again later when it fails. The host's own alarms tell of erasures.

use std::{sync::Arc, time::Duration};

use tokio::task::JoinSet;
use vuoro_kernel::{OrganisationId, Time};
use vuoro_plugins::{Actor, CallError, Context, Unavailable};
use vuoro_store::{StoreError, record::Alarm};

use super::erasure;
use crate::{Domain, Error};

/// Most alarms that are read at a time; the rest waits for the next read.
const LOOKED_UP_MAX: u32 = 100;
/// Most alarms that ring at the same time.
const AT_ONCE: usize = 8;
/// How long the store isn't read when no alarm is due earlier. Alarms that other servers set, and jumps of the clock,
/// are noticed after this time.
const LOOK_EVERY: Duration = Duration::from_secs(5);
/// The least time between two reads, so that an alarm that always sets itself again doesn't keep the server busy.
const LOOK_AFTER: Duration = Duration::from_millis(500);
/// How long a ringing alarm is held, so that no other server rings it: longer than a call and its commit may take.
const HELD: Duration = Duration::from_secs(60);
/// When a failed alarm rings again: after each failure in a row the next delay, then always the last.
const AGAIN_AFTER: [Duration; 4] =
    [Duration::from_secs(5), Duration::from_secs(30), Duration::from_secs(300), Duration::from_secs(3_600)];

impl Domain {
    /// Rings plugins' alarms as long as the server runs.
    pub async fn ring_alarms(&self) {
        if self.plugins.floor.is_none() {
            return;
        }
        loop {
            let wait = match self.ring_due().await {
                Ok(wait) => wait,
                Err(error) => {
                    tracing::error!(%error, "the alarms of plugins can't be read; the next look tries again");
                    LOOK_EVERY
                }
            };
            tokio::time::sleep(LOOK_AFTER).await;
            let _ = tokio::time::timeout(wait, self.plugins.alarm_set.notified()).await;
        }
    }

    /// Rings the alarms that are due, and returns how long no other is.
    async fn ring_due(&self) -> Result<Duration, Error> {
        let due = self.store.platform().alarms_due(self.now(), LOOKED_UP_MAX).await?;
        let mut ringing = JoinSet::new();
        for (organisation, alarm) in due {
            if ringing.len() >= AT_ONCE {
                ringing.join_next().await;
            }
            let domain = self.clone();
            ringing.spawn(async move { domain.ring(organisation, alarm).await });
        }
        while let Some(rang) = ringing.join_next().await {
            if let Err(error) = rang {
                tracing::error!(%error, "ringing an alarm broke off; it rings again");
            }
        }
        let next = self.store.platform().next_alarm().await?;
        let wait_ms = next.map_or(i64::MAX, |at| at.ms_since(self.now()));
        Ok(Duration::from_millis(u64::try_from(wait_ms).unwrap_or(0)).min(LOOK_EVERY))
    }

    async fn ring(&self, organisation: OrganisationId, alarm: Alarm) {
        if let Err(error) = self.try_ring(organisation, Arc::new(alarm)).await {
            tracing::error!(%organisation, %error, "an alarm of a plugin can't be rung; it rings again");
        }
    }

    async fn try_ring(&self, organisation: OrganisationId, alarm: Arc<Alarm>) -> Result<(), Error> {
        let held_until = self.now().plus(HELD);
        if !self.put_alarm_off(organisation, &alarm, held_until, alarm.failures).await? {
            // Another server rings it, or it was set again.
            return Ok(());
        }
        let set = self.plugin_set(organisation).await?;
        let Some(plugin) = set.get(&alarm.plugin) else { return Ok(()) };
        let context = Context::new(Actor::System, "en");
        let (floor, delegate) = (self.plugin_floor()?, self.delegate());
        let rang = match erasure::told_by(&alarm) {
            None => floor.ring(&delegate, &plugin.target, &context, &alarm.key, &alarm.payload).await,
            Some(Ok(erased)) => floor.forget(&delegate, &plugin.target, erased).await,
            // A later version of the host wrote it; that version tells it.
            Some(Err(error)) => return Err(Error::Internal(error.to_string())),
        };
        match rang {
            Ok(()) | Err(CallError::Unavailable(Unavailable::NoExport)) => {
                let rang = self.store.write::<_, StoreError, _>(move |tx| {
                    let alarm = alarm.clone();
                    Box::pin(async move { tx.door(organisation).alarm_rang(&alarm).await })
                });
                Ok(rang.await?)
            }
            Err(error) => {
                tracing::debug!(plugin = &*plugin.id, %error, "an alarm rings again later");
                let after = AGAIN_AFTER[usize::try_from(alarm.failures).unwrap_or(0).min(AGAIN_AFTER.len() - 1)];
                let held = Alarm { due_at: held_until, ..(*alarm).clone() };
                let again_at = self.now().plus(after);
                self.put_alarm_off(organisation, &Arc::new(held), again_at, alarm.failures + 1).await?;
                Ok(())
            }
        }
    }

    async fn put_alarm_off(
        &self,
        organisation: OrganisationId,
        alarm: &Arc<Alarm>,
        until: Time,
        failures: i64,
    ) -> Result<bool, Error> {
        let alarm = alarm.clone();
        let put_off = self.store.write::<_, StoreError, _>(move |tx| {
            let alarm = alarm.clone();
            Box::pin(async move { tx.door(organisation).put_alarm_off(&alarm, until, failures).await })
        });
        Ok(put_off.await?)
    }
}
