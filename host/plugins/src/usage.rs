//! What a call used of each limit.

use std::time::Duration;

use crate::limits::CallLimits;

/// What the last attempt of a call used.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Usage {
    /// The export, for example `fields.resolve`.
    pub export: &'static str,
    /// Processor time of the guest.
    pub cpu: Duration,
    /// From request to answer, all attempts and the commit together.
    pub wall: Duration,
    /// The most linear memory that the guest had, in bytes.
    pub memory_bytes: usize,
    /// Bytes of text that the guest was given; at most [`crate::limits::IN_BYTES`].
    pub in_bytes: usize,
    /// Bytes of text that the guest returned.
    pub out_bytes: usize,
    /// How often it ran: more than once when others changed what it had read.
    pub attempts: u32,
    /// The limits of the call.
    pub limits: CallLimits,
}

/// The part that is measured while a guest runs.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Used {
    pub(crate) cpu: Option<Duration>,
    pub(crate) memory_bytes: usize,
    pub(crate) out_bytes: usize,
}
