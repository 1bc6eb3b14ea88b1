//! Idle subscribers: what each keeps in the server's memory while nothing happens.

use std::time::Duration;

use super::args::GenerateArgs;
use crate::outcome::Outcome;
use crate::process::resident_kib;

/// Conversations the subscribers are spread over.
const CONVERSATIONS: usize = 50;
/// Sockets opened before memory is read for the first time, so that what a server makes once isn't counted.
const WARM_SOCKETS: usize = 50;
/// Time for the server to come to rest before memory is read.
const SETTLE: Duration = Duration::from_millis(500);

/// Runs it. The figure: resident KiB per subscriber.
pub fn run(args: &GenerateArgs) -> anyhow::Result<Outcome> {
    let parties = args.parties(CONVERSATIONS)?;
    let mut sockets = Vec::with_capacity(args.idle + WARM_SOCKETS);
    for number in 0..WARM_SOCKETS {
        sockets.push(parties[number % parties.len()][1].open(args.address, true)?);
    }
    std::thread::sleep(SETTLE);
    let before_kib = resident_kib(args.pid)?;
    for number in 0..args.idle {
        sockets.push(parties[number % parties.len()][1].open(args.address, true)?);
    }
    std::thread::sleep(SETTLE);
    let after_kib = resident_kib(args.pid)?;
    let mut outcome = Outcome::default();
    outcome.set("kib_per_subscriber", (after_kib - before_kib) / args.idle as f64);
    outcome.set("subscribers", args.idle as f64);
    outcome.set("resident_mib", after_kib / 1024.0);
    Ok(outcome)
}
