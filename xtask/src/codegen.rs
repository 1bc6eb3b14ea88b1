//! `cargo xtask codegen`: files that the server itself writes, committed so that a reader and a
//! review see them, and checked so that they never lie.

use std::fs;
use std::path::Path;

use anyhow::{Context, Result, bail};

use crate::{cargo, guests, sh, web};

/// Each committed file and the server's command that prints it.
const GENERATED: [(&str, &[&str]); 3] = [
    ("schema/snapshot/platform.graphql", &["schema", "print", "--platform"]),
    ("schema/snapshot/organisation.graphql", &["schema", "print", "--organisation"]),
    ("vuoro.example.toml", &["config", "example"]),
];

/// The arguments of `codegen`.
#[derive(clap::Args)]
pub struct Arguments {
    /// Change nothing, and fail when a file is stale.
    #[arg(long)]
    check: bool,
}

/// Writes the files, or only compares them.
pub fn codegen(arguments: &Arguments) -> Result<()> {
    web::make_room()?;
    guests::make()?;
    if arguments.check {
        return check();
    }
    write()?;
    // After the schema, from which they are made; the server prints it with or without its pages.
    web::codegen()
}

/// Fails when a committed file differs from what the server prints now.
pub fn check() -> Result<()> {
    let mut stale = Vec::new();
    for (file, text) in printed()? {
        let there = fs::read_to_string(sh::root().join(file)).unwrap_or_default();
        if let Some(line) = first_difference(&there, &text) {
            stale.push(format!("{file} (line {line})"));
        }
    }
    if !stale.is_empty() {
        bail!("stale: {}; regenerate them with: cargo xtask codegen", stale.join(", "));
    }
    println!("{} generated files are as the server prints them", GENERATED.len());
    Ok(())
}

fn write() -> Result<()> {
    for (file, text) in printed()? {
        let path = sh::root().join(file);
        // An unchanged file keeps its modification time, otherwise every later build would compile everything again.
        if fs::read_to_string(&path).is_ok_and(|there| there == text) {
            println!("{file}: unchanged");
            continue;
        }
        fs::create_dir_all(path.parent().unwrap_or(Path::new(".")))?;
        fs::write(&path, text).with_context(|| format!("could not write {file}"))?;
        println!("{file}: written");
    }
    Ok(())
}

/// Every file with its current text.
fn printed() -> Result<Vec<(&'static str, String)>> {
    let server = cargo::debug_server()?;
    GENERATED
        .iter()
        .map(|(file, arguments)| {
            let text = sh::output(sh::command(&server).args(*arguments))?;
            if text.trim().is_empty() {
                bail!("`vuoro {}` printed nothing", arguments.join(" "));
            }
            Ok((*file, text))
        })
        .collect()
}

/// The first line (1-based) in which two texts differ.
fn first_difference(there: &str, now: &str) -> Option<usize> {
    if there == now {
        return None;
    }
    let same = there.lines().zip(now.lines()).take_while(|(there, now)| there == now).count();
    Some(same + 1)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_first_line_that_differs_is_named() {
        assert_eq!(first_difference("a\nb\n", "a\nb\n"), None);
        assert_eq!(first_difference("a\nb\n", "a\nc\n"), Some(2));
        assert_eq!(first_difference("", "a\n"), Some(1));
        assert_eq!(first_difference("a\n", "a\nb\n"), Some(2));
    }

    #[test]
    fn a_missing_end_of_line_is_a_difference() {
        assert_eq!(first_difference("a", "a\n"), Some(2));
    }
}
