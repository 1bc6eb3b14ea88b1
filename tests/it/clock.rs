//! G17: a clock that jumps while the server runs breaks no session. `libfaketime` gives the server another time.

use std::time::Duration;

use serde_json::json;
use vuoro_tests::{
    Database,
    furnished::{Furnished, People},
    process::Launch,
    socket::Socket,
};

use crate::{
    ledger::{self, Sent},
    tools,
};

const FOLLOW: &str = "subscription($id: ID!, $after: Int) { conversation(id: $id, after: $after) { seq at \
    content { ... on MessageContent { clientId } } } }";

/// How long the test watches after a jump: the rights of open sockets are read every 4 s.
const WHILE: Duration = Duration::from_secs(6);

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_clock_that_jumps_breaks_no_socket_and_stops_no_message() {
    let furnished = Furnished::with(Database::sqlite(), 1).await;
    let offset = furnished.folder().join("faketime");
    std::fs::write(&offset, "+0").unwrap();
    let text = |path: &std::path::Path| path.to_str().unwrap().to_owned();
    let environment = [
        ("LD_PRELOAD", text(&tools::libfaketime())),
        ("FAKETIME_TIMESTAMP_FILE", text(&offset)),
        ("FAKETIME_NO_CACHE", "1".into()),
        // A clock that is set moves the time of day, not the monotonic clock.
        ("FAKETIME_DONT_FAKE_MONOTONIC", "1".into()),
    ];
    let environment = environment.map(|(name, value)| (name.to_owned(), value)).to_vec();
    let server = furnished.serve(&Launch { environment, ..Launch::default() });
    let people = furnished.people(&server.base);
    let begun = now(&people).await;

    let (customer, conversation) = &people.customers[0];
    let mut sockets = [customer.socket().await, people.agent.socket().await];
    let after = json!({ "id": conversation, "after": 2 });
    for socket in &mut sockets {
        socket.subscribe(FOLLOW, after.clone()).await;
    }
    let mut all = Vec::new();
    round(&people, &mut sockets, &mut all).await;
    for (jump, seconds) in [("+2d", 2 * 86_400), ("-1h", -3_600), ("+0", 0)] {
        std::fs::write(&offset, jump).unwrap();
        round(&people, &mut sockets, &mut all).await;
        let moved = now(&people).await - begun;
        assert!((moved - seconds).abs() < 60, "the server's clock is {moved} s off after {jump}");
        tokio::time::sleep(WHILE).await;
        round(&people, &mut sockets, &mut all).await;
        // Those with an open socket are signed in by HTTP too.
        let mut sent = Sent::new(0, true);
        sent.acknowledged = Some(sent.send(&people).await.unwrap_or_else(|why| panic!("after {jump}: {why}")));
        heard(&mut sockets, &sent).await;
        all.push(sent);
    }
    ledger::compare(&people, &all).await;
    let log = server.said();
    assert!(!log.contains("panicked") && !log.contains("ERROR"), "{log}");
    assert_eq!(server.terminate(), Some(0));
}

/// Both parties send through their sockets, and both receive it there.
async fn round(people: &People, sockets: &mut [Socket; 2], all: &mut Vec<Sent>) {
    for n in [0, 1] {
        let mut sent = Sent::new(0, n == 1);
        let id = sockets[n].subscribe(ledger::SEND, sent.variables(people)).await;
        let (mut is_heard, mut is_over) = (false, false);
        while !(is_heard && is_over) {
            let message = sockets[n].receive().await;
            if message["id"] != *id {
                is_heard |= message["payload"]["data"]["conversation"]["content"]["clientId"] == *sent.client_id;
            } else if message["type"] == "complete" {
                is_over = true;
            } else {
                let seq = message["payload"]["data"]["sendMessage"]["entry"]["seq"].as_i64();
                sent.acknowledged = Some(seq.unwrap_or_else(|| panic!("{message}")));
            }
        }
        let other = &mut sockets[1 - n];
        assert_eq!(other.event().await["conversation"]["content"]["clientId"], *sent.client_id);
        all.push(sent);
    }
}

async fn heard(sockets: &mut [Socket; 2], sent: &Sent) {
    for socket in sockets {
        assert_eq!(socket.event().await["conversation"]["content"]["clientId"], *sent.client_id);
    }
}

/// The server's time, in seconds since 1970.
async fn now(people: &People) -> i64 {
    let client = vuoro_tests::Client::stranger(&people.agent.client.base);
    let now = client.field("/graphql", "{ now }", json!({})).await;
    seconds(now.as_str().unwrap())
}

/// Parses `2026-01-31T12:00:00.000Z`, by the days of the civil calendar.
fn seconds(text: &str) -> i64 {
    let number = |range: std::ops::Range<usize>| text[range].parse::<i64>().unwrap();
    let (year, month, day) = (number(0..4), number(5..7), number(8..10));
    let (year, month) = if month > 2 { (year, month - 3) } else { (year - 1, month + 9) };
    let days = 365 * year + year / 4 - year / 100 + year / 400 + (153 * month + 2) / 5 + day;
    ((days * 24 + number(11..13)) * 60 + number(14..16)) * 60 + number(17..19)
}
