//! The cached faces.

use std::{collections::HashMap, time::Instant};

use parking_lot::Mutex;
use vuoro_kernel::MemberId;
use vuoro_store::record::Agent;

/// Most faces in the cache; when it is full, it is cleared.
pub(super) const FACES_MAX: usize = 10_000;

#[derive(Default)]
pub(crate) struct Agents(pub(super) Mutex<HashMap<MemberId, (Instant, Agent)>>);
