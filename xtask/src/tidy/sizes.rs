//! Limits the length of files, so that each can be read as a whole.

use super::findings::Findings;
use super::source::SourceFile;

/// Beyond this many lines a file may contain a second concept.
const LINES_TO_WARN: usize = 400;

/// Beyond this many lines a file must be split.
const LINES_MAX: usize = 600;

/// Folders whose files aren't written by hand, or are data.
const EXEMPT: [&str; 4] = ["generated", "fixtures", "snapshots", "snapshot"];

/// Checks every file of code.
pub fn check(files: &[SourceFile], findings: &mut Findings) {
    for file in files.iter().filter(|file| is_code(&file.path)) {
        let lines = file.text.lines().count();
        if lines > LINES_MAX {
            findings.problem(format!("{} has {lines} lines, and {LINES_MAX} is the most", file.path));
        } else if lines > LINES_TO_WARN {
            findings.warning(format!("{} has {lines} lines: can it be two files?", file.path));
        }
    }
}

fn is_code(path: &str) -> bool {
    let is_code = [".rs", ".ts", ".tsx"].iter().any(|end| path.ends_with(end));
    is_code && !path.split('/').any(|folder| EXEMPT.contains(&folder))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(path: &str, lines: usize) -> (usize, usize) {
        let file = SourceFile { path: path.to_owned(), text: "x\n".repeat(lines) };
        let mut findings = Findings::default();
        check(&[file], &mut findings);
        (findings.warnings.len(), findings.problems.len())
    }

    #[test]
    fn a_long_file_is_a_warning_and_a_very_long_one_a_problem() {
        assert_eq!(found("host/a.rs", 400), (0, 0));
        assert_eq!(found("host/a.rs", 401), (1, 0));
        assert_eq!(found("host/a.rs", 600), (1, 0));
        assert_eq!(found("web/a.tsx", 601), (0, 1));
    }

    #[test]
    fn data_and_generated_code_may_be_long() {
        assert_eq!(found("schema/snapshot/a.graphql", 5_000), (0, 0));
        assert_eq!(found("web/generated/a.ts", 5_000), (0, 0));
    }
}
