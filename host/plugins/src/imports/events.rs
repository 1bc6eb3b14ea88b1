//! `events`: publishes to the subscribers of a topic of the plugin, after the call is committed.

use super::{Answer, json};
use crate::{Effect, HostError, Permission, bindings::events, limits, state::State};

impl events::Host for State {
    async fn publish(&mut self, topic: String, value: String) -> Answer<()> {
        if let Err(error) = self.enter_to_change(Permission::Events)? {
            return Ok(Err(error.into()));
        }
        if topic.is_empty() || topic.len() > limits::TOPIC_BYTES {
            let text = format!("a topic has 1 to {} bytes", limits::TOPIC_BYTES);
            return Ok(Err(HostError::Invalid(text).into()));
        }
        let published = json("the value", &value, limits::EVENT_BYTES)
            .and_then(|value| self.transaction.add(Effect::Publish { topic, value }));
        Ok(published.map_err(Into::into))
    }
}
