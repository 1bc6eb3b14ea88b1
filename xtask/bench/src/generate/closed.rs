//! The closed loop: the receiver of a message sends the next one, so that each conversation has one in flight.

use std::time::Instant;

use super::args::GenerateArgs;
use super::chat::Chat;
use super::poller::Poller;
use super::window::{Moment, WarmUp, doubt_busy_generator, set_latencies};
use crate::outcome::Outcome;

/// Runs it. Figures: messages a second, processor time per message, latency.
pub fn run(args: &GenerateArgs) -> anyhow::Result<Outcome> {
    let mut poller = Poller::new()?;
    let mut chat = Chat::open(args, &poller)?;
    for conversation in 0..chat.len() {
        chat.send(conversation, conversation % 2)?;
    }
    let mut warm_up = WarmUp::begin(args.pid, args.warm(), chat.received())?;
    let mut first: Option<Moment> = None;
    let (mut ready, mut receipts, mut latencies_us) = (Vec::new(), Vec::new(), Vec::new());
    let (first, last) = loop {
        poller.wait(&mut ready)?;
        for &number in &ready {
            chat.read(number, &mut receipts)?;
            for receipt in receipts.drain(..) {
                if first.is_some() {
                    latencies_us.push(receipt.at.duration_since(receipt.sent_at).as_secs_f64() * 1e6);
                }
                chat.send(receipt.conversation, receipt.side)?;
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
    doubt_busy_generator(&mut outcome);
    set_latencies(&mut outcome, &mut latencies_us);
    Ok(outcome)
}
