//! Pages share one cookie: each says which account it acts for, and the server refuses another.

use reqwest::{Method, Response, StatusCode};
use serde_json::{Value, json};
use vuoro_kernel::AccountId;
use vuoro_tests::{
    TestHost,
    host::PATH,
    people::Agent,
    socket::{Closed, Socket},
};

const PLATFORM: &str = "/graphql";
const VIEWER: &str = "{ viewer { __typename } }";

/// Requests of a page: the cookie of the signed-in account, and the account that the page shows.
struct Page<'h> {
    host: &'h TestHost,
    cookie: Option<String>,
    account: String,
}

impl<'h> Page<'h> {
    fn of(host: &'h TestHost, signed_in: Option<&Agent>, account: AccountId) -> Self {
        let cookie = signed_in.map(|agent| format!("vuoro={}", agent.client.token.as_deref().unwrap()));
        Self { host, cookie, account: account.to_string() }
    }

    async fn sends(&self, method: Method, path: &str, query: &str) -> Response {
        let mut request = self.host.stranger().request(method, path).header("x-vuoro", "web");
        if let Some(cookie) = &self.cookie {
            request = request.header("cookie", cookie);
        }
        request.header("x-vuoro-account", &self.account).json(&json!({ "query": query })).send().await.unwrap()
    }

    /// The status and the code of a refused request, or its result when it isn't refused.
    async fn is_met(&self, method: Method, path: &str) -> (StatusCode, String) {
        let answer = self.sends(method, path, VIEWER).await;
        let status = answer.status();
        let body = answer.json::<Value>().await.unwrap_or_default();
        (status, body["errors"][0]["extensions"]["code"].as_str().unwrap_or_default().to_owned())
    }

    /// How a socket of the page begins.
    async fn opens(&self) -> Result<(), Closed> {
        let mut headers = vec![("origin", self.host.base.as_str())];
        headers.extend(self.cookie.as_deref().map(|cookie| ("cookie", cookie)));
        let socket = Socket::connect(&self.host.stranger(), PATH, &headers).await;
        let mut socket = socket.unwrap_or_else(|status| panic!("{status}"));
        socket.send(json!({ "type": "connection_init", "payload": { "account": self.account } })).await;
        socket.try_receive().await.map(|message| assert_eq!(message["type"], "connection_ack"))
    }
}

/// Every endpoint that finds the caller.
fn doors() -> Vec<(Method, String)> {
    let file = "/o/test/attachments/att_00000000000000000000000000000000";
    vec![
        (Method::POST, PLATFORM.into()),
        (Method::POST, PATH.into()),
        (Method::PUT, "/picture".into()),
        (Method::GET, "/pictures/pic_00000000000000000000000000000000".into()),
        (Method::PUT, "/o/test/plugins".into()),
        (Method::PUT, file.into()),
        (Method::GET, file.into()),
        (Method::GET, format!("{file}/thumbnail")),
    ]
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_page_that_acts_for_another_account_than_the_one_signed_in_is_refused_at_every_door() {
    let host = TestHost::start().await;
    let (niilo, hermanni) = (host.agent("Niilo").await, host.agent("Hermanni").await);
    let own = Page::of(&host, Some(&niilo), niilo.account);
    let stale = Page::of(&host, Some(&niilo), hermanni.account);
    let signed_out = Page::of(&host, None, hermanni.account);
    let confused = Page { account: niilo.email.clone(), ..Page::of(&host, Some(&niilo), niilo.account) };
    for (method, path) in doors() {
        let door = format!("{method} {path}");
        let met = async |page: &Page<'_>| page.is_met(method.clone(), &path).await;
        assert_eq!(met(&stale).await, (StatusCode::CONFLICT, "ANOTHER_ACCOUNT".into()), "{door}");
        assert_eq!(met(&signed_out).await, (StatusCode::UNAUTHORIZED, "UNAUTHENTICATED".into()), "{door}");
        assert_eq!(met(&confused).await, (StatusCode::BAD_REQUEST, "BAD_INPUT".into()), "{door}");
        let (status, code) = met(&own).await;
        assert!(code != "ANOTHER_ACCOUNT" && status != StatusCode::UNAUTHORIZED, "{door}: {status} {code}");
    }
    assert_eq!(own.opens().await, Ok(()));
    let closed = |code, reason: &str| Err(Closed { code, reason: reason.into() });
    assert_eq!(stale.opens().await, closed(4403, "Another account is signed in"));
    assert_eq!(signed_out.opens().await, closed(4403, "Forbidden"));
    assert_eq!(confused.opens().await, closed(4400, "Invalid message received"));
    host.stop().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_claim_of_a_stale_page_leaves_the_customer_in_line() {
    let host = TestHost::start().await;
    let owner = host.owner().await;
    let queue = owner.makes_queue("Asiakaspalvelu", true).await;
    let (niilo, hermanni) = (host.agent("Niilo").await, host.agent("Hermanni").await);
    owner.lets_handle(&queue, &[&niilo, &hermanni]).await;
    let conversation = host.customer("Aino").await.waits_in(&queue).await;
    let claim = format!("mutation {{ claim(input: {{ queueId: \"{queue}\" }}) {{ __typename }} }}");
    let stale = Page::of(&host, Some(&niilo), hermanni.account);
    let answer = stale.sends(Method::POST, PATH, &claim).await;
    assert_eq!(answer.status(), StatusCode::CONFLICT);
    let state = "query($id: ID!) { conversation(id: $id) { state } }";
    let seen = owner.data(state, json!({ "id": conversation })).await;
    assert_eq!(seen["conversation"]["state"], "WAITING");
    let own = Page::of(&host, Some(&niilo), niilo.account);
    let answer = own.sends(Method::POST, PATH, &claim).await.json::<Value>().await.unwrap();
    assert_eq!(answer["data"]["claim"]["__typename"], "Claimed");
    host.stop().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn clients_with_a_token_of_their_own_need_not_say_for_whom_they_act() {
    let host = TestHost::start().await;
    let niilo = host.agent("Niilo").await;
    assert_eq!(niilo.client.field(PATH, VIEWER, json!({})).await["__typename"], "Member");
    // A client that names an account all the same must name its own; the same goes for customers.
    let aino = host.customer("Aino").await;
    for client in [&niilo.client, &aino.client] {
        let request = client.request(Method::POST, PATH).header("x-vuoro-account", AccountId::new().to_string());
        let answer = request.json(&json!({ "query": VIEWER })).send().await.unwrap();
        assert_eq!(answer.status(), StatusCode::CONFLICT);
    }
    host.stop().await;
}
