//! Prints the output of commands. The reader may close the output (`… head`): the command then ends silently.

use std::{
    fmt,
    io::{self, Write},
};

use anyhow::Context;

/// The reader has closed the output.
#[derive(Debug, thiserror::Error)]
#[error("nobody reads the output")]
struct Closed;

/// Whether a command stopped because the reader has closed the output.
pub(super) fn is_closed(error: &anyhow::Error) -> bool {
    error.is::<Closed>()
}

/// Prints a text as it is.
pub(super) fn text(text: &str) -> anyhow::Result<()> {
    print(format_args!("{text}"))
}

/// Prints a line: [`say!`].
pub(super) fn line(line: fmt::Arguments<'_>) -> anyhow::Result<()> {
    print(format_args!("{line}\n"))
}

fn print(what: fmt::Arguments<'_>) -> anyhow::Result<()> {
    let mut out = io::stdout().lock();
    match out.write_fmt(what).and_then(|()| out.flush()) {
        Err(error) if error.kind() == io::ErrorKind::BrokenPipe => Err(Closed.into()),
        printed => printed.context("the output can't be written"),
    }
}

/// `println!` that doesn't panic when the output is closed.
macro_rules! say {
    ($($text:tt)*) => { $crate::cli::say::line(format_args!($($text)*)) };
}
