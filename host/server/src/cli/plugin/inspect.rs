//! `vuoro plugin inspect`.

use serde_json::{Map, Value, json};
use vuoro_package::Package;

/// Prints a package's manifest.
pub(super) fn inspect(package: &Package) -> anyhow::Result<()> {
    say!("{:#}", described(package))
}

fn described(package: &Package) -> Value {
    let manifest = &package.manifest;
    let permissions = manifest.permissions.iter().map(|(name, reason)| (name.to_string(), reason.en.clone().into()));
    let before = manifest.hooks.before.keys().map(|moment| moment.as_str());
    let panels = manifest.panels.iter().map(|panel| panel.slot.as_str());
    json!({
        "id": manifest.id,
        "version": manifest.version.to_string(),
        "api": manifest.api,
        "digest": package.digest.to_string(),
        "bytes": package.bytes.len(),
        "name": manifest.name,
        "description": manifest.description,
        "permissions": permissions.collect::<Map<_, _>>(),
        "exports": package.exports.iter().map(|export| export.as_str()).collect::<Vec<_>>(),
        "before": before.collect::<Vec<_>>(),
        "after": manifest.hooks.after.as_ref().map(|after| &after.kinds),
        "panels": panels.collect::<Vec<_>>(),
        "schema": &*package.sdl,
    })
}
