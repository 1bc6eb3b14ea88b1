//! The fan-out: one party writes, very many subscribers of the conversation read.

use std::time::{Duration, Instant};

use anyhow::{Context, bail, ensure};

use super::args::GenerateArgs;
use super::dialect::Heard;
use super::poller::{Poller, TICK};
use super::template::Template;
use super::websocket::WebSocket;
use super::window::{Moment, WarmUp, set_latencies};
use crate::outcome::Outcome;

/// After a run everything sent must have come within this time.
const DRAIN_TIME_MAX: Duration = Duration::from_secs(10);

struct Audience {
    /// Subscribers, each with the number of the event it waits for.
    members: Vec<(WebSocket, u64)>,
    writer: WebSocket,
    template: Template,
    /// When each event was sent, by its number.
    sent_at: Vec<Instant>,
    delivered: u64,
}

/// Runs it. Figures: deliveries a second, processor time per delivery, latency of all deliveries.
pub fn run(args: &GenerateArgs) -> anyhow::Result<Outcome> {
    let mut poller = Poller::new()?;
    let parties = args.parties(1)?;
    let [writer, reader] = parties.first().context("no conversation")?;
    let dialect = reader.dialect;
    let mut members = Vec::with_capacity(args.subscribers);
    for number in 0..args.subscribers {
        let socket = reader.open(args.address, true)?;
        socket.set_nonblocking()?;
        poller.add(&socket, number)?;
        members.push((socket, 0));
    }
    let template = writer.template(0);
    let writer = writer.open(args.address, false)?;
    writer.set_nonblocking()?;
    poller.add(&writer, args.subscribers)?;
    let mut audience = Audience { members, writer, template, sent_at: Vec::new(), delivered: 0 };

    poller.stay_awake();
    poller.tick_every(Duration::from_secs(1) / args.events)?;
    let mut warm_up = WarmUp::begin(args.pid, args.warm(), 0)?;
    let (mut first, mut last): (Option<Moment>, Option<Moment>) = (None, None);
    let (mut ready, mut latencies_us) = (Vec::new(), Vec::new());
    loop {
        poller.wait(&mut ready)?;
        for &number in &ready {
            if number == TICK {
                // Clocks are read between two events, when the last one has long been delivered.
                let now = Instant::now();
                match &first {
                    None => first = warm_up.end(now, audience.delivered)?,
                    Some(first) if last.is_none() && now >= first.at() + args.run() => {
                        last = Some(Moment::now(args.pid, audience.delivered)?);
                    }
                    Some(_) => {}
                }
                if last.is_none() {
                    audience.send()?;
                }
            } else {
                audience.read(
                    number as usize,
                    |payload| dialect.hear(payload),
                    |latency| {
                        if first.is_some() && last.is_none() {
                            latencies_us.push(latency.as_secs_f64() * 1e6);
                        }
                    },
                )?;
            }
        }
        let expected = (audience.sent_at.len() * audience.members.len()) as u64;
        if last.is_some() && audience.delivered == expected {
            break;
        }
        if last.as_ref().is_some_and(|last| last.at().elapsed() > DRAIN_TIME_MAX) {
            bail!("after {DRAIN_TIME_MAX:?} {} of {expected} deliveries came", audience.delivered);
        }
    }
    let (first, last) = (first.context("the window never opened")?, last.context("the window never closed")?);
    let mut outcome = first.until(&last, "deliveries", "delivery");
    warm_up.tell(&mut outcome);
    set_latencies(&mut outcome, &mut latencies_us);
    Ok(outcome)
}

impl Audience {
    fn send(&mut self) -> anyhow::Result<()> {
        let frame = self.template.stamp(self.sent_at.len() as u64);
        self.sent_at.push(Instant::now());
        self.writer.send_frame(frame)
    }

    fn read(
        &mut self,
        number: usize,
        hear: impl Fn(&[u8]) -> anyhow::Result<Heard>,
        mut delivered: impl FnMut(Duration),
    ) -> anyhow::Result<()> {
        let Some((socket, awaited)) = self.members.get_mut(number) else {
            // The writer's own socket: answers, which must be good ones.
            self.writer.read()?;
            while let Some(range) = self.writer.pop()? {
                hear(self.writer.payload(range))?;
            }
            return Ok(());
        };
        socket.read()?;
        while let Some(range) = socket.pop()? {
            if let Heard::Message { number: event, .. } = hear(socket.payload(range))? {
                ensure!(event == *awaited, "subscriber {number}: event {event} came instead of {awaited}");
                *awaited += 1;
                self.delivered += 1;
                let sent_at = self.sent_at.get(event as usize).context("an event came that wasn't sent")?;
                delivered(sent_at.elapsed());
            }
        }
        Ok(())
    }
}
