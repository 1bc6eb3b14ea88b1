//! Checks the licences of everything that we ship, test with or build with: permissive or per file, so that Vuoro can
//! stay under MIT OR Apache-2.0.

use std::path::Path;

use super::findings::Findings;
use crate::cargo::{Metadata, Package};
use spdx::allows;

mod spdx;

/// Allowed licences: MIT, Apache-2.0, BSD, ISC, MPL-2.0, Zlib, Unicode.
const ALLOWED: [&str; 10] = [
    "MIT",
    "Apache-2.0",
    // An additional permission never allows less than the licence alone.
    "Apache-2.0 WITH LLVM-exception",
    "BSD-2-Clause",
    "BSD-3-Clause",
    "ISC",
    "MPL-2.0",
    "Zlib",
    "Unicode-3.0",
    "Unicode-DFS-2016",
];

/// A crate under another licence, with the licence that was reviewed and the reason why it is acceptable.
struct Exception {
    name: &'static str,
    licence: &'static str,
    reason: &'static str,
}

/// Every exception. When a crate's licence changes, it must be reviewed again.
const EXCEPTIONS: [Exception; 3] = [
    Exception {
        name: "webpki-roots",
        licence: "CDLA-Permissive-2.0",
        reason: "a list of root certificates, so data and not code; as free as MIT, and the \
                 licence's text goes with it",
    },
    Exception {
        name: "jsonpath-rust",
        licence: "LICENSE: MIT License",
        reason: "MIT, said in its file and not in its manifest; comes with apollo-compiler",
    },
    Exception {
        name: "tiny-keccak",
        licence: "CC0-1.0",
        reason: "in Cargo.lock only, as an option of ahash that nobody switches on; given to the \
                 public domain anyway",
    },
];

/// Checks every crate that Cargo.lock brings in, for every platform.
pub fn check(metadata: &Metadata, findings: &mut Findings) {
    let mut used = [false; EXCEPTIONS.len()];
    for package in &metadata.packages {
        let crate_name = format!("{} {}", package.name, package.version);
        let licence = licence(package);
        match allows(&licence, |name| ALLOWED.contains(&name)) {
            Ok(true) => continue,
            answer => {
                let exception = EXCEPTIONS.iter().position(|e| e.name == package.name && e.licence == licence);
                match (exception, answer) {
                    (Some(index), _) => used[index] = true,
                    (None, Err(problem)) => {
                        findings.problem(format!("{crate_name}: licence `{licence}`: {problem}"));
                    }
                    (None, Ok(_)) => {
                        findings.problem(format!("{crate_name} is under `{licence}`, which is not allowed"))
                    }
                }
            }
        }
    }
    for (exception, _) in EXCEPTIONS.iter().zip(used).filter(|(_, used)| !used) {
        let Exception { name, licence, reason } = exception;
        findings.problem(format!("the licence exception for {name} (`{licence}`: {reason}) is not needed any more"));
    }
}

/// The expression of the manifest; for a crate that only points to a file, the file's first line.
fn licence(package: &Package) -> String {
    if let Some(licence) = &package.license {
        return licence.clone();
    }
    let Some(file) = &package.license_file else {
        return "none".to_owned();
    };
    let folder = package.manifest_path.parent().unwrap_or(Path::new(""));
    let text = std::fs::read_to_string(folder.join(file)).unwrap_or_default();
    let first = text.lines().map(str::trim).find(|line| !line.is_empty()).unwrap_or("empty");
    format!("{}: {first}", file.display())
}
