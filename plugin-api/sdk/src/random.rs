//! Chance. Permission `random`.

use crate::host;

/// From the system's secure source. At most 1,024 bytes a call.
pub fn bytes(count: u32) -> Vec<u8> {
    host::random::bytes(count)
}

/// A new id, later ones sorting after earlier ones.
pub fn unique() -> String {
    host::random::unique()
}
