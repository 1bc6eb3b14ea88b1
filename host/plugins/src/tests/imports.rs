//! The host's functions, called as a guest would.

use std::sync::Arc;

use serde_json::json;
use vuoro_kernel::{ConversationId, QueueId, Time, VisitorId, words::MetadataKind};

use super::scene::Scene;
use crate::{
    Actor, Annotation, Connection, Effect, Key, LogEntry, MetadataChange, Owner, PluginId, SecretHeader, Statistic,
    bindings::{
        alarm_clock::Host as _,
        chat::Host as _,
        chat_write::{self, Host as _},
        clock::Host as _,
        events::Host as _,
        http::{self, Host as _},
        log::{self, Host as _},
        random::Host as _,
        scoped_store,
        store::{Expected, Host as _},
        types::HostError,
    },
    limits,
    outgoing::connection_url,
    state::{Parts, State},
};

fn active(scene: &Scene) -> ConversationId {
    let id = ConversationId::new();
    scene.host.add_conversation(scene.organisation, id, json!({ "state": "ACTIVE" }));
    id
}

fn annotation(statistic: chat_write::Statistic) -> chat_write::Annotation {
    chat_write::Annotation {
        key: "rating".to_owned(),
        text: Some("Five stars".to_owned()),
        audience: chat_write::Audience::Everyone,
        statistic,
    }
}

#[tokio::test]
async fn changes_are_collected_in_their_order_and_nothing_else_is() {
    let scene = Scene::new();
    let (mut state, id, queue) = (scene.state(), active(&scene), QueueId::new());
    let conversation = id.to_string();
    let stars = annotation(chat_write::Statistic::Measure(5.0));
    state.annotate(conversation.clone(), stars).await.unwrap().unwrap();
    state.post(conversation.clone(), "Hei".to_owned()).await.unwrap().unwrap();
    let change = json!({ "kind": "LIVE", "key": "k", "value": null }).to_string();
    state.set_metadata(conversation.clone(), vec![change]).await.unwrap().unwrap();
    state.publish("topic".to_owned(), "[1]".to_owned()).await.unwrap().unwrap();
    state.set("wake".to_owned(), 5, "{}".to_owned()).await.unwrap().unwrap();
    assert!(state.cancel("wake".to_owned()).await.unwrap().unwrap());
    assert!(!state.cancel("wake".to_owned()).await.unwrap().unwrap());
    state.transfer(conversation.clone(), queue.to_string(), None).await.unwrap().unwrap();
    state.end(conversation.clone()).await.unwrap().unwrap();
    state.unannotate(conversation, "rating".to_owned()).await.unwrap().unwrap();
    assert!(scene.host.done().is_empty(), "nothing is done before the commit");
    let annotation = Annotation {
        key: "rating".to_owned(),
        text: Some("Five stars".to_owned()),
        for_everyone: true,
        statistic: Statistic::Measure(5.0),
    };
    let change = MetadataChange { kind: MetadataKind::Live, key: "k".to_owned(), value: None };
    let wanted = [
        Effect::Annotate { conversation: id, annotation },
        Effect::Post { conversation: id, text: "Hei".to_owned() },
        Effect::SetMetadata { conversation: id, changes: vec![change] },
        Effect::Publish { topic: "topic".to_owned(), value: json!([1]) },
        Effect::SetAlarm { key: "wake".to_owned(), at: Time(5), payload: json!({}) },
        Effect::CancelAlarm { key: "wake".to_owned() },
        Effect::Transfer { conversation: id, queue, text: None },
        Effect::End { conversation: id },
        Effect::Unannotate { conversation: id, key: "rating".to_owned() },
    ];
    assert_eq!(state.transaction.into_commit().unwrap().effects, wanted);
}

#[tokio::test]
async fn arguments_that_break_a_rule_are_refused_with_the_rule() {
    let scene = Scene::new();
    let (mut state, id) = (scene.state(), active(&scene).to_string());
    let long = "x".repeat(limits::TEXT_CHARS + 1);
    let nan = annotation(chat_write::Statistic::Measure(f64::NAN));
    let facet = annotation(chat_write::Statistic::Facet("x".repeat(limits::WORD_CHARS + 1)));
    let secure = json!({ "kind": "SECURE", "key": "k", "value": "v" }).to_string();
    let answers = [
        state.annotate(id.clone(), nan).await.unwrap(),
        state.annotate(id.clone(), facet).await.unwrap(),
        state.post(id.clone(), long).await.unwrap(),
        state.post(id.clone(), " ".to_owned()).await.unwrap(),
        state.unannotate(id.clone(), "two\nlines".to_owned()).await.unwrap(),
        state.set_metadata(id.clone(), vec![secure]).await.unwrap(),
        state.set_metadata(id, vec!["{}".to_owned()]).await.unwrap(),
        state.publish(String::new(), "1".to_owned()).await.unwrap(),
        state.publish("t".to_owned(), "{".to_owned()).await.unwrap(),
        state.set("k".to_owned(), u64::MAX, "1".to_owned()).await.unwrap(),
        state.put(String::new(), vec![], Expected::Anything).await.unwrap().map(|_| ()),
        state.put("k".repeat(limits::KEY_BYTES + 1), vec![], Expected::Anything).await.unwrap().map(|_| ()),
    ];
    for (number, answer) in answers.into_iter().enumerate() {
        assert!(matches!(answer, Err(HostError::Invalid(_))), "{number}: {answer:?}");
    }
    let big = vec![0; limits::VALUE_BYTES + 1];
    assert!(matches!(state.put("k".to_owned(), big, Expected::Anything).await.unwrap(), Err(HostError::TooMuch(_))));
    let keys = vec!["k".to_owned(); limits::KEYS_A_CALL + 1];
    assert!(matches!(state.get_many(keys).await.unwrap(), Err(HostError::TooMuch(_))));
    assert!(state.bytes(limits::RANDOM_BYTES + 1).await.is_err());
    assert!(state.transaction.into_commit().is_none());
}

#[tokio::test]
async fn a_visitors_call_sees_that_visitors_conversation_alone() {
    let scene = Scene::new();
    let (visitor, own, other) = (VisitorId::new(), ConversationId::new(), active(&scene));
    scene.host.add_conversation(scene.organisation, own, json!({ "visitorId": visitor }));
    let mut state = scene.state_for(Actor::Visitor(visitor));
    assert!(state.conversation(own.to_string()).await.unwrap().is_ok());
    assert!(matches!(state.conversation(other.to_string()).await.unwrap(), Err(HostError::NotFound)));
    assert!(matches!(state.entries(other.to_string(), 0, 10).await.unwrap(), Err(HostError::NotFound)));
    assert!(matches!(state.post(other.to_string(), "x".to_owned()).await.unwrap(), Err(HostError::NotFound)));
    assert!(matches!(state.members(None).await.unwrap(), Err(HostError::NotAllowed)));
    let stranger = scene.another_organisation();
    let mut state = stranger.state();
    assert!(matches!(state.conversation(own.to_string()).await.unwrap(), Err(HostError::NotFound)));
}

#[tokio::test]
async fn entries_come_in_order_and_no_more_than_asked() {
    let scene = Scene::new();
    let id = active(&scene);
    for _ in 0..5 {
        let (author, content) = (json!({ "kind": "VISITOR" }), json!({ "text": "Hei" }));
        scene.host.add_entry(id, LogEntry { seq: 0, at: Time(7), kind: "MessageContent".to_owned(), author, content });
    }
    let entries = scene.state().entries(id.to_string(), 2, 2).await.unwrap().unwrap();
    assert_eq!(entries.iter().map(|entry| entry.seq).collect::<Vec<_>>(), [3, 4]);
    assert_eq!((entries[0].at, entries[0].content.as_str()), (7, "{\"text\":\"Hei\"}"));
}

#[tokio::test]
async fn a_scan_goes_on_past_a_page_that_the_call_deleted() {
    let scene = Scene::new();
    let mut state = scene.state();
    for key in ["a/1", "a/2", "a/3"] {
        let key = Key { owner: Owner::Organisation, name: key.to_owned() };
        scene.host.put(scene.organisation, &state.call.plugin.clone(), key, b"old");
    }
    for key in ["a/1", "a/2"] {
        assert!(state.delete(key.to_owned(), Expected::Anything).await.unwrap().unwrap());
    }
    let page = state.scan("a/".to_owned(), None, 2).await.unwrap().unwrap();
    assert_eq!(page.iter().map(|item| item.key.as_str()).collect::<Vec<_>>(), ["a/3"]);
    assert!(state.scan("a/".to_owned(), Some("a/3".to_owned()), 2).await.unwrap().unwrap().is_empty());
}

fn of(owner: impl ToString, name: &str) -> scoped_store::Key {
    scoped_store::Key { owner: owner.to_string(), name: name.to_owned() }
}

#[tokio::test]
async fn keys_of_a_conversation_are_its_own_and_only_for_those_who_see_it() {
    let scene = Scene::new();
    let (mut state, mine, other) = (scene.state(), active(&scene), active(&scene));
    let anything = scoped_store::Expected::Anything;
    let put = scoped_store::Host::put(&mut state, of(mine, "a"), b"1".to_vec(), anything).await.unwrap();
    let version = put.unwrap();
    let keys = vec![of(other, "a"), of(mine, "a"), of(ConversationId::new(), "a"), of(VisitorId::new(), "a")];
    let read = scoped_store::Host::get_many(&mut state, keys).await.unwrap().unwrap();
    let read: Vec<_> = read.iter().map(|item| item.as_ref().map(|item| (item.name.as_str(), item.version))).collect();
    assert_eq!(read, [None, Some(("a", version)), None, None]);
    assert!(state.get("a".to_owned()).await.unwrap().unwrap().is_none());
    let page = scoped_store::Host::scan(&mut state, mine.to_string(), String::new(), None, 10).await.unwrap().unwrap();
    assert_eq!(page.len(), 1);
    for owner in [ConversationId::new().to_string(), "queue_1".to_owned(), String::new()] {
        let put = scoped_store::Host::put(&mut state, of(&owner, "a"), vec![], anything).await.unwrap();
        let deleted = scoped_store::Host::delete(&mut state, of(&owner, "a"), anything).await.unwrap();
        let page = scoped_store::Host::scan(&mut state, owner.clone(), String::new(), None, 10).await.unwrap();
        for refused in [put.map(|_| ()), deleted.map(|_| ()), page.map(|_| ())] {
            assert!(matches!(refused, Err(HostError::NotFound)), "{owner}: {refused:?}");
        }
    }
    assert!(scoped_store::Host::delete(&mut state, of(mine, "a"), anything).await.unwrap().unwrap());
}

#[tokio::test]
async fn keys_of_a_conversation_have_limits_of_their_own() {
    let scene = Scene::new();
    let (mut state, id) = (scene.state(), active(&scene));
    let anything = scoped_store::Expected::Anything;
    let most = vec![0; limits::SCOPED_VALUE_BYTES];
    scoped_store::Host::put(&mut state, of(id, "most"), most.clone(), anything).await.unwrap().unwrap();
    let more = most.into_iter().chain([0]).collect();
    let more = scoped_store::Host::put(&mut state, of(id, "more"), more, anything).await.unwrap();
    assert!(matches!(more, Err(HostError::TooMuch(_))), "{more:?}");
    let long = "k".repeat(limits::KEY_BYTES + 1);
    let long = scoped_store::Host::put(&mut state, of(id, &long), vec![], anything).await.unwrap();
    assert!(matches!(long, Err(HostError::Invalid(_))), "{long:?}");
    let many = (0..=limits::KEYS_A_CALL).map(|n| of(id, &n.to_string())).collect();
    let many = scoped_store::Host::get_many(&mut state, many).await.unwrap();
    assert!(matches!(many, Err(HostError::TooMuch(_))), "{many:?}");
}

#[tokio::test]
async fn lines_over_their_limits_are_cut_and_dropped() {
    let scene = Scene::new();
    let mut state = scene.state();
    for _ in 0..=limits::LINES {
        state.write(log::Level::Info, "x".repeat(limits::LINE_BYTES * 2)).await.unwrap();
    }
    let lines = state.record.lines();
    assert_eq!(lines.len(), usize::try_from(limits::LINES).unwrap());
    assert!(lines.iter().all(|line| line.text.len() == limits::LINE_BYTES));
}

#[tokio::test]
async fn the_clock_shows_whole_seconds_that_stand_still_during_a_call() {
    let scene = Scene::new();
    scene.clock.advance(std::time::Duration::from_millis(1_999));
    let mut state = scene.state();
    let first = state.now().await.unwrap();
    scene.clock.advance(std::time::Duration::from_secs(5));
    assert_eq!((first % 1_000, state.now().await.unwrap()), (0, first));
}

fn request(path: &str) -> http::Request {
    http::Request { method: "GET".to_owned(), path: path.to_owned(), headers: Vec::new(), body: Vec::new() }
}

/// A host where `crm` is filled in with an address that nothing may reach.
fn with_crm() -> Scene {
    let scene = Scene::new();
    let url = connection_url("https://127.0.0.1:9/api").unwrap();
    let secret = Some(SecretHeader { name: "x-key".to_owned(), value: "canary".to_owned() });
    scene.host.add_connection(scene.organisation, &PluginId::new("hostile"), "crm", Connection { url, secret });
    scene
}

#[tokio::test]
async fn a_server_elsewhere_is_asked_only_by_a_connection_that_is_declared_and_filled_in() {
    let scene = with_crm();
    let mut state = scene.state();
    // It is refused because of its address only, and its operators can read that.
    assert!(matches!(state.send("crm".to_owned(), request("/")).await.unwrap(), Err(HostError::Unavailable)));
    let line = state.record.lines().pop().unwrap();
    assert!(line.text.contains("crm") && line.text.contains("plugins.allowed_networks"), "{line:?}");
    assert!(matches!(state.send("erp".to_owned(), request("/")).await.unwrap(), Err(HostError::NotFound)));
    let mut state = scene.another_organisation().state();
    assert!(matches!(state.send("crm".to_owned(), request("/")).await.unwrap(), Err(HostError::NotFound)));
}

#[tokio::test]
async fn nothing_elsewhere_is_asked_without_the_permission_or_before_a_decision() {
    let scene = with_crm();
    let mut state = State::new(Parts { permissions: Arc::default(), ..scene.parts(Actor::System) });
    assert!(matches!(state.send("crm".to_owned(), request("/")).await.unwrap(), Err(HostError::NotGranted)));
    let mut state = State::new(Parts { is_read_only: true, ..scene.parts(Actor::System) });
    assert!(matches!(state.send("crm".to_owned(), request("/")).await.unwrap(), Err(HostError::NotAllowed)));
    assert!(state.record.lines().is_empty());
}

#[tokio::test]
async fn a_request_that_breaks_a_rule_is_refused_with_the_rule() {
    let scene = with_crm();
    let mut state = scene.state();
    let get = request("/");
    let secret = ("X-Key".to_owned(), "mine".to_owned());
    for wrong in [
        http::Request { method: "TRACE".to_owned(), ..get.clone() },
        http::Request { method: "get".to_owned(), ..get.clone() },
        http::Request { headers: vec![secret], ..get.clone() },
        http::Request { headers: vec![("Host".to_owned(), "evil.example".to_owned())], ..get.clone() },
        request("/../admin"),
        request("//evil.example"),
    ] {
        let answer = state.send("crm".to_owned(), wrong).await.unwrap();
        assert!(matches!(answer, Err(HostError::Invalid(_))), "{answer:?}");
    }
    let large = http::Request { body: vec![0; limits::REQUEST_BODY_BYTES + 1], ..get.clone() };
    assert!(matches!(state.send("crm".to_owned(), large).await.unwrap(), Err(HostError::TooMuch(_))));
    let mut state = scene.state();
    for _ in 0..limits::REQUESTS {
        assert!(matches!(state.send("crm".to_owned(), get.clone()).await.unwrap(), Err(HostError::Unavailable)));
    }
    assert!(matches!(state.send("crm".to_owned(), get).await.unwrap(), Err(HostError::TooMuch(_))));
}
