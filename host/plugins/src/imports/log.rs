//! `log`: lines for those who maintain the plugin, and for the server's log.

use crate::{
    Permission,
    bindings::log,
    failure::{cut, escape},
    limits,
    record::{Level, Line},
    state::State,
};

impl log::Host for State {
    async fn write(&mut self, level: log::Level, line: String) -> wasmtime::Result<()> {
        let is_granted = self.enter(Permission::Log)?;
        self.lines = self.lines.saturating_add(1);
        let line = cut(&line, limits::LINE_BYTES);
        let level = Level::from(level);
        if level == Level::Error {
            // Granted or not: if the guest traps next, its operators should know why.
            self.says(line);
        }
        if is_granted && self.lines <= limits::LINES {
            self.tell(level, escape(line));
        }
        Ok(())
    }
}

impl State {
    /// Logs a line for those who maintain the plugin.
    pub(super) fn tell(&self, level: Level, text: String) {
        let (organisation, plugin) = (self.call.organisation, &self.call.plugin);
        // All plugins have the same target, so that one setting turns their lines on and off.
        match level {
            Level::Debug => tracing::debug!(target: "plugin", %organisation, %plugin, "{text}"),
            Level::Info => tracing::info!(target: "plugin", %organisation, %plugin, "{text}"),
            Level::Warning => tracing::warn!(target: "plugin", %organisation, %plugin, "{text}"),
            Level::Error => tracing::error!(target: "plugin", %organisation, %plugin, "{text}"),
        }
        self.record.write(Line { at: self.now, level, text });
    }
}

impl From<log::Level> for Level {
    fn from(level: log::Level) -> Self {
        match level {
            log::Level::Debug => Self::Debug,
            log::Level::Info => Self::Info,
            log::Level::Warning => Self::Warning,
            log::Level::Error => Self::Error,
        }
    }
}
