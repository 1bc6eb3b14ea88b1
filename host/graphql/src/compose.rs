//! The contract as text becomes a schema: the SDL files of one endpoint and the fragments of its plugins, parsed
//! together, merged (`extend type`) and checked by apollo-compiler.

use apollo_compiler::{
    Name, Schema,
    ast::{self, Definition},
    collections::HashMap,
    parser::Parser,
    schema::Implementers,
    validation::Valid,
};

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
    "organisation/queue.graphql",
    "organisation/visitor.graphql",
];

/// What a plugin adds to an organisation's schema.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Fragment {
    /// The plugin's id; reports name it.
    pub plugin: String,
    /// Its `schema.graphql`.
    pub sdl: String,
}

/// Why no schema came of the parts.
#[derive(Debug, thiserror::Error)]
pub enum ComposeError {
    /// The texts contradict one another or themselves; a report with the places.
    #[error("the schema doesn't hold together:\n{0}")]
    Invalid(String),
    /// A plugin's field on a type that isn't its own has to be nullable, since a plugin may fail.
    #[error("plugin {plugin}: {type_name}.{field} must be nullable")]
    NotNullable {
        /// The plugin.
        plugin: String,
        /// The type that it extends.
        type_name: String,
        /// The field.
        field: String,
    },
    /// Fields and resolvers don't match; a bug.
    #[error("schema and resolvers differ: {0}")]
    Unbound(String),
}

/// A checked schema and what is asked of it often.
pub(crate) struct Contract {
    pub schema: Valid<Schema>,
    pub implementers: HashMap<Name, Implementers>,
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
    for Fragment { plugin, sdl } in fragments {
        // The builder keeps no hold of who added what, so the rule for plugins is checked on their own text first.
        if let Ok(document) = parser.parse_ast(sdl, plugin) {
            check_nullable(plugin, &document)?;
        }
        parser.parse_into_schema_builder(sdl, format!("plugin {plugin}"), &mut builder);
    }
    let schema = builder.build().map_err(|broken| ComposeError::Invalid(broken.errors.to_string()))?;
    let schema = schema.validate().map_err(|broken| ComposeError::Invalid(broken.errors.to_string()))?;
    let implementers = schema.implementers_map();
    Ok(Contract { schema, implementers })
}

fn check_nullable(plugin: &str, document: &ast::Document) -> Result<(), ComposeError> {
    for definition in &document.definitions {
        let (name, fields) = match definition {
            Definition::ObjectTypeExtension(extension) => (&extension.name, &extension.fields),
            Definition::InterfaceTypeExtension(extension) => (&extension.name, &extension.fields),
            _ => continue,
        };
        if let Some(field) = fields.iter().find(|field| field.ty.is_non_null()) {
            let (type_name, field) = (name.to_string(), field.name.to_string());
            return Err(ComposeError::NotNullable { plugin: plugin.to_owned(), type_name, field });
        }
    }
    Ok(())
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

    fn fragment(plugin: &str, sdl: &str) -> Fragment {
        Fragment { plugin: plugin.into(), sdl: sdl.into() }
    }

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
    fn both_endpoints_hold_together() {
        for files in [PLATFORM, ORGANISATION] {
            compose(files, &[]).map(|_| ()).unwrap_or_else(|error| panic!("{error}"));
        }
    }

    #[test]
    fn a_plugin_adds_its_fields_and_types() {
        let tags = fragment("tags", "type Tag { name: String! } extend type Conversation { tags: [Tag!] }");
        let contract = compose(ORGANISATION, &[tags]).unwrap_or_else(|error| panic!("{error}"));
        assert!(contract.sdl().contains("tags: [Tag!]"));
    }

    #[test]
    fn two_plugins_with_the_same_type_are_refused_by_a_report_that_names_both() {
        let both = [fragment("tags", "type Tag { name: String! }"), fragment("labels", "type Tag { colour: String }")];
        let report = compose(ORGANISATION, &both).err().unwrap().to_string();
        assert!(
            report.contains("plugin tags") && report.contains("plugin labels") && report.contains("Tag"),
            "{report}"
        );
    }

    #[test]
    fn a_plugin_that_replaces_a_field_of_ours_is_refused() {
        let report = compose(ORGANISATION, &[fragment("x", "extend type Queue { name: Int }")]).err().unwrap();
        assert!(matches!(report, ComposeError::Invalid(text) if text.contains("name")));
    }

    #[test]
    fn a_plugin_field_that_can_not_be_null_is_refused() {
        let error = compose(ORGANISATION, &[fragment("x", "extend type Queue { mood: Int! }")]).err().unwrap();
        assert_eq!(error.to_string(), "plugin x: Queue.mood must be nullable");
    }
}
