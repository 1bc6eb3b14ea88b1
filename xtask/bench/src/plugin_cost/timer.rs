//! A timer on the chat's runtime, beside guests that use up every processor they get.

use std::sync::Arc;
use std::time::{Duration, Instant};

use anyhow::ensure;
use vuoro_plugins::{Actor, CallError, Context};

use super::args::InsideArgs;
use super::instance::{Floor, request};
use super::packages;
use crate::median::median;
use crate::outcome::Outcome;

/// Guests that spin at once.
const GUESTS: usize = 8;
/// What the timer is set to.
const TIMER: Duration = Duration::from_millis(10);
/// How often it rings.
const RINGS: usize = 300;

/// Runs it. Figures: milliseconds until the timer rang, with and without guests.
pub fn run(args: &InsideArgs) -> anyhow::Result<Outcome> {
    // As `vuoro serve` is: the chat has a thread for each processor, the guests have half as many.
    let cores = std::thread::available_parallelism()?.get();
    let chat = tokio::runtime::Builder::new_multi_thread().enable_all().build()?;
    let package = packages::guest(&args.guests, "spinner")?;
    let floor = Arc::new(chat.block_on(Floor::start(&args.data, cores.div_ceil(2), package))?);
    let mut outcome = Outcome::default();
    chat.block_on(async {
        let mut alone = rings().await?;
        outcome.set("timer_alone_ms", median(&mut alone));
        let spinning: Vec<_> = (0..GUESTS).map(|_| tokio::spawn(spin(floor.clone()))).collect();
        let mut beside = rings().await?;
        let stopped = spinning.iter().filter(|guest| guest.is_finished()).count();
        spinning.iter().for_each(tokio::task::JoinHandle::abort);
        ensure!(stopped == 0, "{stopped} of {GUESTS} guests did not spin");
        outcome.set("timer_ms", median(&mut beside));
        // Sorted by now.
        outcome.set("timer_p98_ms", beside[beside.len() * 98 / 100]);
        outcome.set("timer_worst_ms", beside[beside.len() - 1]);
        Ok(())
    })?;
    Ok(outcome)
}

/// How long the timer took, each time; on a thread of the runtime, as the chat's own timers are.
async fn rings() -> anyhow::Result<Vec<f64>> {
    let ringing = tokio::spawn(async {
        let mut took_ms = Vec::with_capacity(RINGS);
        for _ in 0..RINGS {
            let start = Instant::now();
            tokio::time::sleep(TIMER).await;
            took_ms.push(start.elapsed().as_secs_f64() * 1e3);
        }
        took_ms
    });
    Ok(ringing.await?)
}

/// Calls the guest again and again, each time for another organisation: a breaker would let it rest.
async fn spin(floor: Arc<Floor>) {
    let (context, request) = (Context::new(Actor::System, "en"), request());
    loop {
        let answer = floor.plugins.resolve(&floor.delegate, &floor.somewhere(), &context, &request).await;
        // Stopped for its time, or turned away since the others take it: either way it is asked again.
        if !matches!(answer, Err(CallError::Failed(_) | CallError::Unavailable(_))) {
            return;
        }
    }
}
