//! The exports of plugins, one file for each interface.

mod alarms;
mod erasures;
mod fields;
mod hooks;
mod panels;

pub use fields::FieldRequest;
pub use hooks::Decision;

/// Can't happen: a call is admitted only when the plugin has the export.
fn no_export() -> wasmtime::Error {
    wasmtime::Error::msg("the plugin has no such export")
}
