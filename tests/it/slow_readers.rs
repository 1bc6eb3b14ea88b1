//! Readers that read nothing cost nothing (G22): they are dropped at their limit, and nobody waits for them.

use futures_util::future::join_all;
use serde_json::{Value, json};
use vuoro_tests::{
    Client, Database, TestHost,
    host::PATH,
    people::{Agent, Customer},
    rounds,
    socket::Socket,
};

const FOLLOW: &str =
    "subscription($id: ID!) { conversation(id: $id, after: 2) { seq content { ... on MessageContent { text } } } }";
/// Most bytes that wait for one reader.
const BOUND: usize = 1024 * 1024;

struct Scene {
    host: TestHost,
    niilo: Agent,
    aino: Customer,
    conversation: String,
}

async fn scene() -> Scene {
    let host = TestHost::with(Database::sqlite(), |config| {
        config.limits.sockets_per_account = 5_000;
        config.limits.connections_per_address = 5_000;
    })
    .await;
    let (owner, niilo) = (host.owner().await, host.agent("Niilo").await);
    let queue = owner.makes_queue("Asiakaspalvelu", true).await;
    owner.lets_handle(&queue, &[&niilo]).await;
    let aino = host.customer("Aino").await;
    let conversation = aino.waits_in(&queue).await;
    assert_eq!(niilo.gets_customer(&queue).await, conversation);
    Scene { host, niilo, aino, conversation }
}

impl Scene {
    /// A socket that follows the conversation and isn't read.
    async fn slow(&self, client: &Client) -> Socket {
        let mut socket = Socket::open_with_little_room(client, PATH).await;
        socket.subscribe(FOLLOW, json!({ "id": self.conversation })).await;
        socket
    }

    async fn send(&self, text: &str, count: usize) {
        for _ in 0..count / 8 {
            join_all((0..8).map(|_| self.aino.writes(&self.conversation, text))).await;
        }
    }
}

/// Reads so many entries and gives their numbers.
async fn reads(mut socket: Socket, count: usize) -> Vec<Value> {
    let mut seqs = Vec::new();
    for _ in 0..count {
        seqs.push(socket.event().await["conversation"]["seq"].take());
    }
    socket.close().await;
    seqs
}

/// Memory of this process in bytes: the server's and its clients'.
fn memory() -> usize {
    let status = std::fs::read_to_string("/proc/self/status").expect("Linux");
    let line = status.lines().find(|line| line.starts_with("VmRSS:")).expect("a line");
    line.split_whitespace().nth(1).expect("a figure").parse::<usize>().expect("a number") * 1024
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn readers_that_read_nothing_are_dropped_at_their_bound_and_nobody_waits_for_them() {
    let scene = scene().await;
    let clients = rounds(30, 1_000);
    let mut slow = Vec::new();
    for _ in 0..clients {
        slow.push(scene.slow(&scene.niilo.client).await);
    }
    let mut healthy = scene.niilo.socket().await;
    healthy.subscribe(FOLLOW, json!({ "id": scene.conversation })).await;
    let mut customers = scene.aino.socket().await;
    customers.subscribe(FOLLOW, json!({ "id": scene.conversation })).await;

    let before = memory();
    // 20 kB each: what the kernel takes for a socket, the bound of the server, and more.
    let (text, messages) = ("ä".repeat(10_000), 320);
    let ((), healthy, customers) =
        tokio::join!(scene.send(&text, messages), reads(healthy, messages), reads(customers, messages));
    let wanted: Vec<_> = (3..3 + messages).map(|seq| json!(seq)).collect();
    assert_eq!(healthy, wanted);
    assert_eq!(customers, wanted);
    let grown = memory().saturating_sub(before);
    // What all of a test binary does besides goes into the margin.
    assert!(grown < clients * BOUND + 128 * BOUND, "{clients} slow readers cost {} MiB", grown / BOUND);

    for socket in &mut slow {
        socket.is_let_go().await;
    }
    // Its place is free again, and a client that comes back gets everything from where it was.
    let back = scene.slow(&scene.niilo.client).await;
    assert_eq!(reads(back, messages).await, wanted);
    scene.host.stop().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_reader_that_reads_nothing_gets_no_more_than_its_bound_of_small_events_either() {
    let scene = scene().await;
    // Answers that are asked for and not read wait as events do: the queue of a socket has one bound for all.
    let mut socket = Socket::open_with_little_room(&scene.niilo.client, PATH).await;
    let query = "query($id: ID!) { conversation(id: $id) { entries(first: 100) { nodes { content { ... on MessageContent { text } } } } } }";
    scene.send(&"ä".repeat(10_000), 16).await;
    let mut asking = Vec::new();
    for _ in 0..64 {
        asking.push(socket.subscribe(query, json!({ "id": scene.conversation })).await);
    }
    socket.is_let_go().await;
    let mut got = 0;
    while let Ok(message) = socket.try_receive().await {
        got += usize::from(message["type"] == "next");
    }
    assert!(got < asking.len(), "all {got} answers were kept for a client that didn't read them");
    scene.host.stop().await;
}
