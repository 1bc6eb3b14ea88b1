//! Which file of a crate uses which, read from its `use` lines and from every path in its code.
//!
//! A path counts for the file that defines what it names, however many modules hand it on between. So a module that only
//! declares others and hands on their names stands in no way.

use super::graph::Graph;
use super::paths::paths;
use super::tree::{Target, Tree};
use crate::tidy::source::SourceFile;

/// Reads a crate from its root file on.
pub fn read(root: &SourceFile, files: &[SourceFile], graph: &mut Graph) {
    let tree = Tree::read(root, files);
    for (at, module) in tree.modules.iter().enumerate() {
        let mut note = |targets: Vec<Target<'_>>, path: &[String]| {
            for target in targets {
                if let Target::Item(used) = target {
                    graph.add(module.file, used, &path.join("::"));
                }
            }
        };
        // What a module hands on isn't what it uses.
        for import in module.imports.iter().filter(|import| !import.is_handed_on) {
            note(tree.resolve(at, &import.path), &import.path);
        }
        for path in paths(&module.code) {
            let targets = tree.resolve(at, &path.names);
            match path.names.as_slice() {
                [name] if path.is_macro && targets.is_empty() => note(tree.macro_named(name), &path.names),
                names => note(targets, names),
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn circles(files: &[(&str, &str)]) -> Vec<String> {
        let files: Vec<SourceFile> = files
            .iter()
            .map(|(path, text)| SourceFile { path: format!("a/src/{path}"), text: (*text).to_owned() })
            .collect();
        let mut graph = Graph::default();
        read(&files[0], &files, &mut graph);
        graph.circles().iter().map(|circle| circle.files.join(" ").replace("a/src/", "")).collect()
    }

    #[test]
    fn modules_that_use_one_another_are_a_circle() {
        let files = [
            ("lib.rs", "mod a;\nmod b;\nmod c;"),
            ("a.rs", "use crate::b::B;\npub struct A(B);"),
            ("b.rs", "pub struct B;\nfn b() { super::c::c() }"),
            ("c/mod.rs", "pub fn c() { let _ = vec![crate::a::A::new()]; }"),
        ];
        assert_eq!(circles(&files), ["a.rs b.rs c/mod.rs"]);
    }

    #[test]
    fn a_child_that_uses_its_parent_which_uses_the_child_is_a_circle() {
        let files = [
            ("lib.rs", "mod a;"),
            ("a.rs", "mod b;\npub struct Shared;\npub fn a() { b::run(&Shared) }"),
            ("a/b.rs", "use super::Shared;\npub fn run(_: &Shared) {}"),
        ];
        assert_eq!(circles(&files), ["a.rs a/b.rs"]);
    }

    #[test]
    fn modules_that_only_hand_on_names_are_in_no_circle() {
        let files = [
            ("lib.rs", "mod a;\npub use a::{B, C};"),
            ("a.rs", "mod b;\nmod c;\npub use b::B;\npub use c::*;"),
            ("a/b.rs", "use crate::C;\npub struct B(C);"),
            ("a/c.rs", "use super::super::a as here;\npub struct C;"),
        ];
        assert_eq!(circles(&files), [""; 0]);
        let through_them = [files[0], files[1], files[2], ("a/c.rs", "pub struct C(super::B);")];
        assert_eq!(circles(&through_them), ["a/b.rs a/c.rs"]);
    }

    #[test]
    fn a_module_that_hands_a_name_on_and_uses_it_counts_as_using_it() {
        let files = [
            ("lib.rs", "mod a;\npub use a::A;\npub struct Shared;\nfn run() -> A { A }"),
            ("a.rs", "pub struct A;\nfn a(_: crate::Shared) {}"),
        ];
        assert_eq!(circles(&files), ["a.rs lib.rs"]);
    }

    #[test]
    fn paths_of_imported_modules_macros_and_attributes_count() {
        let files = [
            ("lib.rs", "mod a;\nmod b;\nmod c;\nmod d;"),
            ("a.rs", "use crate::b;\nfn a() { b::run() }\nmacro_rules! say { () => {} }\npub struct A;"),
            ("b.rs", "pub fn run() { say!() }"),
            ("c.rs", "#[derive(Clone)]\n#[serde(with = \"crate::d::d\")]\nstruct C;\nids! { Id }"),
            ("d.rs", "pub fn d(_: crate::c::Id) {}\n#[serde(with = \"crate::c::C\")]\nstruct D;"),
        ];
        assert_eq!(circles(&files), ["a.rs b.rs", "c.rs d.rs"]);
    }

    #[test]
    fn tests_may_use_whatever_they_test() {
        let files = [
            ("lib.rs", "mod a;\nmod b;"),
            ("a.rs", "pub fn a() {}\n#[cfg(test)]\nmod tests {\n    use crate::b::b;\n}"),
            ("b.rs", "use crate::a::a;\npub fn b() { a() }"),
        ];
        assert_eq!(circles(&files), [""; 0]);
    }

    #[test]
    fn names_of_other_crates_are_no_files_of_this_one() {
        let files = [
            ("lib.rs", "mod a;\nmod b;\npub use kernel::*;\nfn l() { a::a() }"),
            ("a.rs", "use crate::Time;\nuse b::Else;\npub fn a() {}"),
            ("b.rs", "use ::a::a;\nuse crate::a::a as mine;"),
        ];
        assert_eq!(circles(&files), [""; 0]);
    }
}
