//! Plugins of organisations: which there are, which are enabled, and what they may do.

mod alarm;
mod ask;
mod before;
mod catalogue;
mod change;
mod connection;
mod delegate;
mod enabled;
pub(crate) mod erasure;
mod follow;
mod grants;
mod host;
mod list;
mod listed;
mod news;
mod noted;
mod package;
mod panel;
mod renew;
mod servers;
mod set;

pub use connection::SetPluginConnection;
pub use enabled::{EnabledPlugin, PluginSet};
pub use list::{ListedPlugin, PluginPermission};
pub use listed::{ListedConnection, PluginState};
pub use panel::{ActOnPanel, Panel, Subject};
pub use servers::{IN_EFFECT_WITHIN, InEffect};
pub(crate) use vuoro_package::Moment;
pub use vuoro_package::{Digest as PackageDigest, SCRIPT_PACKAGE_BYTES_MAX as PACKAGE_BYTES_MAX, Slot};
pub use vuoro_plugins::{
    CallError, Counts as PluginCounts, Erased, Failure as PluginFailure, FieldError, FieldRequest,
    Level as PluginLevel, Line as PluginLine, limits::PARENTS as PARENTS_A_CALL_MAX, view,
};

pub(crate) use before::changed_text;
pub(crate) use host::PluginHost;

use std::sync::Arc;

use vuoro_package::Package;
use vuoro_plugins::Plugins;

use crate::{Error, Refusal};

/// What the server gives to run plugins.
pub struct PluginSetup {
    /// Runs them.
    pub floor: Plugins,
    /// The packages that come with the server, for every organisation.
    pub bundled: Vec<Package>,
}

/// Checks whether plugins' schemas are valid together with the host's; the error is a report with the places. Called
/// with the id and the SDL of each.
pub type SchemaCheck = Arc<dyn Fn(&[(Arc<str>, Arc<str>)]) -> Result<(), String> + Send + Sync>;

/// Why a plugin gave no answer.
#[derive(Clone, Debug)]
pub enum PluginRefusal {
    /// The caller may not ask, or the host failed.
    Error(Error),
    /// The plugin refuses, failed or is paused.
    Call(CallError),
}

impl From<Error> for PluginRefusal {
    fn from(error: Error) -> Self {
        Self::Error(error)
    }
}

impl From<CallError> for PluginRefusal {
    fn from(error: CallError) -> Self {
        Self::Call(error)
    }
}

/// The refusal of a server that runs no plugins.
fn no_plugins() -> Refusal {
    Error::BadInput("this server runs no plugins; set plugins.enabled = true".into()).into()
}
