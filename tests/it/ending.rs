//! Product rule 4.6: ending and hiding, and customers who are disconnected.

use std::time::Duration;

use proptest::prelude::*;
use serde_json::{Value, json};
use vuoro_kernel::{Clock, Role};
use vuoro_tests::{Database, TestHost, eventually, holds, host::PATH, on_both_databases, people::Agent, rounds};

use super::conversations::{HOUR, START, Scene, about, line, log, message, mine, read, scene, seen};

on_both_databases! {
    async fn either_side_ends_it_and_the_agent_hides_it(database: Database) {
        let scene = scene(TestHost::on(database).await).await;
        let Scene { owner, niilo, .. } = &scene;
        let (aino, first) = scene.served("Aino").await;
        let (onni, second) = scene.served("Onni").await;
        let ended = aino.acts("endConversation", about(&first), "... on ConversationEnded { conversation { state endedBy } }").await;
        assert_eq!(ended["conversation"], json!({ "state": "ENDED", "endedBy": "VISITOR" }));
        assert_eq!(niilo.outcome("endConversation", about(&first)).await, "AlreadyEnded");
        assert_eq!(niilo.outcome("sendMessage", message(&first, "vielä")).await, "ConversationOver");
        assert_eq!(aino.outcome("sendMessage", message(&first, "vielä")).await, "ConversationOver");
        // It stays in the list as a departed customer, until hidden.
        assert_eq!(mine(niilo).await, [second.clone(), first.clone()]);
        assert_eq!(niilo.outcome("hideConversation", about(&second)).await, "NotEnded");
        assert_eq!(niilo.outcome("hideConversation", about(&first)).await, "ConversationHidden");
        assert_eq!(mine(niilo).await, std::slice::from_ref(&second));
        assert_eq!(seen(&niilo.client, &first, "id").await, Value::Null);
        assert_eq!(niilo.outcome("hideConversation", about(&first)).await, "NOT_FOUND");
        assert_eq!(niilo.outcome("markRead", read(&first, 1)).await, "NOT_FOUND");

        // End and hide, at once; a customer only ends.
        assert_eq!(onni.outcome("endConversation", json!({ "conversationId": second, "hide": true })).await, "NotAllowed");
        let both = json!({ "conversationId": second, "hide": true });
        assert_eq!(niilo.outcome("endConversation", both.clone()).await, "ConversationEnded");
        assert_eq!(mine(niilo).await, Vec::<String>::new());
        assert_eq!(niilo.outcome("endConversation", both).await, "AlreadyEnded");
        let shown = "state endedBy hidden";
        assert_eq!(seen(&owner.client, &second, shown).await, json!({ "state": "ENDED", "endedBy": "AGENT", "hidden": true }));
        // The customer isn't told of it, and still reads.
        assert_eq!(seen(&onni.client, &second, shown).await, json!({ "state": "ENDED", "endedBy": "AGENT", "hidden": null }));
        assert_eq!(onni.outcome("markRead", read(&second, 2)).await, "ReadMarked");
        let theirs = log(&onni.client, &second).await;
        assert!(theirs.contains(&line(3, "Agent", "End \"AGENT\"")), "{theirs:?}");
        assert!(!theirs.iter().any(|(_, _, what)| what.starts_with("Hide")), "{theirs:?}");
        assert!(log(&owner.client, &second).await.contains(&line(4, "Agent", "Hide true")));
        scene.host.stop().await;
    }

    async fn whatever_parties_and_others_do_an_end_is_an_end_and_hidden_is_hidden(database: Database) {
        let scene = scene(TestHost::on(database).await).await;
        let (hermanni, oona) = (scene.host.agent("Hermanni").await, scene.host.member("Oona", Role::Operator).await);
        scene.owner.lets_handle(&scene.queue, &[&scene.niilo, &hermanni]).await;
        let deed = (0..4usize, 0..6usize).prop_map(|(who, what)| (Who::ALL[who], What::ALL[what]));
        holds(rounds(6, 300), prop::collection::vec(deed, 1..9), async |deeds| {
            live_through(&scene, &hermanni, &oona, &deeds).await
        })
        .await;
        scene.host.stop().await;
    }
}

#[derive(Clone, Copy, Debug, PartialEq)]
enum Who {
    Customer,
    Agent,
    Peer,
    Operator,
}

#[derive(Clone, Copy, Debug, PartialEq)]
enum What {
    End,
    EndAndHide,
    Hide,
    Send,
    Read,
    Leave,
}

impl Who {
    const ALL: [Self; 4] = [Self::Customer, Self::Agent, Self::Peer, Self::Operator];
}

impl What {
    const ALL: [Self; 6] = [Self::End, Self::EndAndHide, Self::Hide, Self::Send, Self::Read, Self::Leave];
}

/// Performs the actions in a conversation of its own, and compares them with what the rules say.
async fn live_through(
    scene: &Scene,
    peer: &Agent,
    operator: &Agent,
    deeds: &[(Who, What)],
) -> Result<(), TestCaseError> {
    let (customer, id) = scene.served("Aino").await;
    let (mut ended_by, mut hidden, mut messages, mut read_to) = (None, false, 0, [0, 0]);
    let mut last_seq = 2;
    for &(who, what) in deeds {
        let over = ended_by.is_some();
        let wanted = match (who, what) {
            (Who::Customer, What::Leave) => "NotWaiting",
            (_, What::Leave) | (Who::Customer, What::Hide) => "FORBIDDEN",
            (Who::Peer | Who::Operator, _) => "NOT_FOUND",
            (Who::Customer, What::EndAndHide) => "NotAllowed",
            (_, What::End | What::EndAndHide) if over => "AlreadyEnded",
            (_, What::End | What::EndAndHide) => "ConversationEnded",
            (_, What::Hide | What::Read) if hidden && who == Who::Agent => "NOT_FOUND",
            (_, What::Hide) if !over => "NotEnded",
            (_, What::Hide) => "ConversationHidden",
            (_, What::Send) if over => "ConversationOver",
            (_, What::Send) => "MessageSent",
            (_, What::Read) => "ReadMarked",
        };
        let (mutation, input) = match what {
            What::End => ("endConversation", about(&id)),
            What::EndAndHide => ("endConversation", json!({ "conversationId": id, "hide": true })),
            What::Hide => ("hideConversation", about(&id)),
            What::Send => ("sendMessage", message(&id, "hei")),
            What::Read => ("markRead", read(&id, last_seq)),
            What::Leave => ("leaveQueue", about(&id)),
        };
        let client = match who {
            Who::Customer => &customer.client,
            Who::Agent => &scene.niilo.client,
            Who::Peer => &peer.client,
            Who::Operator => &operator.client,
        };
        prop_assert_eq!(client.outcome(PATH, mutation, input).await, wanted, "{:?} {:?}", who, what);
        match wanted {
            "ConversationEnded" => {
                ended_by = Some(if who == Who::Agent { "AGENT" } else { "VISITOR" });
                hidden = what == What::EndAndHide;
                last_seq += 1 + i64::from(hidden);
            }
            "ConversationHidden" => {
                hidden = true;
                last_seq += 1;
            }
            "MessageSent" => {
                messages += 1;
                last_seq += 1;
            }
            "ReadMarked" => {
                let mark = &mut read_to[usize::from(who == Who::Agent)];
                *mark = last_seq;
                last_seq += 1;
            }
            _ => {}
        }
        let state = if ended_by.is_some() { "ENDED" } else { "ACTIVE" };
        let fields = "state endedBy lastSeq hidden visitorReadSeq agentReadSeq";
        let mut wanted = json!({
            "state": state, "endedBy": ended_by, "lastSeq": last_seq, "hidden": hidden, "visitorReadSeq": read_to[0], "agentReadSeq": read_to[1],
        });
        prop_assert_eq!(&seen(&operator.client, &id, fields).await, &wanted);
        let agents = if hidden { Value::Null } else { wanted.clone() };
        prop_assert_eq!(seen(&scene.niilo.client, &id, fields).await, agents);
        prop_assert_eq!(mine(&scene.niilo).await.contains(&id), !hidden);
        prop_assert_eq!(seen(&peer.client, &id, fields).await, Value::Null);
        wanted["hidden"] = Value::Null;
        prop_assert_eq!(seen(&customer.client, &id, fields).await, wanted);
    }
    let log = log(&operator.client, &id).await;
    prop_assert_eq!(log.iter().map(|(seq, ..)| *seq).collect::<Vec<_>>(), (1..=last_seq).collect::<Vec<_>>());
    let count = |what: &str| log.iter().filter(|(_, _, one)| one.starts_with(what)).count();
    prop_assert_eq!((count("End"), count("Hide")), (usize::from(ended_by.is_some()), usize::from(hidden)));
    prop_assert_eq!(count("Message"), messages);
    // So that the next case's list is short.
    scene.niilo.outcome("endConversation", json!({ "conversationId": id, "hide": true })).await;
    Ok(())
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_departed_customer_leaves_the_list_after_six_hours() {
    let clock = Clock::manual(START);
    let scene = scene(TestHost::at(Database::sqlite(), &clock).await).await;
    let Scene { host, owner, niilo, .. } = &scene;
    let (aino, ended) = scene.served("Aino").await;
    let (_, active) = scene.served("Onni").await;
    niilo.does("endConversation", about(&ended)).await;
    clock.advance(HOUR * 6 - Duration::from_millis(1));
    host.domain().sweep().await.unwrap();
    assert_eq!(mine(niilo).await, [active.clone(), ended.clone()]);
    clock.advance(Duration::from_millis(1));
    // At once, whenever the sweep comes by.
    assert_eq!(mine(niilo).await, std::slice::from_ref(&active));
    assert_eq!(seen(&niilo.client, &ended, "id").await, Value::Null);
    assert_eq!(niilo.outcome("hideConversation", about(&ended)).await, "NOT_FOUND");
    host.domain().sweep().await.unwrap();
    host.domain().sweep().await.unwrap();
    assert_eq!(
        log(&owner.client, &ended).await[2..],
        [line(3, "Agent", "End \"AGENT\""), line(4, "departed-too-long", "Hide false"),]
    );
    assert_eq!(seen(&owner.client, &ended, "hidden state").await, json!({ "hidden": true, "state": "ENDED" }));
    assert_eq!(seen(&aino.client, &ended, "hidden state").await, json!({ "hidden": null, "state": "ENDED" }));
    assert_eq!(seen(&niilo.client, &active, "state").await["state"], "ACTIVE");
    scene.host.stop().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_waiting_customer_who_is_lost_is_dropped_and_one_who_is_here_stays() {
    let clock = Clock::manual(START);
    let scene = scene(TestHost::at(Database::sqlite(), &clock).await).await;
    let Scene { host, niilo, queue, .. } = &scene;
    let (_, served) = scene.served("Onni").await;
    let (lost, here) = (host.customer("Kadonnut").await, host.customer("Paikalla").await);
    let (gone, stays) = (lost.waits_in(queue).await, here.waits_in(queue).await);
    let mut socket = here.socket().await;
    socket
        .subscribe("subscription($id: ID!) { place(conversationId: $id) { state place } }", json!({ "id": stays }))
        .await;
    assert_eq!(socket.event().await["place"]["place"], 2);
    clock.advance(Duration::from_secs(119));
    host.domain().sweep().await.unwrap();
    assert_eq!(seen(&niilo.client, &gone, "state place").await, json!({ "state": "WAITING", "place": 1 }));
    clock.advance(Duration::from_secs(2));
    host.domain().sweep().await.unwrap();
    assert_eq!(socket.event().await["place"], json!({ "state": "WAITING", "place": 1 }));
    // The lost one finds out when they come back; somebody who looks is there again, for their next request.
    assert_eq!(seen(&lost.client, &gone, "state endedBy").await, json!({ "state": "DROPPED", "endedBy": null }));
    assert_eq!(log(&lost.client, &gone).await[1..], [line(2, "gone", "Drop false")]);
    assert_eq!(lost.outcome("sendMessage", message(&gone, "hei")).await, "ConversationOver");
    let events = niilo
        .data(
            "query($id: ID!) { queue(id: $id) { events(first: 1) { nodes { kind conversationId actor { id } } } } }",
            json!({ "id": queue }),
        )
        .await;
    assert_eq!(
        events["queue"]["events"]["nodes"][0],
        json!({ "kind": "DROPPED", "conversationId": gone, "actor": null })
    );
    // A customer who is being served isn't in line, however long they are silent.
    clock.advance(HOUR);
    host.domain().sweep().await.unwrap();
    assert_eq!(seen(&niilo.client, &served, "state").await["state"], "ACTIVE");
    assert_eq!(seen(&niilo.client, &stays, "state place").await, json!({ "state": "WAITING", "place": 1 }));
    // Once the socket is gone, the wait is over too.
    socket.close().await;
    eventually("the one who was here is lost as well", async || {
        clock.advance(Duration::from_secs(121));
        host.domain().sweep().await.unwrap();
        let query = "query($id: ID!) { queue(id: $id) { waitingCount } }";
        scene.owner.data(query, json!({ "id": queue })).await["queue"]["waitingCount"] == 0
    })
    .await;
    scene.host.stop().await;
}
