//! Agents and customers, with functions named as people at a service desk speak.

use serde_json::{Value, json};
use vuoro_kernel::{AccountId, MemberId};

use crate::{Client, socket::Socket};

/// A signed-in member of an organisation.
#[derive(Clone)]
pub struct Agent {
    /// Their client.
    pub client: Client,
    /// Their organisation's endpoint.
    pub path: String,
    /// Their membership.
    pub id: MemberId,
    /// Their account.
    pub account: AccountId,
    /// The address they sign in with.
    pub email: String,
}

/// A customer.
#[derive(Clone)]
pub struct Customer {
    /// Their client.
    pub client: Client,
    /// The organisation's endpoint.
    pub path: String,
    /// Their id.
    pub id: String,
}

const SEND: &str = "mutation($input: SendMessageInput!) { sendMessage(input: $input) { __typename \
    ... on MessageSent { entry { seq } } ... on Problem { message } } }";

async fn send(client: &Client, path: &str, conversation: &str, text: &str) -> Value {
    let client_id = uuid::Uuid::new_v4().to_string();
    let input = json!({ "conversationId": conversation, "clientId": client_id, "text": text });
    client.field(path, SEND, json!({ "input": input })).await
}

/// The caller as an organisation's endpoint sees them: type and id, for members also the role; null for strangers.
pub async fn viewer(client: &Client, path: &str) -> Value {
    let query = "{ viewer { __typename ... on Member { id role } ... on Visitor { id } } }";
    client.field(path, query, json!({})).await
}

impl Agent {
    /// The data of an operation that must succeed.
    pub async fn data(&self, query: &str, variables: Value) -> Value {
        self.client.data(&self.path, query, variables).await
    }

    /// A mutation's outcome with the given selection beside its `__typename`.
    pub async fn acts(&self, mutation: &str, input: Value, selection: &str) -> Value {
        self.client.act(&self.path, mutation, input, selection).await
    }

    /// How a mutation ends, in a word: the type of its outcome, or the code of the error that refuses it.
    pub async fn outcome(&self, mutation: &str, input: Value) -> String {
        self.client.outcome(&self.path, mutation, input).await
    }

    /// A mutation's outcome: the value of its one field, with its `__typename`.
    pub async fn does(&self, mutation: &str, input: Value) -> Value {
        does(&self.client, &self.path, mutation, input).await
    }

    /// Creates a queue, open or closed, and returns its id. Operators and owners.
    pub async fn makes_queue(&self, name: &str, open: bool) -> String {
        let query = "mutation($input: CreateQueueInput!) { createQueue(input: $input) { ... on QueueCreated { queue { id } } } }";
        let made = self.client.field(&self.path, query, json!({ "input": { "name": name } })).await;
        let id = made["queue"]["id"].as_str().unwrap_or_else(|| panic!("{made}")).to_owned();
        if open {
            self.does("openQueue", json!({ "queueId": id })).await;
        }
        id
    }

    /// Replaces a queue's handlers. Operators and owners.
    pub async fn lets_handle(&self, queue: &str, agents: &[&Agent]) {
        let members: Vec<String> = agents.iter().map(|agent| agent.id.to_string()).collect();
        let set = self.does("setQueueHandlers", json!({ "queueId": queue, "memberIds": members })).await;
        assert_eq!(set["__typename"], "QueueUpdated");
    }

    /// Claims the first in line and returns the outcome.
    pub async fn claims(&self, queue: &str) -> Value {
        let query = "mutation($input: ClaimInput!) { claim(input: $input) { __typename ... on Claimed { conversation { id } } } }";
        self.client.field(&self.path, query, json!({ "input": { "queueId": queue } })).await
    }

    /// Claims the first in line and returns the conversation's id.
    ///
    /// # Panics
    /// When nobody is waiting.
    pub async fn gets_customer(&self, queue: &str) -> String {
        let claimed = self.claims(queue).await;
        claimed["conversation"]["id"].as_str().unwrap_or_else(|| panic!("{claimed}")).to_owned()
    }

    /// Sends a message and returns the outcome.
    pub async fn writes(&self, conversation: &str, text: &str) -> Value {
        send(&self.client, &self.path, conversation, text).await
    }

    /// Opens a socket.
    pub async fn socket(&self) -> Socket {
        Socket::open(&self.client, &self.path).await
    }
}

impl Customer {
    /// The data of an operation that must succeed.
    pub async fn data(&self, query: &str, variables: Value) -> Value {
        self.client.data(&self.path, query, variables).await
    }

    /// A mutation's outcome with the given selection beside its `__typename`.
    pub async fn acts(&self, mutation: &str, input: Value, selection: &str) -> Value {
        self.client.act(&self.path, mutation, input, selection).await
    }

    /// How a mutation ends, in a word: the type of its outcome, or the code of the error that refuses it.
    pub async fn outcome(&self, mutation: &str, input: Value) -> String {
        self.client.outcome(&self.path, mutation, input).await
    }

    /// A mutation's outcome.
    pub async fn does(&self, mutation: &str, input: Value) -> Value {
        does(&self.client, &self.path, mutation, input).await
    }

    /// Joins a queue and returns the outcome.
    pub async fn enters(&self, queue: &str) -> Value {
        let query = "mutation($input: EnqueueInput!) { enqueue(input: $input) { __typename ... on Enqueued { conversation { id place } } \
                     ... on Problem { message } } }";
        self.client.field(&self.path, query, json!({ "input": { "queueId": queue } })).await
    }

    /// Joins a queue and returns the conversation's id.
    ///
    /// # Panics
    /// When the queue doesn't take the customer.
    pub async fn waits_in(&self, queue: &str) -> String {
        let entered = self.enters(queue).await;
        entered["conversation"]["id"].as_str().unwrap_or_else(|| panic!("{entered}")).to_owned()
    }

    /// Sends a message and returns the outcome.
    pub async fn writes(&self, conversation: &str, text: &str) -> Value {
        send(&self.client, &self.path, conversation, text).await
    }

    /// Opens a socket.
    pub async fn socket(&self) -> Socket {
        Socket::open(&self.client, &self.path).await
    }
}

/// Runs a mutation whose input type is named after it, as all are, and returns the value of its field.
async fn does(client: &Client, path: &str, mutation: &str, input: Value) -> Value {
    let mut chars = mutation.chars();
    let type_name = chars.next().map(|first| first.to_uppercase().chain(chars).collect::<String>()).unwrap_or_default();
    let query = format!(
        "mutation($input: {type_name}Input!) {{ {mutation}(input: $input) {{ __typename ... on Problem {{ message }} \
         ... on InvalidInput {{ field }} }} }}"
    );
    // Not every mutation can end with InvalidInput, and a document that spreads an impossible type is refused.
    let answer = client.ask(path, &query, json!({ "input": input })).await;
    if answer.get("errors").is_none() {
        return answer["data"][mutation].clone();
    }
    let query = format!("mutation($input: {type_name}Input!) {{ {mutation}(input: $input) {{ __typename }} }}");
    client.field(path, &query, json!({ "input": input })).await
}
