//! Builds a schema from text: the SDL files of one endpoint and its plugins' fragments are parsed together, merged
//! (`extend type`) and checked by apollo-compiler.

mod error;
mod fragment;

use apollo_compiler::{
    Name, Schema,
    collections::HashMap,
    parser::Parser,
    schema::Implementers,
    validation::{DiagnosticList, Valid},
};

pub use error::ComposeError;
pub use fragment::Fragment;
pub(crate) use fragment::Owners;

macro_rules! sources {
    ($($path:literal),+ $(,)?) => {
        &[$(($path, include_str!(concat!("../../../schema/", $path)))),+]
    };
}

/// The SDL files of `/graphql`, as name and text.
pub(crate) const PLATFORM: &[(&str, &str)] = sources![
    "platform/account.graphql",
    "platform/base.graphql",
    "platform/invitation.graphql",
    "platform/session.graphql",
];

/// The SDL files of `/o/{slug}/graphql`, as name and text.
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

/// Most problems that one report lists.
const REPORTED_MAX: usize = 10;

/// A checked schema, with what is looked up in it often.
pub(crate) struct Contract {
    pub schema: Valid<Schema>,
    pub implementers: HashMap<Name, Implementers>,
    /// The plugin behind each type and field that plugins added.
    pub owners: Owners,
}

/// Merges the files and the plugins' fragments.
///
/// # Errors
/// [`ComposeError`] when they don't make a valid schema.
pub(crate) fn compose(files: &[(&str, &str)], fragments: &[Fragment]) -> Result<Contract, ComposeError> {
    let mut parser = Parser::new();
    let mut builder = Schema::builder();
    for (path, text) in files {
        parser.parse_into_schema_builder(*text, path, &mut builder);
    }
    let mut owners = Owners::default();
    for fragment in fragments.iter().filter(|fragment| !is_blank(&fragment.sdl)) {
        // The builder doesn't record who added what, so the rules for plugins are checked on their own text first.
        owners.add(&mut parser, fragment)?;
        parser.parse_into_schema_builder(&*fragment.sdl, format!("plugin {}", fragment.plugin), &mut builder);
    }
    let schema = builder.build().map_err(|broken| report(&broken.errors))?;
    let schema = schema.validate().map_err(|broken| report(&broken.errors))?;
    let implementers = schema.implementers_map();
    Ok(Contract { schema, implementers, owners })
}

/// Whether the text defines nothing, as for a plugin with hooks or panels only. To the parser that is an error.
fn is_blank(sdl: &str) -> bool {
    sdl.lines().map(str::trim).all(|line| line.is_empty() || line.starts_with('#'))
}

/// Reports the first problems with their places. Printing each one reads through the whole text, and a broken text can
/// have a problem at every letter.
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

    /// The object types that a value of this type can have. For an object type that is the type itself.
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
