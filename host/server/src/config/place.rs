//! Finds the place of an error: the file's line, the variable's name or the flag.

use std::path::Path;

use figment::value::Value;
use toml_edit::{Document, Item, TableLike};

use super::{Config, ConfigError, ENVIRONMENT_PREFIX, keys::KEYS};

/// Names after the prefix that aren't keys: the path of the file to read, and those that the project's tests use.
const NOT_KEYS: &[&str] = &["CONFIG", "TEST_", "BENCH_"];

/// Refuses unknown keys and values of the wrong type, with their line.
pub(super) fn check_file(path: &Path, text: &str) -> Result<(), ConfigError> {
    let at = |offset: usize| {
        let line = text[..offset.min(text.len())].matches('\n').count() + 1;
        format!("{}, line {line}", path.display())
    };
    let document = Document::parse(text).map_err(|error| {
        let place = error.span().map_or_else(|| path.display().to_string(), |span| at(span.start));
        ConfigError::Wrong(format!("{place}: {}", error.message()))
    })?;
    check_table(document.as_table(), "", &at)
}

fn check_table(table: &dyn TableLike, prefix: &str, at: &dyn Fn(usize) -> String) -> Result<(), ConfigError> {
    for (name, item) in table.iter() {
        let path = format!("{prefix}{name}");
        let start = table.key(name).and_then(toml_edit::Key::span).or_else(|| item.span()).map_or(0, |span| span.start);
        let is_table = KEYS.iter().any(|key| key.path.starts_with(&format!("{path}.")));
        match item.as_table_like() {
            Some(inner) if is_table => check_table(inner, &format!("{path}."), at)?,
            _ if KEYS.iter().any(|key| key.path == path) => check_type(&path, item).map_err(|wanted| {
                ConfigError::Wrong(format!("{}: {path} takes {wanted}, not {}", at(start), item.to_string().trim()))
            })?,
            _ => return Err(ConfigError::Wrong(format!("{}: {}", at(start), unknown(&path)))),
        }
    }
    Ok(())
}

fn check_type(path: &str, item: &Item) -> Result<(), String> {
    let default = default_of(path);
    let fits = match &default {
        serde_json::Value::Bool(_) => item.is_bool(),
        serde_json::Value::Number(_) => item.as_integer().is_some_and(|number| number >= 0),
        serde_json::Value::Array(_) => item.as_array().is_some_and(|items| items.iter().all(toml_edit::Value::is_str)),
        _ => item.is_str(),
    };
    if fits { Ok(()) } else { Err(wanted(&default).to_owned()) }
}

fn wanted(default: &serde_json::Value) -> &'static str {
    match default {
        serde_json::Value::Bool(_) => "true or false",
        serde_json::Value::Number(_) => "a whole number from 0",
        serde_json::Value::Array(_) => "a list of texts",
        _ => "a text",
    }
}

/// The keys set by environment variables; an unknown variable with our prefix is refused.
pub(super) fn check_environment(variables: Vec<(String, String)>) -> Result<Vec<(String, String)>, ConfigError> {
    let mut keys = Vec::new();
    for (name, value) in variables {
        let Some(rest) = name.strip_prefix(ENVIRONMENT_PREFIX) else { continue };
        if NOT_KEYS.iter().any(|not| rest.starts_with(not)) {
            continue;
        }
        let path = rest.to_lowercase().replace("__", ".");
        if !KEYS.iter().any(|key| key.path == path) {
            return Err(ConfigError::Wrong(format!("environment variable {name}: {}", unknown(&path))));
        }
        keys.push((path, value));
    }
    Ok(keys)
}

/// Converts a text from the environment or a flag to the key's type; lists are separated by commas.
pub(super) fn value(path: &str, text: &str) -> Result<Value, ConfigError> {
    let default = default_of(path);
    let wrong = || ConfigError::Wrong(format!("{path} takes {}, not {text:?}", wanted(&default)));
    Ok(match &default {
        serde_json::Value::Bool(_) => Value::from(text.parse::<bool>().map_err(|_| wrong())?),
        serde_json::Value::Number(_) => Value::from(text.parse::<u64>().map_err(|_| wrong())?),
        serde_json::Value::Array(_) => {
            Value::from(text.split(',').map(str::trim).filter(|item| !item.is_empty()).collect::<Vec<_>>())
        }
        _ => Value::from(text),
    })
}

fn default_of(path: &str) -> serde_json::Value {
    let defaults = serde_json::to_value(Config::default()).unwrap_or_default();
    defaults.pointer(&format!("/{}", path.replace('.', "/"))).cloned().unwrap_or_default()
}

fn unknown(path: &str) -> String {
    let nearest = KEYS
        .iter()
        .map(|key| (strsim::osa_distance(key.path, path), key.path))
        .min()
        .filter(|(distance, _)| *distance <= 3.max(path.len() / 3));
    match nearest {
        Some((_, nearest)) => format!("there is no key {path}; did you mean {nearest}?"),
        None => format!("there is no key {path}; `vuoro config example` lists them all"),
    }
}
