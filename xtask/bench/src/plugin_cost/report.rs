//! What all rounds found: medians, limits, and a file for machines.

use std::collections::BTreeMap;

use serde_json::{Value, json};

use super::judge::judge;
use crate::median::median;
use crate::outcome::Outcome;

/// Every figure with what it says, in the order in which they are shown.
const FIGURES: [(&str, &str); 15] = [
    ("instance_us", "us, a fresh instance, one JSON call, its end: the floor"),
    ("instance_raw_us", "us, the same by wasmtime alone, same pool"),
    ("extism_us", "us, the same by extism"),
    ("whole_call_us", "us, a whole call through the floor, one at a time"),
    ("whole_call_cpu_us", "us of processor time, the same"),
    ("compose_ms", "ms, composing a schema with six plugins"),
    ("calls_per_list", "guest calls, a plugin's field of 50 rows"),
    ("message_us", "us of processor time, a message"),
    ("message_hook_us", "us, with one hook before it"),
    ("message_resting_us", "us, with one that never answers and rests"),
    ("timer_alone_ms", "ms, a timer of 10 ms, alone"),
    ("timer_ms", "ms, beside eight spinning guests"),
    ("timer_p98_ms", "ms, 98 of 100 of them"),
    ("timer_worst_ms", "ms, the worst of 300"),
    ("organisation_kib", "KiB, one of 1,000 organisations with six plugins"),
];

/// All rounds.
#[derive(Default)]
pub struct Report {
    outcomes: Vec<Outcome>,
    failures: Vec<String>,
}

impl Report {
    /// Adds what a part found.
    pub fn add(&mut self, outcome: Outcome) {
        self.outcomes.push(outcome);
    }

    /// Notes that a part failed; the rest goes on.
    pub fn fail(&mut self, error: &str) {
        eprintln!("  failed: {error}");
        self.failures.push(error.to_owned());
    }

    /// Whether every part went well.
    pub fn is_whole(&self) -> bool {
        self.failures.is_empty()
    }

    /// The median of a figure, if it was measured.
    fn figure(&self, figure: &str) -> Option<f64> {
        let mut values: Vec<f64> =
            self.outcomes.iter().filter_map(|outcome| outcome.figures.get(figure).copied()).collect();
        (!values.is_empty()).then(|| median(&mut values))
    }

    /// Prints medians, limits and doubts.
    pub fn print(&self) {
        println!("\nmedians");
        for (figure, words) in FIGURES {
            if let Some(value) = self.figure(figure) {
                println!("{value:>12.2} {words}");
            }
        }
        println!();
        for limit in judge(|figure| self.figure(figure)) {
            println!("{limit}");
        }
        let mut doubts: BTreeMap<&str, usize> = BTreeMap::new();
        self.outcomes
            .iter()
            .flat_map(|outcome| &outcome.warnings)
            .for_each(|doubt| *doubts.entry(doubt).or_default() += 1);
        for (doubt, times) in doubts {
            println!("doubt ({times} times): {doubt}");
        }
        for failure in &self.failures {
            println!("failed: {failure}");
        }
    }

    /// Everything, round by round.
    pub fn to_json(&self) -> Value {
        let medians: BTreeMap<_, _> = FIGURES.iter().map(|(figure, _)| (*figure, self.figure(figure))).collect();
        let limits = judge(|figure| self.figure(figure));
        json!({ "medians": medians, "limits": limits, "failures": self.failures, "outcomes": self.outcomes })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_figure_is_the_median_of_the_rounds_that_have_it() {
        let outcome =
            |figure: &str, value: f64| Outcome { figures: [(figure.to_owned(), value)].into(), warnings: vec![] };
        let mut report = Report::default();
        for value in [3.0, 1.0, 2.0] {
            report.add(outcome("instance_us", value));
        }
        report.add(outcome("compose_ms", 7.0));
        assert_eq!(report.figure("instance_us"), Some(2.0));
        assert_eq!(report.figure("compose_ms"), Some(7.0));
        assert_eq!(report.figure("extism_us"), None);
        assert!(report.is_whole());
        report.fail("extism");
        assert!(!report.is_whole());
    }
}
