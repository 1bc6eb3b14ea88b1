//! The contract as text becomes a schema: the SDL files of one endpoint and the fragments of its plugins, parsed
//! together, merged (`extend type`) and checked by apollo-compiler.

mod fragment;

use apollo_compiler::{
    Name, Schema,
    collections::HashMap,
    parser::Parser,
    schema::Implementers,
    validation::{DiagnosticList, Valid},
};

pub use fragment::Fragment;
pub(crate) use fragment::Owners;

macro_rules! sources {
    ($($path:literal),+ $(,)?) => {
        &[$(($path, include_str!(concat!("../../../schema/", $path)))),+]
    };
}

/// The files of `/graphql`, as name and text.
pub(crate) const PLATFORM: &[(&str, &str)] = sources![
    "platform/account.graphql",
    "platform/base.graphql",
    "platform/invitation.graphql",
    "platform/session.graphql",
];

/// The files of `/o/{slug}/graphql`, as name and text.
pub(crate) const ORGANISATION: &[(&str, &str)] = sources![
    "organisation/activity.graphql",
    "organisation/attachment.graphql",
    "organisation/base.graphql",
    "organisation/conversation.graphql",
    "organisation/entry.graphql",
    "organisation/invitation.graphql",
    "organisation/member.graphql",
    "organisation/metadata.graphql",
    "organisation/organisation.graphql",
    "organisation/panel.graphql",
    "organisation/plugin.graphql",
    "organisation/queue.graphql",
    "organisation/visitor.graphql",
];

/// Why no schema came of the parts.
#[derive(Debug, thiserror::Error)]
pub enum ComposeError {
    /// The texts contradict one another or themselves; a report with the places.
    #[error("the schema doesn't hold together:\n{0}")]
    Invalid(String),
    /// A plugin adds something that plugins may not add.
    #[error("plugin {plugin}: {rule}")]
    Fragment {
        /// The plugin.
        plugin: String,
        /// Which rule, and where.
        rule: String,
    },
    /// Fields and resolvers don't match; a bug.
    #[error("schema and resolvers differ: {0}")]
    Unbound(String),
}

/// Problems that one report shows.
const REPORTED_MAX: usize = 10;

/// A checked schema and what is asked of it often.
pub(crate) struct Contract {
    pub schema: Valid<Schema>,
    pub implementers: HashMap<Name, Implementers>,
    /// Which plugin stands behind what the plugins added.
    pub owners: Owners,
}

/// Merges the files and the plugins' fragments.
///
/// # Errors
/// When they don't hold together.
pub(crate) fn compose(files: &[(&str, &str)], fragments: &[Fragment]) -> Result<Contract, ComposeError> {
    let mut parser = Parser::new();
    let mut builder = Schema::builder();
    for (path, text) in files {
        parser.parse_into_schema_builder(*text, path, &mut builder);
    }
    let mut owners = Owners::default();
    for fragment in fragments.iter().filter(|fragment| !is_blank(&fragment.sdl)) {
        // The builder keeps no hold of who added what: the rules for plugins are checked on their own text first.
        owners.add(&mut parser, fragment)?;
        parser.parse_into_schema_builder(&*fragment.sdl, format!("plugin {}", fragment.plugin), &mut builder);
    }
    let schema = builder.build().map_err(|broken| report(&broken.errors))?;
    let schema = schema.validate().map_err(|broken| report(&broken.errors))?;
    let implementers = schema.implementers_map();
    Ok(Contract { schema, implementers, owners })
}

/// Whether nothing is defined: a plugin of hooks or panels alone. To the parser that is an error.
fn is_blank(sdl: &str) -> bool {
    sdl.lines().map(str::trim).all(|line| line.is_empty() || line.starts_with('#'))
}

/// The first problems with their places. Showing each costs a look through the whole text, and a broken text can have one
/// at every letter.
fn report(errors: &DiagnosticList) -> ComposeError {
    let shown: Vec<_> = errors.iter().take(REPORTED_MAX).map(|problem| problem.to_string()).collect();
    let more = match errors.len().saturating_sub(REPORTED_MAX) {
        0 => String::new(),
        more => format!("\nand {more} more"),
    };
    ComposeError::Invalid(shown.join("\n") + &more)
}

impl Contract {
    /// The schema as text, as it is served.
    pub fn sdl(&self) -> String {
        self.schema.to_string()
    }

    /// The object types that a value of this type can have; itself for an object type.
    pub fn possible_types<'c>(&'c self, type_name: &'c str) -> Vec<&'c str> {
        use apollo_compiler::schema::ExtendedType;
        match self.schema.types.get(type_name) {
            Some(ExtendedType::Union(union)) => union.members.iter().map(|member| member.as_str()).collect(),
            Some(ExtendedType::Interface(_)) => {
                let implementers = self.implementers.get(type_name);
                implementers.map(|found| found.objects.iter().map(Name::as_str).collect()).unwrap_or_default()
            }
            _ => vec![type_name],
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_file_of_the_folder_is_in_its_list() {
        let schema = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("../../schema");
        for (folder, list) in [("platform", PLATFORM), ("organisation", ORGANISATION)] {
            let mut files: Vec<_> = std::fs::read_dir(schema.join(folder))
                .unwrap()
                .map(|entry| format!("{folder}/{}", entry.unwrap().file_name().to_str().unwrap()))
                .collect();
            files.sort();
            assert_eq!(files, list.iter().map(|(path, _)| path.to_string()).collect::<Vec<_>>());
        }
    }

    #[test]
    fn a_plugin_without_fields_changes_nothing() {
        let with = |sdl: &str| {
            let fragment = Fragment { plugin: "hooks".into(), sdl: sdl.into() };
            compose(ORGANISATION, &[fragment]).map(|contract| contract.sdl()).unwrap()
        };
        let without = compose(ORGANISATION, &[]).unwrap().sdl();
        for sdl in ["", "\n", "# Nothing yet.\n\n  # Still nothing.\n"] {
            assert_eq!(with(sdl), without, "{sdl:?}");
        }
    }

    #[test]
    fn both_endpoints_hold_together() {
        for files in [PLATFORM, ORGANISATION] {
            compose(files, &[]).map(|_| ()).unwrap_or_else(|error| panic!("{error}"));
        }
    }
}
