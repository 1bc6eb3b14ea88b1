//! Words that mean "not finished" or "not run" may not be in the sources.

use super::findings::Findings;
use super::source::SourceFile;

/// The words, and the extensions of the files in which they are searched for. Written in two parts, because this file
/// is checked too.
const MARKS: [(&str, &[&str]); 9] = [
    (concat!("todo", "!("), RUST),
    (concat!("unimplemented", "!("), RUST),
    (concat!("dbg", "!("), RUST),
    (concat!("#[ig", "nore"), RUST),
    (concat!("FIX", "ME"), CODE),
    (concat!("test.", "only("), SCRIPT),
    (concat!("it.", "only("), SCRIPT),
    (concat!("test.", "skip("), SCRIPT),
    (concat!("it.", "skip("), SCRIPT),
];

const RUST: &[&str] = &[".rs"];
const SCRIPT: &[&str] = &[".ts", ".tsx", ".js", ".mjs"];
const CODE: &[&str] =
    &[".rs", ".ts", ".tsx", ".js", ".mjs", ".css", ".html", ".graphql", ".toml", ".sql", ".wit", ".sh"];

/// Checks every line of source.
pub fn check(files: &[SourceFile], findings: &mut Findings) {
    for file in files {
        for (number, line) in file.text.lines().enumerate() {
            for mark in found(&file.path, line) {
                findings.problem(format!("{}:{}: `{mark}`", file.path, number + 1));
            }
        }
    }
}

fn found<'a>(path: &'a str, line: &'a str) -> impl Iterator<Item = &'static str> + use<'a> {
    let applies = |ends: &[&str]| ends.iter().any(|end| path.ends_with(end));
    MARKS.iter().filter(move |(mark, ends)| line.contains(mark) && applies(ends)).map(|(mark, _)| *mark)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_ignored_test_is_found_with_and_without_a_reason() {
        for end in ["]", " = \"slow\"]"] {
            assert_eq!(found("tests/it/a.rs", &format!("    {}{end}", MARKS[3].0)).count(), 1);
        }
    }

    #[test]
    fn a_mark_counts_in_its_own_language_only() {
        let line = format!("    {})", MARKS[0].0);
        assert_eq!(found("host/a.rs", &line).count(), 1);
        assert_eq!(found("docs/a.md", &line).count(), 0);
    }

    #[test]
    fn ordinary_code_has_no_marks() {
        assert_eq!(found("host/a.rs", "let todo = list.ignore();").count(), 0);
    }
}
