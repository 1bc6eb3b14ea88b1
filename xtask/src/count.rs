//! Counts tests from the output of whichever runner prints it.

use std::ops::AddAssign;

/// Numbers of tests by result.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Counts {
    /// Tests that passed.
    pub passed: u64,
    /// Tests that failed.
    pub failed: u64,
    /// Tests that weren't run.
    pub ignored: u64,
}

impl Counts {
    /// Reads one line of output; a line without counts changes nothing.
    pub fn read(&mut self, line: &str) {
        let line = without_colours(line);
        if self.read_playwright(&line) {
            return;
        }
        let start = line.trim_end();
        let line = start.trim_start();
        // Not where it is indented: cargo-nextest shows what a failed test printed, and counts that test itself.
        if let Some(rest) = start.strip_prefix("test result: ") {
            self.add_words(rest.split_once(". ").map_or(rest, |(_, counts)| counts), ';');
        } else if let Some((_, counts)) = line.strip_prefix("Summary [").and_then(|rest| rest.split_once(" run: ")) {
            // cargo-nextest: `Summary [   3.2s] 12 tests run: 11 passed (2 slow), 1 failed, 0 skipped`.
            self.add_words(counts, ',');
        } else if let Some(rest) = line.strip_prefix("Tests ") {
            // Vitest: `Tests  1 failed | 12 passed (13)`.
            self.add_words(rest.split('(').next().unwrap_or(rest), '|');
        } else if let Some(rest) = line.strip_prefix("# ").or_else(|| line.strip_prefix("ℹ ")) {
            // Node's own runner, as TAP or as a report: `# pass 12`.
            let Some((word, number)) = rest.split_once(' ') else {
                return;
            };
            if let Ok(number) = number.trim().parse() {
                self.add_word(word, number);
            }
        }
    }

    /// Reads a line of Playwright's summary: `  3 failed`, `  55 passed (5.4m)`. Each count is on a line of its own,
    /// indented by exactly two spaces; the failed tests below it are indented further. Returns true for such a line.
    fn read_playwright(&mut self, line: &str) -> bool {
        let Some(rest) = line.strip_prefix("  ") else { return false };
        let Some((number, what)) = rest.trim_end().split_once(' ') else { return false };
        let Ok(number) = number.parse::<u64>() else { return false };
        let what = what.split_once(" (").map_or(what, |(what, _duration)| what);
        match what {
            "passed" => self.passed += number,
            // A flaky test failed first and passed when it was run again.
            "failed" | "flaky" | "interrupted" => self.failed += number,
            "skipped" | "did not run" => self.ignored += number,
            _ if what.starts_with("error was not a part") || what.starts_with("errors were not a part") => {
                self.failed += number;
            }
            _ => return false,
        }
        true
    }

    /// Adds `12 passed; 0 failed`.
    fn add_words(&mut self, text: &str, separator: char) {
        for part in text.split(separator) {
            let mut words = part.split_whitespace();
            if let (Some(number), Some(word)) = (words.next(), words.next())
                && let Ok(number) = number.parse()
            {
                self.add_word(word, number);
            }
        }
    }

    fn add_word(&mut self, word: &str, number: u64) {
        match word {
            "passed" | "pass" => self.passed += number,
            "failed" | "fail" => self.failed += number,
            "ignored" | "skipped" | "todo" => self.ignored += number,
            _ => {}
        }
    }
}

impl AddAssign for Counts {
    fn add_assign(&mut self, other: Self) {
        self.passed += other.passed;
        self.failed += other.failed;
        self.ignored += other.ignored;
    }
}

/// The line without escape sequences of a terminal.
fn without_colours(line: &str) -> String {
    let mut text = String::with_capacity(line.len());
    let mut characters = line.chars();
    while let Some(character) = characters.next() {
        if character == '\u{1b}' {
            characters.by_ref().find(|character| character.is_ascii_alphabetic());
        } else {
            text.push(character);
        }
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    fn counted(lines: &[&str]) -> Counts {
        let mut counts = Counts::default();
        lines.iter().for_each(|line| counts.read(line));
        counts
    }

    #[test]
    fn rust_suites_are_summed_up() {
        let counts = counted(&[
            "running 12 tests",
            "test a_test_is_run ... ok",
            "test result: ok. 12 passed; 0 failed; 1 ignored; 0 measured; 3 filtered out; finished in 0.02s",
            "test result: FAILED. 4 passed; 2 failed; 0 ignored; 0 measured; 0 filtered out; finished in 1.00s",
        ]);
        assert_eq!(counts, Counts { passed: 16, failed: 2, ignored: 1 });
    }

    #[test]
    fn nextests_summary_counts() {
        let counts = counted(&[
            "        PASS [   0.012s] ( 1/13) vuoro-tests::it claims::two_agents",
            "    test result: FAILED. 0 passed; 1 failed; 0 ignored; 0 measured; 3 filtered out; finished in 0.02s",
            "     Summary [   3.201s] 13 tests run: 11 passed (2 slow), 2 failed, 1 skipped",
        ]);
        assert_eq!(counts, Counts { passed: 11, failed: 2, ignored: 1 });
    }

    #[test]
    fn a_coloured_result_counts_too() {
        let counts = counted(&["test result: \u{1b}[32mok\u{1b}[0m. 3 passed; 0 failed; 0 ignored"]);
        assert_eq!(counts, Counts { passed: 3, failed: 0, ignored: 0 });
    }

    #[test]
    fn nodes_own_runner_counts_in_both_its_forms() {
        let tap = counted(&["# tests 5", "# pass 3", "# fail 1", "# skipped 1"]);
        let report = counted(&["ℹ tests 5", "ℹ pass 3", "ℹ fail 1", "ℹ skipped 1"]);
        assert_eq!(tap, Counts { passed: 3, failed: 1, ignored: 1 });
        assert_eq!(report, tap);
    }

    #[test]
    fn vitest_counts_tests_and_not_files() {
        let counts = counted(&[" Test Files  1 failed | 2 passed (3)", "      Tests  1 failed | 12 passed (13)"]);
        assert_eq!(counts, Counts { passed: 12, failed: 1, ignored: 0 });
    }

    #[test]
    fn playwright_counts_tests_and_not_the_lines_that_name_them() {
        let counts = counted(&[
            "Running 60 tests using 1 worker",
            "  ✓   1 console.spec.ts:6:5 › a wrong password is told (1.2s)",
            "  ✘   2 views.spec.ts:34:5 › each view reads as it did (3 failed) (2.0s)",
            "  1) views.spec.ts:34:5 › each view reads as it did ─────",
            "\u{1b}[31m  3 failed\u{1b}[39m",
            "\u{1b}[31m    views.spec.ts:34:5 › each view reads as it did ─────\u{1b}[39m",
            "\u{1b}[33m  1 flaky\u{1b}[39m",
            "  2 skipped",
            "  4 did not run",
            "\u{1b}[32m  55 passed\u{1b}[39m\u{1b}[2m (5.4m)\u{1b}[22m",
            "  1 error was not a part of any test, see above for details",
        ]);
        assert_eq!(counts, Counts { passed: 55, failed: 5, ignored: 6 });
    }

    #[test]
    fn other_lines_count_nothing() {
        let counts = counted(&[
            "test result",
            "Tests",
            "# pass many",
            "12 passed",
            "# a comment",
            "    3 failed",
            "  3 failed attempts",
        ]);
        assert_eq!(counts, Counts::default());
    }
}
