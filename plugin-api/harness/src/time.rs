//! The clock, which stands still until it is moved, and the alarms that are due by it.

use std::time::Duration;

use vuoro_kernel::Time;
use vuoro_plugins::CallError;

use crate::{Harness, Person};

impl Harness {
    /// The current time, in milliseconds since 1970 in UTC.
    pub fn now_ms(&self) -> i64 {
        self.clock.now().0
    }

    /// Moves the clock on and rings the alarms that fall due, in order; returns how many rang. An alarm that rang is
    /// removed, unless the call set it again. An alarm that a call sets for a moment already past rings too.
    ///
    /// # Errors
    /// The plugin's, at the first alarm that fails; that alarm stays set.
    pub async fn passes(&self, duration: Duration) -> Result<usize, CallError> {
        self.clock.advance(duration);
        let mut rung = 0;
        // A plugin that always sets the next alarm to now would otherwise ring for ever.
        const RINGS_MAX: usize = 10_000;
        while let Some((key, at, payload)) = self.due().filter(|_| rung < RINGS_MAX) {
            self.call(&Person::system()).ring(&key, &payload).await?;
            let plugin = &self.target.loaded.plugin;
            let is_the_same = self.host.alarms(self.organisation, plugin).get(&key).is_some_and(|now| now.0 == at);
            if is_the_same {
                self.host.remove_alarm(self.organisation, plugin, &key);
            }
            rung += 1;
        }
        Ok(rung)
    }

    /// The first alarm that is due.
    fn due(&self) -> Option<(String, Time, serde_json::Value)> {
        let now = self.clock.now();
        let alarms = self.host.alarms(self.organisation, &self.target.loaded.plugin).into_iter();
        let due = alarms.filter(|(_, (at, _))| *at <= now).map(|(key, (at, payload))| (key, at, payload));
        due.min_by(|one, other| (one.1, &one.0).cmp(&(other.1, &other.0)))
    }
}
