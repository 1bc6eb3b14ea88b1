//! Product rules, section 4: conversations from request to end.

use std::time::Duration;

use serde_json::{Value, json};
use vuoro_kernel::{Clock, Time};
use vuoro_tests::{
    Client, Database, TestHost,
    host::PATH,
    on_both_databases,
    people::{Agent, Customer},
};

pub(super) const START: Time = Time(1_700_000_000_000);
pub(super) const HOUR: Duration = Duration::from_secs(3_600);

/// An open queue that Niilo handles.
pub(super) struct Scene {
    pub(super) host: TestHost,
    pub(super) owner: Agent,
    pub(super) niilo: Agent,
    pub(super) queue: String,
}

pub(super) async fn scene(host: TestHost) -> Scene {
    let (owner, niilo) = (host.owner().await, host.agent("Niilo").await);
    let queue = owner.makes_queue("Asiakaspalvelu", true).await;
    owner.lets_handle(&queue, &[&niilo]).await;
    Scene { host, owner, niilo, queue }
}

impl Scene {
    /// A customer whom Niilo serves, and the conversation.
    pub(super) async fn served(&self, name: &str) -> (Customer, String) {
        let customer = self.host.customer(name).await;
        let conversation = customer.waits_in(&self.queue).await;
        assert_eq!(self.niilo.gets_customer(&self.queue).await, conversation);
        (customer, conversation)
    }
}

/// Fields of a conversation as somebody sees it; null when they don't.
pub(super) async fn seen(client: &Client, conversation: &str, fields: &str) -> Value {
    let query = format!("query($id: ID!) {{ conversation(id: $id) {{ {fields} }} }}");
    client.data(PATH, &query, json!({ "id": conversation })).await["conversation"].take()
}

/// The log as somebody sees it: number, author, what.
pub(super) async fn log(client: &Client, conversation: &str) -> Vec<(i64, String, String)> {
    let fields = "entries(first: 100) { nodes { seq author { __typename ... on HostAuthor { rule } } content { __typename \
        ... on MessageContent { text } ... on NameContent { name } ... on EndContent { by } ... on HideContent { asked } \
        ... on DropContent { left } ... on ReadContent { party upTo } } } }";
    let mut seen = seen(client, conversation, fields).await;
    let entries = seen["entries"]["nodes"].as_array_mut().expect("entries").split_off(0);
    entries
        .into_iter()
        .map(|entry| {
            let mut content = entry["content"].clone();
            let name = content["__typename"].take();
            let name = name.as_str().unwrap().trim_end_matches("Content").to_owned();
            let rest: Vec<_> =
                content.as_object().unwrap().values().filter(|value| !value.is_null()).map(Value::to_string).collect();
            let author =
                entry["author"]["rule"].as_str().or(entry["author"]["__typename"].as_str()).unwrap().to_owned();
            (entry["seq"].as_i64().unwrap(), author, [vec![name], rest].concat().join(" "))
        })
        .collect()
}

pub(super) fn line(seq: i64, author: &str, what: &str) -> (i64, String, String) {
    (seq, author.to_owned(), what.to_owned())
}

/// The conversations in an agent's list.
pub(super) async fn mine(agent: &Agent) -> Vec<String> {
    let data = agent.data("{ conversations(first: 100) { nodes { id } } }", json!({})).await;
    data["conversations"]["nodes"]
        .as_array()
        .unwrap()
        .iter()
        .map(|one| one["id"].as_str().unwrap().to_owned())
        .collect()
}

pub(super) fn about(conversation: &str) -> Value {
    json!({ "conversationId": conversation })
}

pub(super) fn read(conversation: &str, up_to: i64) -> Value {
    json!({ "conversationId": conversation, "upTo": up_to })
}

pub(super) fn message(conversation: &str, text: &str) -> Value {
    json!({ "conversationId": conversation, "clientId": uuid::Uuid::new_v4(), "text": text })
}

on_both_databases! {
    async fn a_conversation_starts_when_claimed_with_what_came_before(database: Database) {
        let scene = scene(TestHost::on(database).await).await;
        let Scene { host, owner, niilo, queue } = &scene;
        let aino = host.customer("Aino").await;
        let metadata = json!([{ "kind": "TECHNICAL", "key": "page", "value": "https://shop.example/" }]);
        let input = json!({ "queueId": queue, "name": "Aino A.", "message": "Hei!", "metadata": metadata });
        let entered = aino.acts("enqueue", input, "... on Enqueued { conversation { id state place customerName claimedAt agent { id } } }").await;
        let conversation = entered["conversation"]["id"].as_str().unwrap();
        assert_eq!(entered["conversation"], json!({
            "id": conversation, "state": "WAITING", "place": 1, "customerName": "Aino A.", "claimedAt": null, "agent": null,
        }));
        aino.writes(conversation, "Onko ketään?").await;
        // The queue's handlers see who waits; nobody writes to them before the claim.
        assert_eq!(seen(&niilo.client, conversation, "customerName").await["customerName"], "Aino A.");
        for agent in [niilo, owner] {
            assert_eq!(agent.outcome("sendMessage", message(conversation, "Hetki")).await, "NOT_FOUND");
        }
        assert_eq!(mine(niilo).await, Vec::<String>::new());

        assert_eq!(niilo.gets_customer(queue).await, conversation);
        assert_eq!(mine(niilo).await, [conversation]);
        niilo.writes(conversation, "Hei Aino.").await;
        let all = vec![
            line(1, "VisitorAuthor", "Request"),
            line(2, "VisitorAuthor", "Metadata"),
            line(3, "VisitorAuthor", "Message \"Hei!\""),
            line(4, "VisitorAuthor", "Message \"Onko ketään?\""),
            line(5, "Agent", "Claim"),
            line(6, "Agent", "Message \"Hei Aino.\""),
        ];
        assert_eq!(log(&niilo.client, conversation).await, all);
        assert_eq!(log(&owner.client, conversation).await, all);
        // The customer's log is without what isn't for them, under the same numbers.
        let theirs: Vec<_> = all.iter().filter(|(seq, ..)| *seq != 2).cloned().collect();
        assert_eq!(log(&aino.client, conversation).await, theirs);
        let now = seen(&aino.client, conversation, "state place lastSeq agent { displayName } metadata { key } hidden").await;
        assert_eq!(now, json!({
            "state": "ACTIVE", "place": null, "lastSeq": 6, "agent": { "displayName": "Niilo" }, "metadata": null, "hidden": null,
        }));
        // The same message again is the first one; three conversations at once are enough.
        let again = message(conversation, "Kerran");
        let entry = "... on MessageSent { entry { seq content { ... on MessageContent { text } } } }";
        let first = aino.acts("sendMessage", again.clone(), entry).await;
        assert_eq!(first["entry"], json!({ "seq": 7, "content": { "text": "Kerran" } }));
        let mut changed = again;
        changed["text"] = json!("Toisin");
        assert_eq!(aino.acts("sendMessage", changed, entry).await, first);
        aino.waits_in(queue).await;
        aino.waits_in(queue).await;
        assert_eq!(aino.outcome("enqueue", json!({ "queueId": queue })).await, "TooManyConversations");
        scene.host.stop().await;
    }

    async fn read_marks_move_forward_and_count_what_the_other_party_wrote(database: Database) {
        let scene = scene(TestHost::on(database).await).await;
        let Scene { owner, niilo, .. } = &scene;
        let (aino, conversation) = scene.served("Aino").await;
        let id = conversation.as_str();
        for text in ["yksi", "kaksi", "kolme"] {
            aino.writes(id, text).await;
        }
        niilo.writes(id, "vastaus").await;
        let marks = "unreadCount agentReadSeq visitorReadSeq lastSeq";
        let shown = |unread, agent, visitor, last| {
            json!({ "unreadCount": unread, "agentReadSeq": agent, "visitorReadSeq": visitor, "lastSeq": last })
        };
        assert_eq!(seen(&niilo.client, id, marks).await, shown(3, 0, 0, 6));
        assert_eq!(seen(&aino.client, id, marks).await, shown(1, 0, 0, 6));
        assert_eq!(seen(&owner.client, id, marks).await, shown(3, 0, 0, 6));
        assert_eq!(niilo.outcome("markRead", read(id, 4)).await, "ReadMarked");
        assert_eq!(seen(&niilo.client, id, marks).await, shown(1, 4, 0, 7));
        assert_eq!(seen(&aino.client, id, marks).await, shown(1, 4, 0, 7));
        // Back, or to the same place, changes nothing.
        for up_to in [0, 2, 4] {
            assert_eq!(niilo.outcome("markRead", read(id, up_to)).await, "ReadMarked");
        }
        for wrong in [-1, 8, i64::from(i32::MAX)] {
            let refused = niilo.does("markRead", read(id, wrong)).await;
            assert_eq!((&refused["__typename"], &refused["field"]), (&json!("InvalidInput"), &json!("upTo")));
        }
        assert_eq!(seen(&niilo.client, id, marks).await, shown(1, 4, 0, 7));
        assert_eq!(aino.outcome("markRead", read(id, 6)).await, "ReadMarked");
        assert_eq!(seen(&aino.client, id, marks).await, shown(0, 4, 6, 8));
        assert_eq!(log(&aino.client, id).await[6..], [
            line(7, "Agent", "Read \"AGENT\" 4"),
            line(8, "VisitorAuthor", "Read \"VISITOR\" 6"),
        ]);
        // Those who aren't parties can't mark anything as read.
        assert_eq!(owner.outcome("markRead", read(id, 6)).await, "NOT_FOUND");
        assert_eq!(scene.host.customer("Onni").await.outcome("markRead", read(id, 6)).await, "NOT_FOUND");
        assert_eq!(seen(&owner.client, id, marks).await, shown(1, 4, 6, 8));
        scene.host.stop().await;
    }

    async fn a_customer_who_reloads_finds_everything_where_it_was(database: Database) {
        let scene = scene(TestHost::on(database).await).await;
        let Scene { host, niilo, queue, .. } = &scene;
        let (aino, conversation) = scene.served("Aino").await;
        let id = conversation.as_str();
        let follow = "subscription($id: ID!, $after: Int) { conversation(id: $id, after: $after) { seq content { ... on MessageContent { text } } } }";
        let mut socket = aino.socket().await;
        socket.subscribe(follow, json!({ "id": id, "after": 2 })).await;
        niilo.writes(id, "yksi").await;
        assert_eq!(socket.event().await["conversation"]["seq"], 3);
        socket.cut();
        niilo.writes(id, "kaksi").await;
        aino.writes(id, "kolme").await;
        // The page comes back with its token alone.
        let again = Customer { client: host.stranger().with_token(aino.client.token.clone().unwrap()), ..aino.clone() };
        let open = "{ viewer { ... on Visitor { id name conversations { nodes { id state lastSeq unreadCount } } } } }";
        assert_eq!(again.data(open, json!({})).await["viewer"], json!({
            "id": aino.id, "name": "Aino",
            "conversations": { "nodes": [{ "id": id, "state": "ACTIVE", "lastSeq": 5, "unreadCount": 2 }] },
        }));
        let mut socket = again.socket().await;
        socket.subscribe(follow, json!({ "id": id, "after": 3 })).await;
        for text in ["kaksi", "kolme"] {
            assert_eq!(socket.event().await["conversation"]["content"]["text"], text);
        }

        // Another name, in open conversations too.
        let waiting = again.waits_in(queue).await;
        let other = host.customer("Onni").await;
        niilo.does("endConversation", about(id)).await;
        let renamed = again.acts("renameVisitor", json!({ "name": " Aino Aalto " }), "... on VisitorRenamed { visitor { name } }").await;
        // The one that is over keeps the name it had.
        assert_eq!(renamed["visitor"]["name"], "Aino Aalto");
        assert_eq!(seen(&niilo.client, id, "customerName").await["customerName"], "Aino");
        assert_eq!(seen(&niilo.client, &waiting, "customerName").await["customerName"], "Aino Aalto");
        assert!(log(&niilo.client, &waiting).await.iter().any(|(_, _, what)| what == "Name \"Aino Aalto\""));
        for wrong in ["", "  ", "a\nb", &"x".repeat(101)] {
            assert_eq!(again.does("renameVisitor", json!({ "name": wrong })).await["field"], "name");
            assert_eq!(host.stranger().act(PATH, "startVisitor", json!({ "name": wrong }), "... on InvalidInput { field }").await["field"], "name");
        }
        assert_eq!(other.data("{ viewer { ... on Visitor { name } } }", json!({})).await["viewer"]["name"], "Onni");
        scene.host.stop().await;
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn each_party_sees_the_other_one_typing_and_nobody_keeps_it() {
    let scene = scene(TestHost::start().await).await;
    let Scene { owner, niilo, .. } = &scene;
    let (aino, conversation) = scene.served("Aino").await;
    let id = conversation.as_str();
    let query = "subscription($id: ID!) { typing(conversationId: $id) { party typing } }";
    let (mut ainos, mut niilos, mut owners) = (aino.socket().await, niilo.socket().await, owner.socket().await);
    ainos.subscribe(query, json!({ "id": id })).await;
    niilos.subscribe(query, json!({ "id": id })).await;
    // Those who aren't parties don't hear who is typing.
    owners.subscribe(query, json!({ "id": id })).await;
    let refused = owners.receive().await;
    assert_eq!(
        (&refused["type"], &refused["payload"][0]["extensions"]["code"]),
        (&json!("error"), &json!("NOT_FOUND"))
    );
    // A query that was answered shows that the subscriptions before it have begun.
    for socket in [&mut ainos, &mut niilos] {
        socket.subscribe("{ now }", json!({})).await;
        socket.event().await;
        assert_eq!(socket.receive().await["type"], "complete");
    }
    tokio::time::sleep(Duration::from_millis(100)).await;
    let typing = |typing: bool| json!({ "conversationId": id, "typing": typing });
    for on in [true, false] {
        assert_eq!(aino.outcome("setTyping", typing(on)).await, "TypingSet");
        assert_eq!(niilos.event().await["typing"], json!({ "party": "VISITOR", "typing": on }));
        assert_eq!(niilo.outcome("setTyping", typing(on)).await, "TypingSet");
        assert_eq!(ainos.event().await["typing"], json!({ "party": "AGENT", "typing": on }));
    }
    assert!(ainos.is_silent(Duration::from_millis(100)).await, "nobody hears themselves");
    assert_eq!(seen(&niilo.client, id, "lastSeq").await["lastSeq"], 2);
    assert_eq!(owner.outcome("setTyping", typing(true)).await, "NOT_FOUND");
    niilo.does("endConversation", about(id)).await;
    assert_eq!(aino.outcome("setTyping", typing(true)).await, "ConversationOver");
    scene.host.stop().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_customers_session_lives_as_long_as_the_page_asks_and_each_use_moves_it_on() {
    let clock = Clock::manual(START);
    let host = TestHost::at(Database::sqlite(), &clock).await;
    let starts = async |input: Value| {
        let selection = "... on VisitorStarted { token visitor { expiresAt } } ... on InvalidInput { field }";
        host.stranger().act(PATH, "startVisitor", input, selection).await
    };
    for wrong in [0, -60, 59, 2_592_001] {
        assert_eq!(starts(json!({ "idleSeconds": wrong })).await["field"], "idleSeconds");
    }
    let short = starts(json!({ "idleSeconds": 60 })).await;
    let usual = starts(json!({})).await;
    assert_eq!(short["visitor"]["expiresAt"], "2023-11-14T22:14:20.000Z");
    assert_eq!(usual["visitor"]["expiresAt"], "2023-11-15T22:13:20.000Z");
    let is_in = async |started: &Value| {
        let client = host.stranger().with_token(started["token"].as_str().unwrap());
        client.field(PATH, "{ viewer { __typename } }", json!({})).await.is_object()
    };
    clock.advance(Duration::from_secs(61));
    assert!(!is_in(&short).await && is_in(&usual).await);
    clock.advance(HOUR * 23);
    assert!(is_in(&usual).await);
    clock.advance(HOUR * 23);
    assert!(is_in(&usual).await);
    clock.advance(HOUR * 24);
    assert!(!is_in(&usual).await);
    host.stop().await;
}
