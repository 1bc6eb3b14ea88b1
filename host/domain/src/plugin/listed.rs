//! Parts of what operators see of plugins.

use strum::IntoStaticStr;
use vuoro_package::{Manifest, Texts};
use vuoro_store::record::PluginConnection;

/// A plugin's state in an organisation.
#[derive(Clone, Copy, Debug, PartialEq, Eq, IntoStaticStr)]
#[strum(serialize_all = "SCREAMING_SNAKE_CASE")]
pub enum PluginState {
    /// It isn't installed and could be enabled.
    Available,
    /// It is installed and not active.
    Disabled,
    /// It is active.
    Enabled,
}

impl PluginState {
    /// The state's name in the schema.
    pub fn as_str(self) -> &'static str {
        self.into()
    }
}

/// A connection that a plugin's manifest declares. Its secret is shown to nobody.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ListedConnection {
    /// The name by which the plugin uses it.
    pub name: String,
    /// Its purpose, in the plugin's words.
    pub reason: Texts,
    /// The server's address; `None` before operators filled it in.
    pub url: Option<String>,
    /// The header that the secret is sent in; `None` when it needs none.
    pub header: Option<String>,
    /// Whether a secret is stored.
    pub has_secret: bool,
}

/// The connections of a manifest, with what operators filled in.
pub(super) fn connections(manifest: &Manifest, filled: &[PluginConnection]) -> Vec<ListedConnection> {
    let each = |(name, declared): (&String, &vuoro_package::Connection)| {
        let filled = filled.iter().find(|filled| filled.plugin == manifest.id && filled.name == *name);
        ListedConnection {
            name: name.clone(),
            reason: declared.reason.clone(),
            url: filled.map(|filled| filled.url.clone()),
            header: filled.and_then(|filled| filled.header.clone()),
            has_secret: filled.is_some_and(|filled| filled.secret.is_some()),
        }
    };
    manifest.connections.iter().map(each).collect()
}
