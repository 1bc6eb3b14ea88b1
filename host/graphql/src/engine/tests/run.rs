//! The responses of operations.

use super::*;

#[tokio::test]
async fn fields_come_in_the_order_of_the_document_whatever_takes_longer() {
    let engine = engine();
    let prepared = engine.prepare(request("{ slow thing { name } a: slow count }", Json::Null), &stranger()).unwrap();
    let scope = Scope::new(stranger(), Time(0), None);
    let body = engine.run(&prepared.plan, prepared.variables, &scope).await;
    let keys = ["\"slow\"", "\"thing\"", "\"a\"", "\"count\""].map(|key| {
        let text = std::str::from_utf8(&body).unwrap();
        text.find(key).unwrap_or_else(|| panic!("{key} in {text}"))
    });
    assert!(keys.is_sorted(), "{body:?}");
}

#[tokio::test]
async fn a_field_selected_twice_is_run_once() {
    let _turn = TURN.lock().await;
    let engine = engine();
    let before = COUNT.load(Ordering::Relaxed);
    let twice = "mutation { add ...f add } fragment f on Mutation { add ... { add } }";
    assert_eq!(answer_to(&engine, twice, Json::Null).await, json!({"data": {"add": before + 1}}));
    let merged = "{ thing { name } ...f } fragment f on Query { thing { inner { name } } }";
    let expected = json!({"data": {"thing": {"name": "default", "inner": {"name": "default"}}}});
    assert_eq!(answer_to(&engine, merged, Json::Null).await, expected);
}

/// Tests that count must not run at the same time.
static TURN: tokio::sync::Mutex<()> = tokio::sync::Mutex::const_new(());

#[tokio::test]
async fn mutations_run_in_order() {
    let _turn = TURN.lock().await;
    let before = COUNT.load(Ordering::Relaxed);
    let answer = answer_to(&engine(), "mutation { a: add(by: 2) b: add(by: 3) }", Json::Null).await;
    assert_eq!(answer, json!({"data": {"a": before + 2, "b": before + 5}}));
}

#[tokio::test]
async fn outcomes_are_members_of_the_union_and_can_be_selected_by_any_fragment_that_holds() {
    let all = "fragment all on Outcome { ... on Done { thing { name } } ...problem } \
               fragment problem on Problem { message ... on InvalidInput { field } ... on Outcome { __typename } }";
    let ask = async |what: &str| ask(&format!("mutation {{ do(what: \"{what}\") {{ ...all }} }} {all}")).await;
    assert_eq!(ask("it").await, r#"{"data":{"do":{"thing":{"name":"done"}}}}"#);
    let empty = r#"{"data":{"do":{"__typename":"QueueEmpty","message":"Nobody waits in this queue."}}}"#;
    assert_eq!(ask("empty").await, empty);
    let invalid = r#"{"data":{"do":{"__typename":"InvalidInput","field":"what","message":"what is wrong"}}}"#;
    assert_eq!(ask("invalid").await, invalid);
}

#[tokio::test]
async fn an_object_of_which_nothing_is_selected_is_empty_and_not_null() {
    assert_eq!(
        ask(r#"mutation { do(what: "empty") { ... on Done { thing { name } } } }"#).await,
        r#"{"data":{"do":{}}}"#
    );
    assert_eq!(ask("{ thing { name @skip(if: true) } }").await, r#"{"data":{"thing":{}}}"#);
    assert_eq!(ask("{ thing @include(if: false) { name } }").await, r#"{"data":{}}"#);
}

#[tokio::test]
async fn what_the_union_lacks_is_an_error() {
    let answer = answer_to(&engine(), r#"mutation { do(what: "not allowed") { __typename } }"#, Json::Null).await;
    assert_eq!(answer["errors"][0]["extensions"]["code"], "FORBIDDEN");
    let answer = answer_to(&engine(), r#"mutation { do(what: "no outcome") { __typename } }"#, Json::Null).await;
    assert_eq!(answer["errors"][0]["message"], "Something went wrong. Request id r-1.");
    assert_eq!(answer["data"], Json::Null);
}

#[tokio::test]
async fn null_stands_where_a_field_failed_that_can_be_null() {
    let answer = answer_to(&engine(), "{ a: thing { name may inner { may } } }", Json::Null).await;
    assert_eq!(answer["data"], json!({"a": {"name": "default", "may": null, "inner": {"may": null}}}));
    let paths: Vec<_> = answer["errors"].as_array().unwrap().iter().map(|error| error["path"].clone()).collect();
    assert_eq!(paths, [json!(["a", "may"]), json!(["a", "inner", "may"])]);
    assert_eq!(answer["errors"][0]["locations"], json!([{"line": 1, "column": 19}]));
    assert_eq!(answer["errors"][0]["extensions"], json!({"code": "FORBIDDEN"}));
}

#[tokio::test]
async fn null_goes_up_to_the_nearest_that_can_be_null() {
    for (query, data) in [
        ("{ thing(name: \"broken\") { name must } count }", json!({"thing": null})),
        ("{ thing { inner { things { name must } } name } }", json!({"thing": {"inner": null, "name": "default"}})),
        ("{ thing { gaps { name must } } }", json!({"thing": {"gaps": [{"name": "fine", "must": 1}, null]}})),
        ("{ thing(name: \"broken\") { innermost { innermost { must } } } }", json!({"thing": null})),
        ("{ must { must } }", Json::Null),
        ("{ must { may must } }", Json::Null),
        ("{ must { inner { must } may } }", json!({"must": {"inner": null, "may": null}})),
    ] {
        let answer = answer_to(&engine(), query, Json::Null).await;
        let found = &answer["data"];
        match data.as_object() {
            None => assert_eq!(*found, Json::Null, "{query}"),
            Some(data) => data.iter().for_each(|(key, value)| assert_eq!(found[key], *value, "{query}")),
        }
        assert!(!answer["errors"].as_array().unwrap().is_empty(), "{query}");
        assert!(!answer.to_string().contains("secret"), "{answer}");
    }
}

#[tokio::test]
async fn a_variable_that_was_not_given_is_not_null() {
    let engine = engine();
    let echo = "query($n: Int, $t: String) { echo(input: {maybe: $n, text: \"x\", nested: {text: \"y\"}}) a: thing(name: $t) { name } }";
    let ask = async |variables| answer_to(&engine, echo, variables).await["data"].clone();
    assert_eq!(ask(json!({})).await["echo"], "x A None [] Some(\"y\")");
    assert_eq!(ask(json!({"n": null})).await["echo"], "x A Some(None) [] Some(\"y\")");
    assert_eq!(ask(json!({"n": 5})).await["echo"], "x A Some(Some(5)) [] Some(\"y\")");
    assert_eq!(ask(json!({})).await["a"], json!({"name": "default"}));
    assert_eq!(ask(json!({"t": null})).await["a"], Json::Null);
    assert_eq!(ask(json!({"t": "given"})).await["a"], json!({"name": "given"}));
}

#[tokio::test]
async fn inputs_have_their_defaults_in_documents_and_in_variables() {
    let engine = engine();
    assert_eq!(ask("{ echo(input: {}) }").await, r#"{"data":{"echo":"none A None [] None"}}"#);
    let echo = "query($i: EchoInput!) { echo(input: $i) }";
    let given = answer_to(&engine, echo, json!({"i": {"kind": "B", "ids": 7, "nested": {}}})).await;
    assert_eq!(given["data"]["echo"], "none B None [\"7\"] Some(\"none\")");
}

#[tokio::test]
async fn strangers_may_ask_for_the_typename() {
    assert_eq!(ask("{ __typename }").await, r#"{"data":{"__typename":"Query"}}"#);
}

#[tokio::test]
async fn an_entry_is_run_through_its_selection_event_after_event() {
    let engine = Arc::new(new(compose::ORGANISATION, resolvers::organisation()));
    let conversation = ConversationId::new();
    let query = "subscription($id: ID!) { ...f } \
                 fragment f on Subscription { log: conversation(id: $id) { seq author { ... on Agent { displayName } } \
                 content { __typename ... on MessageContent { text } } } }";
    let variables = json!({"id": conversation.to_string()});
    let prepared = engine.prepare(request(query, variables), &stranger()).unwrap();
    assert_eq!(prepared.kind, Kind::Subscription);
    assert!(prepared.plan.is_plain);
    let now = Box::new(|| Time(0));
    let mut runner = Runner::start(&engine, prepared.plan, prepared.variables, stranger(), now);
    for seq in 1..4 {
        let agent = Agent { id: MemberId::new(), display_name: "Niilo".into() };
        let text = format!("message {seq}");
        let content = Content::Message { client: ClientId(uuid()), text: text.clone(), attachments: Vec::new() };
        let entry = Entry { conversation, seq, at: Time(0), author: Author::Agent(agent), content };
        let payload = runner.run(EventValue::Entry(Arc::new(entry))).await;
        let expected = json!({"data": {"log": {
            "seq": seq,
            "author": {"displayName": "Niilo"},
            "content": {"__typename": "MessageContent", "text": text},
        }}});
        assert_eq!(serde_json::from_slice::<Json>(&payload).unwrap(), expected);
    }
}

fn uuid() -> uuid::Uuid {
    MemberId::new().0
}
