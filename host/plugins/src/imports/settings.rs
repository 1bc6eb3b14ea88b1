//! `settings`: the settings that the organisation chose.

use crate::{Permission, bindings::settings, state::State};

impl settings::Host for State {
    async fn get(&mut self) -> wasmtime::Result<String> {
        Ok(if self.enter(Permission::Settings)? { self.settings.to_string() } else { "{}".to_owned() })
    }
}
