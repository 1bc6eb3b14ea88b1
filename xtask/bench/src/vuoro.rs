//! Everything that the bench knows of Vuoro: how it is started, its documents, and how a conversation is set up.
//!
//! The durable relay gets the same documents, so that both parse the same bytes.

mod documents;

use std::collections::HashSet;
use std::fs::File;
use std::net::SocketAddr;
use std::path::Path;
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use anyhow::{Context, ensure};
use serde_json::{Value, json};

use crate::generate::{Dialect, Party, Request, call, is_ready};
pub use documents::{ORGANISATION_PATH, SEND, SENT_TYPE, SUBPROTOCOL, SUBSCRIBE};

/// The platform's endpoint: signing in.
const PLATFORM_PATH: &str = "/graphql";

/// Flags beside `--listen` and `--data`: demo data, and no second port.
const SERVE: [&str; 4] = ["serve", "--demo", "--metrics-listen", ""];
/// One machine plays fifty customers and a thousand agents, so limits for each person and address are lifted, and
/// simulated customers are off. Nothing else differs from the shipped configuration.
const ENVIRONMENT: [(&str, &str); 4] = [
    ("VUORO_LIMITS__SOCKETS_PER_ACCOUNT", "100000"),
    ("VUORO_LIMITS__SOCKETS_PER_VISITOR", "100000"),
    ("VUORO_LIMITS__CONNECTIONS_PER_ADDRESS", "100000"),
    ("VUORO_DEMO__VISITORS", "false"),
];
/// How long the server may take to be ready after it listens.
const READY_TIME_MAX: Duration = Duration::from_secs(60);
/// The pause between two checks whether it is ready.
const READY_PAUSE: Duration = Duration::from_millis(50);
/// An agent of the demo organisation who handles its first queue.
const EMAIL: &str = "niilo@demo.example";
/// An account that may read plugins' failures.
const OPERATOR: &str = "operator@demo.example";
const PASSWORD: &str = "vuoro-demo-password";
/// The demo organisation.
pub const ORGANISATION: &str = "demo";

const SIGN_IN: &str = "mutation($email:String!,$password:String!)\
    {signIn(input:{email:$email,password:$password}){__typename ... on SignedIn{token}}}";
const QUEUES: &str = "{queues(first:5){nodes{id}}}";
const OPEN_QUEUE: &str = "mutation($q:ID!){openQueue(input:{queueId:$q}){__typename}}";
const START_VISITOR: &str = r#"mutation{startVisitor(input:{name:"Bench"}){__typename ... on VisitorStarted{token}}}"#;
const ENQUEUE: &str = "mutation($q:ID!){enqueue(input:{queueId:$q}){__typename ... on Enqueued{conversation{id}}}}";
const CLAIM: &str = "mutation($q:ID!){claim(input:{queueId:$q}){__typename ... on Claimed{conversation{id}}}}";

/// A query that reads no row.
pub const SMALL_QUERY: &str = "{viewer{__typename}}";
/// A query that reads rows.
pub const ROWS_QUERY: &str = "{queues(first:5){nodes{id name}}}";

/// The command that serves demo data from `data` on a free port; its log goes to `log`, replaced each time.
pub fn command(binary: &Path, data: &Path, log: File) -> Command {
    let mut command = Command::new(binary);
    command.args(SERVE).args(["--listen", "127.0.0.1:0", "--data"]).arg(data);
    command.envs(ENVIRONMENT).stdout(Stdio::piped()).stderr(log);
    command
}

/// The address in a line of its output: the first `http://127.0.0.1:PORT`.
pub fn listening(line: &str) -> Option<SocketAddr> {
    let rest = line.split_once("http://")?.1;
    let end =
        rest.find(|letter: char| !letter.is_ascii_digit() && letter != '.' && letter != ':').unwrap_or(rest.len());
    rest[..end].parse().ok()
}

/// Waits until the server says that it is ready.
pub fn await_ready(address: SocketAddr) -> anyhow::Result<()> {
    let start = Instant::now();
    while !is_ready(address)? {
        ensure!(start.elapsed() <= READY_TIME_MAX, "the server isn't ready {READY_TIME_MAX:?} after its start");
        std::thread::sleep(READY_PAUSE);
    }
    Ok(())
}

/// Signs the agent in and returns the token.
pub fn sign_in(address: SocketAddr) -> anyhow::Result<String> {
    sign_in_as(address, EMAIL)
}

/// The number of a plugin's failures that operators can read; only the newest are kept.
pub fn failures(address: SocketAddr, plugin: &str) -> anyhow::Result<usize> {
    let token = sign_in_as(address, OPERATOR)?;
    let (path, query) = (ORGANISATION_PATH, "{plugins{id state failures{outcome}}}");
    let data = call(address, &Request { path, token: Some(&token), query, variables: json!({}) })?;
    let plugins = data["plugins"].as_array().context("no plugins")?;
    let found = plugins.iter().find(|found| found["id"] == plugin && found["state"] == "ENABLED");
    let found = found.with_context(|| format!("{plugin} isn't enabled: {data}"))?;
    Ok(found["failures"].as_array().map_or(0, Vec::len))
}

fn sign_in_as(address: SocketAddr, email: &str) -> anyhow::Result<String> {
    let variables = json!({ "email": email, "password": PASSWORD });
    let data = call(address, &Request { path: PLATFORM_PATH, token: None, query: SIGN_IN, variables })?;
    text(&data, "/signIn/token")
}

/// Creates `count` conversations between a visitor each (side 0) and the agent (side 1).
pub fn set_up(address: SocketAddr, count: usize) -> anyhow::Result<Vec<[Party; 2]>> {
    let agent = sign_in(address)?;
    let ask = |token: Option<&str>, query: &str, variables: Value| {
        call(address, &Request { path: ORGANISATION_PATH, token, query, variables })
    };
    let queue = text(&ask(Some(&agent), QUEUES, json!({}))?, "/queues/nodes/0/id")?;
    let by_queue = json!({ "q": queue });
    // An open queue stays open: whatever the answer, enqueueing below must work.
    ask(Some(&agent), OPEN_QUEUE, by_queue.clone())?;

    let mut pairs = Vec::with_capacity(count);
    let mut claimed = HashSet::new();
    for _ in 0..count {
        let visitor = text(&ask(None, START_VISITOR, json!({}))?, "/startVisitor/token")?;
        let conversation = text(&ask(Some(&visitor), ENQUEUE, by_queue.clone())?, "/enqueue/conversation/id")?;
        // Customers of the demo data may be ahead of this one.
        while !claimed.contains(&conversation) {
            claimed.insert(text(&ask(Some(&agent), CLAIM, by_queue.clone())?, "/claim/conversation/id")?);
        }
        let party = |token: String| Party {
            dialect: Dialect::Graphql,
            path: ORGANISATION_PATH.to_owned(),
            token,
            conversation: conversation.clone(),
        };
        pairs.push([party(visitor), party(agent.clone())]);
    }
    ensure!(!pairs.is_empty(), "no conversations");
    Ok(pairs)
}

fn text(data: &Value, pointer: &str) -> anyhow::Result<String> {
    let found = data.pointer(pointer).and_then(Value::as_str);
    Ok(found.with_context(|| format!("no {pointer} in {data}"))?.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_address_is_found_in_a_line_for_people() {
        let address = listening("console   http://127.0.0.1:41234/console");
        assert_eq!(address, Some(SocketAddr::from(([127, 0, 0, 1], 41234))));
        assert_eq!(listening("starting"), None);
    }
}
