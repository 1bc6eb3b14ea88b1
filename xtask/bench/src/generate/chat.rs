//! Conversations of two sockets each, counting what was sent, answered and received.

use std::collections::VecDeque;
use std::time::{Duration, Instant};

use anyhow::{Context, bail, ensure};

use super::args::GenerateArgs;
use super::dialect::{Dialect, Heard, Party};
use super::poller::Poller;
use super::template::Template;
use super::websocket::WebSocket;

/// After a run, everything sent must arrive within this time.
const DRAIN_TIME_MAX: Duration = Duration::from_secs(10);

struct Side {
    socket: WebSocket,
    template: Template,
    sent: u64,
    answered: u64,
    /// Messages received, by the side that sent them; a server may or may not send a sender its own.
    received: [u64; 2],
    /// When each message was sent that the other side hasn't received yet.
    on_the_way: VecDeque<Instant>,
}

/// A message that the other party received.
pub struct Receipt {
    /// Its conversation.
    pub conversation: usize,
    /// The side that received it.
    pub side: usize,
    /// When it was sent.
    pub sent_at: Instant,
    /// When it was received.
    pub at: Instant,
}

/// All conversations of a run.
pub struct Chat {
    dialect: Dialect,
    conversations: Vec<[Side; 2]>,
    received: u64,
}

impl Chat {
    /// Opens both sockets of every conversation and hands them to `poller`.
    pub fn open(args: &GenerateArgs, poller: &Poller) -> anyhow::Result<Self> {
        let parties = args.parties(args.conversations)?;
        let dialect = parties.first().context("no conversations")?[0].dialect;
        let mut conversations = Vec::with_capacity(parties.len());
        for (number, pair) in parties.iter().enumerate() {
            let open = |side: usize, party: &Party| -> anyhow::Result<Side> {
                let socket = party.open(args.address, true)?;
                socket.set_nonblocking()?;
                poller.add(&socket, number * 2 + side)?;
                let template = party.template(side);
                Ok(Side { socket, template, sent: 0, answered: 0, received: [0; 2], on_the_way: VecDeque::new() })
            };
            conversations.push([open(0, &pair[0])?, open(1, &pair[1])?]);
        }
        Ok(Self { dialect, conversations, received: 0 })
    }

    /// How many conversations there are.
    pub fn len(&self) -> usize {
        self.conversations.len()
    }

    /// Messages received by the other party, so far.
    pub fn received(&self) -> u64 {
        self.received
    }

    /// Sends the next message of a side.
    pub fn send(&mut self, conversation: usize, side: usize) -> anyhow::Result<()> {
        let from = &mut self.conversations[conversation][side];
        let frame = from.template.stamp(from.sent);
        from.sent += 1;
        from.on_the_way.push_back(Instant::now());
        from.socket.send_frame(frame)
    }

    /// Reads a socket by its number and adds the messages that came from the other side to `receipts`.
    pub fn read(&mut self, number: u64, receipts: &mut Vec<Receipt>) -> anyhow::Result<()> {
        let (conversation, side) = ((number / 2) as usize, (number % 2) as usize);
        let pair = &mut self.conversations[conversation];
        pair[side].socket.read()?;
        while let Some(range) = pair[side].socket.pop()? {
            let here = &mut pair[side];
            match self.dialect.hear(here.socket.payload(range))? {
                Heard::Message { side: from, number } => {
                    let expected = here.received[from];
                    ensure!(
                        number == expected,
                        "conversation {conversation}: message {number} of side {from} came instead of {expected}"
                    );
                    here.received[from] += 1;
                    if from != side {
                        let sent_at = pair[from].on_the_way.pop_front().context("a message came that wasn't sent")?;
                        self.received += 1;
                        receipts.push(Receipt { conversation, side, sent_at, at: Instant::now() });
                    }
                }
                Heard::Sent => here.answered += 1,
                Heard::Other => {}
            }
        }
        Ok(())
    }

    /// Waits until everything sent has been received once and answered; fails when that takes too long.
    pub fn drain(&mut self, poller: &mut Poller) -> anyhow::Result<()> {
        let start = Instant::now();
        let (mut ready, mut receipts) = (Vec::new(), Vec::new());
        while let Some(missing) = self.missing() {
            if start.elapsed() > DRAIN_TIME_MAX {
                bail!("after {DRAIN_TIME_MAX:?} {missing}");
            }
            poller.wait(&mut ready)?;
            for &number in ready.iter().filter(|number| **number != super::poller::TICK) {
                self.read(number, &mut receipts)?;
            }
        }
        Ok(())
    }

    fn missing(&self) -> Option<String> {
        self.conversations.iter().enumerate().find_map(|(conversation, pair)| {
            (0..2).find_map(|side| {
                let (from, to) = (&pair[side], &pair[1 - side]);
                let received = to.received[side];
                if received != from.sent {
                    return Some(format!("{received} of {} messages of conversation {conversation} came", from.sent));
                }
                let unanswered = self.dialect == Dialect::Graphql && from.answered != from.sent;
                unanswered.then(|| format!("{} of {} mutations were answered", from.answered, from.sent))
            })
        })
    }
}
