//! What runs plugins in this server, and the packages that it carries inside.

use anyhow::Context;
use rust_embed::RustEmbed;
use vuoro_domain::PluginSetup;
use vuoro_kernel::Clock;
use vuoro_package::{Package, Permission};
use vuoro_plugins::{Config as FloorConfig, Plugins};

use crate::Config;

/// What `cargo xtask plugins` builds of `plugins/`.
#[derive(RustEmbed)]
#[folder = "../../plugins/dist"]
#[allow_missing = true]
struct Bundled;

/// What this server has a hand for.
fn is_served(permission: Permission) -> bool {
    permission != Permission::Http
}

/// Starts what runs plugins; none when the configuration says so.
///
/// # Errors
/// When the system gives no thread, folder or room for them, or a bundled package is broken.
pub fn setup(config: &Config, clock: Clock) -> anyhow::Result<Option<PluginSetup>> {
    if !config.plugins.enabled {
        return Ok(None);
    }
    let threads = match config.plugins.threads {
        0 => std::thread::available_parallelism().map_or(1, |cores| cores.get().div_ceil(2)),
        threads => threads,
    };
    let floor = Plugins::start(FloorConfig {
        cache: config.data.join("plugin-cache"),
        ceiling: Permission::ALL.iter().copied().filter(|permission| is_served(*permission)).collect(),
        threads,
        clock,
    });
    Ok(Some(PluginSetup { floor: floor.context("plugins can't be run")?, bundled: bundled()? }))
}

/// The packages inside. A broken one is a broken build: the server doesn't start.
fn bundled() -> anyhow::Result<Vec<Package>> {
    let read = |name: std::borrow::Cow<'static, str>| {
        let file = Bundled::get(&name).with_context(|| format!("the bundled plugin {name} is gone"))?;
        Package::read(file.data.into_owned()).with_context(|| format!("the bundled plugin {name} is broken"))
    };
    Bundled::iter().filter(|name| name.ends_with(".wasm")).map(read).collect()
}
