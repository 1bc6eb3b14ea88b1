//! The rules of a manifest that its types can't express.

use std::collections::BTreeSet;

use super::Manifest;
use crate::{API, Permission, settings::check_schema};

/// Characters of each text.
pub(super) const TEXT_CHARS_MAX: usize = 500;
/// Characters of an id.
pub(super) const ID_CHARS: std::ops::RangeInclusive<usize> = 2..=40;
/// Characters of a version. It is part of a key in the database.
pub(super) const VERSION_CHARS_MAX: usize = 64;
/// Types of entries that an after hook names.
pub(super) const KINDS_MAX: usize = 50;
/// Fields that a plugin opens to customers.
pub(super) const VISITOR_FIELDS_MAX: usize = 200;
/// Characters of the name of a type, or of a type and its field.
pub(super) const NAME_CHARS_MAX: usize = 200;
/// Panels of one plugin.
const PANELS_MAX: usize = 20;
/// Connections of one plugin.
const CONNECTIONS_MAX: usize = 10;

impl Manifest {
    /// Whether it keeps the rules.
    ///
    /// # Errors
    /// The first rule that it breaks.
    pub(super) fn check(&self) -> Result<(), String> {
        if !is_id(&self.id) {
            return Err(format!("id = {:?}: 2 to 40 of a-z, 0-9 and single hyphens, beginning with a letter", self.id));
        }
        if self.api != API {
            return Err(format!("api = {:?}: this server knows api = {API:?}", self.api));
        }
        if self.version.to_string().len() > VERSION_CHARS_MAX {
            return Err(format!("version: {VERSION_CHARS_MAX} characters at most"));
        }
        if self.panels.len() > PANELS_MAX {
            return Err(format!("panels: {PANELS_MAX} at most"));
        }
        if self.connections.len() > CONNECTIONS_MAX {
            return Err(format!("connections: {CONNECTIONS_MAX} at most"));
        }
        let mut slots = BTreeSet::new();
        if let Some(panel) = self.panels.iter().find(|panel| !slots.insert(panel.slot)) {
            return Err(format!("panels: {} is there twice; a plugin has one panel in a slot", panel.slot));
        }
        if let Some(panel) = self.panels.iter().find(|panel| panel.slot.is_for_visitors() && panel.role.is_some()) {
            return Err(format!("panels: {} is for customers, who have no role; leave `role` out", panel.slot));
        }
        if let Some(name) = self.connections.keys().find(|name| !is_id(name)) {
            return Err(format!("connections.{name}: 2 to 40 of a-z, 0-9 and single hyphens, beginning with a letter"));
        }
        if !self.connections.is_empty() && !self.permissions.contains_key(&Permission::Http) {
            return Err("connections: they need the permission http; add [permissions.http] with a reason".into());
        }
        let kinds = self.hooks.after.as_ref().map_or(&[][..], |after| &after.kinds);
        if kinds.len() > KINDS_MAX || kinds.iter().any(|kind| !is_name(kind)) {
            return Err(format!("hooks.after.kinds: {KINDS_MAX} names of types at most, such as \"MessageContent\""));
        }
        if self.fields.visitors.len() > VISITOR_FIELDS_MAX {
            return Err(format!("fields.visitors: {VISITOR_FIELDS_MAX} at most"));
        }
        let is_field = |field: &&String| field.split_once('.').is_some_and(|(of, name)| is_name(of) && is_name(name));
        if let Some(field) = self.fields.visitors.iter().find(|field| !is_field(field)) {
            return Err(format!("fields.visitors: {field:?} isn't of the form \"Type.field\""));
        }
        if let Some(schema) = &self.settings
            && schema.get("type").and_then(serde_json::Value::as_str) != Some("object")
        {
            return Err("settings: a JSON Schema of an object; add type = \"object\"".into());
        }
        check_schema(self).map_err(|error| format!("settings: {error}"))?;
        if let Some((place, _)) =
            self.texts().find(|(_, text)| text.is_empty() || text.chars().count() > TEXT_CHARS_MAX)
        {
            return Err(format!("{place}: 1 to {TEXT_CHARS_MAX} characters in each language"));
        }
        match self.texts().find(|(_, text)| text.chars().any(|c| c.is_control() && !matches!(c, '\n' | '\t'))) {
            Some((place, _)) => Err(format!("{place}: no control characters but line breaks and tabs")),
            None => Ok(()),
        }
    }

    fn texts(&self) -> impl Iterator<Item = (String, &str)> {
        let named = [("name".to_owned(), &self.name), ("description".to_owned(), &self.description)];
        let permissions = self.permissions.iter().map(|(name, reason)| (format!("permissions.{name}"), reason));
        let panels = self.panels.iter().map(|panel| (format!("panels: {}", panel.slot), &panel.title));
        let connections = self.connections.iter().map(|(name, it)| (format!("connections.{name}"), &it.reason));
        let all = named.into_iter().chain(permissions).chain(panels).chain(connections);
        all.flat_map(|(place, texts)| texts.all().map(move |text| (place.clone(), text)))
    }
}

/// Whether a text can be a plugin's id: 2 to 40 of `a` to `z`, `0` to `9` and single hyphens, beginning with a letter.
pub fn is_id(text: &str) -> bool {
    ID_CHARS.contains(&text.len())
        && text.starts_with(|first: char| first.is_ascii_lowercase())
        && text.chars().all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-')
        && !text.ends_with('-')
        && !text.contains("--")
}

/// Whether a text is a name of GraphQL, as of a type.
fn is_name(text: &str) -> bool {
    (1..=NAME_CHARS_MAX).contains(&text.len())
        && text.starts_with(|first: char| first.is_ascii_alphabetic() || first == '_')
        && text.chars().all(|c| c.is_ascii_alphanumeric() || c == '_')
}
