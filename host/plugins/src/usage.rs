//! What a call used, beside what it might.

use std::time::Duration;

use crate::limits::CallLimits;

/// What the last attempt of a call used.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Usage {
    /// Which call: `fields.resolve`.
    pub export: &'static str,
    /// Processor time of the guest.
    pub cpu: Duration,
    /// From the ask to the answer, all attempts and the commit together.
    pub wall: Duration,
    /// The most linear memory that the guest had, in bytes.
    pub memory_bytes: usize,
    /// What the guest was given, in bytes of text; at most [`crate::limits::IN_BYTES`].
    pub in_bytes: usize,
    /// What the guest gave back, in bytes of text.
    pub out_bytes: usize,
    /// How often it ran: more than once when others changed what it read.
    pub attempts: u32,
    /// What it might have used.
    pub limits: CallLimits,
}

/// The part that is counted while a guest runs.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Used {
    pub(crate) cpu: Option<Duration>,
    pub(crate) memory_bytes: usize,
    pub(crate) out_bytes: usize,
}
