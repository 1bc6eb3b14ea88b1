//! Product rule 1.2: signing in, sessions and tokens.

use futures_util::{StreamExt, future::join_all, stream};
use reqwest::{Method, StatusCode};
use serde_json::{Value, json};
use vuoro_domain::NewAccount;
use vuoro_kernel::{Role, limits::SIGN_IN_FAILURES_MAX};
use vuoro_tests::{
    Client, Database, TestHost, eventually,
    host::{PASSWORD, PATH},
    on_both_databases,
    people::{Customer, viewer},
    rounds,
    socket::Socket,
};

const PLATFORM: &str = "/graphql";
const VIEWER: &str = "{ viewer { __typename ... on Member { id } ... on Visitor { id } } }";

/// The outcome of signing in.
async fn sign_in(client: &Client, email: &str, password: &str) -> String {
    client.outcome(PLATFORM, "signIn", json!({ "email": email, "password": password })).await
}

/// Headers in the form that the harness's socket takes.
fn own<'v>(headers: &[(&str, &'v str)]) -> Vec<(&'static str, &'v str)> {
    let name = |name: &str| match name {
        "cookie" => "cookie",
        "origin" => "origin",
        other => panic!("{other}"),
    };
    headers.iter().map(|(header, value)| (name(header), *value)).collect()
}

on_both_databases! {
    async fn an_account_signs_in_in_any_case_and_is_at_home_in_each_of_its_organisations(database: Database) {
        let host = TestHost::on(database).await;
        let other = host.organisation("other").await;
        host.organisation("third").await;
        let niilo = host.agent("Niilo").await;
        host.domain().add_member(other, niilo.account, Role::Owner, &[]).await.unwrap();

        // The fields of the account are those of the one who has just signed in, though nobody called.
        let input = json!({ "email": " NIILO@Test.Example ", "password": PASSWORD });
        let selection = "... on SignedIn { token account { email displayName memberships { role organisation { slug } } \
            sessions { current } } }";
        let signed_in = host.stranger().act(PLATFORM, "signIn", input, selection).await;
        assert_eq!(signed_in["account"]["email"], "niilo@test.example");
        assert_eq!(signed_in["account"]["memberships"], json!([
            { "role": "OWNER", "organisation": { "slug": "other" } },
            { "role": "HANDLER", "organisation": { "slug": "test" } },
        ]));
        assert_eq!(signed_in["account"]["sessions"], json!([{ "current": true }, { "current": false }]));

        // So is the rest of the operation: what was asked for after signing in is done as them.
        let query = "mutation($in: SignInInput!) { signIn(input: $in) { __typename } \
            updateProfile(input: { locale: \"fi\" }) { ... on AccountUpdated { account { email locale } } } signOut { sessionId } }";
        let input = json!({ "in": { "email": niilo.email, "password": PASSWORD } });
        let data = host.stranger().data(PLATFORM, query, input).await;
        assert_eq!(data["updateProfile"]["account"], json!({ "email": niilo.email, "locale": "fi" }));

        let client = host.stranger().with_token(signed_in["token"].as_str().unwrap());
        let left = client.data(PLATFORM, "{ viewer { sessions { id } } }", json!({})).await;
        assert_eq!(left["viewer"]["sessions"].as_array().unwrap().len(), 2);
        assert_eq!(viewer(&client, PATH).await["role"], "HANDLER");
        assert_eq!(viewer(&client, "/o/other/graphql").await["role"], "OWNER");
        // Of an organisation that one isn't a member of, not even its name shows; one that isn't there looks the same.
        assert_eq!(viewer(&client, "/o/third/graphql").await, Value::Null);
        assert_eq!(client.refusal("/o/third/graphql", "{ organisation { name } }", json!({})).await, "NOT_FOUND");
        assert_eq!(client.refusal("/o/nowhere/graphql", "{ organisation { name } }", json!({})).await, "NOT_FOUND");
        host.stop().await;
    }

    async fn people_see_and_end_their_own_sessions(database: Database) {
        let host = TestHost::on(database).await;
        let niilo = host.agent("Niilo").await;
        let phone = host.sign_in(&niilo.email).await;
        let tablet = host.sign_in(&niilo.email).await;
        let oona = host.member("Oona", Role::Owner).await;
        let list = "{ viewer { sessions { id current userAgent createdAt lastUsedAt expiresAt } } }";
        let sessions = async |client: &Client| client.field(PLATFORM, list, json!({})).await["sessions"].clone();
        let current = async |client: &Client| {
            let sessions = sessions(client).await;
            let one = sessions.as_array().unwrap().iter().find(|one| one["current"] == true).unwrap()["id"].clone();
            one.as_str().unwrap().to_owned()
        };
        let end = async |client: &Client, id: &str| {
            client.outcome(PLATFORM, "endSession", json!({ "sessionId": id })).await
        };
        let is_out = async |client: &Client| client.field(PLATFORM, "{ viewer { id } }", json!({})).await == Value::Null;

        assert_eq!(sessions(&niilo.client).await.as_array().unwrap().len(), 3);
        // Somebody else's session, and one that isn't there, look the same.
        let hers = current(&oona.client).await;
        assert_eq!(end(&niilo.client, &hers).await, "NOT_FOUND");
        assert_eq!(end(&niilo.client, "ses_00000000000000000000000000000000").await, "NOT_FOUND");
        assert!(!is_out(&oona.client).await);

        let phones = current(&phone).await;
        assert_eq!(end(&niilo.client, &phones).await, "SessionEnded");
        eventually("the phone is signed out", async || is_out(&phone).await).await;
        assert_eq!(end(&niilo.client, &phones).await, "NOT_FOUND");
        let ended = niilo.client.act(PLATFORM, "endOtherSessions", Value::Null, "count").await;
        assert_eq!(ended["count"], 1);
        eventually("the tablet is signed out", async || is_out(&tablet).await).await;
        assert_eq!(viewer(&tablet, PATH).await, Value::Null);
        assert!(!is_out(&niilo.client).await);

        // A new password ends them all, but gives a new one.
        let tablet = host.sign_in(&niilo.email).await;
        let change = |current: &str, new: &str| json!({ "currentPassword": current, "newPassword": new });
        let selection = "... on SignedIn { token account { email sessions { current } memberships { role } } } \
            ... on InvalidInput { field }";
        let wrong = niilo.client.act(PLATFORM, "changePassword", change(PASSWORD, "short"), selection).await;
        assert_eq!(wrong["field"], "newPassword");
        let new = "uusi sanasota ja sauna";
        let wrong = niilo.client.outcome(PLATFORM, "changePassword", change("not my password", new)).await;
        assert_eq!(wrong, "WrongCredentials");
        assert!(!is_out(&tablet).await && !is_out(&niilo.client).await);
        let changed = niilo.client.act(PLATFORM, "changePassword", change(PASSWORD, new), selection).await;
        assert_eq!(changed["account"], json!({
            "email": niilo.email, "sessions": [{ "current": true }], "memberships": [{ "role": "HANDLER" }],
        }));
        eventually("the old sessions are over", async || is_out(&tablet).await && is_out(&niilo.client).await).await;
        assert!(!is_out(&host.stranger().with_token(changed["token"].as_str().unwrap())).await);
        assert_eq!(sign_in(&host.stranger(), &niilo.email, PASSWORD).await, "WrongCredentials");
        assert_eq!(sign_in(&host.stranger(), &niilo.email, new).await, "SignedIn");
        host.stop().await;
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_browser_signs_in_with_a_cookie_that_opens_nothing_from_elsewhere() {
    let host = TestHost::start().await;
    let niilo = host.agent("Niilo").await;
    let post = async |path: &str, query: &str, headers: &[(&str, &str)]| {
        let mut request = host.stranger().request(Method::POST, path).json(&json!({ "query": query }));
        for (name, value) in headers {
            request = request.header(*name, *value);
        }
        request.send().await.unwrap()
    };
    let query = format!(
        "mutation {{ signIn(input: {{ email: \"{}\", password: \"{PASSWORD}\" }}) {{ ... on SignedIn {{ token }} }} }}",
        niilo.email
    );
    let answer = post(PLATFORM, &query, &[]).await;
    let cookie = answer.headers()["set-cookie"].to_str().unwrap().to_owned();
    let token = answer.json::<Value>().await.unwrap()["data"]["signIn"]["token"].as_str().unwrap().to_owned();
    assert_eq!(cookie, format!("vuoro={token}; HttpOnly; SameSite=Lax; Path=/; Max-Age=604800"));
    let cookie = format!("other=1; vuoro={token}");
    let cookie = ("cookie", cookie.as_str());
    let base = host.base.clone();

    for proof in [("x-vuoro", "1"), ("origin", base.as_str()), ("sec-fetch-site", "same-origin")] {
        let answer = post(PATH, VIEWER, &[cookie, proof]).await;
        assert_eq!(answer.status(), StatusCode::OK, "{proof:?}");
        assert_eq!(answer.json::<Value>().await.unwrap()["data"]["viewer"]["id"], json!(niilo.id), "{proof:?}");
    }
    let refused: [&[(&str, &str)]; 5] = [
        &[cookie],
        &[cookie, ("origin", "https://evil.example")],
        &[cookie, ("origin", "null")],
        &[cookie, ("sec-fetch-site", "cross-site")],
        &[cookie, ("x-vuoro", "1"), ("origin", "https://evil.example")],
    ];
    for headers in refused {
        let answer = post(PLATFORM, "mutation { signOut { sessionId } }", headers).await;
        assert_eq!(answer.status(), StatusCode::FORBIDDEN, "{headers:?}");
        assert!(answer.headers().get("set-cookie").is_none());
        assert_eq!(answer.json::<Value>().await.unwrap()["errors"][0]["extensions"]["code"], "FORBIDDEN");
    }
    // A socket: the origin is what tells a page of ours from others.
    let elsewhere =
        Socket::connect(&host.stranger(), PATH, &[("cookie", cookie.1), ("origin", "https://evil.example")]).await;
    assert_eq!(elsewhere.err(), Some(403));
    for (headers, is_niilo) in [(&[cookie, ("origin", base.as_str())][..], true), (&[cookie][..], false)] {
        let mut socket =
            Socket::connect(&host.stranger(), PATH, &own(headers)).await.unwrap_or_else(|status| panic!("{status}"));
        socket.init(None).await;
        socket.subscribe(VIEWER, json!({})).await;
        assert_eq!(socket.event().await["viewer"].is_object(), is_niilo, "{headers:?}");
        socket.close().await;
    }

    let answer = post(PLATFORM, "mutation { signOut { sessionId } }", &[cookie, ("x-vuoro", "1")]).await;
    assert_eq!(answer.headers()["set-cookie"], "vuoro=; HttpOnly; SameSite=Lax; Path=/; Max-Age=0");
    eventually("the cookie opens nothing any more", async || {
        let answer = post(PATH, VIEWER, &[cookie, ("x-vuoro", "1")]).await;
        answer.json::<Value>().await.unwrap()["data"]["viewer"].is_null()
    })
    .await;
    host.stop().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_browser_gets_another_cookie_when_rights_change_and_a_program_keeps_its_token() {
    let host = TestHost::start().await;
    let (owner, niilo) = (host.owner().await, host.agent("Niilo").await);
    let ask = async |path: &str, query: &str, cookie: &str| {
        let request = host.stranger().request(Method::POST, path).header("cookie", format!("vuoro={cookie}"));
        let answer = request.header("x-vuoro", "1").json(&json!({ "query": query })).send().await.unwrap();
        let set = answer.headers().get("set-cookie").map(|value| value.to_str().unwrap().to_owned());
        (answer.json::<Value>().await.unwrap()["data"].clone(), set)
    };
    let token_of = |cookie: &str| cookie.trim_start_matches("vuoro=").split(';').next().unwrap().to_owned();
    let old = niilo.client.token.clone().unwrap();
    assert_eq!(ask(PATH, VIEWER, &old).await.1, None);

    // Somebody else changes the role: the next request brings the cookie, and the former one goes on for a while.
    let role = json!({ "memberId": niilo.id, "role": "OPERATOR" });
    assert_eq!(owner.outcome("updateMember", role).await, "MemberUpdated");
    let mut set = None;
    for _ in 0..100 {
        set = ask(PATH, VIEWER, &old).await.1;
        if set.is_some() {
            break;
        }
    }
    let set = set.expect("a cookie");
    let new = token_of(&set);
    assert_ne!(new, old);
    assert_eq!(set, format!("vuoro={new}; HttpOnly; SameSite=Lax; Path=/; Max-Age=604800"));
    for token in [&new, &old] {
        let (data, again) = ask(PATH, VIEWER, token).await;
        assert_eq!((data["viewer"]["id"].clone(), again), (json!(niilo.id), None));
    }
    // A program that sends its token itself has nothing set, and keeps it.
    let bearer = niilo.client.request(Method::POST, PATH).json(&json!({ "query": VIEWER })).send().await.unwrap();
    assert!(bearer.headers().get("set-cookie").is_none());

    // What a request does to its caller's own rights shows in its own answer.
    let other = host.organisation("other").await;
    let inviter = host.member_of(other, "other", "Inviter", Role::Owner).await;
    let made = inviter.acts("createInvitation", json!({}), "... on InvitationCreated { token }").await;
    let accept = format!(
        "mutation {{ acceptInvitation(input: {{ token: \"{}\" }}) {{ __typename }} }}",
        made["token"].as_str().unwrap()
    );
    let (data, set) = ask(PLATFORM, &accept, &new).await;
    assert_eq!(data["acceptInvitation"]["__typename"], "InvitationAccepted");
    let newest = token_of(&set.expect("a cookie"));
    assert_eq!(ask("/o/other/graphql", VIEWER, &newest).await.0["viewer"]["__typename"], "Member");
    host.stop().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_sixth_failed_sign_in_of_a_minute_is_put_off_for_that_account_from_that_address_alone() {
    let host = TestHost::with(Database::sqlite(), |config| config.trusted_proxies = vec!["127.0.0.1/32".into()]).await;
    let niilo = host.agent("Niilo").await;
    let oona = host.member("Oona", Role::Operator).await;
    let from = async |address: &str, email: &str, password: &str| {
        let query = "mutation($input: SignInInput!) { signIn(input: $input) { __typename ... on Problem { message } \
            ... on TooManyAttempts { retryAfterMs } } }";
        let variables = json!({ "input": { "email": email, "password": password } });
        let request = host.stranger().request(Method::POST, PLATFORM).header("x-forwarded-for", address);
        let answer = request.json(&json!({ "query": query, "variables": variables })).send().await.unwrap();
        answer.json::<Value>().await.unwrap()["data"]["signIn"].clone()
    };
    // Nobody learns whether there is such an account: the answers are the same, and so is what comes after five.
    for email in [niilo.email.as_str(), "nobody@test.example"] {
        for _ in 0..SIGN_IN_FAILURES_MAX {
            let failed = from("192.0.2.1", email, "a wrong password").await;
            assert_eq!(
                failed,
                json!({ "__typename": "WrongCredentials", "message": "The address or the password is wrong." })
            );
        }
        let sixth = from("192.0.2.1", email, PASSWORD).await;
        assert_eq!(sixth["__typename"], "TooManyAttempts");
        assert!((1..=60_000).contains(&sixth["retryAfterMs"].as_i64().unwrap()), "{sixth}");
    }
    // Neither colleagues at that address nor the account elsewhere are put off.
    assert_eq!(from("192.0.2.1", &oona.email, PASSWORD).await["__typename"], "SignedIn");
    assert_eq!(from("192.0.2.2", &niilo.email, PASSWORD).await["__typename"], "SignedIn");
    assert_eq!(from("192.0.2.1", &niilo.email, PASSWORD).await["__typename"], "TooManyAttempts");
    host.stop().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_office_signs_in_at_once_from_one_address_while_a_colleague_mistypes() {
    let host = TestHost::start().await;
    let mistaken = host.agent("Mistaken").await;
    let count = rounds(60, 500);
    let account = |n: usize| NewAccount {
        email: format!("agent{n}@test.example"),
        full_name: format!("Agent {n}"),
        display_name: format!("Agent {n}"),
        password: PASSWORD.into(),
    };
    // Few at a time: the server's operator stands in the same line.
    let making = stream::iter(0..count).map(|n| host.domain().create_account(account(n))).buffer_unordered(8);
    assert_eq!(making.filter(|made| std::future::ready(made.is_ok())).count().await, count);

    let (wrong, stranger) = (0..SIGN_IN_FAILURES_MAX, host.stranger());
    let wrong = wrong.map(|_| sign_in(&stranger, &mistaken.email, "a wrong password"));
    let emails: Vec<String> = (0..count).map(|n| account(n).email).collect();
    let right = emails.iter().map(|email| sign_in(&stranger, email, PASSWORD));
    let (failed, signed_in) = tokio::join!(join_all(wrong), join_all(right));
    assert!(failed.iter().all(|outcome| outcome == "WrongCredentials"), "{failed:?}");
    let refused: Vec<_> = signed_in.iter().filter(|outcome| *outcome != "SignedIn").collect();
    assert!(refused.is_empty(), "{} of {count} were refused: {refused:?}", refused.len());
    host.stop().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_token_opens_its_own_place_and_no_other() {
    let host = TestHost::start().await;
    let other = host.organisation("other").await;
    let (owner, outsider) = (host.owner().await, host.member_of(other, "other", "Outside", Role::Owner).await);
    let queue = owner.makes_queue("Asiakaspalvelu", true).await;
    let foreign = outsider.makes_queue("Vieras", true).await;
    let aino = host.customer("Aino").await;
    let conversation = aino.waits_in(&queue).await;
    let stray = Customer { path: "/o/other/graphql".into(), ..aino.clone() };

    assert_eq!(viewer(&aino.client, PATH).await["id"], json!(aino.id));
    assert_eq!(viewer(&stray.client, &stray.path).await, Value::Null);
    assert_eq!(aino.client.field(PLATFORM, "{ viewer { id } }", json!({})).await, Value::Null);
    assert_eq!(stray.outcome("enqueue", json!({ "queueId": foreign })).await, "UNAUTHENTICATED");
    assert_eq!(stray.outcome("leaveQueue", json!({ "conversationId": conversation })).await, "UNAUTHENTICATED");
    let seen = "query($id: ID!) { conversation(id: $id) { id } }";
    assert_eq!(stray.client.refusal(&stray.path, seen, json!({ "id": conversation })).await, "UNAUTHENTICATED");
    let mut socket = Socket::connect(&aino.client, &stray.path, &[]).await.unwrap_or_else(|status| panic!("{status}"));
    socket.send(json!({ "type": "connection_init", "payload": { "token": aino.client.token } })).await;
    assert_eq!(socket.closes().await.code, 4403);
    // Another customer's conversation isn't there; nor is a queue of another organisation.
    let onni = host.customer("Onni").await;
    assert_eq!(onni.data(seen, json!({ "id": conversation })).await["conversation"], Value::Null);
    assert_eq!(onni.outcome("leaveQueue", json!({ "conversationId": conversation })).await, "NOT_FOUND");
    assert_eq!(onni.outcome("enqueue", json!({ "queueId": foreign })).await, "NOT_FOUND");
    assert_eq!(aino.data(seen, json!({ "id": conversation })).await["conversation"]["id"], json!(conversation));
    host.stop().await;
}
