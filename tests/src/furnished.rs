//! A database with people in conversations, for servers that run as separate processes: created and closed in this
//! process and then opened by them.

use std::path::Path;

use serde_json::{Value, json};

use crate::{
    Client, Database, TestHost,
    people::{Agent, Customer},
    process::{Launch, Server},
};

/// An organisation `test` with an owner, an agent, and customers whom the agent has claimed.
pub struct Furnished {
    /// The database; its folder is the server's data folder.
    pub database: Database,
    /// The queue.
    pub queue: String,
    /// The people, as clients of a server that has stopped; see [`Furnished::people`].
    people: People,
}

/// The people, as clients of one server.
#[derive(Clone)]
pub struct People {
    /// An owner.
    pub owner: Agent,
    /// The agent of all conversations.
    pub agent: Agent,
    /// Each customer with the id of their conversation.
    pub customers: Vec<(Customer, String)>,
}

impl Furnished {
    /// Creates the database with this number of customers.
    pub async fn with(database: Database, customers: usize) -> Self {
        let host = TestHost::on(database).await;
        let (owner, agent) = (host.owner().await, host.agent("Niilo").await);
        let queue = owner.makes_queue("Asiakaspalvelu", true).await;
        owner.lets_handle(&queue, &[&agent]).await;
        let mut people = People { owner, agent, customers: Vec::new() };
        for n in 0..customers {
            let customer = host.customer(&format!("Customer {n}")).await;
            let conversation = customer.waits_in(&queue).await;
            assert_eq!(people.agent.gets_customer(&queue).await, conversation);
            people.customers.push((customer, conversation));
        }
        Self { database: host.stop().await, queue, people }
    }

    /// Starts a server on it.
    pub fn serve(&self, how: &Launch) -> Server {
        Server::launch(self.folder(), &self.database.url(), how)
    }

    /// The server's data folder.
    pub fn folder(&self) -> &Path {
        self.database.folder()
    }

    /// The people with clients for the server at `base`.
    pub fn people(&self, base: &str) -> People {
        let mut people = self.people.clone();
        let clients = [&mut people.owner.client, &mut people.agent.client];
        let customers = people.customers.iter_mut().map(|(customer, _)| &mut customer.client);
        clients.into_iter().chain(customers).for_each(|client| client.base = base.to_owned());
        people
    }
}

/// The whole log of a conversation, page by page.
pub async fn log_of(client: &Client, path: &str, conversation: &str) -> Vec<Value> {
    let query = "query($id: ID!, $after: String) { conversation(id: $id) { entries(first: 100, after: $after) { \
                 nodes { seq content { ... on MessageContent { clientId text } } } pageInfo { hasNextPage endCursor } } } }";
    let (mut log, mut after) = (Vec::new(), Value::Null);
    loop {
        let data = client.data(path, query, json!({ "id": conversation, "after": after })).await;
        let entries = &data["conversation"]["entries"];
        log.extend(entries["nodes"].as_array().expect("a page").iter().cloned());
        if entries["pageInfo"]["hasNextPage"] != true {
            return log;
        }
        after = entries["pageInfo"]["endCursor"].clone();
    }
}
