//! Collects the slowest tests from the output of runners that print durations.

use std::time::Duration;

use crate::sh;

/// How many tests are shown.
const SHOWN: usize = 20;

/// The slowest tests so far.
#[derive(Default)]
pub struct Slowest {
    /// Slowest first.
    tests: Vec<(Duration, String)>,
}

impl Slowest {
    /// Reads one line of output; a line without a test changes nothing.
    pub fn read(&mut self, line: &str) {
        if let Some(test) = nextest(line).or_else(|| playwright(line)) {
            // A failed test is named again at the end of a run.
            if self.tests.iter().any(|(_, name)| *name == test.1) {
                return;
            }
            let place = self.tests.partition_point(|(time, _)| *time >= test.0);
            self.tests.insert(place, test);
            self.tests.truncate(SHOWN);
        }
    }

    /// Prints the slowest tests.
    pub fn print(&self) {
        if !self.tests.is_empty() {
            println!("the {} slowest tests:", self.tests.len());
        }
        for (time, name) in &self.tests {
            println!("{:>10}  {name}", sh::time(*time));
        }
    }
}

/// cargo-nextest: `PASS [   0.012s] ( 3/99) vuoro-tests::it claims::two_agents`.
fn nextest(line: &str) -> Option<(Duration, String)> {
    let rest = line.trim().strip_prefix("PASS [").or_else(|| line.trim().strip_prefix("FAIL ["))?;
    let (seconds, name) = rest.split_once("s]")?;
    let name = name.rsplit_once(')').map_or(name, |(_, name)| name);
    Some((Duration::try_from_secs_f64(seconds.trim().parse().ok()?).ok()?, name.trim().to_owned()))
}

/// Playwright: `ok  3 console.spec.ts:12:1 › an agent claims (1.2s)`.
fn playwright(line: &str) -> Option<(Duration, String)> {
    let (name, time) = line.trim().strip_suffix(')')?.rsplit_once(" (")?;
    let name = &name[name.find(|letter: char| letter.is_ascii_alphabetic())?..];
    let name =
        name.trim_start_matches("ok").trim_start_matches(|letter: char| letter == ' ' || letter.is_ascii_digit());
    let is_test = name.contains(".spec.ts:") && name.contains(" › ");
    is_test.then(|| Some((duration(time)?, name.to_owned())))?
}

/// `640ms`, `1.2s` or `1.1m`.
fn duration(text: &str) -> Option<Duration> {
    let units = [("ms", 0.001), ("s", 1.0), ("m", 60.0)];
    let (number, seconds) = units.iter().find_map(|(unit, seconds)| Some((text.strip_suffix(unit)?, seconds)))?;
    Duration::try_from_secs_f64(number.parse::<f64>().ok()? * seconds).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(lines: &[&str]) -> Vec<(u128, String)> {
        let mut slowest = Slowest::default();
        lines.iter().for_each(|line| slowest.read(line));
        slowest.tests.into_iter().map(|(time, name)| (time.as_millis(), name)).collect()
    }

    #[test]
    fn the_slowest_test_of_either_runner_comes_first() {
        let found = read(&[
            "        PASS [   0.012s] ( 3/99) vuoro-tests::it claims::two_agents",
            "        FAIL [   2.500s] (44/99) vuoro-tests::it kill::on_sqlite",
            "        FAIL [   2.500s] (44/99) vuoro-tests::it kill::on_sqlite",
            "  ok  3 console.spec.ts:12:1 › an agent claims (1.2s)",
            "  ✓   4 widget.spec.ts:3:1 › the widget opens (640ms)",
            "  ✘   5 together.spec.ts:3:1 › all of it (1.1m)",
        ]);
        let expected = [
            (66_000, "together.spec.ts:3:1 › all of it"),
            (2_500, "vuoro-tests::it kill::on_sqlite"),
            (1_200, "console.spec.ts:12:1 › an agent claims"),
            (640, "widget.spec.ts:3:1 › the widget opens"),
            (12, "vuoro-tests::it claims::two_agents"),
        ];
        assert_eq!(found, expected.map(|(ms, name)| (ms, name.to_owned())));
    }

    #[test]
    fn only_so_many_are_kept_and_other_lines_are_no_tests() {
        let lines: Vec<String> = (0..50).map(|n| format!("PASS [ {n}.000s] a::b test_{n}")).collect();
        let found = read(&lines.iter().map(String::as_str).collect::<Vec<_>>());
        assert_eq!((found.len(), found[0].0), (SHOWN, 49_000));
        assert!(read(&["PASS", "  3 passed (1.2s)", "building (debug)", "PASS [x s] a"]).is_empty());
    }
}
