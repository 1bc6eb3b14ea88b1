//! The packages that are measured: the server's own, the tests' guests, and three that are made here, so that six can be
//! enabled at once.

use std::path::Path;

use anyhow::Context;
use vuoro_package::{Package, unwrap, wrap};

/// Types of each made package, of six fields each: as large as the largest of the server's own.
const TYPES: usize = 8;

/// A guest of the tests.
pub fn guest(folder: &Path, name: &str) -> anyhow::Result<Package> {
    read(&folder.join(format!("{name}.wasm")))
}

/// The server's own three, and three made of the guest `echo`.
pub fn six(bundled: &Path, guests: &Path) -> anyhow::Result<Vec<Package>> {
    let mut packages = Vec::new();
    for name in ["canned-replies", "notes", "tags"] {
        packages.push(read(&bundled.join(format!("{name}.wasm")))?);
    }
    let echo = guest(guests, "echo")?;
    for letter in ["a", "b", "c"] {
        packages.push(made(&echo, letter)?);
    }
    Ok(packages)
}

fn read(file: &Path) -> anyhow::Result<Package> {
    let bytes = std::fs::read(file).with_context(|| format!("{}: run `cargo xtask plugins` first", file.display()))?;
    Package::read(bytes).with_context(|| file.display().to_string())
}

/// The guest's code under another name and schema. Its hook is for what nobody does while this measures.
fn made(echo: &Package, letter: &str) -> anyhow::Result<Package> {
    let manifest = format!(
        "id = \"made-{letter}\"\nversion = \"0.1.0\"\napi = \"0.1\"\nname = {{ en = \"Made {letter}\" }}\n\
         description = {{ en = \"Made for measuring.\" }}\n[hooks.before.transfer]\nfailure = \"open\"\n"
    );
    Ok(wrap(unwrap(&echo.bytes), &manifest, &schema(letter))?)
}

/// A schema of a plugin of some size; `letter` keeps its names apart from the others'.
fn schema(letter: &str) -> String {
    let upper = letter.to_uppercase();
    let mut text = String::new();
    for n in 0..TYPES {
        let next = (n + 1) % TYPES;
        text += &format!(
            "\"Something made.\"\ntype Made{upper}{n} {{\n  \"Names it.\"\n  id: ID!\n  \"What it is called.\"\n  name: String\n  \
             \"How often.\"\n  count: Int\n  \"Whether it is.\"\n  is: Boolean\n  \"Where it stands.\"\n  parent: Made{upper}{next}\n  \
             \"What is below it.\"\n  children: [Made{upper}{n}!]\n}}\n"
        );
    }
    text + &format!(
        "extend type Query {{\n  \"All of them.\"\n  made{upper}(first: Int): [Made{upper}0!]\n}}\n\
         extend type Conversation {{\n  \"Its own.\"\n  made{upper}: Made{upper}0\n}}\n\
         extend type Mutation {{\n  \"Makes one.\"\n  make{upper}(input: Make{upper}Input!): Make{upper}Result\n}}\n\
         input Make{upper}Input {{\n  \"What it is called.\"\n  name: String!\n}}\n\
         union Make{upper}Result = Made{upper}Done | NotAllowed | PluginRefused\n\
         \"It is made.\"\ntype Made{upper}Done {{\n  made: Made{upper}0!\n}}\n"
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_made_schemas_share_no_name() {
        let names = |letter: &str| -> Vec<String> {
            let schema = schema(letter);
            let types = schema.lines().filter_map(|line| line.strip_prefix("type ")).map(str::to_owned);
            types.collect()
        };
        assert_eq!(names("a").len(), TYPES + 1);
        assert!(names("a").iter().all(|name| !names("b").contains(name)));
    }
}
