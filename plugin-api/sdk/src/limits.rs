//! Limits that the real host and the one in memory share.

/// Most keys of one plugin in one organisation.
pub const KEYS_MAX: usize = 10_000;
/// Most keys of one `get_many` or `scan`.
pub const KEYS_AT_ONCE_MAX: u32 = 100;
/// Most keys of one conversation or customer.
pub const SCOPED_KEYS_MAX: usize = 100;
/// Most bytes of a value of a conversation or customer.
pub const SCOPED_VALUE_BYTES_MAX: usize = 16 * 1024;
