//! What operators may choose for a plugin: what the JSON Schema of its manifest allows.

use jsonschema::JSONSchema;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

use crate::Manifest;

/// Bytes of a plugin's settings as JSON.
pub const SETTINGS_BYTES_MAX: usize = 16 * 1024;
/// Levels of a settings' schema: what checks by it follows it down.
const SCHEMA_DEPTH_MAX: usize = 32;
/// Characters of a name within a settings' schema, as of a property.
const NAME_CHARS_MAX: usize = 200;
/// What leads from one place of a schema to another. A schema that leads back to itself has no end, and those who follow it
/// have only so much stack.
const REFERENCES: [&str; 3] = ["$ref", "$dynamicRef", "$recursiveRef"];

/// A setting that its schema doesn't allow.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SettingsError {
    /// Its path: `greeting`, `hours.0`; empty for the whole.
    pub path: String,
    /// What is wrong with it, in English.
    pub message: String,
}

impl Manifest {
    /// The settings as the plugin reads them: what was chosen, and the schema's defaults where nothing was.
    pub fn complete_settings(&self, chosen: &Value) -> Value {
        let properties = self.settings.as_ref().and_then(|schema| schema.get("properties")?.as_object());
        let default = |(name, schema): (&String, &Value)| Some((name.clone(), schema.get("default")?.clone()));
        let mut settings: Map<_, _> = properties.into_iter().flatten().filter_map(default).collect();
        settings.extend(chosen.as_object().cloned().unwrap_or_default());
        Value::Object(settings)
    }

    /// Whether these settings may be chosen. They are checked as they are, without defaults.
    ///
    /// # Errors
    /// The first that may not.
    pub fn check_settings(&self, chosen: &Value) -> Result<(), SettingsError> {
        self.check_settings_size(chosen)?;
        self.settings.as_ref().map_or(Ok(()), |schema| check_by(schema, chosen))
    }

    /// What is quickly checked of settings: how much they are, and that there are none where there is no schema for them.
    ///
    /// # Errors
    /// What is wrong with them.
    pub fn check_settings_size(&self, chosen: &Value) -> Result<(), SettingsError> {
        let whole = |message: String| SettingsError { path: String::new(), message };
        if self.settings.is_none() && !chosen.as_object().is_some_and(Map::is_empty) {
            return Err(whole("this plugin has no settings".into()));
        }
        match chosen.to_string().len() > SETTINGS_BYTES_MAX {
            true => Err(whole(format!("settings have {SETTINGS_BYTES_MAX} bytes at most"))),
            false => Ok(()),
        }
    }
}

/// Whether settings are what a schema allows. Both are strangers' work: a pattern may take long on a text that was made for it.
///
/// # Errors
/// The first place that isn't.
pub fn check_by(schema: &Map<String, Value>, chosen: &Value) -> Result<(), SettingsError> {
    let whole = |message: String| SettingsError { path: String::new(), message };
    let checker = checker(schema).map_err(whole)?;
    let checked = checker.validate(chosen).map_err(|mut errors| errors.next());
    checked.map_err(|error| match error {
        Some(error) => SettingsError { path: path(&error.instance_path), message: error.to_string() },
        None => whole("the schema doesn't allow them".into()),
    })
}

/// A place within settings, as inputs name theirs.
fn path(pointer: &jsonschema::paths::JSONPointer) -> String {
    pointer.to_string().trim_start_matches('/').replace('/', ".")
}

/// The checker of a schema. Nothing is fetched for it.
fn checker(schema: &Map<String, Value>) -> Result<JSONSchema, String> {
    JSONSchema::options().compile(&Value::Object(schema.clone())).map_err(|error| error.to_string())
}

/// Whether a schema keeps our own rules. Looks at each place once and follows nothing.
pub(crate) fn check_schema(manifest: &Manifest) -> Result<(), String> {
    let Some(schema) = &manifest.settings else { return Ok(()) };
    let mut places: Vec<(usize, &Value)> = schema.values().map(|value| (1, value)).collect();
    check_names(schema)?;
    while let Some((depth, value)) = places.pop() {
        if depth > SCHEMA_DEPTH_MAX {
            return Err(format!("the schema nests deeper than {SCHEMA_DEPTH_MAX} levels"));
        }
        match value {
            Value::Object(object) => {
                check_names(object)?;
                places.extend(object.values().map(|value| (depth + 1, value)));
            }
            Value::Array(items) => places.extend(items.iter().map(|value| (depth + 1, value))),
            _ => {}
        }
    }
    Ok(())
}

fn check_names(object: &Map<String, Value>) -> Result<(), String> {
    if let Some(name) = REFERENCES.into_iter().find(|name| object.contains_key(*name)) {
        return Err(format!("there is no {name} here; write what it stands for in its place"));
    }
    match object.keys().any(|name| name.chars().count() > NAME_CHARS_MAX) {
        true => Err(format!("a name in the schema has {NAME_CHARS_MAX} characters at most")),
        false => Ok(()),
    }
}

/// Whether a schema is one, and its defaults keep its rules.
pub(crate) fn check_defaults(manifest: &Manifest) -> Result<(), String> {
    let Some(schema) = &manifest.settings else { return Ok(()) };
    let checker = checker(schema)?;
    let defaults = manifest.complete_settings(&Value::Object(Map::new()));
    if defaults.to_string().len() > SETTINGS_BYTES_MAX {
        return Err(format!("the defaults have {SETTINGS_BYTES_MAX} bytes at most together"));
    }
    // What is required may have no default: that is the whole's error, and no default's.
    let wrong = checker.validate(&defaults).err().and_then(|mut errors| {
        errors.find(|error| !path(&error.instance_path).is_empty()).map(|error| error.to_string())
    });
    wrong.map_or(Ok(()), |error| Err(format!("a default doesn't keep its own rules: {error}")))
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn manifest(settings: &str) -> Manifest {
        let least =
            "id = \"tags\"\nversion = \"0.1.0\"\napi = \"0.1\"\nname = { en = \"T\" }\ndescription = { en = \"T\" }\n";
        Manifest::parse(&format!("{least}{settings}")).unwrap()
    }

    const SCHEMA: &str = "[settings]\ntype = \"object\"\nadditionalProperties = false\n\
                          [settings.properties.word]\ntype = \"string\"\npattern = \"^[a-z]+$\"\ndefault = \"hei\"\n\
                          [settings.properties.hours]\ntype = \"array\"\nitems = { type = \"integer\", maximum = 24 }\n";

    #[test]
    fn settings_are_what_the_schema_allows_and_the_first_wrong_one_is_named() {
        let manifest = manifest(SCHEMA);
        assert_eq!(manifest.check_settings(&json!({ "word": "moi", "hours": [8, 16] })), Ok(()));
        assert_eq!(manifest.check_settings(&json!({})), Ok(()));
        for (chosen, path) in [
            (json!({ "word": 7 }), "word"),
            (json!({ "word": "Moi!" }), "word"),
            (json!({ "hours": [8, 25] }), "hours.1"),
            (json!({ "other": 1 }), ""),
            (json!([]), ""),
        ] {
            let error = manifest.check_settings(&chosen).unwrap_err();
            assert_eq!(error.path, path, "{error:?}");
        }
        let large = json!({ "word": "a".repeat(SETTINGS_BYTES_MAX) });
        assert!(manifest.check_settings(&large).unwrap_err().message.contains("at most"));
    }

    #[test]
    fn defaults_stand_where_nothing_was_chosen() {
        let manifest = manifest(SCHEMA);
        assert_eq!(manifest.complete_settings(&json!({})), json!({ "word": "hei" }));
        assert_eq!(manifest.complete_settings(&json!({ "word": "moi" })), json!({ "word": "moi" }));
    }

    #[test]
    fn a_plugin_without_a_schema_has_no_settings() {
        let manifest = manifest("");
        assert_eq!(manifest.check_settings(&json!({})), Ok(()));
        assert!(manifest.check_settings(&json!({ "a": 1 })).is_err());
    }

    fn refusal(settings: &str) -> String {
        let least =
            "id = \"tags\"\nversion = \"0.1.0\"\napi = \"0.1\"\nname = { en = \"T\" }\ndescription = { en = \"T\" }\n";
        Manifest::parse(&format!("{least}[settings]\ntype = \"object\"\n{settings}")).unwrap_err()
    }

    #[test]
    fn a_schema_that_is_none_is_refused() {
        assert!(refusal("properties = 7").starts_with("settings: "));
        assert!(refusal("properties.a = { type = \"nothing\" }").starts_with("settings: "));
        assert!(refusal("properties.a = { type = \"string\", pattern = \"(\" }").starts_with("settings: "));
    }

    #[test]
    fn a_schema_that_refers_to_itself_or_elsewhere_is_refused_before_anything_follows_it() {
        // The first is checked by following it, which has no end.
        for settings in [
            "properties.a = { default = 1, \"$ref\" = \"#/properties/a\" }",
            "\"$ref\" = \"#\"",
            "properties.a = { \"$ref\" = \"https://example.com/a\" }",
            "properties.a = { anyOf = [{ items = { \"$dynamicRef\" = \"#a\" } }] }",
            "properties.a = { not = { \"$recursiveRef\" = \"#\" } }",
        ] {
            assert!(refusal(settings).contains("there is no $"), "{settings}: {}", refusal(settings));
        }
    }

    #[test]
    fn a_schema_nests_so_deep_and_names_are_so_long_and_no_more() {
        // Each `not` of a table is a level, and so is what is in it.
        let deep = |levels: usize| format!("a = {}true{}", "{ not = ".repeat(levels), "}".repeat(levels));
        assert_eq!(manifest(&format!("[settings]\ntype = \"object\"\n{}", deep(SCHEMA_DEPTH_MAX - 1))).id, "tags");
        assert!(refusal(&deep(SCHEMA_DEPTH_MAX)).contains("nests deeper"));
        let named = |chars: usize| format!("properties.{} = {{}}", "a".repeat(chars));
        assert_eq!(manifest(&format!("[settings]\ntype = \"object\"\n{}", named(NAME_CHARS_MAX))).id, "tags");
        assert!(refusal(&named(NAME_CHARS_MAX + 1)).contains("characters at most"));
        let default = |chars: usize| format!("properties.a = {{ default = {:?} }}", "a".repeat(chars));
        assert!(refusal(&default(SETTINGS_BYTES_MAX)).contains("bytes at most"));
    }
}
