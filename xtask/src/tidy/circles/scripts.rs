//! Which TypeScript file imports which.

use std::collections::BTreeSet;

use super::graph::Graph;
use crate::tidy::source::SourceFile;

/// What `@shared` stands for in `host/web/tsconfig.json`.
const SHARED: &str = "host/web/shared";

/// Reads the imports of all files given, types' too. Tests aren't among what others import, so they are left out.
pub fn read(files: &[&SourceFile], graph: &mut Graph) {
    let paths: BTreeSet<&str> = files.iter().map(|file| file.path.as_str()).collect();
    for file in files {
        for name in imports(&file.text) {
            if let Some(used) = resolve(&file.path, name, &paths) {
                graph.add(&file.path, &used, name);
            }
        }
    }
}

/// The names of the modules that a file imports, or exports again.
fn imports(text: &str) -> Vec<&str> {
    let mut names = Vec::new();
    let mut is_statement = false;
    for line in text.lines() {
        // Statements of imports stand at the start of a line, in as many lines as they need.
        is_statement |= line.starts_with("import ") || line.starts_with("export {") || line.starts_with("export *");
        is_statement |= line.starts_with("export type {");
        if is_statement {
            let end = line.trim_end().trim_end_matches(';');
            let quoted = end.strip_suffix(['\'', '"']).and_then(|rest| rest.rsplit_once(['\'', '"']));
            names.extend(quoted.map(|(_, name)| name));
            is_statement = quoted.is_none() && !line.trim_end().ends_with(';');
        }
        // A module that is loaded only when it is needed.
        for (_, rest) in line.match_indices("import(").map(|(at, call)| line.split_at(at + call.len())) {
            names.extend(rest.split(['\'', '"']).nth(1));
        }
    }
    names
}

/// The file for which a name stands, unless it is of a package or no script.
fn resolve(file: &str, name: &str, paths: &BTreeSet<&str>) -> Option<String> {
    let (folder, rest) = if let Some(rest) = name.strip_prefix("@shared/") {
        (SHARED, rest)
    } else if name.starts_with('.') {
        (file.rsplit_once('/')?.0, name)
    } else {
        return None;
    };
    let mut parts: Vec<&str> = folder.split('/').collect();
    for part in rest.split('/') {
        match part {
            "." => {}
            ".." => drop(parts.pop()),
            part => parts.push(part),
        }
    }
    let path = parts.join("/");
    let ends = ["", ".ts", ".tsx", "/index.ts", "/index.tsx"];
    ends.iter().map(|end| format!("{path}{end}")).find(|path| paths.contains(path.as_str()))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn circles(files: &[(&str, &str)]) -> Vec<String> {
        let files: Vec<SourceFile> = files
            .iter()
            .map(|(path, text)| SourceFile { path: format!("host/web/{path}"), text: (*text).to_owned() })
            .collect();
        let mut graph = Graph::default();
        read(&files.iter().collect::<Vec<_>>(), &mut graph);
        graph.circles().iter().map(|circle| circle.files.join(" ").replace("host/web/", "")).collect()
    }

    #[test]
    fn pages_that_import_one_another_are_a_circle() {
        let files = [
            ("console/src/a/Page.tsx", "import { useState } from 'preact/hooks';\nimport {\n  Row,\n} from './Row';\n"),
            ("console/src/a/Row.tsx", "import type { Props } from '../b';\nexport const Row = 'x';\n"),
            ("console/src/b/index.ts", "export { Page } from \"../a/Page\";\n"),
        ];
        assert_eq!(circles(&files), ["console/src/a/Page.tsx console/src/a/Row.tsx console/src/b/index.ts"]);
    }

    #[test]
    fn a_page_that_is_loaded_when_it_is_needed_belongs_to_the_circle() {
        let files = [
            ("console/src/a.ts", "const b = () => import('@shared/b');\n"),
            ("shared/b.ts", "import { a } from '../console/src/a';\n"),
        ];
        assert_eq!(circles(&files), ["console/src/a.ts shared/b.ts"]);
    }

    #[test]
    fn imports_in_one_direction_are_accepted() {
        let files = [
            ("console/src/a.ts", "import './a.css';\nimport { b } from './b';\nimport { c } from '@shared/c';\n"),
            ("console/src/b.ts", "import { c } from '@shared/c';\n\n// import { a } from './a'\nexport { b };\n"),
            ("shared/c.ts", "import 'preact';\nexport const c = './a';\n"),
        ];
        assert_eq!(circles(&files), [""; 0]);
    }
}
