//! G15: SIGTERM drains, and a rolling restart under load costs one retry at most.

use std::{
    sync::Arc,
    time::{Duration, Instant},
};

use serde_json::json;
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::TcpStream,
    sync::watch,
};
use vuoro_tests::{
    Database,
    furnished::Furnished,
    process::{Launch, Server},
    rounds,
};

use crate::ledger::{self, SEND, Sent};

/// The longest time of a drain, with some more for a busy machine.
const DRAINED: Duration = Duration::from_secs(12);

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn sigterm_finishes_what_is_under_way_and_tells_the_sockets_to_come_back() {
    let furnished = Furnished::with(Database::sqlite(), 1).await;
    let mut server = furnished.serve(&Launch::default());
    let people = furnished.people(&server.base);
    let customer = &people.customers[0].0;
    let mut socket = customer.socket().await;
    let follow = "subscription($id: ID!) { conversation(id: $id) { seq } }";
    socket.subscribe(follow, json!({ "id": people.customers[0].1 })).await;
    socket.event().await;

    // A request whose second half comes after the signal.
    let mut sent = Sent::new(0, false);
    let body = json!({ "query": SEND, "variables": sent.variables(&people) }).to_string();
    let address = server.base.trim_start_matches("http://").to_owned();
    let mut slow = TcpStream::connect(&address).await.unwrap();
    let token = customer.client.token.as_deref().unwrap();
    let head = format!(
        "POST {} HTTP/1.1\r\nhost: {address}\r\nauthorization: Bearer {token}\r\ncontent-type: application/json\r\n\
         content-length: {}\r\n\r\n",
        customer.path,
        body.len()
    );
    slow.write_all(head.as_bytes()).await.unwrap();
    slow.write_all(&body.as_bytes()[..10]).await.unwrap();
    // An idle connection doesn't hold anything up.
    let mut idle = TcpStream::connect(&address).await.unwrap();
    idle.write_all(format!("GET /readyz HTTP/1.1\r\nhost: {address}\r\n\r\n").as_bytes()).await.unwrap();
    assert!(idle.read(&mut [0; 1024]).await.unwrap() > 0);
    tokio::time::sleep(Duration::from_millis(200)).await;

    let since = Instant::now();
    server.ask_to_stop();
    assert_eq!(socket.closes().await.code, 1012);
    let is_refused = async {
        while TcpStream::connect(&address).await.is_ok() {
            tokio::time::sleep(Duration::from_millis(10)).await;
        }
    };
    tokio::time::timeout(Duration::from_secs(5), is_refused).await.expect("no new connection is taken");
    assert!(server.runs(), "a request is under way");
    slow.write_all(&body.as_bytes()[10..]).await.unwrap();
    let mut answer = String::new();
    slow.read_to_string(&mut answer).await.unwrap();
    assert!(answer.starts_with("HTTP/1.1 200"), "{answer}");
    assert!(answer.to_lowercase().contains("connection: close"), "{answer}");
    let told: serde_json::Value = serde_json::from_str(answer.split("\r\n\r\n").nth(1).unwrap()).unwrap();
    sent.acknowledged = Some(told["data"]["sendMessage"]["entry"]["seq"].as_i64().unwrap_or_else(|| panic!("{told}")));
    assert_eq!(server.ends_within(DRAINED).await, Some(0));
    println!("drained in {:?}", since.elapsed());

    let server = furnished.serve(&Launch::default());
    ledger::compare(&furnished.people(&server.base), &[sent]).await;
    assert_eq!(server.terminate(), Some(0));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_never_ends_is_cut_off_after_ten_seconds() {
    let furnished = Furnished::with(Database::sqlite(), 1).await;
    let mut server = furnished.serve(&Launch::default());
    let address = server.base.trim_start_matches("http://").to_owned();
    let mut stuck = TcpStream::connect(&address).await.unwrap();
    let head = format!(
        "POST /graphql HTTP/1.1\r\nhost: {address}\r\ncontent-type: application/json\r\ncontent-length: 9\r\n\r\n"
    );
    stuck.write_all(head.as_bytes()).await.unwrap();
    tokio::time::sleep(Duration::from_millis(200)).await;
    server.ask_to_stop();
    assert_eq!(server.ends_within(DRAINED).await, Some(0));
}

/// Servers of one database, restarted in turn, and where they are.
struct Fleet {
    servers: Vec<Server>,
    bases: watch::Sender<Vec<String>>,
}

impl Fleet {
    fn start(furnished: &Furnished, count: usize) -> Self {
        let servers: Vec<_> = (0..count).map(|_| furnished.serve(&Launch::default())).collect();
        let bases = watch::Sender::new(servers.iter().map(|server| server.base.clone()).collect());
        Self { servers, bases }
    }

    /// Restarts the server that has run the longest. Clients learn of its successor once that is there, and nothing of
    /// the stop: they notice by being refused, as behind a load balancer that reacts slowly.
    async fn restart(&mut self, furnished: &Furnished) {
        let mut old = self.servers.remove(0);
        let since = Instant::now();
        old.ask_to_stop();
        assert_eq!(old.ends_within(DRAINED).await, Some(0));
        println!("drained in {:?}", since.elapsed());
        self.servers.push(furnished.serve(&Launch::default()));
        self.bases.send_replace(self.servers.iter().map(|server| server.base.clone()).collect());
    }
}

/// Sends messages until told to stop; each is tried on one server after another until it is acknowledged.
async fn write_through(
    furnished: Arc<Furnished>,
    customer: usize,
    bases: watch::Receiver<Vec<String>>,
    stop: watch::Receiver<bool>,
) -> (Vec<Sent>, usize) {
    /// Twenty seconds: more than any restart.
    const TRIES_MAX: usize = 200;
    let (mut all, mut retried) = (Vec::new(), 0);
    while !*stop.borrow() {
        let mut sent = Sent::new(customer, false);
        let mut tries = 0;
        while sent.acknowledged.is_none() {
            let base = {
                let bases = bases.borrow();
                bases[tries % bases.len()].clone()
            };
            sent.acknowledged = sent.send(&furnished.people(&base)).await.ok();
            if sent.acknowledged.is_none() {
                tries += 1;
                assert!(tries < TRIES_MAX, "{sent:?} wasn't taken by anybody");
                tokio::time::sleep(Duration::from_millis(100)).await;
            }
        }
        retried += usize::from(tries > 0);
        all.push(sent);
    }
    (all, retried)
}

async fn rolls(database: Database, servers: usize) {
    let furnished = Arc::new(Furnished::with(database, 4).await);
    let mut fleet = Fleet::start(&furnished, servers);
    let stop = watch::Sender::new(false);
    let mut writers = tokio::task::JoinSet::new();
    for customer in 0..4 {
        writers.spawn(write_through(furnished.clone(), customer, fleet.bases.subscribe(), stop.subscribe()));
    }
    for _ in 0..rounds(2, 10) {
        tokio::time::sleep(Duration::from_millis(300)).await;
        fleet.restart(&furnished).await;
    }
    tokio::time::sleep(Duration::from_millis(300)).await;
    stop.send_replace(true);
    let (written, retried): (Vec<_>, Vec<_>) = writers.join_all().await.into_iter().unzip();
    let all: Vec<Sent> = written.into_iter().flatten().collect();
    println!("{} messages through the restarts, {} of them retried", all.len(), retried.iter().sum::<usize>());
    ledger::compare(&furnished.people(&fleet.servers[0].base), &all).await;
    for server in fleet.servers {
        assert_eq!(server.terminate(), Some(0));
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_restart_under_load_loses_nothing_on_sqlite() {
    rolls(Database::sqlite(), 1).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_rolling_restart_of_two_servers_under_load_loses_nothing_on_postgres() {
    rolls(Database::postgres().await, 2).await;
}
