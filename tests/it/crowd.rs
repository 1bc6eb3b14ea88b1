//! Strangers can't use up what all share: however many connections they hold, members get in.

use std::time::Duration;

use serde_json::json;
use tokio::net::TcpStream;
use vuoro_kernel::limits::http::{CUSTOMERS_PERCENT, MEMBERS_PERCENT};
use vuoro_tests::{
    Client, Database, TestHost, eventually, furnished::Furnished, host::PATH, people::viewer, process::Launch,
    socket::Socket,
};

/// Most connections of a server in these tests, so that each share is filled easily.
const CONNECTIONS: usize = 40;

async fn small() -> TestHost {
    TestHost::with(Database::sqlite(), |config| config.limits.connections = CONNECTIONS).await
}

/// An acknowledged socket of a stranger, of which thousands can be held for hours.
async fn nobody(host: &TestHost) -> Socket {
    Socket::open(&host.stranger(), PATH).await
}

/// Whether a socket is answered.
async fn lives(socket: &mut Socket) -> bool {
    socket.send(json!({ "type": "ping" })).await;
    socket.try_receive().await.is_ok_and(|message| message["type"] == "pong")
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn members_get_in_while_strangers_hold_all_they_can() {
    let host = small().await;
    let (owner, niilo) = (host.owner().await, host.agent("Niilo").await);
    let mut socket = niilo.socket().await;
    let mut strangers = Vec::new();
    for _ in 0..CONNECTIONS * 2 {
        strangers.push(nobody(&host).await);
    }
    // The first of them were let go, and told so; the last ones are there; the member was left alone.
    assert_eq!(strangers[0].closes().await.code, 1013);
    assert!(lives(strangers.last_mut().unwrap()).await);
    assert!(lives(&mut socket).await);

    // New callers get in now: by a new connection, by signing in, and with a socket that stays.
    let fresh = Client::stranger(&host.base).with_token(owner.client.token.clone().unwrap());
    assert_eq!(viewer(&fresh, PATH).await["role"], "OWNER");
    let signed_in = host.sign_in(&owner.email).await;
    let mut owners = Socket::open(&signed_in, PATH).await;
    for _ in 0..CONNECTIONS * 2 {
        strangers.push(nobody(&host).await);
    }
    for socket in [&mut socket, &mut owners] {
        assert!(lives(socket).await);
    }
    host.stop().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn connections_that_say_nothing_are_let_go_for_those_who_come() {
    let host = small().await;
    let owner = host.owner().await;
    let address = host.base.trim_start_matches("http://").to_owned();
    let mut silent = Vec::new();
    for _ in 0..CONNECTIONS * 2 {
        silent.push(TcpStream::connect(&address).await.unwrap());
    }
    for _ in 0..5 {
        let fresh = Client::stranger(&host.base).with_token(owner.client.token.clone().unwrap());
        assert_eq!(viewer(&fresh, PATH).await["role"], "OWNER");
    }
    let mut end = [0];
    let closed = tokio::time::timeout(Duration::from_secs(5), silent[0].peek(&mut end)).await;
    assert!(matches!(closed, Ok(Ok(0) | Err(_))), "the first to come was the first to go: {closed:?}");
    host.stop().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn customers_fill_their_share_alone() {
    let host = small().await;
    let niilo = host.agent("Niilo").await;
    let share = CONNECTIONS * CUSTOMERS_PERCENT / 100;
    let mut customers = Vec::new();
    let mut refused = 0;
    for n in 0..CONNECTIONS {
        let customer = host.customer(&format!("Customer {n}")).await;
        let mut socket = Socket::connect(&customer.client, PATH, &[]).await.expect("the socket opens");
        match socket.try_init(customer.client.token.as_deref()).await {
            Ok(()) => customers.push(socket),
            Err(closed) => {
                assert_eq!(closed.code, 4429);
                refused += 1;
            }
        }
    }
    assert_eq!((customers.len(), refused), (share, CONNECTIONS - share));
    // Strangers can't take theirs, and members get in beside both.
    let mut strangers = Vec::new();
    for _ in 0..CONNECTIONS {
        strangers.push(nobody(&host).await);
    }
    for socket in &mut customers {
        assert!(lives(socket).await);
    }
    let kept = CONNECTIONS * MEMBERS_PERCENT / 100;
    let mut members = Vec::new();
    for _ in 0..kept {
        members.push(niilo.socket().await);
    }
    for socket in members.iter_mut().chain(&mut customers) {
        assert!(lives(socket).await);
    }
    host.stop().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_server_stays_below_its_bound_of_open_files_and_raises_it_first() {
    let furnished = Furnished::with(Database::sqlite(), 1).await;
    // Hard and soft: it can't be raised, and half of it is for connections.
    let under = ["sh", "-c", "ulimit -n 160; exec \"$0\" \"$@\""].map(str::to_owned).to_vec();
    let server = furnished.serve(&Launch { under, ..Launch::default() });
    let people = furnished.people(&server.base);
    let (customer, conversation) = &people.customers[0];
    let address = server.base.trim_start_matches("http://").to_owned();
    let open = || std::fs::read_dir(format!("/proc/{}/fd", server.id())).map_or(0, Iterator::count);
    let mut silent = Vec::new();
    for n in 0..400 {
        silent.push(TcpStream::connect(&address).await.unwrap());
        if n % 50 == 0 {
            customer.writes(conversation, "hei").await;
        }
    }
    // Those that were let go have left when the server has done what came before this.
    customer.writes(conversation, "hei").await;
    eventually("the descriptors stay below the bound", async || open() < 160 - 16).await;
    let log = std::fs::read_to_string(&server.log).unwrap();
    assert!(!log.contains("can't take a connection"), "{log}");
    assert!(log.contains("the bound of open files allows fewer connections"), "{log}");
    drop(silent);
    assert_eq!(server.terminate(), Some(0));

    // A soft bound alone is raised.
    let under = ["sh", "-c", "ulimit -Sn 100; exec \"$0\" \"$@\""].map(str::to_owned).to_vec();
    let server = furnished.serve(&Launch { under, ..Launch::default() });
    let limits = std::fs::read_to_string(format!("/proc/{}/limits", server.id())).unwrap();
    let files = limits.lines().find(|line| line.starts_with("Max open files")).unwrap();
    let [soft, hard] = [3, 4].map(|n| files.split_whitespace().nth(n).unwrap());
    assert_eq!(soft, hard);
    assert_eq!(server.terminate(), Some(0), "also right after it said that it serves");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_server_does_not_start_with_too_few_descriptors_and_says_why() {
    let database = Database::sqlite();
    let output = std::process::Command::new("sh")
        .args(["-c", "ulimit -n 24; exec \"$0\" \"$@\""])
        .arg(vuoro_tests::process::binary())
        .args(["serve", "--listen", "127.0.0.1:0", "--metrics-listen", "", "--data"])
        .arg(database.folder())
        .output()
        .unwrap();
    assert_eq!(output.status.code(), Some(1));
    let said = String::from_utf8_lossy(&output.stderr);
    assert!(said.contains("which is too few"), "{said}");
}
