//! A thousand organisations with the same six plugins: what one of them takes.

use anyhow::anyhow;
use vuoro_graphql::Graphql;

use super::args::InsideArgs;
use super::packages;
use super::server::{INTROSPECTION, Server};
use crate::outcome::Outcome;
use crate::process::resident_kib;

/// Organisations that are measured.
const ORGANISATIONS: usize = 1_000;
/// Organisations before, so that what the first ones alone take isn't counted.
const BEFORE: usize = 20;

/// Runs it. Figure: KiB an organisation; much less than the compiled code of six plugins, since that is shared.
pub fn run(args: &InsideArgs) -> anyhow::Result<Outcome> {
    let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build()?;
    runtime.block_on(measure(args))
}

async fn measure(args: &InsideArgs) -> anyhow::Result<Outcome> {
    let packages = packages::six(&args.bundled, &args.guests)?;
    let server = Server::start(&args.data, packages.clone()).await?;
    let graphql = Graphql::new(server.domain.clone(), INTROSPECTION)?;
    let serve = async |number: usize| -> anyhow::Result<()> {
        let organisation = server.organisation(&format!("bench-{number}"), &packages).await?;
        // As after its first request: its plugins are loaded and its endpoint is composed.
        graphql.organisation(organisation).await.map_err(|error| anyhow!("{error:?}"))?;
        Ok(())
    };
    for number in 0..BEFORE {
        serve(number).await?;
    }
    let before_kib = resident_kib(std::process::id())?;
    for number in BEFORE..BEFORE + ORGANISATIONS {
        serve(number).await?;
    }
    let after_kib = resident_kib(std::process::id())?;
    let mut outcome = Outcome::default();
    outcome.set("organisation_kib", (after_kib - before_kib) / ORGANISATIONS as f64);
    Ok(outcome)
}
