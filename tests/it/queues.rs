//! Product rules, section 2: queues.

use std::{collections::VecDeque, time::Duration};

use proptest::{prelude::*, sample::Index};
use serde_json::{Value, json};
use vuoro_kernel::{Clock, Role, Time};
use vuoro_tests::{
    Database, TestHost, holds,
    host::PATH,
    on_both_databases,
    people::{Agent, Customer},
    rounds,
};

/// A closed queue that Niilo handles.
struct Scene {
    host: TestHost,
    owner: Agent,
    niilo: Agent,
    queue: String,
}

async fn scene(host: TestHost) -> Scene {
    let (owner, niilo) = (host.owner().await, host.agent("Niilo").await);
    let queue = owner.makes_queue("Asiakaspalvelu", false).await;
    owner.lets_handle(&queue, &[&niilo]).await;
    Scene { host, owner, niilo, queue }
}

impl Scene {
    /// Fields of the queue as Niilo sees it.
    async fn queue(&self, fields: &str) -> Value {
        let query = format!("query($id: ID!) {{ queue(id: $id) {{ {fields} }} }}");
        self.niilo.data(&query, json!({ "id": self.queue })).await["queue"].take()
    }

    async fn opens(&self) {
        assert_eq!(self.niilo.outcome("openQueue", json!({ "queueId": self.queue })).await, "QueueOpened");
    }

    /// Changes the queue as its owner and returns the outcome.
    async fn sets(&self, change: Value) -> Value {
        let mut input = change;
        input["queueId"] = json!(self.queue);
        self.owner.does("updateQueue", input).await
    }

    /// The outcome of a customer's try to join.
    async fn entered(&self, customer: &Customer) -> String {
        customer.outcome("enqueue", json!({ "queueId": self.queue })).await
    }

    /// The event log, oldest first: kind, actor, and whether it concerns a conversation.
    async fn log(&self) -> Vec<(String, String, bool)> {
        let nodes =
            self.queue("events(first: 100) { nodes { kind scheduled at conversationId actor { displayName } } }").await;
        let mut log: Vec<_> = nodes["events"]["nodes"]
            .as_array()
            .unwrap()
            .iter()
            .map(|event| {
                assert_eq!(event["scheduled"], false);
                let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
                (text(&event["kind"]), text(&event["actor"]["displayName"]), event["conversationId"].is_string())
            })
            .collect();
        log.reverse();
        log
    }
}

on_both_databases! {
    async fn a_queue_takes_in_whom_its_state_and_capacity_let_in_and_the_log_tells_it(database: Database) {
        let scene = scene(TestHost::on(database).await).await;
        let Scene { host, niilo, queue, .. } = &scene;
        let (aino, onni, eero) = (host.customer("Aino").await, host.customer("Onni").await, host.customer("Eero").await);
        let offered = async || {
            let data = host.stranger().data(PATH, "{ offeredQueues { name state } }", json!({})).await;
            data["offeredQueues"][0]["state"].as_str().unwrap().to_owned()
        };
        assert_eq!(offered().await, "CLOSED");
        assert_eq!(scene.entered(&aino).await, "QueueIsClosed");
        assert_eq!(niilo.outcome("closeQueue", json!({ "queueId": queue })).await, "QueueAlreadyClosed");
        scene.opens().await;
        assert_eq!(niilo.outcome("openQueue", json!({ "queueId": queue })).await, "QueueAlreadyOpen");
        assert_eq!(offered().await, "OPEN");
        let first = aino.waits_in(queue).await;
        let second = onni.waits_in(queue).await;

        // Capacity bounds those who wait, and nobody who waits already.
        assert_eq!(scene.sets(json!({ "capacity": 1 })).await["__typename"], "QueueUpdated");
        assert_eq!(scene.entered(&eero).await, "QueueIsFull");
        assert_eq!(scene.queue("waitingCount capacity").await, json!({ "waitingCount": 2, "capacity": 1 }));
        scene.sets(json!({ "capacity": null })).await;
        // Suspended, open or not.
        scene.sets(json!({ "suspended": true })).await;
        assert_eq!((scene.entered(&eero).await.as_str(), offered().await.as_str()), ("QueueIsSuspended", "SUSPENDED"));
        assert_eq!(niilo.outcome("closeQueue", json!({ "queueId": queue })).await, "QueueClosed");
        assert_eq!(scene.entered(&eero).await, "QueueIsSuspended");
        scene.sets(json!({ "suspended": false })).await;
        // Closed: those who wait stay until claimed or gone, nobody new gets in.
        assert_eq!(offered().await, "CLOSED");
        assert_eq!(scene.entered(&eero).await, "QueueIsClosed");
        let place = "query($id: ID!) { conversation(id: $id) { state place } }";
        let waits = aino.data(place, json!({ "id": first })).await;
        assert_eq!(waits["conversation"], json!({ "state": "WAITING", "place": 1 }));
        assert_eq!(niilo.gets_customer(queue).await, first);
        assert_eq!(onni.data(place, json!({ "id": second })).await["conversation"]["place"], 1);
        assert_eq!(onni.outcome("leaveQueue", json!({ "conversationId": second })).await, "QueueLeft");
        assert_eq!(onni.outcome("leaveQueue", json!({ "conversationId": second })).await, "NotWaiting");
        assert_eq!(onni.data(place, json!({ "id": second })).await["conversation"], json!({ "state": "DROPPED", "place": null }));

        let event = |kind: &str, actor: &str, about: bool| (kind.to_owned(), actor.to_owned(), about);
        assert_eq!(scene.log().await, [
            event("CREATED", "Owner", false),
            event("OPENED", "Niilo", false),
            event("REQUESTED", "", true),
            event("REQUESTED", "", true),
            event("EDITED", "Owner", false),
            event("EDITED", "Owner", false),
            event("SUSPENDED", "Owner", false),
            event("CLOSED", "Niilo", false),
            event("RESUMED", "Owner", false),
            event("CLAIMED", "Niilo", true),
            event("DROPPED", "", true),
        ]);
        scene.host.stop().await;
    }

    async fn a_claim_takes_the_first_or_a_given_one_for_handlers_alone(database: Database) {
        let scene = scene(TestHost::on(database).await).await;
        let Scene { host, owner, niilo, queue } = &scene;
        scene.opens().await;
        let other = owner.makes_queue("Muu", true).await;
        owner.lets_handle(&other, &[niilo]).await;
        let (hermanni, oona) = (host.agent("Hermanni").await, host.member("Oona", Role::Operator).await);
        let (aino, onni) = (host.customer("Aino").await, host.customer("Onni").await);
        assert_eq!(niilo.outcome("claim", json!({ "queueId": queue })).await, "QueueEmpty");
        let (first, second, third) = (aino.waits_in(queue).await, onni.waits_in(queue).await, aino.waits_in(queue).await);
        let elsewhere = onni.waits_in(&other).await;
        let before = scene.log().await;

        let claim = |queue: &str, given: &str| json!({ "queueId": queue, "conversationId": given });
        // Operators see the queue and are told; to others it isn't there.
        for (who, client, wanted) in [
            ("an operator", &oona.client, "NotAllowed"),
            ("an owner", &owner.client, "NotAllowed"),
            ("another handler", &hermanni.client, "NOT_FOUND"),
            ("a customer", &aino.client, "FORBIDDEN"),
            ("a stranger", &host.stranger(), "UNAUTHENTICATED"),
        ] {
            assert_eq!(client.outcome(PATH, "claim", json!({ "queueId": queue })).await, wanted, "{who}");
            assert_eq!(client.outcome(PATH, "claim", claim(queue, &first)).await, wanted, "{who}");
        }
        assert_eq!(niilo.outcome("claim", claim(queue, &elsewhere)).await, "NOT_FOUND");
        assert_eq!(niilo.outcome("claim", claim(queue, "conv_00000000000000000000000000000000")).await, "NOT_FOUND");
        assert_eq!(scene.log().await, before);

        let claimed = niilo.acts("claim", claim(queue, &second), "... on Claimed { conversation { id state place agent { displayName } } }").await;
        let wanted = json!({ "id": second, "state": "ACTIVE", "place": null, "agent": { "displayName": "Niilo" } });
        assert_eq!(claimed["conversation"], wanted);
        assert_eq!(niilo.outcome("claim", claim(queue, &second)).await, "AlreadyClaimed");
        assert_eq!(aino.outcome("leaveQueue", json!({ "conversationId": first })).await, "QueueLeft");
        assert_eq!(niilo.outcome("claim", claim(queue, &first)).await, "AlreadyClaimed");
        assert_eq!(niilo.gets_customer(queue).await, third);
        assert_eq!(niilo.outcome("claim", json!({ "queueId": queue })).await, "QueueEmpty");
        scene.host.stop().await;
    }

    async fn settings_change_where_they_are_given(database: Database) {
        let scene = scene(TestHost::on(database).await).await;
        let Scene { owner, .. } = &scene;
        let fields = "name position capacity state settings { automaticIpAddress automaticUserAgent attachments secureMetadata \
            transcriptRetentionDays } events(first: 1) { nodes { kind } }";
        let query = format!("query($id: ID!) {{ queue(id: $id) {{ {fields} }} }}");
        let shown = async |id: &str| owner.data(&query, json!({ "id": id })).await["queue"].clone();
        let settings = json!({
            "automaticIpAddress": true, "attachments": "AGENTS", "secureMetadata": "REQUIRED", "transcriptRetentionDays": 30,
        });
        let input = json!({ "name": "  Uusi jono ", "capacity": 5, "settings": settings });
        let made = owner.acts("createQueue", input, "... on QueueCreated { queue { id } }").await;
        let id = made["queue"]["id"].as_str().unwrap();
        let mut wanted = json!({
            "name": "Uusi jono", "position": 2, "capacity": 5, "state": "CLOSED",
            "settings": {
                "automaticIpAddress": true, "automaticUserAgent": false, "attachments": "AGENTS", "secureMetadata": "REQUIRED",
                "transcriptRetentionDays": 30,
            },
            "events": { "nodes": [{ "kind": "CREATED" }] },
        });
        assert_eq!(shown(id).await, wanted);

        let change = json!({ "queueId": id, "name": "Toinen", "settings": { "attachments": "BOTH", "transcriptRetentionDays": null } });
        assert_eq!(owner.outcome("updateQueue", change.clone()).await, "QueueUpdated");
        wanted["name"] = json!("Toinen");
        wanted["settings"]["attachments"] = json!("BOTH");
        wanted["settings"]["transcriptRetentionDays"] = Value::Null;
        wanted["events"]["nodes"][0]["kind"] = json!("EDITED");
        assert_eq!(shown(id).await, wanted);
        for (field, change) in [
            ("name", json!({ "name": "" })),
            ("name", json!({ "name": "a\nb" })),
            ("name", json!({ "name": "x".repeat(101) })),
            ("capacity", json!({ "capacity": 0 })),
            ("capacity", json!({ "capacity": 100_001 })),
            ("settings.transcriptRetentionDays", json!({ "settings": { "transcriptRetentionDays": 0 } })),
            ("settings.transcriptRetentionDays", json!({ "name": "x", "settings": { "transcriptRetentionDays": 3_651 } })),
        ] {
            let mut update = change.clone();
            update["queueId"] = json!(id);
            let refused = owner.does("updateQueue", update).await;
            assert_eq!((&refused["__typename"], &refused["field"]), (&json!("InvalidInput"), &json!(field)));
            let mut create = change;
            create["name"] = create.get("name").cloned().unwrap_or(json!("x"));
            assert_eq!(owner.does("createQueue", create).await["field"], field);
        }
        assert_eq!(shown(id).await, wanted);
        let events = "query($id: ID!) { queue(id: $id) { events { nodes { kind } } } }";
        let count = async || owner.data(events, json!({ "id": id })).await["queue"]["events"]["nodes"].as_array().unwrap().len();
        let before = count().await;
        // What changes nothing is no event.
        assert_eq!(owner.outcome("updateQueue", change).await, "QueueUpdated");
        assert_eq!(count().await, before);
        scene.host.stop().await;
    }

    async fn queues_stand_in_the_order_that_operators_give_them_and_go_only_when_empty(database: Database) {
        let scene = scene(TestHost::on(database).await).await;
        let Scene { host, owner, niilo, queue } = &scene;
        let (second, third) = (owner.makes_queue("Toinen", true).await, owner.makes_queue("Kolmas", true).await);
        let order = async || {
            let data = owner.data("{ queues { nodes { id } } offeredQueues { id } }", json!({})).await;
            assert_eq!(data["queues"]["nodes"], data["offeredQueues"]);
            data["offeredQueues"].as_array().unwrap().iter().map(|one| one["id"].as_str().unwrap().to_owned()).collect::<Vec<_>>()
        };
        assert_eq!(order().await, [queue.clone(), second.clone(), third.clone()]);
        let ordered = json!({ "queueIds": [third, queue, second] });
        let all = owner.acts("orderQueues", ordered, "... on QueuesOrdered { queues { id } }").await;
        assert_eq!(all["queues"], json!([{ "id": third }, { "id": queue }, { "id": second }]));
        let wanted = [third.clone(), queue.clone(), second.clone()];
        assert_eq!(order().await, wanted);
        for wrong in [
            json!([third, queue]),
            json!([third, queue, second, second]),
            json!([third, third, second]),
            json!([third, queue, "queue_00000000000000000000000000000000"]),
        ] {
            let refused = owner.does("orderQueues", json!({ "queueIds": wrong })).await;
            assert_eq!((&refused["__typename"], &refused["field"]), (&json!("InvalidInput"), &json!("queueIds")));
        }
        assert_eq!(order().await, wanted);

        scene.opens().await;
        let aino = host.customer("Aino").await;
        let conversation = aino.waits_in(queue).await;
        let remove = json!({ "queueId": queue });
        assert_eq!(owner.outcome("removeQueue", remove.clone()).await, "QueueNotEmpty");
        niilo.gets_customer(queue).await;
        assert_eq!(owner.outcome("removeQueue", remove.clone()).await, "QueueNotEmpty");
        niilo.does("endConversation", json!({ "conversationId": conversation })).await;
        assert_eq!(owner.outcome("removeQueue", remove.clone()).await, "QueueRemoved");
        assert_eq!(owner.outcome("removeQueue", remove.clone()).await, "NOT_FOUND");
        assert_eq!(order().await, [third, second]);
        for (mutation, outcome) in [("openQueue", "NOT_FOUND"), ("updateQueue", "NOT_FOUND"), ("claim", "NOT_FOUND")] {
            assert_eq!(owner.outcome(mutation, remove.clone()).await, outcome, "{mutation}");
        }
        assert_eq!(niilo.outcome("claim", remove.clone()).await, "NOT_FOUND");
        assert_eq!(aino.outcome("enqueue", remove).await, "NOT_FOUND");
        assert_eq!(scene.queue("id").await, Value::Null);
        // What happened there is kept.
        let kept = owner.data("{ conversations(list: ALL) { nodes { id queueName } } }", json!({})).await;
        assert_eq!(kept["conversations"]["nodes"], json!([{ "id": conversation, "queueName": "Asiakaspalvelu" }]));
        scene.host.stop().await;
    }

    async fn whatever_happens_in_a_line_nobody_is_let_in_over_its_bounds_and_the_order_holds(database: Database) {
        let scene = scene(TestHost::on(database).await).await;
        holds(rounds(6, 200), prop::collection::vec(act(), 4..16), async |acts| follow(&scene, &acts).await).await;
        scene.host.stop().await;
    }
}

/// Something that happens in a queue's line.
#[derive(Clone, Debug)]
enum Act {
    Enter,
    Leave(Index),
    Claim,
    ClaimGiven(Index),
    Bound(Option<usize>),
    Open(bool),
    Suspend(bool),
}

fn act() -> impl Strategy<Value = Act> {
    prop_oneof![
        5 => Just(Act::Enter),
        1 => any::<Index>().prop_map(Act::Leave),
        1 => Just(Act::Claim),
        1 => any::<Index>().prop_map(Act::ClaimGiven),
        1 => prop::option::of(1..4usize).prop_map(Act::Bound),
        1 => any::<bool>().prop_map(Act::Open),
        1 => any::<bool>().prop_map(Act::Suspend),
    ]
}

/// Performs the actions, and compares them with a plain list.
async fn follow(scene: &Scene, acts: &[Act]) -> Result<(), TestCaseError> {
    let Scene { host, owner, niilo, .. } = scene;
    let queue = &owner.makes_queue("Jono", true).await;
    owner.lets_handle(queue, &[niilo]).await;
    let mut waiting: VecDeque<(String, Customer)> = VecDeque::new();
    let (mut open, mut suspended, mut capacity) = (true, false, None);
    for act in acts {
        match act {
            Act::Enter => {
                let wanted = match (suspended, open, capacity) {
                    (true, ..) => "QueueIsSuspended",
                    (_, false, _) => "QueueIsClosed",
                    (.., Some(most)) if waiting.len() >= most => "QueueIsFull",
                    _ => "Enqueued",
                };
                let customer = host.customer("Aino").await;
                let entered = customer.enters(queue).await;
                prop_assert_eq!(entered["__typename"].as_str(), Some(wanted));
                if wanted == "Enqueued" {
                    waiting.push_back((entered["conversation"]["id"].as_str().unwrap().to_owned(), customer));
                    prop_assert_eq!(entered["conversation"]["place"].as_u64(), Some(waiting.len() as u64));
                }
            }
            Act::Leave(index) if !waiting.is_empty() => {
                let (id, customer) = waiting.remove(index.index(waiting.len())).unwrap();
                prop_assert_eq!(customer.outcome("leaveQueue", json!({ "conversationId": id })).await, "QueueLeft");
            }
            Act::ClaimGiven(index) if !waiting.is_empty() => {
                let (id, _) = waiting.remove(index.index(waiting.len())).unwrap();
                let outcome = niilo.outcome("claim", json!({ "queueId": queue, "conversationId": id })).await;
                prop_assert_eq!(outcome, "Claimed");
            }
            Act::Claim => {
                let claimed = niilo.claims(queue).await;
                let first = waiting.pop_front().map(|(id, _)| id);
                prop_assert_eq!(claimed["conversation"]["id"].as_str(), first.as_deref());
            }
            Act::Bound(most) => {
                capacity = *most;
                owner.outcome("updateQueue", json!({ "queueId": queue, "capacity": most })).await;
            }
            Act::Open(wanted) => {
                open = *wanted;
                owner.outcome(if open { "openQueue" } else { "closeQueue" }, json!({ "queueId": queue })).await;
            }
            Act::Suspend(wanted) => {
                suspended = *wanted;
                owner.outcome("updateQueue", json!({ "queueId": queue, "suspended": suspended })).await;
            }
            Act::Leave(_) | Act::ClaimGiven(_) => {}
        }
    }
    let query =
        "query($id: ID!) { queue(id: $id) { waitingCount firstWaitMs waiting(first: 100) { nodes { id place } } } }";
    let seen = niilo.data(query, json!({ "id": queue })).await["queue"].clone();
    let line: Vec<_> = waiting.iter().enumerate().map(|(n, (id, _))| json!({ "id": id, "place": n + 1 })).collect();
    prop_assert_eq!(&seen["waiting"]["nodes"], &json!(line));
    prop_assert_eq!(&seen["waitingCount"], waiting.len());
    prop_assert_eq!(seen["firstWaitMs"].is_null(), waiting.is_empty());
    Ok(())
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_first_ones_wait_is_the_servers_time() {
    let clock = Clock::manual(Time(1_700_000_000_000));
    let scene = scene(TestHost::at(Database::sqlite(), &clock).await).await;
    let Scene { host, niilo, queue, .. } = &scene;
    scene.opens().await;
    let wait = "waitingCount firstWaitMs firstWaitingSince";
    assert_eq!(scene.queue(wait).await, json!({ "waitingCount": 0, "firstWaitMs": null, "firstWaitingSince": null }));
    let (aino, onni) = (host.customer("Aino").await, host.customer("Onni").await);
    let first = aino.waits_in(queue).await;
    clock.advance(Duration::from_secs(90));
    onni.waits_in(queue).await;
    let since = "2023-11-14T22:13:20.000Z";
    assert_eq!(
        scene.queue(wait).await,
        json!({ "waitingCount": 2, "firstWaitMs": 90_000, "firstWaitingSince": since })
    );
    clock.advance(Duration::from_secs(3_600));
    let data = niilo.data("{ now }", json!({})).await;
    assert_eq!(data["now"], "2023-11-14T23:14:50.000Z");
    assert_eq!(scene.queue("firstWaitMs").await["firstWaitMs"], 3_690_000);
    // The next one's wait counts from their own request.
    assert_eq!(niilo.gets_customer(queue).await, first);
    assert_eq!(scene.queue("firstWaitMs waitingCount").await, json!({ "firstWaitMs": 3_600_000, "waitingCount": 1 }));
    niilo.gets_customer(queue).await;
    assert_eq!(scene.queue(wait).await, json!({ "waitingCount": 0, "firstWaitMs": null, "firstWaitingSince": null }));
    scene.host.stop().await;
}
