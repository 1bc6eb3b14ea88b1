//! What operators may choose for a plugin: what the JSON Schema of its manifest allows.

use jsonschema::JSONSchema;
use serde_json::{Map, Value};

use crate::Manifest;

/// Bytes of a plugin's settings as JSON.
pub const SETTINGS_BYTES_MAX: usize = 16 * 1024;

/// A setting that its schema doesn't allow.
#[derive(Clone, Debug, PartialEq, Eq)]
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
        let whole = |message: String| SettingsError { path: String::new(), message };
        let Some(schema) = &self.settings else {
            let is_empty = chosen.as_object().is_some_and(Map::is_empty);
            return if is_empty { Ok(()) } else { Err(whole("this plugin has no settings".into())) };
        };
        if chosen.to_string().len() > SETTINGS_BYTES_MAX {
            return Err(whole(format!("settings have {SETTINGS_BYTES_MAX} bytes at most")));
        }
        let checker = checker(schema).map_err(whole)?;
        let checked = checker.validate(chosen).map_err(|mut errors| errors.next());
        checked.map_err(|error| match error {
            Some(error) => SettingsError { path: path(&error.instance_path), message: error.to_string() },
            None => whole("the schema doesn't allow them".into()),
        })
    }
}

/// A place within settings, as inputs name theirs.
fn path(pointer: &jsonschema::paths::JSONPointer) -> String {
    pointer.to_string().trim_start_matches('/').replace('/', ".")
}

/// The checker of a schema. Nothing is fetched for it.
fn checker(schema: &Map<String, Value>) -> Result<JSONSchema, String> {
    JSONSchema::options().compile(&Value::Object(schema.clone())).map_err(|error| error.to_string())
}

/// Whether a schema is one, and its defaults keep their own rules.
pub(crate) fn check_schema(manifest: &Manifest) -> Result<(), String> {
    let Some(schema) = &manifest.settings else { return Ok(()) };
    let checker = checker(schema)?;
    let defaults = manifest.complete_settings(&Value::Object(Map::new()));
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

    #[test]
    fn a_schema_that_is_none_or_lies_elsewhere_is_refused() {
        for wrong in
            [json!({ "type": "object", "properties": 7 }), json!({ "type": "object", "$ref": "https://example.com/a" })]
        {
            let refused = checker(wrong.as_object().unwrap()).and_then(|checker| {
                let given = json!({});
                checker.validate(&given).map_err(|_| "refused".to_owned())
            });
            assert!(refused.is_err(), "{wrong}");
        }
    }
}
