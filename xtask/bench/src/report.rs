//! The results of all runs.

use crate::choice::{Scenario, Server, name};
use crate::median::median;
use crate::outcome::Outcome;

/// The outcome of one run.
pub struct Run {
    /// The server.
    pub server: Server,
    /// The scenario.
    pub scenario: Scenario,
    /// The results.
    pub outcome: Outcome,
}

/// All runs.
#[derive(Default)]
pub struct Report {
    /// The fsync probes before, between and after the rounds, in microseconds.
    pub fsync_us: Vec<f64>,
    pub(crate) runs: Vec<Run>,
    pub(crate) failures: Vec<String>,
}

impl Report {
    /// Adds a run.
    pub fn add(&mut self, run: Run) {
        self.runs.push(run);
    }

    /// Records that a run failed; the others continue.
    pub fn fail(&mut self, server: Server, scenario: Scenario, error: &str) {
        eprintln!("  failed: {error}");
        self.failures.push(format!("{} {}: {error}", name(scenario), name(server)));
    }

    /// The median of a figure over all runs, if it was measured.
    pub fn figure(&self, server: Server, scenario: Scenario, figure: &str) -> Option<f64> {
        let mut values = self.values(server, scenario, figure);
        (!values.is_empty()).then(|| median(&mut values))
    }

    /// A figure of each run in which it was measured.
    pub(crate) fn values(&self, server: Server, scenario: Scenario, figure: &str) -> Vec<f64> {
        let runs = self.runs.iter().filter(|run| run.server == server && run.scenario == scenario);
        runs.filter_map(|run| run.outcome.figures.get(figure).copied()).collect()
    }

    /// The median of the fsync probes, in microseconds.
    pub fn fsync_median_us(&self) -> f64 {
        median(&mut self.fsync_us.clone())
    }
}
