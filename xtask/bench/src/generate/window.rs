//! The measured window: clocks read at both ends, figures between.

use std::time::Instant;

use super::Outcome;
use crate::process::{cpu_seconds, machine_cpu_seconds, own_cpu_seconds};

/// A generator busier than this share of its core may be what is measured.
const GENERATOR_BUSY_MAX: f64 = 0.9;
/// Processor time that neither side used, as a share of one core; more and others disturbed the run. The kernel's
/// own work on the disk is part of it, so it is never zero.
const FOREIGN_BUSY_MAX: f64 = 0.25;

/// Clocks and a count at one moment.
pub struct Moment {
    at: Instant,
    server_cpu_s: f64,
    own_cpu_s: f64,
    machine_cpu_s: f64,
    count: u64,
}

impl Moment {
    /// Reads the clocks. `count` is of what was done so far.
    pub fn now(pid: u32, count: u64) -> anyhow::Result<Self> {
        Ok(Self {
            at: Instant::now(),
            server_cpu_s: cpu_seconds(pid)?,
            own_cpu_s: own_cpu_seconds()?,
            machine_cpu_s: machine_cpu_seconds()?,
            count,
        })
    }

    /// Figures from here to `end`: `{many}_per_s`, `cpu_us_per_{one}`, and how busy both sides were.
    pub fn until(&self, end: &Self, many: &str, one: &str) -> Outcome {
        let mut outcome = Outcome::default();
        let seconds = end.at.duration_since(self.at).as_secs_f64();
        let count = (end.count - self.count) as f64;
        let cpu_s = end.server_cpu_s - self.server_cpu_s;
        let own_cpu_s = end.own_cpu_s - self.own_cpu_s;
        let generator_busy = own_cpu_s / seconds;
        let foreign_busy = (end.machine_cpu_s - self.machine_cpu_s - cpu_s - own_cpu_s) / seconds;
        outcome.set(&format!("{many}_per_s"), count / seconds);
        outcome.set(&format!("cpu_us_per_{one}"), cpu_s * 1e6 / count.max(1.0));
        outcome.set("server_busy", cpu_s / seconds);
        outcome.set("generator_busy", generator_busy);
        if foreign_busy > FOREIGN_BUSY_MAX {
            let share = foreign_busy * 100.0;
            outcome.warnings.push(format!("others used {share:.0} % of a core: measure again on a quiet machine"));
        }
        outcome
    }
}

/// Adds a doubt when the generator itself was at its limit. Not for one that polls without sleeping.
pub fn doubt_busy_generator(outcome: &mut Outcome) {
    if let Some(busy) = outcome.figures.get("generator_busy").filter(|busy| **busy > GENERATOR_BUSY_MAX) {
        let share = busy * 100.0;
        outcome.warnings.push(format!("the generator used {share:.0} % of its core: the rate may be its limit"));
    }
}

/// Adds `p50_us`, `p99_us` and `max_us` of the latencies, which are in microseconds.
pub fn set_latencies(outcome: &mut Outcome, latencies_us: &mut [f64]) {
    latencies_us.sort_unstable_by(f64::total_cmp);
    for (name, share) in [("p50_us", 0.50), ("p99_us", 0.99), ("max_us", 1.0)] {
        let at = (latencies_us.len().saturating_sub(1) as f64 * share).round() as usize;
        if let Some(value) = latencies_us.get(at) {
            outcome.set(name, *value);
        }
    }
}
