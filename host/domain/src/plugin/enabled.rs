//! The plugins that an organisation has switched on.

use std::sync::Arc;

use vuoro_kernel::Time;
use vuoro_package::{AfterHook, BeforeHook, Digest, FailureMode, Hooks, Manifest, Moment, Texts};
use vuoro_plugins::Target;
use vuoro_store::record::InstalledPlugin;

/// An enabled plugin.
#[derive(Clone, Debug)]
pub struct EnabledPlugin {
    /// The plugin's id.
    pub id: Arc<str>,
    /// Its SDL fragment.
    pub sdl: Arc<str>,
    /// Its manifest.
    pub manifest: Arc<Manifest>,
    /// The hooks of its manifest that are granted.
    pub(super) hooks: Hooks,
    pub(crate) target: Target,
    pub(super) installed: InstalledPlugin,
}

impl EnabledPlugin {
    /// When the organisation installed it.
    pub(crate) fn installed_at(&self) -> Time {
        self.installed.installed_at
    }
}

/// A plugin that is switched on and can't be loaded.
#[derive(Clone, Debug)]
pub(crate) struct MissingPlugin {
    pub id: Arc<str>,
    /// Its name, when that can be read.
    pub name: Option<Texts>,
    /// The hooks of its manifest that are granted, as far as they can be read.
    pub(super) hooks: Hooks,
    /// What keeps it from being loaded may pass by itself.
    pub(super) is_passing: bool,
}

/// The plugins that an organisation has enabled, by id.
#[derive(Debug, Default)]
pub struct PluginSet {
    pub(super) plugins: Vec<EnabledPlugin>,
    pub(super) missing: Vec<MissingPlugin>,
    /// What it counts for in memory.
    pub(super) kib: u32,
    /// The digests of the packages. Organisations with the same packages have the same key, and so share a schema.
    pub key: Vec<Digest>,
}

impl PluginSet {
    /// The enabled plugin with this id.
    pub fn get(&self, id: &str) -> Option<&EnabledPlugin> {
        self.plugins.iter().find(|plugin| &*plugin.id == id)
    }

    /// The plugins with a before-hook for a moment.
    pub(super) fn hooks_before(&self, moment: Moment) -> Vec<(&EnabledPlugin, BeforeHook)> {
        let hook = |plugin: &EnabledPlugin| plugin.hooks.before.get(&moment).copied();
        self.plugins.iter().filter_map(|plugin| Some((plugin, hook(plugin)?))).collect()
    }

    /// Those that have to be asked before a moment and can't be, since they aren't loaded.
    pub(super) fn unasked_before(&self, moment: Moment) -> impl Iterator<Item = &MissingPlugin> {
        let is_closed = |hook: &BeforeHook| hook.failure == FailureMode::Closed;
        self.missing.iter().filter(move |plugin| plugin.hooks.before.get(&moment).is_some_and(is_closed))
    }

    /// Whether one that hears of what happened isn't loaded: it is told later.
    pub(super) fn misses_a_listener(&self) -> bool {
        self.missing.iter().any(|plugin| plugin.hooks.after.is_some())
    }

    /// All of them that can be called.
    pub fn iter(&self) -> impl Iterator<Item = &EnabledPlugin> {
        self.plugins.iter()
    }

    /// The plugins with an after-hook.
    pub(super) fn hooks_after(&self) -> Vec<(&EnabledPlugin, &AfterHook)> {
        self.iter().filter_map(|plugin| Some((plugin, plugin.hooks.after.as_ref()?))).collect()
    }
}
