//! The protocol, tested from the other end of a pipe with a scripted executor.

use std::{net::IpAddr, sync::Arc, time::Duration};

use bytes::Bytes;
use futures_util::{FutureExt, SinkExt, StreamExt, future::BoxFuture, stream};
use tokio::{
    io::DuplexStream,
    sync::Notify,
    task::JoinHandle,
    time::{Instant, sleep, timeout},
};
use tokio_tungstenite::{
    WebSocketStream,
    tungstenite::{Message, protocol::Role},
};
use tokio_util::sync::CancellationToken;
use vuoro_graphql::{Kind, Request};
use vuoro_kernel::limits::socket::{DEAD_AFTER, INIT_TIME, MESSAGE_BYTES_MAX, SUBSCRIPTIONS_MAX};

use super::{
    Begun, Close, Happened,
    drive::{self, Socket},
    message::Init,
    operations::{SocketTold, refused},
    session::{Executor, Session},
};

const INIT: &str = r#"{"type":"connection_init"}"#;
const ACK: &str = r#"{"type":"connection_ack"}"#;

#[derive(Clone, Default)]
struct Fake {
    changed: Arc<Notify>,
}

impl Executor for Fake {
    type Session = Self;

    fn admit(self, Init { token, .. }: Init) -> BoxFuture<'static, Result<Self, Close>> {
        let this = self;
        async move {
            match token.as_deref() {
                Some("bad") => Err(Close::Forbidden),
                Some("slow") => {
                    sleep(Duration::from_secs(1)).await;
                    Ok(this)
                }
                _ => Ok(this),
            }
        }
        .boxed()
    }
}

impl Session for Fake {
    /// The query is the name of what is to happen.
    fn begin(&self, request: Request) -> Result<Begun, Bytes> {
        let next = |text: &'static str| Happened::Next(Bytes::from_static(text.as_bytes()));
        let (kind, events) = match &*request.query {
            "query" => (Kind::Query, stream::iter([next("{\"data\":1}")]).boxed()),
            "slow" => {
                let result = async move {
                    sleep(Duration::from_secs(1)).await;
                    next("{\"data\":1}")
                };
                (Kind::Query, stream::once(result).boxed())
            }
            "fails" => (Kind::Query, stream::iter([Happened::Failed(refused("BAD_INPUT", "no"))]).boxed()),
            "panics" => (Kind::Query, stream::once(async { panic!("on purpose") }).boxed()),
            "three" => (Kind::Subscription, stream::iter([1, 2, 3]).map(move |_| next("{}")).boxed()),
            "silent" => (Kind::Subscription, stream::pending().boxed()),
            "flood" => {
                let event = Happened::Next(Bytes::from(vec![b' '; 10_000]));
                (Kind::Subscription, stream::repeat_with(move || copy(&event)).boxed())
            }
            "no right" => (Kind::Subscription, stream::iter([Happened::RightEnded]).boxed()),
            "not welcome" => (Kind::Subscription, stream::iter([Happened::NotWelcome]).boxed()),
            _ => return Err(refused("BAD_INPUT", "no such thing")),
        };
        Ok(Begun { kind, name: None, request_id: "r".into(), events })
    }

    fn changed(&self) -> BoxFuture<'static, ()> {
        self.changed.clone().notified_owned().boxed()
    }

    fn still(&self) -> BoxFuture<'static, bool> {
        async { true }.boxed()
    }
}

fn copy(event: &Happened) -> Happened {
    match event {
        Happened::Next(payload) => Happened::Next(payload.clone()),
        _ => unreachable!("only results are repeated"),
    }
}

/// The other end.
struct Client {
    wire: WebSocketStream<DuplexStream>,
    fake: Fake,
    stop: CancellationToken,
    let_go: CancellationToken,
    server: JoinHandle<()>,
}

impl Client {
    async fn open() -> Self {
        let (ours, theirs) = tokio::io::duplex(64 * 1024);
        let (fake, stop, let_go) = (Fake::default(), CancellationToken::new(), CancellationToken::new());
        let wire = WebSocketStream::from_raw_socket(theirs, Role::Server, Some(drive::config())).await;
        let told = SocketTold { slug: None, address: IpAddr::from([127, 0, 0, 1]) };
        let socket = Socket::new(wire, fake.clone(), told, stop.clone(), let_go.clone());
        let server = tokio::spawn(drive::drive(Box::new(socket)));
        let wire = WebSocketStream::from_raw_socket(ours, Role::Client, None).await;
        Self { wire, fake, stop, let_go, server }
    }

    async fn ready() -> Self {
        let mut client = Self::open().await;
        client.send(INIT).await;
        client.hears(ACK).await;
        client
    }

    async fn send(&mut self, text: &str) {
        self.wire.send(Message::text(text)).await.unwrap();
    }

    async fn subscribe(&mut self, id: &str, query: &str) {
        self.send(&format!(r#"{{"type":"subscribe","id":"{id}","payload":{{"query":"{query}"}}}}"#)).await;
    }

    /// The next thing that isn't a ping: a text, or a close code with its reason.
    async fn next(&mut self) -> Result<String, (u16, String)> {
        loop {
            match self.wire.next().await {
                Some(Ok(Message::Text(text))) => return Ok(text.to_string()),
                Some(Ok(Message::Close(Some(frame)))) => {
                    return Err((frame.code.into(), frame.reason.to_string()));
                }
                Some(Ok(Message::Ping(_) | Message::Pong(_))) => {}
                other => return Err((0, format!("{other:?}"))),
            }
        }
    }

    async fn hears(&mut self, text: &str) {
        assert_eq!(self.next().await.as_deref(), Ok(text));
    }

    async fn is_closed(&mut self, code: u16, reason: &str) {
        assert_eq!(self.next().await, Err((code, reason.to_owned())));
        assert!(self.wire.next().await.is_none(), "the connection ends after the close frame");
        (&mut self.server).await.unwrap();
    }
}

#[tokio::test]
async fn a_query_gives_one_next_and_one_complete() {
    let mut client = Client::ready().await;
    client.subscribe("1", "query").await;
    client.hears(r#"{"id":"1","type":"next","payload":{"data":1}}"#).await;
    client.hears(r#"{"id":"1","type":"complete"}"#).await;
    // The id is free again.
    client.subscribe("1", "three").await;
    for _ in 0..3 {
        client.hears(r#"{"id":"1","type":"next","payload":{}}"#).await;
    }
    client.hears(r#"{"id":"1","type":"complete"}"#).await;
}

#[tokio::test]
async fn a_socket_whose_place_is_needed_says_so_and_waits_for_nothing() {
    let mut client = Client::ready().await;
    client.let_go.cancel();
    // The server is done before the other end has read anything.
    (&mut client.server).await.unwrap();
    assert_eq!(client.next().await, Err((1013, "Try again later".to_owned())));
}

#[tokio::test]
async fn what_never_began_gives_error_and_no_complete() {
    let mut client = Client::ready().await;
    for (id, query, code) in [("1", "nonsense", "BAD_INPUT"), ("2", "fails", "BAD_INPUT"), ("3", "panics", "INTERNAL")]
    {
        client.subscribe(id, query).await;
        let heard = client.next().await.unwrap();
        assert!(heard.starts_with(&format!(r#"{{"id":"{id}","type":"error","payload":[{{"#)), "{heard}");
        assert!(heard.contains(&format!(r#""code":"{code}""#)), "{heard}");
    }
    client.send(r#"{"type":"ping","payload":{"a":1}}"#).await;
    client.hears(r#"{"type":"pong","payload":{"a":1}}"#).await;
}

#[tokio::test(start_paused = true)]
async fn a_completed_operation_gives_nothing_more_and_its_id_is_free() {
    let mut client = Client::ready().await;
    client.subscribe("1", "slow").await;
    client.send(r#"{"type":"complete","id":"1"}"#).await;
    client.send(r#"{"type":"complete","id":"unknown"}"#).await;
    client.subscribe("1", "silent").await;
    sleep(Duration::from_secs(2)).await;
    client.send(r#"{"type":"ping"}"#).await;
    client.hears(r#"{"type":"pong"}"#).await;
}

#[tokio::test]
async fn one_id_twice_closes_with_4409() {
    let mut client = Client::ready().await;
    client.subscribe("1", "silent").await;
    client.subscribe("1", "query").await;
    client.is_closed(4409, "Subscriber for 1 already exists").await;
}

#[tokio::test]
async fn an_operation_before_the_acknowledgement_closes_with_4401() {
    let mut client = Client::open().await;
    client.subscribe("1", "query").await;
    client.is_closed(4401, "Unauthorized").await;
    let mut client = Client::open().await;
    client.send(r#"{"type":"connection_init","payload":{"token":"slow"}}"#).await;
    client.subscribe("1", "query").await;
    client.is_closed(4401, "Unauthorized").await;
}

#[tokio::test]
async fn a_second_init_closes_with_4429() {
    let mut client = Client::ready().await;
    client.send(INIT).await;
    client.is_closed(4429, "Too many initialisation requests").await;
    let mut client = Client::open().await;
    client.send(r#"{"type":"connection_init","payload":{"token":"slow"}}"#).await;
    client.send(INIT).await;
    client.is_closed(4429, "Too many initialisation requests").await;
}

#[tokio::test(start_paused = true)]
async fn no_init_closes_with_4408() {
    let mut client = Client::open().await;
    let opened = Instant::now();
    client.send(r#"{"type":"ping"}"#).await;
    client.hears(r#"{"type":"pong"}"#).await;
    client.is_closed(4408, "Connection initialisation timeout").await;
    assert!(opened.elapsed() >= INIT_TIME && opened.elapsed() < INIT_TIME * 2);
}

#[tokio::test]
async fn what_the_protocol_does_not_know_closes_with_4400() {
    for wrong in ["hello", r#"{"type":"start"}"#, r#"{"type":"subscribe","id":"1"}"#] {
        let mut client = Client::ready().await;
        client.send(wrong).await;
        client.is_closed(4400, "Invalid message received").await;
    }
    let mut client = Client::ready().await;
    client.wire.send(Message::binary(INIT)).await.unwrap();
    client.is_closed(4400, "Only text messages are taken").await;
}

#[tokio::test]
async fn a_caller_who_may_not_is_closed_with_4403() {
    let mut client = Client::open().await;
    client.send(r#"{"type":"connection_init","payload":{"token":"bad"}}"#).await;
    client.is_closed(4403, "Forbidden").await;

    let mut client = Client::ready().await;
    client.subscribe("1", "silent").await;
    client.fake.changed.notify_one();
    client.is_closed(4403, "Forbidden").await;

    let mut client = Client::ready().await;
    client.subscribe("1", "not welcome").await;
    client.is_closed(4403, "Forbidden").await;
}

#[tokio::test]
async fn a_right_to_one_thing_that_ends_leaves_the_others() {
    let mut client = Client::ready().await;
    client.subscribe("1", "no right").await;
    let heard = client.next().await.unwrap();
    assert!(heard.starts_with(r#"{"id":"1","type":"error""#) && heard.contains("FORBIDDEN"), "{heard}");
    client.subscribe("2", "query").await;
    client.hears(r#"{"id":"2","type":"next","payload":{"data":1}}"#).await;
}

#[tokio::test]
async fn a_message_over_the_limit_closes_with_1009_and_at_the_limit_is_read() {
    let ping = |bytes: usize| {
        let around = r#"{"type":"ping","payload":{"a":""}}"#.len();
        format!(r#"{{"type":"ping","payload":{{"a":"{}"}}}}"#, "x".repeat(bytes - around))
    };
    let mut client = Client::ready().await;
    client.send(&ping(MESSAGE_BYTES_MAX)).await;
    assert!(client.next().await.unwrap().starts_with(r#"{"type":"pong","payload":{"a":"xxx"#));
    client.send(&ping(MESSAGE_BYTES_MAX + 1)).await;
    client.is_closed(1009, "Message too big").await;
}

#[tokio::test]
async fn a_stopping_server_asks_to_come_back_with_1012() {
    let mut client = Client::ready().await;
    client.subscribe("1", "silent").await;
    client.send(r#"{"type":"ping"}"#).await;
    client.hears(r#"{"type":"pong"}"#).await;
    client.stop.cancel();
    client.is_closed(1012, "Service restart").await;
}

#[tokio::test]
async fn one_subscription_too_many_is_refused_alone() {
    let mut client = Client::ready().await;
    for id in 0..=SUBSCRIPTIONS_MAX {
        client.subscribe(&id.to_string(), "silent").await;
    }
    let heard = client.next().await.unwrap();
    assert!(heard.starts_with(r#"{"id":"50","type":"error""#) && heard.contains("RATE_LIMITED"), "{heard}");
    client.subscribe("q", "query").await;
    client.hears(r#"{"id":"q","type":"next","payload":{"data":1}}"#).await;
}

#[tokio::test(start_paused = true)]
async fn more_operations_than_run_at_once_run_later() {
    let mut client = Client::ready().await;
    for id in 0..40 {
        client.subscribe(&id.to_string(), "slow").await;
    }
    let began = Instant::now();
    let mut completed = 0;
    while completed < 40 {
        completed += usize::from(client.next().await.unwrap().contains("complete"));
    }
    assert_eq!(began.elapsed().as_secs(), 5, "eight at a time, a second each");
}

#[tokio::test(start_paused = true)]
async fn a_client_that_answers_no_ping_is_let_go() {
    let mut client = Client::ready().await;
    let heard = Instant::now();
    // Messages that aren't read aren't answered.
    (&mut client.server).await.unwrap();
    assert_eq!(heard.elapsed().as_secs(), DEAD_AFTER.as_secs());
    assert!(matches!(client.wire.next().await, Some(Ok(Message::Ping(_)))));
}

#[tokio::test(start_paused = true)]
async fn a_client_that_only_answers_pings_stays() {
    let mut client = Client::ready().await;
    let reading = timeout(DEAD_AFTER * 5, client.next());
    assert!(reading.await.is_err());
    assert!(!client.server.is_finished());
}

#[tokio::test(start_paused = true)]
async fn a_client_that_does_not_read_is_let_go() {
    let mut client = Client::ready().await;
    client.subscribe("1", "flood").await;
    let began = Instant::now();
    (&mut client.server).await.unwrap();
    assert!(began.elapsed() < Duration::from_secs(5), "{:?}", began.elapsed());
}

#[tokio::test(start_paused = true)]
async fn a_client_that_reads_slowly_but_steadily_stays() {
    let mut client = Client::ready().await;
    client.subscribe("1", "flood").await;
    for _ in 0..60 {
        sleep(Duration::from_millis(500)).await;
        for _ in 0..5 {
            assert!(client.next().await.unwrap().starts_with(r#"{"id":"1","type":"next""#));
        }
    }
    assert!(!client.server.is_finished());
}

#[tokio::test]
async fn a_client_that_leaves_takes_its_operations_with_it() {
    let mut client = Client::ready().await;
    client.subscribe("1", "silent").await;
    client.wire.close(None).await.unwrap();
    timeout(Duration::from_secs(5), &mut client.server).await.unwrap().unwrap();
}
