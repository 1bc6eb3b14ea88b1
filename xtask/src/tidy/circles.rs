//! Refuses files that use one another in a circle: a reader of one of them would have to read them all. What they share
//! belongs in a file below them.

use super::findings::Findings;
use super::source::SourceFile;
use graph::{Circle, Graph};

mod crates;
mod graph;
mod lexer;
mod paths;
mod scripts;
mod tree;

/// Where crates are looked at.
const CRATES: [&str; 3] = ["host/", "plugin-api/", "xtask/"];

/// Where TypeScript is looked at.
const SCRIPTS: [&str; 3] = ["host/web/console/", "host/web/widget/", "host/web/shared/"];

/// Checks every crate and every page.
pub fn check(files: &[SourceFile], findings: &mut Findings) {
    for circle in read(files).circles() {
        findings.problem(text(&circle));
    }
}

/// Which file uses which, in every crate and every page.
fn read(files: &[SourceFile]) -> Graph {
    let mut graph = Graph::default();
    for root in files.iter().filter(|file| is_root(&file.path)) {
        crates::read(root, files, &mut graph);
    }
    let is_script = |file: &&SourceFile| {
        SCRIPTS.iter().any(|folder| file.path.starts_with(folder))
            && [".ts", ".tsx"].iter().any(|end| file.path.ends_with(end))
            && !file.path.contains(".test.")
    };
    scripts::read(&files.iter().filter(is_script).collect::<Vec<_>>(), &mut graph);
    graph
}

/// Whether a file is the root of a crate.
fn is_root(path: &str) -> bool {
    let is_program = || path.rsplit_once('/').is_some_and(|(folder, _)| folder.ends_with("/src/bin"));
    CRATES.iter().any(|folder| path.starts_with(folder))
        && path.ends_with(".rs")
        && (path.ends_with("/src/lib.rs") || path.ends_with("/src/main.rs") || is_program())
}

fn text(circle: &Circle) -> String {
    let way = circle.way.iter().map(|(file, name)| format!("  {file} uses {name} of\n")).collect::<String>();
    let first = circle.way.first().map_or("", |(file, _)| file.as_str());
    let mut text = format!("{} files use one another in a circle:\n{way}  {first}", circle.files.len());
    if circle.files.len() > circle.way.len() {
        text.push_str(&format!("\n  the whole circle is {}", circle.files.join(", ")));
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    fn problems(files: &[(&str, &str)]) -> Vec<String> {
        let files: Vec<SourceFile> = files
            .iter()
            .map(|(path, text)| SourceFile { path: (*path).to_owned(), text: (*text).to_owned() })
            .collect();
        let mut findings = Findings::default();
        check(&files, &mut findings);
        findings.problems
    }

    #[test]
    fn a_circle_is_told_with_its_files_and_names() {
        let files = [
            ("host/x/src/lib.rs", "mod a;\nmod b;"),
            ("host/x/src/a.rs", "pub struct A(crate::b::B);"),
            ("host/x/src/b.rs", "pub struct B;\nfn b(_: super::a::A) {}"),
        ];
        let told = "2 files use one another in a circle:\n  host/x/src/a.rs uses crate::b::B of\n  \
                    host/x/src/b.rs uses super::a::A of\n  host/x/src/a.rs";
        assert_eq!(problems(&files), [told]);
    }

    #[test]
    fn trees_without_a_circle_are_accepted() {
        let files = [
            ("host/x/src/lib.rs", "mod a;\nmod b;"),
            ("host/x/src/a.rs", "pub struct A(crate::b::B);"),
            ("host/x/src/b.rs", "pub struct B;"),
            ("host/x/src/main.rs", "mod b;\nfn main() { b::B }"),
            ("host/web/console/src/a.ts", "import { b } from './b';\n"),
            ("host/web/console/src/b.ts", "export const b = 1;\n"),
            ("host/web/console/src/b.test.ts", "import { a } from './a';\n"),
        ];
        assert_eq!(problems(&files), [""; 0]);
    }
}
