//! A fresh instance, one call that reads and writes JSON, and the instance's end: through this product's floor, by wasmtime alone,
//! and by extism.

use std::collections::BTreeSet;
use std::process::Command;
use std::sync::Arc;
use std::time::Instant;

use anyhow::{Context as _, anyhow, ensure};
use serde_json::{Value, json};
use vuoro_kernel::{Clock, OrganisationId};
use vuoro_plugins::testing::MemoryHost;
use vuoro_plugins::{Actor, Checker, Config, Context, Delegate, FieldRequest, Loaded, Package, Plugins, Target, bench};

use super::args::{InsideArgs, PluginsArgs};
use super::packages;
use super::raw::Raw;
use crate::median::median;
use crate::outcome::Outcome;
use crate::process::own_cpu_seconds;

/// Blocks of calls of each side, in turns; the middle block counts.
const BLOCKS: usize = 21;
/// Calls of a block.
const CALLS: u32 = 400;
/// Calls whose whole way is measured.
const WHOLE_CALLS: u32 = 4_000;

/// The floor with one guest.
pub struct Floor {
    /// The floor.
    pub plugins: Plugins,
    /// The delegate that the guest's calls reach.
    pub delegate: Arc<dyn Delegate>,
    loaded: Arc<Loaded>,
}

impl Floor {
    /// Starts it as the server does, with code in `folder`.
    pub async fn start(folder: &std::path::Path, threads: usize, package: Package) -> anyhow::Result<Self> {
        let config = Config {
            cache: folder.join("plugin-cache"),
            ceiling: BTreeSet::new(),
            threads,
            clock: Clock::system(),
            allowed_networks: Vec::new(),
            root_certificates: Vec::new(),
            checker: Checker::InProcess,
        };
        let plugins = Plugins::start(config)?;
        let loaded = plugins.load(package).await?;
        Ok(Self { plugins, delegate: MemoryHost::new().delegate(), loaded })
    }

    /// The guest in an organisation that nobody has heard of.
    pub fn somewhere(&self) -> Target {
        Target {
            organisation: OrganisationId::new(),
            loaded: self.loaded.clone(),
            granted: Arc::default(),
            settings: "{}".into(),
        }
    }
}

/// What is asked: an object of some size, given back.
pub fn request() -> FieldRequest {
    let line = |n: usize| json!({ "id": format!("conv_{n:032x}"), "text": "Kiitos, katson asian.", "count": n, "tags": ["a", "b"] });
    let value = json!({ "lines": (0..3).map(line).collect::<Vec<_>>() });
    FieldRequest {
        parent_type: "Query".to_owned(),
        field: "echo".to_owned(),
        arguments: json!({ "value": value }),
        parents: vec![Value::Null],
    }
}

/// Runs it. Figures: microseconds of one fresh call, here and by wasmtime alone; of a whole call through the floor.
pub fn run(args: &InsideArgs) -> anyhow::Result<Outcome> {
    let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(1).enable_all().build()?;
    let package = packages::guest(&args.guests, "echo")?;
    let raw = Raw::new(&package.bytes, &request()).map_err(told)?;
    let floor = runtime.block_on(Floor::start(&args.data, 1, package))?;
    let mut outcome = Outcome::default();

    let (target, request) = (floor.somewhere(), request());
    let (mut here_us, mut raw_us) = (Vec::new(), Vec::new());
    // The first turn warms the pools up and doesn't count.
    for turn in 0..=BLOCKS {
        let start = Instant::now();
        runtime.block_on(async {
            for _ in 0..CALLS {
                let values = bench::resolve_here(&floor.plugins, &floor.delegate, &target, &request).await;
                ensure!(values == Ok(1), "the guest failed: {values:?}");
            }
            Ok(())
        })?;
        let here = start.elapsed();
        let start = Instant::now();
        for _ in 0..CALLS {
            ensure!(raw.call().map_err(told)? == 1, "the guest gave another number of values");
        }
        if turn > 0 {
            here_us.push(here.as_secs_f64() * 1e6 / f64::from(CALLS));
            raw_us.push(start.elapsed().as_secs_f64() * 1e6 / f64::from(CALLS));
        }
    }
    outcome.set("instance_us", median(&mut here_us));
    outcome.set("instance_raw_us", median(&mut raw_us));

    let (cpu_s, start) = (own_cpu_seconds()?, Instant::now());
    runtime.block_on(async {
        let context = Context::new(Actor::System, "en");
        for _ in 0..WHOLE_CALLS {
            let values = floor.plugins.resolve(&floor.delegate, &target, &context, &request).await;
            ensure!(values.as_ref().is_ok_and(|values| values.len() == 1), "the guest failed: {values:?}");
        }
        Ok(())
    })?;
    let calls = f64::from(WHOLE_CALLS);
    outcome.set("whole_call_us", start.elapsed().as_secs_f64() * 1e6 / calls);
    outcome.set("whole_call_cpu_us", (own_cpu_seconds()? - cpu_s) * 1e6 / calls);
    Ok(outcome)
}

fn told(error: wasmtime::Error) -> anyhow::Error {
    anyhow!("{error:#}")
}

/// The same by extism, in its own process. Figure: microseconds of one fresh call.
pub fn extism(args: &PluginsArgs) -> anyhow::Result<Outcome> {
    let (Some(host), Some(guest)) = (&args.extism, &args.extism_guest) else {
        return Err(anyhow!("--extism and --extism-guest belong together"));
    };
    let request = request();
    let input = json!({ "arguments": request.arguments, "parents": request.parents });
    let output = Command::new(host)
        .arg(guest)
        .args([input.to_string(), BLOCKS.to_string(), CALLS.to_string()])
        .output()
        .with_context(|| format!("{} can't be started", host.display()))?;
    ensure!(output.status.success(), "extism failed: {}", String::from_utf8_lossy(&output.stderr));
    let ns: f64 = String::from_utf8(output.stdout)?.trim().parse()?;
    let mut outcome = Outcome::default();
    outcome.set("extism_us", ns / 1e3);
    Ok(outcome)
}
