//! `alarm-clock`: calls the plugin at a later time.

use vuoro_kernel::Time;

use super::{Answer, json, word};
use crate::{Effect, HostError, Permission, bindings::alarm_clock, limits, state::State};

impl alarm_clock::Host for State {
    async fn set(&mut self, key: String, at: u64, payload: String) -> Answer<()> {
        if let Err(error) = self.enter_to_change(Permission::AlarmClock)? {
            return Ok(Err(error.into()));
        }
        Ok(self.set_alarm(key, at, &payload).await.map_err(Into::into))
    }

    async fn cancel(&mut self, key: String) -> Answer<bool> {
        if let Err(error) = self.enter_to_change(Permission::AlarmClock)? {
            return Ok(Err(error.into()));
        }
        Ok(self.cancel_alarm(key).await.map_err(Into::into))
    }
}

impl State {
    async fn set_alarm(&mut self, key: String, at: u64, payload: &str) -> Result<(), HostError> {
        word("the key", &key, limits::KEY_BYTES)?;
        let at = i64::try_from(at).map_err(|_| HostError::Invalid("that is beyond all time".to_owned()))?;
        let payload = json("the payload", payload, limits::PAYLOAD_BYTES)?;
        self.check_and_add("alarm-clock.set", Effect::SetAlarm { key, at: Time(at), payload }).await
    }

    async fn cancel_alarm(&mut self, key: String) -> Result<bool, HostError> {
        word("the key", &key, limits::KEY_BYTES)?;
        let is_set = match self.transaction.own_alarm(&key) {
            Some(is_set) => is_set,
            None => {
                let its = key.clone();
                self.ask("alarm-clock.cancel", move |delegate, call| async move { delegate.alarm(&call, &its).await })
                    .await?
            }
        };
        if is_set {
            self.transaction.add(Effect::CancelAlarm { key })?;
        }
        Ok(is_set)
    }
}
