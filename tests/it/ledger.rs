//! Records what was sent and which of it was acknowledged, to be compared with what is stored.

use std::{
    collections::HashMap,
    sync::{
        Arc,
        atomic::{AtomicBool, AtomicUsize, Ordering},
    },
    time::Duration,
};

use serde_json::{Value, json};
use vuoro_tests::{
    Client,
    furnished::{People, log_of},
    socket::Socket,
};

pub const SEND: &str = "mutation Send($input: SendMessageInput!) { sendMessage(input: $input) { __typename \
    ... on MessageSent { entry { seq } } ... on Problem { message } } }";

/// One message, as its writer knows it.
#[derive(Clone, Debug)]
pub struct Sent {
    /// The customer of the conversation, as an index into the list of customers.
    pub customer: usize,
    /// Whether the agent wrote it instead of the customer.
    pub by_agent: bool,
    pub client_id: String,
    pub text: String,
    /// The number with which the server acknowledged it.
    pub acknowledged: Option<i64>,
}

impl Sent {
    pub fn new(customer: usize, by_agent: bool) -> Self {
        let client_id = uuid::Uuid::new_v4().to_string();
        Self { customer, by_agent, text: format!("message {client_id}"), client_id, acknowledged: None }
    }

    pub fn variables(&self, people: &People) -> Value {
        let conversation = &people.customers[self.customer].1;
        json!({ "input": { "conversationId": conversation, "clientId": self.client_id, "text": self.text } })
    }

    /// Sends it by HTTP, as its writer.
    pub async fn send(&self, people: &People) -> Result<i64, String> {
        let (customer, agent) = (&people.customers[self.customer].0, &people.agent);
        let (client, path) =
            if self.by_agent { (&agent.client, &agent.path) } else { (&customer.client, &customer.path) };
        send(client, path, &self.variables(people)).await
    }
}

/// Sends a message once by HTTP. The error is whatever came instead of an acknowledgement.
pub async fn send(client: &Client, path: &str, variables: &Value) -> Result<i64, String> {
    let request = client
        .request(reqwest::Method::POST, path)
        .timeout(Duration::from_secs(15))
        .json(&json!({ "query": SEND, "variables": variables }));
    let answer = request.send().await.map_err(|error| format!("{error:?}"))?;
    let answer: Value = answer.json().await.map_err(|error| format!("{error:?}"))?;
    acknowledgement(&answer)
}

fn acknowledgement(answer: &Value) -> Result<i64, String> {
    answer["data"]["sendMessage"]["entry"]["seq"].as_i64().ok_or_else(|| answer.to_string())
}

/// Writers that run until they are told to stop or the server is gone.
pub struct Writers {
    tasks: tokio::task::JoinSet<Vec<Sent>>,
    acknowledged: Arc<AtomicUsize>,
    stop: Arc<AtomicBool>,
}

impl Writers {
    /// One for each party of each conversation: customers by HTTP, the agent by sockets. Each ends with the first
    /// message that isn't acknowledged.
    pub async fn start(people: &People) -> Self {
        let mut writers =
            Self { tasks: tokio::task::JoinSet::new(), acknowledged: Arc::default(), stop: Arc::default() };
        for n in 0..people.customers.len() {
            writers.add(people, n, None);
            writers.add(people, n, Some(people.agent.socket().await));
        }
        writers
    }

    fn add(&mut self, people: &People, customer: usize, mut socket: Option<Socket>) {
        let (people, count, stop) = (people.clone(), self.acknowledged.clone(), self.stop.clone());
        self.tasks.spawn(async move {
            let mut all = Vec::new();
            while !stop.load(Ordering::Relaxed) {
                let mut sent = Sent::new(customer, socket.is_some());
                sent.acknowledged = match &mut socket {
                    Some(socket) => send_by_socket(socket, sent.variables(&people)).await,
                    None => sent.send(&people).await.ok(),
                };
                let goes_on = sent.acknowledged.is_some();
                all.push(sent);
                if !goes_on {
                    break;
                }
                count.fetch_add(1, Ordering::Relaxed);
            }
            all
        });
    }

    /// Waits until so many messages have been acknowledged.
    pub async fn reach(&self, count: usize) {
        for _ in 0..60_000 {
            if self.acknowledged.load(Ordering::Relaxed) >= count {
                return;
            }
            tokio::time::sleep(Duration::from_millis(1)).await;
        }
        panic!(
            "only {} of {count} messages were acknowledged within a minute",
            self.acknowledged.load(Ordering::Relaxed)
        );
    }

    /// What they have sent, once all have ended.
    pub async fn end(self) -> Vec<Sent> {
        self.stop.store(true, Ordering::Relaxed);
        self.tasks.join_all().await.into_iter().flatten().collect()
    }
}

async fn send_by_socket(socket: &mut Socket, variables: Value) -> Option<i64> {
    let id = socket.subscribe(SEND, variables).await;
    let mut seq = None;
    loop {
        let message = socket.try_receive().await.ok()?;
        match message["type"].as_str() {
            Some("next") if message["id"] == *id => seq = acknowledgement(&message["payload"]).ok(),
            Some("complete" | "error") if message["id"] == *id => return seq,
            _ => {}
        }
    }
}

/// Sends again what wasn't acknowledged, with the same ids, until it is.
///
/// # Panics
/// When one isn't within some tries.
pub async fn retry(people: &People, all: &mut [Sent]) {
    for sent in all.iter_mut().filter(|sent| sent.acknowledged.is_none()) {
        sent.acknowledged = Some(insist(people, sent).await);
    }
}

async fn insist(people: &People, sent: &Sent) -> i64 {
    let mut last = String::new();
    for _ in 0..20 {
        match sent.send(people).await {
            Ok(seq) => return seq,
            Err(error) => last = error,
        }
        tokio::time::sleep(Duration::from_millis(250)).await;
    }
    panic!("{sent:?} isn't taken: {last}");
}

/// Compares what was acknowledged with what is there: each message once, under its number, with its text; the numbers
/// of each conversation from 1 on without a gap.
///
/// # Panics
/// When a message is lost, doubled or changed.
pub async fn compare(people: &People, all: &[Sent]) {
    for (n, (_, conversation)) in people.customers.iter().enumerate() {
        let log = log_of(&people.agent.client, &people.agent.path, conversation).await;
        let numbers: Vec<i64> = log.iter().map(|entry| entry["seq"].as_i64().expect("a number")).collect();
        assert_eq!(numbers, (1..=log.len() as i64).collect::<Vec<_>>(), "gapless, once each, in order");
        let mut found: HashMap<&str, (i64, &str)> = HashMap::new();
        for entry in log.iter().filter(|entry| !entry["content"]["clientId"].is_null()) {
            let content = &entry["content"];
            let (id, text) = (content["clientId"].as_str().expect("an id"), content["text"].as_str().expect("a text"));
            let twice = found.insert(id, (entry["seq"].as_i64().expect("a number"), text));
            assert_eq!(twice, None, "{id} is there twice");
        }
        let mut known = 0;
        for sent in all.iter().filter(|sent| sent.customer == n) {
            let seq = sent.acknowledged.expect("retried until acknowledged");
            let there = found.get(&*sent.client_id).copied();
            assert_eq!(there, Some((seq, &*sent.text)), "{} was acknowledged", sent.client_id);
            known += 1;
        }
        assert_eq!(found.len(), known, "nothing is there that nobody sent");
    }
}
