//! Limits that the real host and the one in memory share.

/// Most keys of one plugin in one organisation.
pub const KEYS_MAX: usize = 10_000;
/// Most keys of one `get_many` or `scan`.
pub const KEYS_AT_ONCE_MAX: u32 = 100;
