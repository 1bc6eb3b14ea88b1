//! A subscription continues where its reader stopped (G4): each entry once, in order, however often the network fails.

use std::{
    sync::{
        Arc,
        atomic::{AtomicUsize, Ordering},
    },
    time::Duration,
};

use futures_util::future::join_all;
use rand::RngExt;
use serde_json::{Value, json};
use tokio::{
    task::JoinSet,
    time::{Instant, sleep, timeout_at},
};
use vuoro_tests::{
    Client, Database, TestHost,
    host::PATH,
    on_both_databases,
    people::{Agent, Customer},
    rounds,
    socket::Socket,
};

const ENTRY: &str = "seq author { __typename } content { __typename ... on MessageContent { clientId text } \
    ... on MetadataContent { changes { key value } } ... on NameContent { name } }";
/// The text of the last message.
const END: &str = "loppu";

/// A conversation under way.
struct Scene {
    host: TestHost,
    niilo: Agent,
    aino: Customer,
    conversation: String,
}

async fn scene(database: Database) -> Scene {
    let host = TestHost::with(database, |config| {
        // Cut sockets stay until the server finds them gone.
        config.limits.sockets_per_account = 10_000;
        config.limits.sockets_per_visitor = 10_000;
        config.limits.connections_per_address = 10_000;
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
    /// The log as a party reads it with queries.
    async fn log(&self, client: &Client) -> Vec<Value> {
        let query = format!(
            "query($id: ID!, $after: String) {{ conversation(id: $id) {{ entries(first: 100, after: $after) {{ pageInfo \
             {{ hasNextPage endCursor }} nodes {{ {ENTRY} }} }} }} }}"
        );
        let (mut all, mut after) = (Vec::new(), Value::Null);
        loop {
            let variables = json!({ "id": self.conversation, "after": after });
            let page = client.data(PATH, &query, variables).await["conversation"]["entries"].take();
            all.extend(page["nodes"].as_array().unwrap().iter().cloned());
            if page["pageInfo"]["hasNextPage"] == false {
                return all;
            }
            after = page["pageInfo"]["endCursor"].clone();
        }
    }

    async fn update_metadata(&self, n: usize) {
        let change = json!({ "kind": "LIVE", "key": "page", "value": n });
        let updated =
            self.aino.does("updateMetadata", json!({ "conversationId": self.conversation, "changes": [change] })).await;
        assert_eq!(updated["__typename"], "MetadataUpdated");
    }

    /// Both parties write in turns, the page changes metadata now and then, and a last message marks the end. `before`
    /// is awaited before each message.
    async fn talk(&self, messages: usize, before: impl AsyncFn(usize)) {
        for n in 0..messages {
            before(n).await;
            let sent = match n % 3 {
                0 => self.niilo.writes(&self.conversation, &format!("{n}")).await,
                _ => self.aino.writes(&self.conversation, &format!("{n}")).await,
            };
            assert_eq!(sent["__typename"], "MessageSent");
            if n % 10 == 5 {
                self.update_metadata(n).await;
            }
        }
        before(messages).await;
        self.niilo.writes(&self.conversation, END).await;
    }
}

/// Follows a log from a cursor on, over as many connections as necessary.
struct Reader {
    client: Client,
    conversation: String,
    after: i64,
    got: Vec<Value>,
}

impl Reader {
    fn new(client: &Client, conversation: &str, after: i64) -> Self {
        Self { client: client.clone(), conversation: conversation.to_owned(), after, got: Vec::new() }
    }

    async fn begin(&self) -> Socket {
        let mut socket = Socket::open(&self.client, PATH).await;
        self.subscribe(&mut socket).await;
        socket
    }

    async fn subscribe(&self, socket: &mut Socket) {
        let query =
            format!("subscription($id: ID!, $after: Int) {{ conversation(id: $id, after: $after) {{ {ENTRY} }} }}");
        socket.subscribe(&query, json!({ "id": self.conversation, "after": self.after })).await;
    }

    /// Takes an event. False after the last.
    fn take(&mut self, mut event: Value) -> bool {
        let entry = event["conversation"].take();
        self.after = entry["seq"].as_i64().expect("a number");
        let is_end = entry["content"]["text"] == END;
        self.got.push(entry);
        !is_end
    }

    /// Reads to the end on one connection.
    async fn reads_on(&mut self, mut socket: Socket) {
        while self.take(socket.event().await) {}
        socket.close().await;
    }

    /// Reads to the end, with disconnections at random moments: while it connects, begins, catches up or follows.
    async fn reads_with_cuts(mut self, cuts: Arc<AtomicUsize>) -> Vec<Value> {
        loop {
            let (moment, step) = (rand::rng().random_range(0..15_000), rand::rng().random_range(0..20));
            let until = Instant::now() + Duration::from_micros(moment);
            if step == 0 {
                let headers = [("sec-websocket-protocol", "graphql-transport-ws")];
                Socket::connect(&self.client, PATH, &headers).await.expect("the socket opens").cut();
            } else {
                let mut socket = self.begin().await;
                while let Ok(event) = timeout_at(until, socket.event()).await {
                    if !self.take(event) {
                        return self.got;
                    }
                }
                socket.cut();
            }
            cuts.fetch_add(1, Ordering::Relaxed);
        }
    }
}

/// The entries of a log after a number.
fn after(log: &[Value], seq: i64) -> Vec<Value> {
    log.iter().filter(|entry| entry["seq"].as_i64().unwrap() > seq).cloned().collect()
}

fn seqs(log: &[Value]) -> Vec<i64> {
    log.iter().map(|entry| entry["seq"].as_i64().unwrap()).collect()
}

/// The agent's log has no gap; the customer's is the agent's without the entries that are for agents only.
fn are_two_views_of_one_log(agents: &[Value], customers: &[Value]) {
    assert_eq!(seqs(agents), (1..=i64::try_from(agents.len()).unwrap()).collect::<Vec<_>>());
    let is_for_customers = |entry: &&Value| entry["content"]["__typename"] != "MetadataContent";
    assert_eq!(customers, agents.iter().filter(is_for_customers).cloned().collect::<Vec<_>>());
    assert!(customers.len() < agents.len(), "something wasn't for the customer");
}

on_both_databases! {
    async fn readers_that_are_cut_again_and_again_get_each_entry_once_and_in_order(database: Database) {
        let (cuts_wanted, messages) = (rounds(100, 1_000), rounds(300, 1_000));
        let scene = scene(database).await;
        let mut cut = Vec::new();
        let mut readers = JoinSet::new();
        for client in [&scene.niilo.client, &scene.aino.client] {
            let cuts = Arc::new(AtomicUsize::new(0));
            cut.push(Arc::clone(&cuts));
            let reader = Reader::new(client, &scene.conversation, 0);
            readers.spawn(async move { (0, reader.client.token.clone(), reader.reads_with_cuts(cuts).await) });
        }
        // Others follow the same log from other places and are never cut.
        for (client, from) in [(&scene.niilo.client, 2), (&scene.aino.client, 1), (&scene.niilo.client, 0)] {
            let mut reader = Reader::new(client, &scene.conversation, from);
            let socket = reader.begin().await;
            readers.spawn(async move {
                reader.reads_on(socket).await;
                (from, reader.client.token, reader.got)
            });
        }
        // The messages keep step with the cuts, so that these are in the middle of those.
        scene.talk(messages, async |n| {
            let wanted = cuts_wanted * n / messages;
            while cut.iter().any(|cuts| cuts.load(Ordering::Relaxed) < wanted) {
                sleep(Duration::from_millis(1)).await;
            }
        }).await;
        let (agents, customers) = (scene.log(&scene.niilo.client).await, scene.log(&scene.aino.client).await);
        are_two_views_of_one_log(&agents, &customers);
        for (from, token, got) in readers.join_all().await {
            let log = if token == scene.niilo.client.token { &agents } else { &customers };
            assert_eq!(seqs(&got), seqs(&after(log, from)));
            assert_eq!(got, after(log, from));
        }
        assert!(cut.iter().all(|cuts| cuts.load(Ordering::Relaxed) >= cuts_wanted));
        scene.host.stop().await;
    }

    async fn who_joins_a_followed_log_in_the_middle_gets_the_rest_of_it(database: Database) {
        let scene = scene(database).await;
        let messages = rounds(120, 1_000);
        let newest = AtomicUsize::new(2);
        let mut readers = JoinSet::new();
        let joining = std::sync::Mutex::new(Vec::new());
        scene.talk(messages, async |n| {
            // All with the same words and the same right: one group of the server's, joined while it runs.
            if n % 10 == 0 {
                let client = if n % 20 == 0 { &scene.niilo.client } else { &scene.aino.client };
                let seen = i64::try_from(newest.load(Ordering::Relaxed)).unwrap();
                for from in [0, seen / 2, seen] {
                    let mut reader = Reader::new(client, &scene.conversation, from);
                    joining.lock().unwrap().push(tokio::spawn(async move {
                        let socket = reader.begin().await;
                        reader.reads_on(socket).await;
                        (from, reader.client.token.clone(), reader.got)
                    }));
                }
            }
            newest.fetch_add(usize::from(n > 0), Ordering::Relaxed);
        }).await;
        for reader in joining.into_inner().unwrap() {
            readers.spawn(reader);
        }
        let (agents, customers) = (scene.log(&scene.niilo.client).await, scene.log(&scene.aino.client).await);
        are_two_views_of_one_log(&agents, &customers);
        for reader in readers.join_all().await {
            let (from, token, got) = reader.unwrap();
            let log = if token == scene.niilo.client.token { &agents } else { &customers };
            assert_eq!(got, after(log, from));
        }
        scene.host.stop().await;
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn who_falls_behind_catches_up_without_gap_or_repeat() {
    let scene = scene(Database::sqlite()).await;
    let long = "ä".repeat(5_000);
    let mut behind = Vec::new();
    for _ in 0..3 {
        let reader = Reader::new(&scene.niilo.client, &scene.conversation, 2);
        let mut socket = Socket::open_with_little_room(&reader.client, PATH).await;
        reader.subscribe(&mut socket).await;
        behind.push((reader, socket));
    }
    let mut healthy = Reader::new(&scene.niilo.client, &scene.conversation, 2);
    let follows = healthy.begin().await;
    let all_of = rounds(240, 1_000);
    let writes = async {
        // More than the socket, the server's queue for it and the group's together hold.
        for _ in 0..all_of / 8 {
            join_all((0..8).map(|_| scene.aino.writes(&scene.conversation, &long))).await;
        }
        scene.aino.writes(&scene.conversation, END).await;
    };
    let (reads, ()) = tokio::join!(
        async {
            healthy.reads_on(follows).await;
            healthy.got
        },
        writes
    );
    let log = after(&scene.log(&scene.niilo.client).await, 2);
    assert_eq!(log.len(), all_of + 1);
    assert_eq!(reads, log);
    // Readers that were disconnected meanwhile come back with their cursors, as any client does.
    for (mut reader, mut socket) in behind {
        loop {
            match socket.try_receive().await {
                Ok(mut message) if message["type"] == "next" => {
                    if !reader.take(message["payload"]["data"].take()) {
                        break;
                    }
                }
                Ok(other) => panic!("{other}"),
                Err(_) => socket = reader.begin().await,
            }
        }
        assert_eq!(seqs(&reader.got), seqs(&log));
        assert_eq!(reader.got, log);
    }
    scene.host.stop().await;
}
