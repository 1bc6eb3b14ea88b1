use serde_json::Value;
use vuoro_kernel::{ConversationId, Time, VisitorId};

/// The SHA-256 of a package, by which it is identified.
pub type Digest = [u8; 32];

/// One version of a plugin.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PluginVersion {
    /// The version in its manifest.
    pub version: String,
    /// The package's digest.
    pub digest: Digest,
}

/// A plugin as an organisation has installed it.
#[derive(Clone, Debug, PartialEq)]
pub struct InstalledPlugin {
    /// The plugin's id.
    pub plugin: String,
    /// The version that runs.
    pub current: PluginVersion,
    /// The version that ran before the last upgrade.
    pub previous: Option<PluginVersion>,
    /// An upgrade that asks for more permissions than were granted, and waits for an operator.
    pub waiting: Option<PluginVersion>,
    /// Whether it is enabled.
    pub enabled: bool,
    /// What an operator granted: permissions by name, and hooks as `hooks-before.send`. Where no hook is named, it was
    /// granted before hooks were.
    pub granted: Vec<String>,
    /// The settings that operators chose, which match the manifest's JSON Schema.
    pub settings: Value,
    /// Why the host disabled it; `None` when a person did, or when it is enabled.
    pub disabled_because: Option<String>,
    /// When it was installed.
    pub installed_at: Time,
    /// When any of these values changed.
    pub changed_at: Time,
}

/// One key of a plugin in an organisation.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PluginValue {
    /// The key.
    pub key: String,
    /// The value.
    pub value: Vec<u8>,
    /// The version: grows with each change, is never 0, and doesn't start over when the key is deleted and stored
    /// again.
    pub version: i64,
}

/// What each value of a conversation or customer counts beside its key and its bytes: about what its row and its places in
/// indexes take.
pub const SCOPED_ROW_BYTES: i64 = 100;

/// The conversation or customer that a plugin's key belongs to, and is erased with.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum KeyOwner {
    /// A conversation.
    Conversation(ConversationId),
    /// A customer.
    Visitor(VisitorId),
}

/// A plugin's connection to another server.
#[derive(Clone, PartialEq, Eq)]
pub struct PluginConnection {
    /// The plugin's id.
    pub plugin: String,
    /// The connection's name, unique within the plugin.
    pub name: String,
    /// The server's address.
    pub url: String,
    /// The header that its secret is sent in.
    pub header: Option<String>,
    /// The secret, sealed.
    pub secret: Option<Vec<u8>>,
}

/// An alarm of a plugin.
#[derive(Clone, Debug, PartialEq)]
pub struct Alarm {
    /// The plugin's id.
    pub plugin: String,
    /// The alarm's key, unique within the plugin.
    pub key: String,
    /// A new id each time the alarm is set.
    pub setting: uuid::Uuid,
    /// The payload that the plugin gets when it rings.
    pub payload: Value,
    /// When it rings next.
    pub due_at: Time,
    /// How often it has failed in a row.
    pub failures: i64,
}
