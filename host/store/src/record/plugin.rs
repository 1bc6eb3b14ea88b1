use serde_json::Value;
use vuoro_kernel::Time;

/// The sha256 of a package: its name.
pub type Digest = [u8; 32];

/// One version of a plugin.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PluginVersion {
    /// As its manifest says.
    pub version: String,
    /// Of its package.
    pub digest: Digest,
}

/// A plugin as an organisation has it.
#[derive(Clone, Debug, PartialEq)]
pub struct InstalledPlugin {
    /// Its id.
    pub plugin: String,
    /// What runs.
    pub current: PluginVersion,
    /// What ran before the last upgrade.
    pub previous: Option<PluginVersion>,
    /// An upgrade that asks for more permissions than were granted; it waits for an operator.
    pub waiting: Option<PluginVersion>,
    /// Whether it takes part in the organisation's schema.
    pub enabled: bool,
    /// What an operator granted: permissions by name, and hooks as `hooks-before.send`. Where no hook is named, it was
    /// granted before hooks were.
    pub granted: Vec<String>,
    /// What operators chose, by the manifest's JSON Schema.
    pub settings: Value,
    /// Why the host disabled it; none when a person did, or when it is enabled.
    pub disabled_because: Option<String>,
    /// When it was installed.
    pub installed_at: Time,
    /// When any of this changed.
    pub changed_at: Time,
}

/// One key that a plugin keeps for an organisation.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PluginValue {
    /// The key.
    pub key: String,
    /// What it keeps.
    pub value: Vec<u8>,
    /// Grows with each change, never 0, and doesn't begin anew when the key is forgotten and kept again.
    pub version: i64,
}

/// A server elsewhere that a plugin asks.
#[derive(Clone, PartialEq, Eq)]
pub struct PluginConnection {
    /// Which plugin.
    pub plugin: String,
    /// Names it within the plugin.
    pub name: String,
    /// Where it is.
    pub url: String,
    /// The header that its secret stands in.
    pub header: Option<String>,
    /// The secret, sealed.
    pub secret: Option<Vec<u8>>,
}

/// When a plugin wants to be woken.
#[derive(Clone, Debug, PartialEq)]
pub struct Alarm {
    /// Which plugin.
    pub plugin: String,
    /// Names it within the plugin.
    pub key: String,
    /// New with each setting.
    pub setting: uuid::Uuid,
    /// What the plugin is given then.
    pub payload: Value,
    /// When it rings next.
    pub due_at: Time,
    /// How often ringing has failed in a row.
    pub failures: i64,
}
