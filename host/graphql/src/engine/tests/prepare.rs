//! Which requests are refused, and how others are planned.

use super::*;

#[test]
fn every_field_of_both_endpoints_has_a_resolver_and_every_resolver_a_field() {
    new(compose::PLATFORM, resolvers::platform());
    new(compose::ORGANISATION, resolvers::organisation());
}

#[test]
fn a_field_without_resolver_and_a_resolver_without_field_are_named() {
    let mut binder = Binder::default();
    binder.load("Query", "b", |_| Box::pin(async { Ok(None) }));
    let sdl = [("test.graphql", "type Query { a: Int }")];
    let error = Engine::new(&sdl, &[], binder, Introspection::SignedIn, None).err().unwrap().to_string();
    assert!(
        error.contains("Query.a has no resolver") && error.contains("Query.b has a resolver and no field"),
        "{error}"
    );
}

#[test]
fn a_variable_of_a_wrong_type_is_refused_before_anything_runs() {
    let engine = engine();
    let echo = "query($i: EchoInput!, $n: Int) { echo(input: $i) thing { many(first: $n) { nodes { name } } } }";
    for (variables, text) in [
        (json!({}), "Variable \"$i\" takes EchoInput! and got nothing."),
        (json!({"i": null}), "Variable \"$i\" takes EchoInput! and got null."),
        (json!({"i": 1}), "Variable \"$i\" takes EchoInput and got a number."),
        (json!({"i": {"text": 1}}), "Variable \"$i.text\" takes String and got a number."),
        (json!({"i": {"ids": ["a", true]}}), "Variable \"$i.ids[1]\" takes ID and got a Boolean."),
        (json!({"i": {"kind": "C"}}), "Variable \"$i.kind\" takes a value of Kind and got another text."),
        (
            json!({"i": {"nested": {"more": 1}}}),
            "Variable \"$i.nested\" takes EchoInput and got the unknown field \"more\".",
        ),
        (json!({"i": {}, "n": 1.5}), "Variable \"$n\" takes a whole number of 32 bits and got 1.5."),
        (json!({"i": {}, "n": 1i64 << 31}), "Variable \"$n\" takes a whole number of 32 bits and got 2147483648."),
    ] {
        assert_eq!(rejection(&engine, echo, variables), text);
    }
    assert_eq!(rejection(&engine, echo, json!({"i": {}, "n": 2.0, "unused": 1})), "");
}

#[test]
fn the_operation_is_the_named_or_the_only_one() {
    let engine = engine();
    let two = "query a { count } query b { slow }";
    let prepare = |name: Option<&str>| {
        let request = Request { operation_name: name.map(str::to_owned), ..request(two, Json::Null) };
        engine.prepare(request, &stranger())
    };
    assert_eq!(prepare(Some("b")).unwrap().operation_name.as_deref(), Some("b"));
    assert!(prepare(None).is_err() && prepare(Some("c")).is_err());
    assert_eq!(engine.prepare(request("{ count }", Json::Null), &stranger()).unwrap().operation_name, None);
}

#[test]
fn conditions_and_absent_variables_have_plans_of_their_own_and_the_same_ones_share() {
    let engine = engine();
    let query = "query($if: Boolean!, $t: String) { thing(name: $t) { name @include(if: $if) } }";
    let plan = |variables| engine.prepare(request(query, variables), &stranger()).unwrap().plan;
    let first = plan(json!({"if": true, "t": "a"}));
    assert!(Arc::ptr_eq(&first, &plan(json!({"if": true, "t": "b"}))));
    assert!(!Arc::ptr_eq(&first, &plan(json!({"if": false, "t": "a"}))));
    assert!(!Arc::ptr_eq(&first, &plan(json!({"if": true}))));
}

#[tokio::test]
async fn lists_in_lists_are_refused_when_their_rows_multiply() {
    let engine = engine();
    let nested = "query($n: Int) { thing { many(first: 100) { nodes { many(first: $n) { nodes { name } } } } } }";
    assert_eq!(rejection(&engine, nested, json!({"n": 99})), "");
    assert!(rejection(&engine, nested, json!({"n": 100})).contains("10000 rows"));
    // Without a number the page has 20 rows; a number out of range is refused by the field itself.
    assert_eq!(rejection(&engine, nested, json!({})), "");
    let answer = answer_to(&engine, nested, json!({"n": -1})).await;
    assert_eq!(answer["errors"][0]["extensions"]["code"], "BAD_INPUT");
    let plain = "{ thing { things { things { things { things { name } } } } } }";
    assert!(rejection(&engine, plain, Json::Null).contains("10000 rows"));
}

#[tokio::test]
async fn rows_are_counted_while_they_come_too() {
    let scope = Scope::new(stranger(), Time(0), None);
    assert!(scope.count_rows(9_999).is_ok() && scope.count_rows(1).is_ok());
    assert!(scope.count_rows(1).is_err());
    scope.begin_event(Time(1));
    assert!(scope.count_rows(10_000).is_ok());
}

/// The introspection query of GraphiQL and code generators: graphql-js' `getIntrospectionQuery()`.
const INTROSPECTION: &str = include_str!("introspection.graphql");

fn member(organisation: OrganisationId) -> Caller {
    let (account, session, member) = (AccountId::new(), SessionId::new(), MemberId::new());
    let who = Who::Member { account, session, member, role: Role::Handler };
    Caller { organisation: Some(organisation), who }
}

#[tokio::test]
async fn members_see_the_schema_and_others_do_not() {
    let engine = new(compose::ORGANISATION, resolvers::organisation());
    let here = OrganisationId::new();
    let visitor = Caller { organisation: Some(here), who: Who::Visitor(vuoro_kernel::VisitorId::new()) };
    let account = Who::Account { account: AccountId::new(), session: SessionId::new() };
    let prepare = |caller, query| engine.prepare(request(query, Json::Null), &context(caller));
    for caller in [Caller::stranger(Some(here)), visitor, Caller { organisation: Some(here), who: account }] {
        for query in [INTROSPECTION, "{ ...f } fragment f on Query { __type(name: \"Queue\") { name } }"] {
            assert_eq!(prepare(caller, query).unwrap_err().errors[0].code, Code::Forbidden);
        }
        assert!(prepare(caller, "{ __typename }").is_ok());
    }
    let prepared = prepare(member(here), INTROSPECTION).unwrap();
    let scope = Scope::new(context(member(here)), Time(0), None);
    let body = engine.run(&prepared.plan, prepared.variables, &scope).await;
    let answer: Json = serde_json::from_slice(&body).unwrap();
    assert_eq!(answer["errors"], Json::Null);
    let types = answer["data"]["__schema"]["types"].as_array().unwrap();
    let send = types.iter().find(|found| found["name"] == "SendMessageInput").unwrap();
    assert_eq!(send["inputFields"][2]["defaultValue"], "\"\"");
    let open = Engine { introspection: Introspection::Everybody, ..engine };
    assert!(open.prepare(request(INTROSPECTION, Json::Null), &stranger()).is_ok());
}

#[test]
fn what_depends_on_the_caller_is_not_shared() {
    let engine = new(compose::ORGANISATION, resolvers::organisation());
    let is_plain = |query: &str| engine.prepare(request(query, Json::Null), &stranger()).unwrap().plan.is_plain;
    let content =
        "content { ... on MessageContent { attachments { url } } ... on MetadataContent { changes { value } } }";
    assert!(is_plain(&format!("subscription {{ conversation(id: \"x\") {{ seq {content} }} }}")));
    assert!(!is_plain("subscription { activity { ... on QueueChanged { queue { firstWaitMs } } } }"));
}
