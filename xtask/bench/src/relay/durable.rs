//! The durable relay: a message is answered and passed on after the commit that keeps it, never before.

use std::cell::RefCell;
use std::collections::HashMap;
use std::path::PathBuf;
use std::rc::Rc;

use anyhow::{Context, bail};
use tokio::net::TcpStream;
use tokio::task::spawn_local;
use tokio_tungstenite::accept_hdr_async_with_config;
use tokio_tungstenite::tungstenite::Utf8Bytes;
use tokio_tungstenite::tungstenite::handshake::server::{ErrorResponse, Request, Response};
use tokio_tungstenite::tungstenite::http::HeaderValue;

use super::connection::{Outbox, talk};
use super::hub::Hub;
use super::protocol::{self, Incoming};
use super::writer::{Batch, Job, Queue, Writer};

/// Options of the durable relay.
#[derive(clap::Args)]
pub struct DurableArgs {
    /// The folder of its database.
    #[arg(long)]
    data: PathBuf,
}

/// The way back to the socket a mutation came from; it crosses to the writer's thread.
struct Reply {
    connection: u64,
    operation: Box<str>,
}

/// A subscription: its id on its socket, and the way there.
struct Subscriber {
    operation: Box<str>,
    outbox: Rc<Outbox>,
}

struct Relay {
    connections: RefCell<HashMap<u64, Rc<Outbox>>>,
    conversations: Hub<Subscriber>,
    queue: Queue<Reply>,
}

/// Serves until killed.
pub fn run(args: &DurableArgs) -> anyhow::Result<()> {
    super::accept_forever(|| {
        let file = args.data.join("relay.sqlite");
        let writer = Writer::start(&file)?;
        super::checkpoint::start(&file)?;
        let relay = Rc::new(Relay { connections: RefCell::default(), conversations: Hub::new(), queue: Queue::new() });
        let keeper = relay.clone();
        spawn_local(async move {
            if let Err(error) = keep(&keeper, writer).await {
                eprintln!("durable relay: {error:#}");
                std::process::exit(1);
            }
        });
        Ok(move |stream| serve(stream, relay.clone()))
    })
}

/// Writes batch after batch, each answered before the next is taken. Handing the next one over while the last is
/// still being answered looks faster and isn't: it halves the batches, so that twice the fsyncs keep as many messages.
async fn keep(relay: &Relay, mut writer: Writer<Reply>) -> anyhow::Result<()> {
    loop {
        writer.write(relay.queue.take_some().await)?;
        relay.answer(writer.written().await?);
    }
}

impl Relay {
    /// Answers the mutations of a batch and sends its messages to their subscribers.
    fn answer(&self, batch: Batch<Reply>) {
        let connections = self.connections.borrow();
        for (job, seq) in batch.kept {
            let Reply { connection, operation } = job.reply;
            // A socket that is gone needs no answer.
            if let Some(outbox) = connections.get(&connection) {
                outbox.put(protocol::sent(&operation, seq).into());
                outbox.put(protocol::complete(&operation).into());
            }
            let tail = protocol::event_tail(seq, &batch.at, &job.text);
            self.conversations.others(&job.conversation, connection, |other| {
                other.outbox.put(protocol::event(&other.operation, &tail).into());
            });
        }
    }

    /// Takes one message of a client; remembers in `subscribed` which conversations it joined.
    fn hear(
        &self,
        text: &str,
        connection: u64,
        outbox: &Rc<Outbox>,
        subscribed: &mut Vec<Box<str>>,
    ) -> anyhow::Result<()> {
        let incoming: Incoming<'_> = serde_json::from_str(text).context("not a message of graphql-transport-ws")?;
        let variables = incoming.payload.variables;
        let operation = incoming.id.into();
        match incoming.kind.as_ref() {
            "subscribe" if incoming.payload.query.starts_with("mutation") => self.queue.add(Job {
                conversation: variables.conversation.into(),
                client: variables.client.into(),
                text: variables.text.into(),
                reply: Reply { connection, operation },
            }),
            "subscribe" => {
                let subscriber = Subscriber { operation, outbox: outbox.clone() };
                self.conversations.join(&variables.conversation, connection, subscriber);
                subscribed.push(variables.conversation.into());
            }
            "connection_init" => outbox.put(Utf8Bytes::from_static(r#"{"type":"connection_ack"}"#)),
            "ping" => outbox.put(Utf8Bytes::from_static(r#"{"type":"pong"}"#)),
            "pong" | "complete" => {}
            other => bail!("unknown type {other}"),
        }
        Ok(())
    }
}

async fn serve(stream: TcpStream, relay: Rc<Relay>) -> anyhow::Result<()> {
    // In a box, so that an open connection doesn't keep the room that its handshake took.
    let config = Some(super::websocket_config());
    let socket = Box::pin(accept_hdr_async_with_config(stream, name_subprotocol, config)).await.context("handshake")?;
    let connection = relay.conversations.connection();
    let outbox = Rc::new(Outbox::default());
    relay.connections.borrow_mut().insert(connection, outbox.clone());
    let mut subscribed = Vec::new();
    let talked = talk(socket, &outbox, |text| relay.hear(text, connection, &outbox, &mut subscribed));
    let talked = talked.await;
    relay.connections.borrow_mut().remove(&connection);
    for conversation in subscribed {
        relay.conversations.leave(&conversation, connection);
    }
    talked
}

#[expect(clippy::result_large_err, reason = "the type is tungstenite's")]
#[expect(clippy::unnecessary_wraps, reason = "the signature is tungstenite's")]
fn name_subprotocol(_: &Request, mut response: Response) -> Result<Response, ErrorResponse> {
    response.headers_mut().insert("sec-websocket-protocol", HeaderValue::from_static(protocol::SUBPROTOCOL));
    Ok(response)
}
