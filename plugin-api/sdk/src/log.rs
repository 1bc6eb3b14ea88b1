//! Log lines for those who maintain the plugin. Needs the permission `log`. At most 100 lines a call and 4 KiB each;
//! never log what customers wrote.

use crate::host;

pub use crate::bindings::log::Level;

/// Logs a line at this level.
pub fn write(level: Level, line: &str) {
    host::log::write(level, line);
}

/// Logs a detail that helps to find a fault.
pub fn debug(line: &str) {
    write(Level::Debug, line);
}

/// Logs what happened.
pub fn info(line: &str) {
    write(Level::Info, line);
}

/// Logs something that needs attention.
pub fn warning(line: &str) {
    write(Level::Warning, line);
}

/// Logs something that is broken.
pub fn error(line: &str) {
    write(Level::Error, line);
}
