//! The results of all runs, for people and for programs.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::{Value, json};

use crate::choice::{Scenario, Server, name};
use crate::limits;
use crate::median::median;
use crate::report::Report;

impl Report {
    /// Prints the table, the limits and the doubts.
    pub fn print(&self) {
        println!(
            "\n{:<31}{:>12}{:>12}{:>12}{:>9}{:>9}{:>9}",
            "medians", "bare", "durable", "vuoro", "v/bare", "v/durab.", "spread"
        );
        for (scenario, figure) in self.rows() {
            let of = |server| self.figure(server, scenario, &figure);
            let (bare, durable, vuoro) = (of(Server::Bare), of(Server::Durable), of(Server::Vuoro));
            let ratio = |limit: Option<f64>| Some(vuoro? / limit.filter(|limit| *limit != 0.0)?);
            println!(
                "{:<31}{:>12}{:>12}{:>12}{:>9}{:>9}{:>9}",
                format!("{} {figure}", name(scenario)),
                cell(bare, 1),
                cell(durable, 1),
                cell(vuoro, 1),
                cell(ratio(bare), 2),
                cell(ratio(durable), 2),
                spread(&self.values(Server::Vuoro, scenario, &figure)),
            );
        }
        let probes: Vec<String> = self.fsync_us.iter().map(|us| format!("{us:.0}")).collect();
        println!("\nfsync of 4 KiB, us, before, between and after: {}", probes.join(" "));
        println!();
        for limit in limits::judge(self) {
            println!("{limit}");
        }
        for warning in self.warnings() {
            println!("doubt: {warning}");
        }
        for failure in &self.failures {
            println!("failed: {failure}");
        }
    }

    /// All results, run by run.
    pub fn to_json(&self) -> Value {
        let runs: Vec<Value> = self
            .runs
            .iter()
            .map(|run| json!({ "server": run.server, "scenario": run.scenario, "outcome": run.outcome }))
            .collect();
        let mut medians: BTreeMap<String, BTreeMap<String, Value>> = BTreeMap::new();
        for (scenario, figure) in self.rows() {
            let of_figure = medians.entry(format!("{} {figure}", name(scenario))).or_default();
            for server in [Server::Bare, Server::Durable, Server::Vuoro] {
                of_figure.insert(name(server), json!(self.figure(server, scenario, &figure)));
            }
        }
        json!({
            "fsync_us": self.fsync_us,
            "medians": medians,
            "limits": limits::judge(self),
            "warnings": self.warnings(),
            "failures": self.failures,
            "runs": runs,
        })
    }

    fn rows(&self) -> BTreeSet<(Scenario, String)> {
        self.runs
            .iter()
            .flat_map(|run| run.outcome.figures.keys().map(move |figure| (run.scenario, figure.clone())))
            .collect()
    }

    /// Each doubt once for each scenario and server, with its count, because they repeat.
    fn warnings(&self) -> Vec<String> {
        let mut first: BTreeMap<(Scenario, Server), (&str, usize)> = BTreeMap::new();
        for run in &self.runs {
            for warning in &run.outcome.warnings {
                first.entry((run.scenario, run.server)).or_insert((warning, 0)).1 += 1;
            }
        }
        first
            .into_iter()
            .map(|((scenario, server), (warning, count))| {
                format!("{} {} ({count} times): {warning}", name(scenario), name(server))
            })
            .collect()
    }
}

/// The spread of Vuoro's runs, from the least to the greatest, as a share of their median.
fn spread(values: &[f64]) -> String {
    let (least, greatest) = (values.iter().copied().reduce(f64::min), values.iter().copied().reduce(f64::max));
    match (least.zip(greatest), median(&mut values.to_vec())) {
        (Some((least, greatest)), middle) if values.len() > 1 && middle != 0.0 => {
            format!("{:.0} %", (greatest - least) / middle * 100.0)
        }
        _ => "-".to_owned(),
    }
}

fn cell(value: Option<f64>, digits: usize) -> String {
    match value {
        None => "-".to_owned(),
        Some(value) if value >= 10_000.0 => format!("{value:.0}"),
        Some(value) => format!("{value:.digits$}"),
    }
}

#[cfg(test)]
mod tests {
    use super::spread;

    #[test]
    fn the_spread_is_from_least_to_greatest_beside_the_median() {
        assert_eq!(spread(&[90.0, 100.0, 120.0]), "30 %");
        assert_eq!(spread(&[100.0]), "-", "one run has none");
    }
}
