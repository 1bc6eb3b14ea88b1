//! Sidebars and logs that are followed while others change them, and compared with a fresh look after each change.

use std::collections::BTreeMap;

use serde_json::{Value, json};
use vuoro_kernel::Role;
use vuoro_tests::{
    Client, TestHost,
    host::PATH,
    people::{Agent, Customer},
    socket::Socket,
};

use super::held::{Held, id};

const ACTIVITY: &str = "subscription { activity { __typename \
    ... on ActivitySnapshot { queues { ...Q } conversations { ...C } viewer { ...M } } \
    ... on QueueChanged { queue { ...Q } cause actor { id } } \
    ... on QueueGone { queueId } \
    ... on ConversationChanged { conversation { ...C } entry { seq content { __typename ... on MessageContent { text } } } } \
    ... on ConversationGone { conversationId } \
    ... on MemberChanged { viewer { ...M } } } } \
    fragment Q on Queue { id name position state capacity waitingCount firstWaitingSince \
        settings { automaticIpAddress automaticUserAgent attachments secureMetadata transcriptRetentionDays } \
        handlers { id } waiting(first: 10) { nodes { id place } } } \
    fragment C on Conversation { id state queueId queueName customerName agent { id displayName } requestedAt claimedAt \
        endedAt endedBy hidden place lastSeq agentReadSeq visitorReadSeq unreadCount \
        metadata { kind key value origin updatedAt } } \
    fragment M on Member { id displayName fullName email role joinedAt queues { id } }";

const ENTRY: &str = "conversationId seq at author { __typename ... on Agent { id displayName } ... on VisitorAuthor { name } \
    ... on HostAuthor { rule } } content { __typename ... on RequestContent { queueId queueName } \
    ... on MessageContent { clientId text attachments { id name contentType sizeBytes url } } \
    ... on ClaimContent { agent { id displayName } } ... on ReadContent { party upTo } \
    ... on MetadataContent { changes { kind key value origin updatedAt } } ... on NameContent { name } \
    ... on RequeueContent { queueId } ... on TransferContent { fromQueueId toQueueId reason } ... on EndContent { by } ... on HideContent { asked } ... on DropContent { left } }";

/// A sidebar that is being followed.
pub struct Sidebar {
    socket: Socket,
    held: Held,
}

impl Sidebar {
    pub async fn open(agent: &Agent) -> Self {
        let mut socket = agent.socket().await;
        socket.subscribe(ACTIVITY, json!({})).await;
        let first = socket.event().await["activity"].take();
        assert_eq!(first["__typename"], "ActivitySnapshot");
        let queues = first["queues"].as_array().unwrap();
        assert!(queues.is_sorted_by_key(|queue| queue["position"].as_i64().unwrap()), "the order of the sidebar");
        let requested = |it: &Value| std::cmp::Reverse(id(&it["requestedAt"]));
        assert!(first["conversations"].as_array().unwrap().is_sorted_by_key(requested), "newest request first");
        let mut held = Held::default();
        held.apply(&first);
        Self { socket, held }
    }

    /// Applies events until both marks have arrived, one for each way on which changes reach a sidebar, so that
    /// everything before them has arrived too. Returns how many other events there were.
    async fn apply_until(&mut self, mark: &Mark) -> usize {
        let (mut queue, mut message, mut told) = (false, false, 0);
        while !(queue && message) {
            let event = self.socket.event().await["activity"].take();
            self.held.apply(&event);
            if event["actor"]["id"] == mark.actor {
                queue = true;
            } else if event["entry"]["content"]["text"] == mark.text {
                message = true;
            } else {
                told += 1;
            }
        }
        told
    }
}

/// A mark: when it arrives, everything before it has arrived.
struct Mark {
    /// The actor of changes of a queue that is used only for marks.
    actor: String,
    /// The text of messages in the conversations that are used only for marks.
    text: String,
}

/// A person whose sidebar is followed, since the beginning and since the last mutation.
struct Watcher {
    agent: Agent,
    long: Sidebar,
    recent: Sidebar,
    /// The customer of the conversation that is used for marks.
    marks: (Customer, String),
}

/// A log that is being followed.
pub struct Log {
    conversation: String,
    reader: Client,
    pub socket: Socket,
    got: Vec<Value>,
    /// The kind of entry after which it is no longer followed.
    until: &'static str,
}

/// All that is followed while mutations change it.
pub struct Replay {
    host: TestHost,
    guard: Agent,
    /// The queue that is used only for marks.
    pub guarded: String,
    watchers: Vec<Watcher>,
    pub logs: Vec<Log>,
    marks: usize,
    /// How often sidebars got events for each mutation.
    pub told: BTreeMap<String, usize>,
}

impl Replay {
    /// An organisation whose handler and operator are watched.
    pub async fn begin(host: TestHost, owner: &Agent, watched: &[&Agent]) -> Self {
        let guard = host.member("Vartija", Role::Operator).await;
        let guarded = owner.makes_queue("Vartio", true).await;
        owner.lets_handle(&guarded, watched).await;
        let mut watchers = Vec::new();
        for agent in watched {
            let customer = host.customer("Merkki").await;
            let conversation = customer.waits_in(&guarded).await;
            assert_eq!(agent.gets_customer(&guarded).await, conversation);
            let (long, recent) = (Sidebar::open(agent).await, Sidebar::open(agent).await);
            watchers.push(Watcher { agent: (*agent).clone(), long, recent, marks: (customer, conversation) });
        }
        Self { host, guard, guarded, watchers, logs: Vec::new(), marks: 0, told: BTreeMap::new() }
    }

    /// Follows a conversation's log as a client.
    pub async fn follow(&mut self, client: &Client, conversation: &str, until: &'static str) {
        let mut socket = Socket::open(client, PATH).await;
        let query = format!("subscription($id: ID!) {{ conversation(id: $id) {{ {ENTRY} }} }}");
        socket.subscribe(&query, json!({ "id": conversation })).await;
        let (conversation, reader) = (conversation.to_owned(), client.clone());
        self.logs.push(Log { conversation, reader, socket, got: Vec::new(), until });
    }

    /// Compares everything held with a fresh query, after a mutation that ended with `wanted`.
    pub async fn after(&mut self, mutation: &str, wanted: &str, outcome: Value) -> Value {
        assert_eq!(outcome["__typename"], wanted, "{mutation}: {outcome}");
        let told = self.settle(mutation).await;
        *self.told.entry(mutation.to_owned()).or_default() += told;
        outcome
    }

    /// Compares everything held with a fresh query. Returns how many events sidebars got.
    pub async fn settle(&mut self, what: &str) -> usize {
        self.marks += 1;
        let mark = Mark { actor: self.guard.id.to_string(), text: format!("mark {}", self.marks) };
        self.guard.does("updateQueue", json!({ "queueId": self.guarded, "capacity": self.marks })).await;
        for Watcher { marks: (customer, conversation), .. } in &self.watchers {
            customer.writes(conversation, &mark.text).await;
        }
        let mut told = 0;
        for watcher in &mut self.watchers {
            told += watcher.long.apply_until(&mark).await;
            watcher.recent.apply_until(&mark).await;
            let fresh = Sidebar::open(&watcher.agent).await;
            let wanted = fresh.held.clone().sorted();
            assert_eq!(watcher.recent.held.clone().sorted(), wanted, "{}'s sidebar after {what}", watcher.agent.email);
            assert_eq!(
                watcher.long.held.clone().sorted(),
                wanted,
                "{}'s old sidebar after {what}",
                watcher.agent.email
            );
            std::mem::replace(&mut watcher.recent, fresh).socket.close().await;
        }
        self.logs.retain(|log| log.got.last().is_none_or(|entry| entry["content"]["__typename"] != log.until));
        for log in &mut self.logs {
            let query = format!(
                "query($id: ID!) {{ conversation(id: $id) {{ entries(first: 100) {{ nodes {{ {ENTRY} }} }} }} }}"
            );
            let fresh = log.reader.data(PATH, &query, json!({ "id": log.conversation })).await;
            let wanted = fresh["conversation"]["entries"]["nodes"].as_array().unwrap();
            while log.got.len() < wanted.len() {
                log.got.push(log.socket.event().await["conversation"].take());
            }
            assert_eq!(&log.got, wanted, "a log after {what}");
        }
        told
    }

    /// Closes everything.
    pub async fn end(self) {
        for watcher in self.watchers {
            watcher.long.socket.close().await;
            watcher.recent.socket.close().await;
        }
        self.host.stop().await;
    }
}
