//! Measures a fresh plugin of extism: instantiated from compiled code, called once, dropped. Takes the guest's file,
//! its input, and how many blocks of how many calls to time; prints the middle block's nanoseconds for each call.

use std::time::Instant;

use anyhow::ensure;
use extism::{CompiledPlugin, Manifest, Plugin, PluginBuilder, Wasm};

fn main() -> anyhow::Result<()> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let [guest, input, blocks, calls] = arguments.as_slice() else {
        anyhow::bail!("takes the guest's file, its input, the number of blocks and of calls in each");
    };
    let (blocks, calls): (usize, u32) = (blocks.parse()?, calls.parse()?);
    ensure!(blocks > 0 && calls > 0, "nothing is measured without blocks and calls");
    // Bytes: reading files is a feature of its own, which brings all that is for fetching them too.
    let manifest = Manifest::new([Wasm::data(std::fs::read(guest)?)]);
    let compiled = CompiledPlugin::new(PluginBuilder::new(manifest).with_wasi(false))?;
    let request: serde_json::Value = serde_json::from_str(input)?;
    let wanted = serde_json::to_string(&[&request["arguments"]["value"]])?;
    let mut means_ns = Vec::with_capacity(blocks);
    // The first block warms up the caches and doesn't count.
    for block in 0..=blocks {
        let start = Instant::now();
        for _ in 0..calls {
            let mut plugin = Plugin::new_from_compiled(&compiled)?;
            let answer: &str = plugin.call("resolve", input.as_str())?;
            ensure!(answer == wanted, "the guest answered {answer} and not {wanted}");
        }
        if block > 0 {
            means_ns.push(start.elapsed().as_nanos() / u128::from(calls));
        }
    }
    means_ns.sort_unstable();
    println!("{}", means_ns[blocks / 2]);
    Ok(())
}
