//! What plugins are asked, an interface a file.

mod alarms;
mod fields;
mod hooks;
mod panels;

pub use fields::FieldRequest;
pub use hooks::Decision;

/// Never seen: a call is admitted only when the plugin has the export.
fn no_export() -> wasmtime::Error {
    wasmtime::Error::msg("the plugin has no such export")
}
