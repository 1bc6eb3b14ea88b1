//! Every test that SECURITY.md names is one that there is: a promise that nothing shows is no promise.

use std::collections::HashSet;

use super::findings::Findings;
use super::source::SourceFile;

const FILE: &str = "SECURITY.md";
/// Underscores that a test's name has at least; other names in code style have fewer.
const UNDERSCORES_MIN: usize = 3;

pub fn check(files: &[SourceFile], findings: &mut Findings) {
    let Some(promises) = files.iter().find(|file| file.path == FILE) else {
        return findings.problem(format!("{FILE} is missing"));
    };
    let functions: HashSet<&str> =
        files.iter().filter(|file| file.path.ends_with(".rs")).flat_map(|file| functions(&file.text)).collect();
    for name in rust_tests(&promises.text) {
        if !functions.contains(name) {
            findings.problem(format!("{FILE} names `{name}`, which no test is called"));
        }
    }
    for (file, title) in browser_tests(&promises.text) {
        let is_there = |found: &&SourceFile| {
            found.path == format!("host/web/tests/{file}") && found.text.contains(&format!("test('{title}'"))
        };
        if !files.iter().any(|found| is_there(&found)) {
            findings.problem(format!("{FILE} names “{title}” of {file}, which no test there is called"));
        }
    }
}

/// The names of the functions of a Rust file.
fn functions(text: &str) -> impl Iterator<Item = &str> {
    text.split("fn ").skip(1).filter_map(|rest| rest.split_once('(').map(|(name, _)| name))
}

/// What stands in code style and can be a test's name.
fn rust_tests(text: &str) -> impl Iterator<Item = &str> {
    let is_name = |word: &&str| {
        word.matches('_').count() >= UNDERSCORES_MIN
            && word.bytes().all(|b| b == b'_' || b.is_ascii_lowercase() || b.is_ascii_digit())
    };
    text.split('`').skip(1).step_by(2).filter(is_name)
}

/// Titles in curly quotes, each with the file before it.
fn browser_tests(text: &str) -> impl Iterator<Item = (&str, &str)> {
    text.match_indices('“').filter_map(|(at, quote)| {
        let file = text[..at].split_whitespace().next_back()?;
        let (title, _) = text[at + quote.len()..].split_once('”')?;
        file.ends_with(".spec.ts").then_some((file, title))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(promises: &str) -> Vec<String> {
        let file = |path: &str, text: &str| SourceFile { path: path.into(), text: text.into() };
        let files = [
            file(FILE, promises),
            file("tests/it/kill.rs", "async fn nothing_is_lost_at_all(database: Database) {}"),
            file("host/web/tests/console.spec.ts", "test('a reload keeps it', async () => {});"),
        ];
        let mut findings = Findings::default();
        check(&files, &mut findings);
        findings.problems
    }

    #[test]
    fn a_name_that_no_test_has_is_a_problem() {
        let right =
            "`nothing_is_lost_at_all`, `limits.rs`, `one_word`; console.spec.ts “a reload keeps it” and “a quote”";
        assert_eq!(found(right), [""; 0]);
        assert_eq!(found("`nothing_is_ever_lost_at_all`").len(), 1);
        assert_eq!(found("console.spec.ts “a reload loses it”").len(), 1);
        assert_eq!(found("widget.spec.ts “a reload keeps it”").len(), 1);
    }
}
