//! Random values. Needs the permission `random`.

use crate::host;

/// Bytes from the system's secure random source. At most 1,024 bytes a call.
pub fn bytes(count: u32) -> Vec<u8> {
    host::random::bytes(count)
}

/// A new unique id; later ids sort after earlier ones.
pub fn unique() -> String {
    host::random::unique()
}
