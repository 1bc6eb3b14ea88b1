//! The open loop: messages at a steady rate over all conversations, whether or not earlier ones have come.

use std::time::{Duration, Instant};

use super::args::GenerateArgs;
use super::chat::Chat;
use super::poller::{Poller, TICK};
use super::window::{Moment, WarmUp, set_latencies};
use crate::outcome::Outcome;

/// A message sent so much later than planned, at the 99th percentile, was not at a steady rate.
const LATE_US_MAX: f64 = 1000.0;

/// Runs it. Figures: latency from send to the other party's receipt, processor time per message.
pub fn run(args: &GenerateArgs) -> anyhow::Result<Outcome> {
    let mut poller = Poller::new()?;
    let mut chat = Chat::open(args, &poller)?;
    let period = Duration::from_secs(1) / args.rate;
    poller.tick_every(period)?;
    let start = Instant::now();
    let mut warm_up = WarmUp::begin(args.pid, args.warm(), chat.received())?;
    let mut first: Option<Moment> = None;
    let (mut ready, mut receipts) = (Vec::new(), Vec::new());
    let (mut latencies_us, mut late_us) = (Vec::new(), Vec::new());
    let mut sent = 0_u32;
    let (first, last) = loop {
        poller.wait(&mut ready)?;
        for &number in &ready {
            if number == TICK {
                while let planned = start + period * sent
                    && let Some(late) = Instant::now().checked_duration_since(planned)
                {
                    let count = chat.len();
                    chat.send(sent as usize % count, sent as usize / count % 2)?;
                    late_us.push(late.as_secs_f64() * 1e6);
                    sent += 1;
                }
                continue;
            }
            chat.read(number, &mut receipts)?;
            let window_opens = first.as_ref().map(Moment::at);
            let is_measured = |sent_at| window_opens.is_some_and(|opens| sent_at >= opens);
            for receipt in receipts.drain(..).filter(|receipt| is_measured(receipt.sent_at)) {
                latencies_us.push(receipt.at.duration_since(receipt.sent_at).as_secs_f64() * 1e6);
            }
        }
        let now = Instant::now();
        first = match first {
            None => warm_up.end(now, chat.received())?,
            Some(first) if now >= first.at() + args.run() => break (first, Moment::now(args.pid, chat.received())?),
            first => first,
        };
    };
    chat.drain(&mut poller)?;
    let mut outcome = first.until(&last, "messages", "message");
    warm_up.tell(&mut outcome);
    let mut late = Outcome::default();
    set_latencies(&mut late, &mut late_us);
    if let Some(late) = late.figures.get("p99_us").filter(|late| **late > LATE_US_MAX) {
        outcome.warnings.push(format!("messages were sent up to {late:.0} us later than planned (p99)"));
    }
    set_latencies(&mut outcome, &mut latencies_us);
    Ok(outcome)
}
