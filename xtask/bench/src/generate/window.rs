//! The measured window: clocks read at both ends, figures between; and the warming up before it.

use std::time::{Duration, Instant};

use crate::outcome::Outcome;
use crate::process::{cpu_seconds, machine_cpu_seconds, own_cpu_seconds};

/// A generator busier than this share of its core may be what is measured.
const GENERATOR_BUSY_MAX: f64 = 0.9;
/// Processor time that neither side used, as a share of one core; more and others disturbed the run. The kernel's
/// own work on the disk is part of it, so it is never zero.
const FOREIGN_BUSY_MAX: f64 = 0.25;

/// Two windows in a row whose processor time per item differs by at most this share: the server is warm.
const WARM_SPREAD_MAX: f64 = 0.05;
/// Windows of warming up; a server that isn't steady after them is measured all the same, with a doubt.
const WARM_WINDOWS_MAX: usize = 20;

/// Warming up: windows of one length, until two in a row cost the same.
pub struct WarmUp {
    pid: u32,
    window: Duration,
    begin: Moment,
    /// Processor time per item of each finished window, in microseconds.
    costs_us: Vec<f64>,
}

impl WarmUp {
    /// Begins the first window. `count` is of what was done so far.
    pub fn begin(pid: u32, window: Duration, count: u64) -> anyhow::Result<Self> {
        Ok(Self { pid, window, begin: Moment::now(pid, count)?, costs_us: Vec::new() })
    }

    /// To be called again and again. Gives the beginning of the measured window once the server is warm.
    pub fn end(&mut self, now: Instant, count: u64) -> anyhow::Result<Option<Moment>> {
        if now.duration_since(self.begin.at) < self.window {
            return Ok(None);
        }
        let moment = Moment::now(self.pid, count)?;
        self.costs_us.push(self.begin.cost_us(&moment));
        if self.is_steady() || self.costs_us.len() == WARM_WINDOWS_MAX {
            return Ok(Some(moment));
        }
        self.begin = moment;
        Ok(None)
    }

    fn is_steady(&self) -> bool {
        let [.., before, last] = self.costs_us[..] else { return false };
        before > 0.0 && (last - before).abs() <= before * WARM_SPREAD_MAX
    }

    /// Says how many windows it took, and adds a doubt when they never agreed.
    pub fn tell(&self, outcome: &mut Outcome) {
        outcome.set("warm_windows", self.costs_us.len() as f64);
        if !self.is_steady() {
            let last: Vec<String> = self.costs_us.iter().rev().take(3).map(|us| format!("{us:.1}")).collect();
            outcome.warnings.push(format!("not steady after {} windows: {} us", self.costs_us.len(), last.join(", ")));
        }
    }
}

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

    /// When this was measured.
    pub fn at(&self) -> Instant {
        self.at
    }

    /// The server's processor time per item from here to `end`, in microseconds.
    fn cost_us(&self, end: &Self) -> f64 {
        (end.server_cpu_s - self.server_cpu_s) * 1e6 / ((end.count - self.count) as f64).max(1.0)
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
        outcome.set(&format!("cpu_us_per_{one}"), self.cost_us(end));
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

#[cfg(test)]
mod tests {
    use super::*;

    fn warm_up(costs_us: &[f64]) -> WarmUp {
        let mut warm = WarmUp::begin(std::process::id(), Duration::from_millis(1), 0).expect("this process's clock");
        warm.costs_us = costs_us.to_vec();
        warm
    }

    #[test]
    fn a_server_is_warm_when_two_windows_in_a_row_agree_within_five_percent() {
        assert!(!warm_up(&[]).is_steady());
        assert!(!warm_up(&[100.0]).is_steady());
        assert!(!warm_up(&[100.0, 94.0]).is_steady());
        assert!(warm_up(&[200.0, 100.0, 95.0]).is_steady());
        assert!(!warm_up(&[0.0, 0.0]).is_steady(), "nothing was done yet");
    }

    #[test]
    fn a_server_that_never_becomes_steady_is_measured_with_a_doubt() {
        let mut warm = warm_up(&[100.0; WARM_WINDOWS_MAX - 1]);
        warm.costs_us[WARM_WINDOWS_MAX - 2] = 0.0;
        let begin = warm.end(Instant::now() + Duration::from_secs(1), 1).expect("this process's clock");
        assert!(begin.is_some(), "the last window ends the warming up");
        let mut outcome = Outcome::default();
        warm.tell(&mut outcome);
        assert_eq!(outcome.warnings.len(), 1, "{:?}", outcome.warnings);
    }
}
