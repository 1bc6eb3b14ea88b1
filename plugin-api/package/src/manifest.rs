//! `plugin.toml`.

use std::collections::BTreeMap;

use semver::Version;
use serde::{Deserialize, Serialize};

use crate::{Moment, Permission, PluginRole, Slot, Texts};

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
    /// The place in the console or the widget where it is shown.
    pub slot: Slot,
    /// Its heading.
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
