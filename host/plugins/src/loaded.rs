//! A compiled package, ready to be called.

use std::{fmt, sync::Arc, time::Duration};

use vuoro_package::{Export, Manifest, Package};
use wasmtime::component::{Component, Linker};

use crate::{
    Digest, LoadError, PluginId,
    bindings::{with_alarms, with_erasures, with_fields, with_hooks, with_panels},
    limits::{CallLimits, Kind},
    state::State,
};

/// A package's code and manifest.
pub struct Loaded {
    /// The package.
    pub digest: Digest,
    /// The plugin's id.
    pub plugin: PluginId,
    /// Its manifest.
    pub manifest: Arc<Manifest>,
    /// Its SDL fragment; empty when it has none.
    pub sdl: Arc<str>,
    /// What its compiled code takes in memory.
    pub code_bytes: usize,
    pub(crate) exports: Exports,
}

/// The plugin's exports, ready to be instantiated.
pub(crate) struct Exports {
    pub(crate) hooks: Option<with_hooks::WithHooksPre<State>>,
    pub(crate) fields: Option<with_fields::WithFieldsPre<State>>,
    pub(crate) panels: Option<with_panels::WithPanelsPre<State>>,
    pub(crate) alarms: Option<with_alarms::WithAlarmsPre<State>>,
    pub(crate) erasures: Option<with_erasures::WithErasuresPre<State>>,
}

impl Loaded {
    pub(crate) fn new(package: Package, exports: Exports, code_bytes: usize) -> Self {
        Self {
            digest: package.digest,
            plugin: PluginId::new(&package.manifest.id),
            manifest: package.manifest,
            sdl: package.sdl,
            code_bytes,
            exports,
        }
    }

    /// The limits of this kind of call: the host's, or the manifest's where they are lower.
    pub fn limits(&self, kind: Kind) -> CallLimits {
        let mut limits = kind.limits();
        if let Some(cpu_ms) = self.manifest.limits.cpu_ms {
            limits.cpu = limits.cpu.min(Duration::from_millis(cpu_ms.into()));
        }
        if let Some(memory_kib) = self.manifest.limits.memory_kib {
            let bytes = usize::try_from(memory_kib).unwrap_or(usize::MAX).saturating_mul(1024);
            limits.memory_bytes = limits.memory_bytes.min(bytes);
        }
        limits
    }
}

impl fmt::Debug for Loaded {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} {} ({})", self.plugin, self.manifest.version, self.digest)
    }
}

impl Exports {
    /// Prepares a package's exports. Exports that don't match the contract don't fit.
    pub(crate) fn new(linker: &Linker<State>, component: &Component, package: &Package) -> Result<Self, LoadError> {
        let unfit = |error: wasmtime::Error| LoadError::Unfit(format!("{error:#}"));
        let pre = linker.instantiate_pre(component).map_err(unfit)?;
        let pre_of = |export: Export| package.exports.contains(&export).then(|| pre.clone());
        Ok(Self {
            hooks: pre_of(Export::Hooks).map(with_hooks::WithHooksPre::new).transpose().map_err(unfit)?,
            fields: pre_of(Export::Fields).map(with_fields::WithFieldsPre::new).transpose().map_err(unfit)?,
            panels: pre_of(Export::Panels).map(with_panels::WithPanelsPre::new).transpose().map_err(unfit)?,
            erasures: pre_of(Export::Erasures).map(with_erasures::WithErasuresPre::new).transpose().map_err(unfit)?,
            alarms: pre_of(Export::Alarms).map(with_alarms::WithAlarmsPre::new).transpose().map_err(unfit)?,
        })
    }
}
