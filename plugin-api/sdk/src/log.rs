//! Lines for those who look after the plugin. Permission `log`. At most 100 a call and 4 KiB each; never a customer's words.

use crate::host;

pub use crate::bindings::log::Level;

/// Writes a line.
pub fn write(level: Level, line: &str) {
    host::log::write(level, line);
}

/// Writes a line that helps to find a fault.
pub fn debug(line: &str) {
    write(Level::Debug, line);
}

/// Writes a line that tells what happened.
pub fn info(line: &str) {
    write(Level::Info, line);
}

/// Writes a line about something to look at.
pub fn warning(line: &str) {
    write(Level::Warning, line);
}

/// Writes a line about something that is broken.
pub fn error(line: &str) {
    write(Level::Error, line);
}
