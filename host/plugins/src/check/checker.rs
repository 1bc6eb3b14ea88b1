//! Where packages are checked.

use std::{ffi::OsString, path::PathBuf};

/// Where packages are checked that organisations bring.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Checker {
    /// In a process of its own: whatever a package does to it, this one goes on.
    Process {
        /// A program that calls [`check_from_stdin`](crate::check_from_stdin), or, when it is told `--settings`,
        /// [`check_settings_from_stdin`](crate::check_settings_from_stdin).
        program: PathBuf,
        /// What it is told before the folder of compiled code.
        arguments: Vec<OsString>,
    },
    /// In this process: for those who look at packages of their own, such as authors and tests.
    InProcess,
}
