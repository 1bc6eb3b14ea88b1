//! The floors: which crate may use which. Cargo enforces a dependency once it exists; this keeps wrong ones from being
//! added.

use super::findings::Findings;
use crate::cargo::{Dependency, Metadata};

/// Which crates of the workspace a crate may use.
enum May {
    Use(&'static [&'static str]),
    UseAll,
}

/// Every crate of the workspace, from the roof down. A new crate needs a line here first.
const FLOORS: &[(&str, May)] = &[
    ("xtask", May::Use(&["vuoro-package", "vuoro-toolchain"])),
    ("vuoro-bench", May::UseAll),
    ("vuoro-tests", May::UseAll),
    ("vuoro-test-database", May::Use(&["vuoro-store"])),
    ("vuoro-server", May::UseAll),
    ("vuoro-http", May::Use(&["vuoro-graphql", "vuoro-domain", "vuoro-kernel"])),
    ("vuoro-graphql", May::Use(&["vuoro-domain", "vuoro-kernel"])),
    (
        "vuoro-domain",
        May::Use(&[
            "vuoro-store",
            "vuoro-bus",
            "vuoro-package",
            "vuoro-plugins",
            "vuoro-media",
            "vuoro-kernel",
            // For its tests; Cargo allows it in dev-dependencies only.
            "vuoro-test-database",
        ]),
    ),
    // The test database is for its tests; Cargo lets dev-dependencies alone use it.
    ("vuoro-store", May::Use(&["vuoro-kernel", "vuoro-test-database"])),
    ("vuoro-bus", May::Use(&["vuoro-kernel"])),
    ("vuoro-plugins", May::Use(&["vuoro-kernel", "vuoro-package", "vuoro-blocks"])),
    ("vuoro-media", May::Use(&["vuoro-kernel"])),
    ("vuoro-kernel", May::Use(&[])),
    ("vuoro-package", May::Use(&[])),
    ("vuoro-blocks", May::Use(&[])),
    ("vuoro-toolchain", May::Use(&[])),
    // For authors' tests and for `vuoro plugin run`: the plugin floor with nothing above it.
    ("vuoro-harness", May::Use(&["vuoro-plugins", "vuoro-package", "vuoro-kernel"])),
    // Runs inside plugins: it sees the contract, the blocks of panels, and no other crate.
    ("vuoro-plugin", May::Use(&["vuoro-blocks"])),
    ("vuoro-canned-replies", May::Use(&["vuoro-plugin"])),
    ("vuoro-notes", May::Use(&["vuoro-plugin"])),
    ("vuoro-tags", May::Use(&["vuoro-plugin"])),
    ("vuoro-guest-caller", May::Use(&["vuoro-plugin"])),
    ("vuoro-guest-echo", May::Use(&["vuoro-plugin"])),
    ("vuoro-guest-hostile", May::Use(&["vuoro-plugin"])),
    ("vuoro-guest-sample", May::Use(&["vuoro-plugin"])),
    ("vuoro-guest-spinner", May::Use(&["vuoro-plugin"])),
    ("vuoro-guest-stage", May::Use(&["vuoro-plugin"])),
];

/// Crates that use the product from outside may use every crate.
const OUTSIDE: [&str; 3] = ["vuoro-tests", "vuoro-test-database", "vuoro-bench"];

/// Libraries used by one crate only, so that replacing one concerns one crate.
const HOMES: [(&str, &[&str]); 5] = [
    (
        "vuoro-graphql",
        &["async-graphql", "async-graphql-axum", "async-graphql-parser", "async-graphql-value", "apollo-compiler"],
    ),
    ("vuoro-store", &["sea-orm", "sea-orm-migration", "sqlx", "object_store"]),
    ("vuoro-http", &["axum", "axum-extra", "axum-server", "hyper", "hyper-util", "tower-http", "tokio-tungstenite"]),
    ("vuoro-plugins", &["wasmtime", "wasmtime-wasi", "reqwest"]),
    ("vuoro-package", &["wit-component", "wasm-encoder", "wasmparser"]),
];

/// Floor 0 does no IO.
const IO: [&str; 12] = [
    "tokio",
    "tokio-stream",
    "tokio-util",
    "async-std",
    "smol",
    "mio",
    "futures-util",
    "reqwest",
    "rustls",
    "tower",
    "tempfile",
    "async-nats",
];

/// Checks every crate of the workspace.
pub fn check(metadata: &Metadata, findings: &mut Findings) {
    for package in metadata.members() {
        for problem in problems(&package.name, &package.dependencies) {
            findings.problem(problem);
        }
    }
}

fn problems(name: &str, dependencies: &[Dependency]) -> Vec<String> {
    let Some((_, may)) = FLOORS.iter().find(|(floor, _)| *floor == name) else {
        return vec![format!("{name} stands on no floor: add it to FLOORS in xtask/src/tidy/arrows.rs")];
    };
    let problem = |dependency: &Dependency| {
        let used = dependency.name.as_str();
        if FLOORS.iter().any(|(floor, _)| *floor == used) {
            let is_fine = match may {
                May::UseAll => used != "xtask",
                May::Use(list) => list.contains(&used),
            };
            return (!is_fine).then(|| format!("{name} may not use {used}: see the floors in ARCHITECTURE.md"));
        }
        // Dependencies of a crate's own tests aren't part of the product.
        if OUTSIDE.contains(&name) || dependency.kind.as_deref() == Some("dev") {
            return None;
        }
        if name == "vuoro-kernel" && IO.contains(&used) {
            return Some(format!("{name} does no IO, and {used} is for IO"));
        }
        let (home, _) = HOMES.iter().find(|(_, libraries)| libraries.contains(&used))?;
        (*home != name).then(|| format!("{name} may not use {used}: it belongs to {home} alone"))
    };
    dependencies.iter().filter_map(problem).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(name: &str, dependency: &str, kind: Option<&str>) -> usize {
        let dependency = Dependency { name: dependency.to_owned(), kind: kind.map(str::to_owned) };
        problems(name, &[dependency]).len()
    }

    #[test]
    fn an_arrow_down_is_fine_and_an_arrow_up_is_not() {
        assert_eq!(found("vuoro-http", "vuoro-graphql", None), 0);
        assert_eq!(found("vuoro-graphql", "vuoro-http", None), 1);
        assert_eq!(found("vuoro-kernel", "vuoro-store", None), 1);
    }

    #[test]
    fn only_domain_and_the_roof_use_floor_one() {
        assert_eq!(found("vuoro-domain", "vuoro-store", None), 0);
        assert_eq!(found("vuoro-server", "vuoro-store", None), 0);
        assert_eq!(found("vuoro-graphql", "vuoro-store", None), 1);
        assert_eq!(found("vuoro-http", "vuoro-bus", None), 1);
    }

    #[test]
    fn crates_of_floor_one_do_not_know_one_another_even_in_their_tests() {
        assert_eq!(found("vuoro-store", "vuoro-bus", None), 1);
        assert_eq!(found("vuoro-bus", "vuoro-store", Some("dev")), 1);
    }

    #[test]
    fn a_library_stays_on_its_floor() {
        assert_eq!(found("vuoro-store", "sea-orm", None), 0);
        assert_eq!(found("vuoro-domain", "sea-orm", None), 1);
        assert_eq!(found("vuoro-http", "async-graphql", None), 1);
        assert_eq!(found("vuoro-server", "axum", None), 1);
        assert_eq!(found("vuoro-tests", "async-graphql", None), 0);
    }

    #[test]
    fn the_kernel_does_no_io_but_its_tests_may() {
        assert_eq!(found("vuoro-kernel", "tokio", None), 1);
        assert_eq!(found("vuoro-kernel", "tokio", Some("dev")), 0);
        assert_eq!(found("vuoro-kernel", "uuid", None), 0);
    }

    #[test]
    fn a_crate_without_a_floor_is_a_problem() {
        assert_eq!(found("vuoro-attic", "uuid", None), 1);
    }
}
