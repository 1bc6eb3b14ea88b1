//! GraphQL over HTTP/1.1 with kept connections: a closed loop to measure.

use std::time::Instant;

use anyhow::{bail, ensure};
use serde_json::json;

use super::args::GenerateArgs;
use super::poller::Poller;
use super::post::{Request, answer_bytes, call};
use super::window::{Moment, WarmUp, doubt_busy_generator};
use super::wire::Wire;
use crate::outcome::Outcome;
use crate::vuoro;

/// Runs the closed loop: each connection asks again when it has its answer. Figures: requests a second, processor
/// time per request.
pub fn run(args: &GenerateArgs, query: &str) -> anyhow::Result<Outcome> {
    let token = vuoro::sign_in(args.address)?;
    let request = Request { path: vuoro::ORGANISATION_PATH, token: Some(&token), query, variables: json!({}) };
    // Proves that the answer is a good one; the loop then only looks at status and errors.
    let sample = call(args.address, &request)?;
    ensure!(!sample.is_null(), "{query} has no data");
    let bytes = request.bytes(args.address);
    let mut poller = Poller::new()?;
    let mut wires = Vec::with_capacity(args.connections);
    for number in 0..args.connections {
        let mut wire = Wire::connect(args.address)?;
        wire.set_nonblocking()?;
        poller.add(&wire, number)?;
        wire.write(&bytes)?;
        wires.push(wire);
    }
    let mut warm_up = WarmUp::begin(args.pid, args.warm(), 0)?;
    let mut first: Option<Moment> = None;
    let mut ready = Vec::new();
    let mut answers = 0;
    let (first, last) = loop {
        poller.wait(&mut ready)?;
        for &number in &ready {
            let wire = &mut wires[number as usize];
            wire.read()?;
            let Some(length) = answer_bytes(wire.unread())? else {
                continue;
            };
            let begin = wire.consume(length.head + length.body) + length.head;
            let body = wire.at(begin..begin + length.body);
            if memchr::memmem::find(body, br#""errors""#).is_some() {
                bail!("the server says {}", String::from_utf8_lossy(body));
            }
            answers += 1;
            wire.write(&bytes)?;
        }
        let now = Instant::now();
        first = match first {
            None => warm_up.end(now, answers)?,
            Some(first) if now >= first.at() + args.run() => break (first, Moment::now(args.pid, answers)?),
            first => first,
        };
    };
    let mut outcome = first.until(&last, "requests", "request");
    warm_up.tell(&mut outcome);
    doubt_busy_generator(&mut outcome);
    Ok(outcome)
}
