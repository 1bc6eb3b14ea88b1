//! One customer, one agent (G7): however many claim at once, and through however many servers.

use std::{collections::HashSet, sync::Arc};

use futures_util::{StreamExt, future::join_all, stream};
use serde_json::{Value, json};
use tokio::task::JoinSet;
use vuoro_domain::{Domain, Enqueue, Problem, Refusal, StartVisitor};
use vuoro_kernel::{Caller, RequestContext, Role, Who};
use vuoro_tests::{
    Client, Database, TestHost,
    host::PATH,
    nodes::{Fate, Node, Unreliable, member_of},
    on_both_databases,
    people::Agent,
    rounds,
};

const AGENTS: usize = 200;
const CUSTOMERS: usize = 100;

/// Waiting customers, created directly in the domain, because only claims are tested here.
async fn customers_come(domain: &Domain, host: &TestHost, queue: &str, count: usize) {
    let organisation = Some(host.organisation);
    let queue = queue.parse().unwrap();
    stream::iter(0..count)
        .for_each_concurrent(32, async |_| {
            let (visitor, _) =
                domain.start_visitor(&Caller::stranger(organisation), StartVisitor::default()).await.unwrap();
            let customer = Caller { organisation, who: Who::Visitor(visitor.id) };
            let input = Enqueue { queue, name: None, message: None, metadata: vec![] };
            domain.enqueue(&RequestContext::inside(customer), input).await.unwrap();
        })
        .await;
}

/// Agents who handle the queue.
async fn agents_of(host: &TestHost, owner: &Agent, queue: &str, count: usize) -> Vec<Agent> {
    let mut agents = Vec::new();
    for n in 0..count {
        agents.push(host.agent(&format!("Agent{n}")).await);
    }
    owner.lets_handle(queue, &agents.iter().collect::<Vec<_>>()).await;
    agents
}

/// Every conversation of the organisation: its id, its agent, and how often it was claimed by its log.
async fn conversations(owner: &Agent) -> Vec<(String, String, usize)> {
    let query = "query($after: String) { conversations(list: ALL, first: 50, after: $after) { pageInfo { hasNextPage \
        endCursor } nodes { id state agent { id } entries(first: 20) { nodes { content { __typename } } } } } }";
    let mut all = Vec::new();
    let mut after = Value::Null;
    loop {
        let page = owner.data(query, json!({ "after": after })).await["conversations"].take();
        for node in page["nodes"].as_array().unwrap() {
            let entries = node["entries"]["nodes"].as_array().unwrap();
            let claims = entries.iter().filter(|entry| entry["content"]["__typename"] == "ClaimContent").count();
            let agent = node["agent"]["id"].as_str().unwrap_or_default();
            all.push((node["id"].as_str().unwrap().to_owned(), agent.to_owned(), claims));
        }
        if page["pageInfo"]["hasNextPage"] == false {
            return all;
        }
        after = page["pageInfo"]["endCursor"].clone();
    }
}

/// How many rows of a queue's event log say that a customer was claimed, and of how many customers.
async fn claims_in_the_event_log(owner: &Agent, queue: &str) -> (usize, usize) {
    let query = "query($id: ID!, $after: String) { queue(id: $id) { events(first: 100, after: $after) { pageInfo { \
        hasNextPage endCursor } nodes { kind conversationId } } } }";
    let (mut rows, mut customers, mut after) = (0, HashSet::new(), Value::Null);
    loop {
        let page = owner.data(query, json!({ "id": queue, "after": after })).await["queue"]["events"].take();
        for row in page["nodes"].as_array().unwrap().iter().filter(|row| row["kind"] == "CLAIMED") {
            rows += 1;
            customers.insert(row["conversationId"].as_str().unwrap().to_owned());
        }
        if page["pageInfo"]["hasNextPage"] == false {
            return (rows, customers.len());
        }
        after = page["pageInfo"]["endCursor"].clone();
    }
}

/// Compares the agents' results with what is stored.
async fn each_was_claimed_once(owner: &Agent, queue: &str, got: Vec<(String, String)>, count: usize) {
    let mut kept = conversations(owner).await;
    assert!(kept.iter().all(|(_, _, claims)| *claims == 1), "each log has one claim: {kept:?}");
    kept.sort();
    let mut got: Vec<_> = got.into_iter().map(|(conversation, agent)| (conversation, agent, 1)).collect();
    got.sort();
    assert_eq!(got.len(), count, "as many claims went well as there were customers");
    assert_eq!(got, kept, "each customer went to the agent who was told so");
    assert_eq!(claims_in_the_event_log(owner, queue).await, (count, count));
}

on_both_databases! {
    async fn two_hundred_agents_claim_a_hundred_customers_at_once(database: Database) {
        let host = TestHost::on(database).await;
        let owner = host.owner().await;
        let queue = owner.makes_queue("Asiakaspalvelu", true).await;
        // A password costs as much as twenty claims: in the daily run each member claims from several places at once.
        let agents = agents_of(&host, &owner, &queue, rounds(25, AGENTS)).await;
        customers_come(host.domain(), &host, &queue, CUSTOMERS).await;

        let claims = (0..AGENTS).map(|n| {
            let agent = &agents[n % agents.len()];
            async { (agent.id.to_string(), agent.claims(&queue).await) }
        });
        let (mut got, mut empty) = (Vec::new(), 0);
        for (agent, outcome) in join_all(claims).await {
            match outcome["__typename"].as_str() {
                Some("Claimed") => got.push((outcome["conversation"]["id"].as_str().unwrap().to_owned(), agent)),
                Some("QueueEmpty") => empty += 1,
                other => panic!("{other:?}: {outcome}"),
            }
        }
        assert_eq!(empty, AGENTS - CUSTOMERS);
        each_was_claimed_once(&owner, &queue, got, CUSTOMERS).await;
        host.stop().await;
    }

    async fn of_many_who_claim_the_same_customer_one_gets_them(database: Database) {
        let host = TestHost::on(database).await;
        let owner = host.owner().await;
        let queue = owner.makes_queue("Asiakaspalvelu", true).await;
        let agents = agents_of(&host, &owner, &queue, 4).await;
        for _ in 0..5 {
            let conversation = host.customer("Aino").await.waits_in(&queue).await;
            let given = json!({ "queueId": queue, "conversationId": conversation });
            let claims = (0..20).map(|n| agents[n % agents.len()].does("claim", given.clone()));
            let mut outcomes: Vec<_> = join_all(claims).await.into_iter().map(|it| it["__typename"].clone()).collect();
            outcomes.sort_by_key(Value::to_string);
            let mut wanted = vec![json!("AlreadyClaimed"); 19];
            wanted.push(json!("Claimed"));
            assert_eq!(outcomes, wanted);
        }
        assert!(conversations(&owner).await.iter().all(|(_, _, claims)| *claims == 1));
        host.stop().await;
    }
}

/// An agent claims on one server until nobody is waiting.
async fn claims_until_empty(agent: Agent, queue: String) -> Vec<(String, String)> {
    let mut got = Vec::new();
    loop {
        let outcome = agent.claims(&queue).await;
        match outcome["__typename"].as_str() {
            Some("Claimed") => {
                got.push((outcome["conversation"]["id"].as_str().unwrap().to_owned(), agent.id.to_string()))
            }
            Some("QueueEmpty") => return got,
            other => panic!("{other:?}: {outcome}"),
        }
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn thirty_two_agents_claim_through_three_servers_of_one_database() {
    let count = rounds(200, 1000);
    let host = TestHost::on(Database::postgres().await).await;
    let owner = host.owner().await;
    let queue = owner.makes_queue("Asiakaspalvelu", true).await;
    let agents = agents_of(&host, &owner, &queue, rounds(16, 32)).await;
    customers_come(host.domain(), &host, &queue, count).await;
    let mut others = Vec::new();
    for _ in 0..2 {
        others.push(vuoro_server::start(&TestHost::config(&host.database), false).await.unwrap());
    }
    let bases = [host.base.clone(), format!("http://{}", others[0].address), format!("http://{}", others[1].address)];
    let mut claiming = JoinSet::new();
    for n in 0..32 {
        let mut agent = agents[n % agents.len()].clone();
        let token = agent.client.token.clone().unwrap();
        agent.client = Client::stranger(&bases[n % bases.len()]).with_token(token);
        claiming.spawn(claims_until_empty(agent, queue.clone()));
    }
    let got = claiming.join_all().await.into_iter().flatten().collect();
    each_was_claimed_once(&owner, &queue, got, count).await;
    let line = owner.data("query($id: ID!) { queue(id: $id) { waitingCount } }", json!({ "id": queue })).await;
    assert_eq!(line["queue"]["waitingCount"], 0);
    assert_eq!(host.stranger().data(PATH, "{ __typename }", json!({})).await["__typename"], "Query");
    for other in others {
        other.stop().await;
    }
    host.stop().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn claims_decide_from_the_database_though_the_bus_tells_nothing() {
    let database = Database::postgres().await;
    let mut nodes = Vec::new();
    for _ in 0..3 {
        nodes.push(Arc::new(Node::on(&database, Unreliable::by(|_, _| Fate::Lost)).await));
    }
    let organisation = nodes[0].organisation().await;
    let owner = nodes[0].member(organisation, "Owner", Role::Owner).await;
    let niilo = nodes[0].member(organisation, "Niilo", Role::Handler).await;
    let queue = nodes[0].queue(&owner, "Asiakaspalvelu", &[member_of(&niilo)]).await;
    let count = rounds(100, 1000);
    for n in 0..count {
        let node = &nodes[n % nodes.len()];
        node.enqueue(&node.customer(organisation).await, queue).await;
    }
    let mut claiming = JoinSet::new();
    for n in 0..32 {
        let node = Arc::clone(&nodes[n % nodes.len()]);
        claiming.spawn(async move {
            let mut got = Vec::new();
            loop {
                match node.domain.claim(&RequestContext::inside(niilo), queue, None).await {
                    Ok(conversation) => got.push(conversation.id),
                    Err(Refusal::Problem(Problem::QueueEmpty)) => return got,
                    Err(other) => panic!("{other:?}"),
                }
            }
        });
    }
    let got: Vec<_> = claiming.join_all().await.into_iter().flatten().collect();
    assert_eq!(got.len(), count);
    assert_eq!(got.into_iter().collect::<HashSet<_>>().len(), count);
    for node in nodes {
        Arc::into_inner(node).expect("nobody else has it").stop().await;
    }
}
