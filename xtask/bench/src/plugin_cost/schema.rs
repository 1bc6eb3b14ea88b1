//! Composing an organisation's schema with six plugins, and how often a list asks a plugin for a field of its rows.

use std::time::Instant;

use anyhow::{anyhow, ensure};
use vuoro_graphql::Graphql;
use vuoro_plugins::PluginId;

use super::args::InsideArgs;
use super::packages;
use super::server::{self, INTROSPECTION, Server};
use crate::median::median;
use crate::outcome::Outcome;

/// Times that the schema is composed.
const COMPOSED: usize = 15;
/// Rows of the list.
const ROWS: usize = 50;

/// Runs it. Figures: milliseconds of composing, calls of the guest for a list.
pub fn run(args: &InsideArgs) -> anyhow::Result<Outcome> {
    let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(1).enable_all().build()?;
    runtime.block_on(measure(args))
}

async fn measure(args: &InsideArgs) -> anyhow::Result<Outcome> {
    let mut packages = packages::six(&args.bundled, &args.guests)?;
    let echo = packages::guest(&args.guests, "echo")?;
    packages.push(echo.clone());
    let server = Server::start(&args.data, packages.clone()).await?;
    let graphql = Graphql::new(server.domain.clone(), INTROSPECTION)?;
    let six = server.organisation("bench", &packages[..6]).await?;
    let mut outcome = Outcome::default();

    // Read from the database beforehand: composing alone is measured.
    server.domain.plugin_set(six).await.map_err(|error| anyhow!("{error:?}"))?;
    let mut composed_ms = Vec::new();
    for _ in 0..COMPOSED {
        // Fresh, for a composed schema is kept.
        let graphql = Graphql::new(server.domain.clone(), INTROSPECTION)?;
        let start = Instant::now();
        let endpoint = graphql.organisation(six).await.map_err(|error| anyhow!("{error:?}"))?;
        composed_ms.push(start.elapsed().as_secs_f64() * 1e3);
        drop(endpoint);
    }
    outcome.set("compose_ms", median(&mut composed_ms));

    let rows = server.organisation("rows", &[echo]).await?;
    let owner = server.owner(rows).await?;
    server.customers(&owner, ROWS).await?;
    let record = server.floor.record(rows, &PluginId::new("echo"));
    let before = record.counts();
    let query = format!("{{ conversations(list: ALL, first: {ROWS}) {{ nodes {{ id echoed }} }} }}");
    let data = server::ask(&graphql, owner, &query).await?;
    let nodes = data["conversations"]["nodes"].as_array().map_or(&[][..], Vec::as_slice);
    ensure!(nodes.len() == ROWS, "{} rows came and not {ROWS}", nodes.len());
    ensure!(nodes.iter().all(|node| node["id"] == node["echoed"]), "the guest answered something else: {data}");
    let after = record.counts();
    let calls = |counts: vuoro_plugins::Counts| counts.done + counts.refused + counts.failed;
    outcome.set("calls_per_list", (calls(after) - calls(before)) as f64);
    Ok(outcome)
}
