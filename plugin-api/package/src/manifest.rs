//! `plugin.toml`.

use std::collections::{BTreeMap, BTreeSet};

use semver::Version;
use serde::{Deserialize, Serialize};

use crate::{API, Moment, Permission, PluginRole, Slot, Texts, settings::check_schema};

/// Characters of each text.
const TEXT_CHARS_MAX: usize = 500;
/// Characters of an id.
const ID_CHARS: std::ops::RangeInclusive<usize> = 2..=40;
/// Panels of one plugin.
const PANELS_MAX: usize = 20;
/// Connections of one plugin.
const CONNECTIONS_MAX: usize = 10;

/// What a plugin says of itself.
#[derive(Clone, Debug, PartialEq, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct Manifest {
    /// Names it everywhere: `a` to `z`, `0` to `9` and hyphens, beginning with a letter; 2 to 40 characters.
    pub id: String,
    /// Of this package, by semver.
    pub version: Version,
    /// Of the contract: `0.1`.
    pub api: String,
    /// For people.
    pub name: Texts,
    /// What it is good for, in a sentence.
    pub description: Texts,
    /// It carries an engine for a script language and may be larger.
    #[serde(default)]
    pub script: bool,
    /// What it uses, each with the reason that operators read before they grant it. Hooks are among them, with a reason of
    /// the host's where the text has none.
    #[serde(default)]
    pub permissions: BTreeMap<Permission, Texts>,
    /// Its hooks.
    #[serde(default)]
    pub hooks: Hooks,
    /// Who may ask its fields.
    #[serde(default)]
    pub fields: Fields,
    /// Its panels.
    #[serde(default)]
    pub panels: Vec<Panel>,
    /// Servers elsewhere that it asks, by name.
    #[serde(default)]
    pub connections: BTreeMap<String, Connection>,
    /// JSON Schema of its settings, of type `object`.
    #[serde(default)]
    pub settings: Option<serde_json::Map<String, serde_json::Value>>,
    /// Limits of its calls, lower than the host's.
    #[serde(default)]
    pub limits: Limits,
}

/// When a plugin has a say, and when it is told.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Hooks {
    /// Before these moments.
    #[serde(default)]
    pub before: BTreeMap<Moment, BeforeHook>,
    /// After what happened.
    #[serde(default)]
    pub after: Option<AfterHook>,
}

/// A say before something happens.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct BeforeHook {
    /// What becomes of the moment when the plugin fails.
    pub failure: FailureMode,
}

/// What a failing hook means.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum FailureMode {
    /// It happens all the same.
    Open,
    /// It doesn't happen.
    Closed,
}

/// Being told of what happened.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct AfterHook {
    /// The types of entries' contents that it is told of, as in the GraphQL schema; empty for all.
    #[serde(default)]
    pub kinds: Vec<String>,
}

impl AfterHook {
    /// Whether it is told of entries with contents of this type.
    pub fn hears_of(&self, kind: &str) -> bool {
        self.kinds.is_empty() || self.kinds.iter().any(|asked| asked == kind)
    }
}

/// Who may ask a plugin's fields. Members may ask them all; whether one may is the plugin's to check.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Fields {
    /// Fields that customers may ask too, as `Conversation.rating`: nothing that isn't named here ever reaches them.
    #[serde(default)]
    pub visitors: Vec<String>,
}

/// A panel of the console or the widget.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Panel {
    /// Where it stands.
    pub slot: Slot,
    /// What stands above it.
    pub title: Texts,
    /// The least that a member must be to see it; `handler` unless said otherwise. Not for slots of the widget.
    #[serde(default)]
    pub role: Option<PluginRole>,
}

/// A server elsewhere.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Connection {
    /// What it is asked for; operators read it before they fill in the address.
    pub reason: Texts,
}

/// Limits that a plugin sets itself. Those above the host's have no effect.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct Limits {
    /// Processor time of a call, in milliseconds.
    #[serde(default)]
    pub cpu_ms: Option<u32>,
    /// Memory of a call, in KiB.
    #[serde(default)]
    pub memory_kib: Option<u32>,
}

impl Manifest {
    /// Reads a `plugin.toml`.
    ///
    /// # Errors
    /// What is wrong, with line and column where the text itself is.
    pub fn parse(text: &str) -> Result<Self, String> {
        let mut manifest: Self = toml::from_str(text).map_err(|error| error.to_string().trim_end().to_owned())?;
        manifest.ask_for_hooks();
        manifest.check()?;
        Ok(manifest)
    }

    fn check(&self) -> Result<(), String> {
        if !is_id(&self.id) {
            return Err(format!("id = {:?}: 2 to 40 of a-z, 0-9 and single hyphens, beginning with a letter", self.id));
        }
        if self.api != API {
            return Err(format!("api = {:?}: this server knows api = {API:?}", self.api));
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
        if let Some(field) = self.fields.visitors.iter().find(|field| field.split_once('.').is_none()) {
            return Err(format!("fields.visitors: {field:?} isn't of the form \"Type.field\""));
        }
        if let Some(schema) = &self.settings
            && schema.get("type").and_then(serde_json::Value::as_str) != Some("object")
        {
            return Err("settings: a JSON Schema of an object; add type = \"object\"".into());
        }
        check_schema(self).map_err(|error| format!("settings: {error}"))?;
        match self.texts().find(|(_, text)| text.is_empty() || text.chars().count() > TEXT_CHARS_MAX) {
            Some((place, _)) => Err(format!("{place}: 1 to {TEXT_CHARS_MAX} characters in each language")),
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

#[cfg(test)]
mod tests {
    use super::*;

    const LEAST: &str = "id = \"tags\"\nversion = \"0.1.0\"\napi = \"0.1\"\n\
                         name = { en = \"Tags\" }\ndescription = { en = \"Marks conversations.\" }\n";

    fn refusal(more: &str) -> String {
        Manifest::parse(&format!("{LEAST}{more}")).unwrap_err()
    }

    #[test]
    fn a_manifest_says_what_a_plugin_is_and_wants() {
        let text = format!(
            "{LEAST}panels = [{{ slot = \"composer\", title = {{ en = \"T\", fi = \"O\" }}, role = \"operator\" }}]\n\
             [permissions.store]\nen = \"Keeps the tags.\"\nfi = \"Pitää tunnisteet.\"\n\
             [hooks.before.send]\nfailure = \"open\"\n[hooks.after]\nkinds = [\"MessageContent\"]\n\
             [fields]\nvisitors = [\"Conversation.tags\"]\n[settings]\ntype = \"object\"\n[limits]\ncpu-ms = 5\n"
        );
        let manifest = Manifest::parse(&text).unwrap();
        assert_eq!(manifest.permissions[&Permission::Store].get("fi"), "Pitää tunnisteet.");
        assert_eq!(manifest.permissions[&Permission::Store].get("sv"), "Keeps the tags.");
        assert_eq!(manifest.hooks.before[&Moment::Send].failure, FailureMode::Open);
        assert_eq!(manifest.panels[0].slot, Slot::Composer);
        assert_eq!(manifest.limits.cpu_ms, Some(5));
    }

    #[test]
    fn a_wrong_word_is_answered_with_the_nearest_right_one() {
        assert!(refusal("[permissions.stor]\nen = \"x\"").contains("`stor` is no permission; did you mean `store`?"));
        assert!(refusal("[hooks.before.sned]\nfailure = \"open\"").contains("did you mean `send`?"));
        assert!(
            refusal("panels = [{ slot = \"x\", title = { en = \"t\" } }]").contains("there are: conversation-header")
        );
        assert!(refusal("permisions = 1").contains("permisions"));
    }

    #[test]
    fn each_rule_of_a_manifest_is_kept() {
        for (more, named) in [
            ("panels = [{ slot = \"widget-after\", title = { en = \"t\" }, role = \"owner\" }]", "customers"),
            (
                "panels = [{ slot = \"composer\", title = { en = \"t\" } }, { slot = \"composer\", title = { en = \"u\" } }]",
                "twice",
            ),
            ("[connections.crm]\nreason = { en = \"x\" }", "permission http"),
            ("[fields]\nvisitors = [\"tags\"]", "Type.field"),
            ("[settings]\ntype = \"string\"", "object"),
            ("[permissions.log]\nen = \"\"", "permissions.log"),
        ] {
            let refusal = refusal(more);
            assert!(refusal.contains(named), "{more}: {refusal}");
        }
        for id in ["t", "Tags", "-a", "a-", "a--b", "1a", "a b", &"a".repeat(41)] {
            assert!(Manifest::parse(&LEAST.replace("\"tags\"", &format!("{id:?}"))).is_err(), "{id}");
        }
        assert!(Manifest::parse(&LEAST.replace("\"0.1\"", "\"0.2\"")).unwrap_err().contains("api = \"0.1\""));
        assert!(Manifest::parse(&LEAST.replace("0.1.0", "one")).is_err());
    }
}
