//! What a plugin may add to an organisation's schema: types of its own, and nullable fields on some of the host's
//! types.

use std::{collections::HashMap, sync::Arc};

use apollo_compiler::{
    Node,
    ast::{Definition, FieldDefinition},
    parser::Parser,
};

use super::ComposeError;

/// Most definitions and extensions in one plugin's SDL.
const DEFINITIONS_MAX: usize = 200;
/// Most fields in all of them together.
const FIELDS_MAX: usize = 1_000;
/// The host's types that plugins may add fields to. Plugins can know the ids of their values.
const EXTENDED: &[&str] = &["Query", "Mutation", "Subscription", "Organisation", "Conversation", "Queue", "Member"];

/// What one plugin adds to an organisation's schema.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Fragment {
    /// The plugin's id, for reports.
    pub plugin: Arc<str>,
    /// Its `schema.graphql`.
    pub sdl: Arc<str>,
}

/// The plugin behind each type and field that plugins added.
#[derive(Debug, Default)]
pub(crate) struct Owners {
    types: HashMap<String, Arc<str>>,
    fields: HashMap<(String, String), Arc<str>>,
}

impl Owners {
    /// The plugin that defines this type.
    pub fn of_type(&self, name: &str) -> Option<&Arc<str>> {
        self.types.get(name)
    }

    /// The plugin that added this field to one of the host's types, or that defines the type it is on.
    pub fn of_field(&self, type_name: &str, field: &str) -> Option<&Arc<str>> {
        self.of_type(type_name).or_else(|| self.fields.get(&(type_name.to_owned(), field.to_owned())))
    }

    /// Records what a fragment adds. Text that isn't GraphQL is left to the builder, which reports it with its place.
    pub(super) fn add(&mut self, parser: &mut Parser, fragment: &Fragment) -> Result<(), ComposeError> {
        let Fragment { plugin, sdl } = fragment;
        let refuse = |rule: String| ComposeError::Fragment { plugin: plugin.to_string(), rule };
        let Ok(document) = parser.parse_ast(&**sdl, format!("plugin {plugin}")) else { return Ok(()) };
        if document.definitions.len() > DEFINITIONS_MAX {
            return Err(refuse(format!(
                "at most {DEFINITIONS_MAX} definitions; it has {}",
                document.definitions.len()
            )));
        }
        let mut fields = 0;
        for definition in &document.definitions {
            fields += match definition {
                Definition::ObjectTypeDefinition(def) => self.own(plugin, &def.name, def.fields.len()),
                Definition::InterfaceTypeDefinition(def) => self.own(plugin, &def.name, def.fields.len()),
                Definition::InputObjectTypeDefinition(def) => self.own(plugin, &def.name, def.fields.len()),
                Definition::UnionTypeDefinition(def) => self.own(plugin, &def.name, def.members.len()),
                Definition::EnumTypeDefinition(def) => self.own(plugin, &def.name, def.values.len()),
                Definition::ObjectTypeExtension(extension) => {
                    let name = extension.name.as_str();
                    let own = document.definitions.iter().any(|definition| {
                        matches!(definition, Definition::ObjectTypeDefinition(def) if def.name == extension.name)
                    });
                    if !own {
                        if !EXTENDED.contains(&name) {
                            return Err(refuse(format!(
                                "{name} takes no fields of plugins; those that do: {EXTENDED:?}"
                            )));
                        }
                        if !extension.implements_interfaces.is_empty() {
                            return Err(refuse(format!("{name} implements no interface for a plugin")));
                        }
                        self.extend(plugin, name, &extension.fields).map_err(refuse)?;
                    }
                    extension.fields.len()
                }
                other => {
                    let what = kind(other);
                    return Err(refuse(format!(
                        "{what} isn't for plugins; they add types, interfaces, inputs, unions and enums of their own, and \
                         fields with `extend type`"
                    )));
                }
            };
        }
        if fields > FIELDS_MAX {
            return Err(refuse(format!("at most {FIELDS_MAX} fields; it has {fields}")));
        }
        Ok(())
    }

    /// Records a type of the plugin's own. Whether another plugin defines it too is reported by the builder.
    fn own(&mut self, plugin: &Arc<str>, name: &str, fields: usize) -> usize {
        self.types.entry(name.to_owned()).or_insert_with(|| plugin.clone());
        fields
    }

    fn extend(&mut self, plugin: &Arc<str>, name: &str, fields: &[Node<FieldDefinition>]) -> Result<(), String> {
        for field in fields {
            if field.ty.is_non_null() {
                return Err(format!("{name}.{} must be nullable, since a plugin may fail", field.name));
            }
            self.fields.insert((name.to_owned(), field.name.to_string()), plugin.clone());
        }
        Ok(())
    }
}

/// The kind of a definition, in words for reports.
fn kind(definition: &Definition) -> &'static str {
    match definition {
        Definition::OperationDefinition(_) => "an operation",
        Definition::FragmentDefinition(_) => "a fragment",
        Definition::DirectiveDefinition(_) => "a directive",
        Definition::SchemaDefinition(_) | Definition::SchemaExtension(_) => "the schema",
        Definition::ScalarTypeDefinition(_) | Definition::ScalarTypeExtension(_) => "a scalar",
        Definition::InterfaceTypeExtension(_) => "extending an interface",
        Definition::UnionTypeExtension(_) => "extending a union",
        Definition::EnumTypeExtension(_) => "extending an enum",
        Definition::InputObjectTypeExtension(_) => "extending an input",
        _ => "this",
    }
}

#[cfg(test)]
mod tests {
    use crate::compose::{ComposeError, Contract, Fragment, ORGANISATION, compose};

    fn fragment(plugin: &str, sdl: &str) -> Fragment {
        Fragment { plugin: plugin.into(), sdl: sdl.into() }
    }

    fn with(fragments: &[Fragment]) -> Result<Contract, String> {
        compose(ORGANISATION, fragments).map_err(|error| match error {
            ComposeError::Invalid(report) => report,
            other => other.to_string(),
        })
    }

    fn refusal(sdl: &str) -> String {
        with(&[fragment("x", sdl)]).err().expect("it is refused")
    }

    #[test]
    fn a_schema_that_nests_without_end_is_refused_on_a_threads_stack() {
        // As much as a package's section holds; the stack is what blocking threads have.
        let deep = 30_000;
        let lists = |what: &str| format!("{}{what}{}", "[".repeat(deep), "]".repeat(deep));
        let texts = [
            format!("extend type Query {{ a: {} }}", lists("Int")),
            format!("extend type Query {{ a(b: Int = {}): Int }}", lists("1")),
            format!("extend type Query {{ a(b: Int = {}1{}): Int }}", "{a:".repeat(15_000), "}".repeat(15_000)),
            format!("extend type Query {{ a: Int @deprecated(reason: {}) }}", lists("1")),
            format!("extend type Query {{ a: Int {}", "{".repeat(deep)),
            "[".repeat(60_000),
        ];
        for text in texts {
            let made = std::thread::Builder::new().stack_size(2 << 20).spawn(move || refusal(&text)).unwrap();
            assert!(!made.join().unwrap().is_empty());
        }
    }

    #[test]
    fn a_plugin_adds_its_fields_and_types() {
        let tags = fragment("tags", "type Tag { name: String! } extend type Conversation { tags: [Tag!] }");
        let contract = with(&[tags]).unwrap();
        assert!(contract.sdl().contains("tags: [Tag!]"));
        assert_eq!(contract.owners.of_type("Tag").map(|plugin| &**plugin), Some("tags"));
        assert_eq!(contract.owners.of_field("Conversation", "tags").map(|plugin| &**plugin), Some("tags"));
        assert_eq!(contract.owners.of_field("Conversation", "id"), None);
    }

    #[test]
    fn two_plugins_with_the_same_type_are_refused_by_a_report_that_names_both() {
        let both = [fragment("tags", "type Tag { name: String! }"), fragment("labels", "type Tag { colour: String }")];
        let report = with(&both).err().unwrap();
        assert!(
            report.contains("plugin tags") && report.contains("plugin labels") && report.contains("Tag"),
            "{report}"
        );
    }

    #[test]
    fn a_plugin_that_replaces_a_field_or_type_of_ours_is_refused() {
        assert!(refusal("extend type Queue { name: Int }").contains("name"));
        assert!(refusal("type Conversation { id: ID! }").contains("Conversation"));
        assert!(refusal("enum QueueState { OPEN }").contains("QueueState"));
    }

    #[test]
    fn a_plugin_field_on_a_type_of_ours_can_be_null() {
        let refusal = refusal("extend type Queue { mood: Int! }");
        assert_eq!(refusal, "plugin x: Queue.mood must be nullable, since a plugin may fail");
    }

    #[test]
    fn what_is_not_for_plugins_is_refused() {
        for (sdl, named) in [
            ("extend type Entry { mood: Int }", "Entry"),
            ("extend type Queue implements Problem { message: String }", "interface"),
            ("extend union Viewer = Robot type Robot { id: ID }", "union"),
            ("extend enum QueueState { ASLEEP }", "enum"),
            ("extend input SendMessageInput { mood: Int }", "input"),
            ("scalar Colour", "scalar"),
            ("directive @mine on FIELD", "directive"),
            ("schema { query: Mine } type Mine { a: Int }", "schema"),
            ("{ queues { nodes { id } } }", "operation"),
        ] {
            let refusal = refusal(sdl);
            assert!(refusal.contains(named), "{sdl}: {refusal}");
        }
    }

    #[test]
    fn a_text_out_of_bounds_is_refused() {
        let types: String = (0..10_000).map(|n| format!("type T{n} {{ a: Int }} ")).collect();
        assert_eq!(refusal(&types), "plugin x: at most 200 definitions; it has 10000");
        let fields: String = (0..1_001).map(|n| format!("f{n}: Int ")).collect();
        assert_eq!(refusal(&format!("type T {{ {fields} }}")), "plugin x: at most 1000 fields; it has 1001");
        assert!(!refusal("type Tag {").is_empty());
        assert!(!refusal(&"{".repeat(10_000)).is_empty());
    }
}
