//! The limits that plugins have set themselves: ratios within one run where they can be, and times where people wait.

use crate::limits::{Limit, TIMES};

/// A fresh call of the floor, as a multiple of wasmtime alone.
const RAW_TIMES_MAX: f64 = 1.5;
/// A fresh call of extism, as a multiple of the floor's.
const EXTISM_TIMES_MIN: f64 = 5.0;
/// Composing a schema with six plugins, milliseconds.
const COMPOSE_MS_MAX: f64 = 10.0;
/// Calls of a guest for one field of all rows of a list.
const CALLS_MAX: f64 = 1.0;
/// Processor time of a message with one hook before it, as a multiple of one without.
const HOOK_TIMES_MAX: f64 = 1.15;
/// The same when the hook never answers and rests.
const RESTING_TIMES_MAX: f64 = 1.05;
/// A timer of 10 ms on the chat's runtime, beside eight guests that spin, milliseconds.
const TIMER_MS_MAX: f64 = 20.0;

/// All limits; `figure` gives the median of a figure, if it was measured.
pub fn judge(figure: impl Fn(&str) -> Option<f64>) -> Vec<Limit> {
    let times = |of: &str, to: &str| ratio(figure(of), figure(to));
    vec![
        Limit::at_most(
            "a fresh call, to wasmtime alone",
            TIMES,
            times("instance_us", "instance_raw_us"),
            Some(RAW_TIMES_MAX),
        ),
        Limit::at_least(
            "extism's fresh call, to ours",
            TIMES,
            times("extism_us", "instance_us"),
            Some(EXTISM_TIMES_MIN),
        ),
        Limit::at_most("composing a schema with six plugins", "ms", figure("compose_ms"), Some(COMPOSE_MS_MAX)),
        Limit::at_most("a plugin's field of 50 rows", "guest calls", figure("calls_per_list"), Some(CALLS_MAX)),
        Limit::at_most(
            "a message with a hook, to one without",
            TIMES,
            times("message_hook_us", "message_us"),
            Some(HOOK_TIMES_MAX),
        ),
        Limit::at_most(
            "the same with a hook that rests",
            TIMES,
            times("message_resting_us", "message_us"),
            Some(RESTING_TIMES_MAX),
        ),
        Limit::at_most(
            "the worst of 300 timers beside 8 spinning guests",
            "ms",
            figure("timer_worst_ms"),
            Some(TIMER_MS_MAX),
        ),
    ]
}

/// One as a multiple of the other; none when either wasn't measured or the other is nothing.
fn ratio(of: Option<f64>, to: Option<f64>) -> Option<f64> {
    Some(of? / to.filter(|to| *to > 0.0)?)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn judged(figures: &[(&str, f64)]) -> String {
        let figure = |name: &str| figures.iter().find(|(known, _)| *known == name).map(|(_, value)| *value);
        judge(figure).iter().map(|limit| format!("{limit}\n")).collect()
    }

    #[test]
    fn a_ratio_needs_both_of_its_figures() {
        assert_eq!(ratio(Some(3.0), Some(2.0)), Some(1.5));
        assert_eq!(ratio(Some(3.0), Some(0.0)), None);
        assert_eq!(ratio(None, Some(2.0)), None);
        assert_eq!(ratio(Some(3.0), None), None);
    }

    #[test]
    fn each_limit_is_met_at_its_figure_and_not_beyond() {
        let at = judged(&[("message_us", 100.0), ("message_hook_us", 115.0), ("message_resting_us", 106.0)]);
        let line = |words: &str| at.lines().find(|line| line.contains(words)).unwrap().to_owned();
        assert!(line("with a hook, to").starts_with("met") && line("with a hook, to").contains("1.15 <= 1.15 times"));
        assert!(line("hook that rests").starts_with("NOT MET"));
        assert!(line("extism").starts_with("not measured"));
    }

    #[test]
    fn extism_must_be_slower_and_not_faster() {
        let line = |ours: f64| judged(&[("extism_us", 120.0), ("instance_us", ours)]);
        assert!(line(24.0).contains("\nmet"), "{}", line(24.0));
        assert!(line(25.0).contains("\nNOT MET"), "{}", line(25.0));
    }
}
