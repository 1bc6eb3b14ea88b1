//! The limits Vuoro has set itself, as ratios to what transport and disk cost on the same machine in the same run.

use std::fmt;

use serde::Serialize;

use crate::choice::{Scenario, Server};
use crate::report::Report;

/// Processor time per message, as a multiple of the durable relay's.
const CPU_RATIO_MAX: f64 = 3.0;
/// Messages a second of the closed loop, as a share of the durable relay's.
const THROUGHPUT_RATIO_MIN: f64 = 0.33;
/// Median latency at 500 messages a second, as a multiple of the bare relay's and one fsync.
const P50_RATIO_MAX: f64 = 3.0;
/// Latency at 500 messages a second, 99th percentile, microseconds.
const P99_US_MAX: f64 = 10_000.0;
/// Processor time per delivery to 1,000 subscribers, as a multiple of the bare relay's.
const FAN_OUT_RATIO_MAX: f64 = 1.6;
/// Memory per idle subscriber at 5,000, as a multiple of the bare relay's.
const MEMORY_RATIO_MAX: f64 = 1.6;
/// Small queries over HTTP a second, on one core.
const REQUESTS_PER_S_MIN: f64 = 25_000.0;

/// The unit of a ratio.
pub const TIMES: &str = "times";

/// One limit and whether it is met.
#[derive(Serialize)]
pub struct Limit {
    what: &'static str,
    unit: &'static str,
    /// `None` when it wasn't measured.
    measured: Option<f64>,
    allowed: Option<f64>,
    at_least: bool,
    met: Option<bool>,
}

impl Limit {
    /// A figure that may be this much at most.
    pub fn at_most(what: &'static str, unit: &'static str, measured: Option<f64>, allowed: Option<f64>) -> Self {
        let met = measured.zip(allowed).map(|(measured, allowed)| measured <= allowed);
        Self { what, unit, measured, allowed, at_least: false, met }
    }

    /// A figure that must be this much at least.
    pub fn at_least(what: &'static str, unit: &'static str, measured: Option<f64>, allowed: Option<f64>) -> Self {
        let met = measured.zip(allowed).map(|(measured, allowed)| measured >= allowed);
        Self { what, unit, measured, allowed, at_least: true, met }
    }
}

/// All limits, in the order of the scenarios.
pub fn judge(report: &Report) -> Vec<Limit> {
    let of = |server, scenario, figure| report.figure(server, scenario, figure);
    let times = |factor: f64, figure: Option<f64>| figure.map(|figure| figure * factor);
    let (bare, durable, vuoro) = (Server::Bare, Server::Durable, Server::Vuoro);
    let (closed, open, fan_out) = (Scenario::Closed, Scenario::Open, Scenario::FanOut);
    let transport_and_disk_us = of(bare, open, "p50_us").map(|us| us + report.fsync_median_us());
    vec![
        Limit::at_most(
            "processor time per message, 3 x durable relay",
            "us",
            of(vuoro, closed, "cpu_us_per_message"),
            times(CPU_RATIO_MAX, of(durable, closed, "cpu_us_per_message")),
        ),
        Limit::at_least(
            "closed loop of 50, 0.33 x durable relay",
            "messages/s",
            of(vuoro, closed, "messages_per_s"),
            times(THROUGHPUT_RATIO_MIN, of(durable, closed, "messages_per_s")),
        ),
        Limit::at_most(
            "500 a second, p50, 3 x (bare relay + one fsync)",
            "us",
            of(vuoro, open, "p50_us"),
            times(P50_RATIO_MAX, transport_and_disk_us),
        ),
        Limit::at_most("500 a second, p99", "us", of(vuoro, open, "p99_us"), Some(P99_US_MAX)),
        Limit::at_most(
            "one event to 1,000, per delivery, 1.6 x bare relay",
            "us",
            of(vuoro, fan_out, "cpu_us_per_delivery"),
            times(FAN_OUT_RATIO_MAX, of(bare, fan_out, "cpu_us_per_delivery")),
        ),
        Limit::at_most(
            "an idle subscriber of 5,000, 1.6 x bare relay",
            "KiB",
            of(vuoro, Scenario::Idle, "kib_per_subscriber"),
            times(MEMORY_RATIO_MAX, of(bare, Scenario::Idle, "kib_per_subscriber")),
        ),
        Limit::at_least(
            "a small query over HTTP",
            "requests/s",
            of(vuoro, Scenario::Http, "requests_per_s"),
            Some(REQUESTS_PER_S_MIN),
        ),
    ]
}

impl fmt::Display for Limit {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        let verdict = match self.met {
            Some(true) => "met",
            Some(false) => "NOT MET",
            None => "not measured",
        };
        let sign = if self.at_least { ">=" } else { "<=" };
        // Ratios differ in their second digit.
        let digits = if self.unit == TIMES { 2 } else { 1 };
        let show = |value: Option<f64>| value.map_or_else(|| "-".to_owned(), |value| format!("{value:.digits$}"));
        let (measured, allowed) = (show(self.measured), show(self.allowed));
        write!(out, "{verdict:<13}{:<52}{measured:>10} {sign} {allowed} {}", self.what, self.unit)
    }
}
