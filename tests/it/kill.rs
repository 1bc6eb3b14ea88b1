//! G1 and G2: what is acknowledged is there after `kill -9` at any moment, and nothing is there twice.

use std::time::Duration;

use rand::RngExt;
use serde_json::json;
use tokio::{io::AsyncWriteExt, net::TcpStream};
use vuoro_tests::{
    furnished::{Furnished, People},
    on_both_databases,
    process::Launch,
    rounds,
};

use crate::ledger::{self, SEND, Sent, Writers};

/// The fewest acknowledged messages of one round: 50 rounds make 10,000.
const MESSAGES: usize = 200;

on_both_databases! {
    async fn what_is_acknowledged_survives_kill_9_and_nothing_is_there_twice(database: Database) {
        let furnished = Furnished::with(database, 4).await;
        let mut all: Vec<Sent> = Vec::new();
        let (mut unacknowledged, mut kept) = (0, 0);
        let mut server = furnished.serve(&Launch::default());
        let count = rounds(4, 50);
        for n in 1..=count {
            let writers = Writers::start(&furnished.people(&server.base)).await;
            let (messages, pause_ms) = {
                let mut random = rand::rng();
                (random.random_range(1..=2 * MESSAGES), random.random_range(0..30))
            };
            writers.reach(messages).await;
            tokio::time::sleep(Duration::from_millis(pause_ms)).await;
            server.kill();
            let round = writers.end().await;
            server = furnished.serve(&Launch::default());
            let people = furnished.people(&server.base);
            let (mut open, sure): (Vec<_>, Vec<_>) = round.into_iter().partition(|sent| sent.acknowledged.is_none());
            let heads = last_numbers(&people).await;
            ledger::retry(&people, &mut open).await;
            unacknowledged += open.len();
            // Committed before the kill: the answer was lost, not the message.
            kept += open.iter().filter(|sent| sent.acknowledged <= Some(heads[sent.customer])).count();
            all.extend(sure.into_iter().chain(open));
            // All that is there is read each time: of many rounds, not after each.
            if n % 5 == 0 || n == count || count < 5 {
                ledger::compare(&people, &all).await;
            }
        }
        println!("{} messages; {unacknowledged} unacknowledged when killed, {kept} of those were there already", all.len());
        assert_eq!(server.terminate(), Some(0));
    }

    async fn a_reply_cut_off_after_the_commit_and_retried_leaves_one_entry(database: Database) {
        let furnished = Furnished::with(database, 2).await;
        let server = furnished.serve(&Launch::default());
        let people = furnished.people(&server.base);
        let mut all = Vec::new();
        for n in 0..rounds(40, 1_000) {
            let mut sent = Sent::new(n % 2, false);
            if n % 4 < 2 {
                cut_http(&people, &sent, n).await;
            } else {
                let customer = &people.customers[sent.customer].0;
                let mut socket = customer.socket().await;
                socket.subscribe(SEND, sent.variables(&people)).await;
                pause(n).await;
                socket.cut();
            }
            let seq = sent.send(&people).await.expect("the repeat is acknowledged");
            assert_eq!(sent.send(&people).await, Ok(seq), "and once more");
            sent.acknowledged = Some(seq);
            all.push(sent);
        }
        ledger::compare(&people, &all).await;
        assert_eq!(server.terminate(), Some(0));
    }
}

/// The number of the newest entry of each conversation.
async fn last_numbers(people: &People) -> Vec<i64> {
    let mut numbers = Vec::new();
    for (_, conversation) in &people.customers {
        let query = "query($id: ID!) { conversation(id: $id) { lastSeq } }";
        let data = people.agent.data(query, json!({ "id": conversation })).await;
        numbers.push(data["conversation"]["lastSeq"].as_i64().expect("a number"));
    }
    numbers
}

/// A pause from before the server has read the request to after it has answered.
async fn pause(n: usize) {
    tokio::time::sleep(Duration::from_millis(n as u64 / 4 % 10)).await;
}

/// Sends a message and disconnects without reading anything.
async fn cut_http(people: &People, sent: &Sent, n: usize) {
    let customer = &people.customers[sent.customer].0;
    let body = json!({ "query": SEND, "variables": sent.variables(people) }).to_string();
    let (path, token) = (&customer.path, customer.client.token.as_deref().expect("a token"));
    let address = customer.client.base.trim_start_matches("http://");
    let head = format!(
        "POST {path} HTTP/1.1\r\nhost: {address}\r\nauthorization: Bearer {token}\r\ncontent-type: application/json\r\n\
         content-length: {}\r\n\r\n",
        body.len()
    );
    let mut stream = TcpStream::connect(address).await.expect("the server listens");
    stream.write_all(head.as_bytes()).await.expect("sent");
    stream.write_all(body.as_bytes()).await.expect("sent");
    pause(n).await;
    drop(stream);
}
